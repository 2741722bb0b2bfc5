// The shipped program on damaged files: it ends with a documented status within bounded memory and
// time, and touches nothing. LSTMTRAIN_MUTATIONS gives another number of runs, and seed:
// scripts/fuzz-binary makes it ten thousand.
#include <cstdlib>
#include <set>

#include "cli/bounded.hpp"
#include "cli/drives.hpp"
#include "fuzz/checksum.hpp"
#include "fuzz/mutate.hpp"
#include "support/snapshot.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

namespace fs = std::filesystem;

// One way to use a file: the good bytes, where the damaged ones are put, and the command.
struct Use {
  std::string good;
  std::string name;
  Args args;
  bool sealed = false;  // every other damaged copy gets a right checksum
};

std::vector<Use> uses(const fs::path& folder) {
  const Finished trained = run(quick_on_drives() + set("RNN_LAYER_SIZES=3,2") +
                               set("LAYER_NORM=output") + Args{"--out", folder / "run"});
  if (trained.status != 0) throw std::runtime_error("training failed: " + trained.err);
  fs::path drive;
  for (const auto& file : fs::directory_iterator(drives() / "test")) drive = file.path();
  fs::create_directory(folder / "test");
  fs::copy_file(drive, folder / "test/drive.csv");
  const std::string csv = read_file(drive).substr(0, 4000), model = folder / "run/best.safetensors";
  const std::string settings = read_file(folder / "run/resolved.json");
  const std::string damaged = folder / "damaged";
  return {{csv, "a.csv", Args{"check", "--data", damaged + "/a.csv"} + quick(), false},
          {csv, "a.csv", {"test", "--model", model, "--data", damaged + "/a.csv"}, false},
          {csv, "a.csv", quick() + Args{"--train", damaged + "/a.csv", "--val", drive, "--dry-run"},
           false},
          {settings, "hp.json",
           Args{"--hyperparams", damaged + "/hp.json", "--data", drives(), "--dry-run"}, false},
          {read_file(model),
           "m.safetensors",
           {"test", "--model", damaged + "/m.safetensors", "--data", folder / "test"},
           true}};
}

// How many runs, and their seed, as "COUNT" or "COUNT:SEED".
std::pair<std::uint32_t, std::uint64_t> amount() {
  const char* text = std::getenv("LSTMTRAIN_MUTATIONS");
  if (text == nullptr) return {300, 1};
  const std::string given = text;
  const std::size_t colon = given.find(':');
  return {static_cast<std::uint32_t>(std::stoul(given)),
          colon == given.npos ? 1 : std::stoull(given.substr(colon + 1))};
}

}  // namespace

TEST_CASE("cli.mutations: damaged files end in a documented status, and nothing is touched") {
  const TempDir dir, empty;
  const std::vector<Use> all = uses(dir.path());
  const Snapshot before = snapshot(dir / "run"), data = snapshot(drives());
  const auto [count, seed] = amount();
  std::map<int, int> statuses;
  for (std::uint32_t round = 0; round < count; ++round) {
    const Use& use = all[round % all.size()];
    const std::string bytes = fuzz::mutated(use.good, seed, round);
    write_file(dir / "damaged" / use.name,
               use.sealed && round % 2 == 0 ? fuzz::with_checksum(bytes) : bytes);
    const Finished finished = run_bounded(use.args, empty.path());
    INFO("seed " << seed << " round " << round << ", status " << finished.status << "\n"
                 << finished.err.substr(0, 2000));
    // 0, bad data, a damaged path in the settings, bad settings: 70 would be a fault of ours.
    REQUIRE(std::set<int>{0, 65, 66, 78}.contains(finished.status));
    REQUIRE((finished.status == 0) == errors(finished.err).empty());
    ++statuses[finished.status];
  }
  for (const auto& [status, runs] : statuses) WARN("status " << status << ": " << runs << " runs");
  CHECK(statuses[0] > static_cast<int>(count) / 100);
  CHECK(statuses[65] > static_cast<int>(count) / 20);
  CHECK(statuses[78] > static_cast<int>(count) / 20);
  CHECK(snapshot(dir / "run") == before);
  CHECK(snapshot(drives()) == data);
  CHECK(fs::is_empty(empty.path()));
}

TEST_CASE("cli.mutations: a model whose settings name other columns is refused") {
  const TempDir dir;
  const Args train = quick_on_drives() + Args{"--out", dir / "run"};
  REQUIRE(run(train).status == 0);
  std::string bytes = read_file(dir / "run/best.safetensors");
  const std::string whole =
      "\\\"FEATURE_COLUMNS\\\":[\\\"Current\\\",\\\"Temperature\\\",\\\"SOC\\\"]";
  std::string fewer = "\\\"FEATURE_COLUMNS\\\":[\\\"Current\\\"]";
  fewer.resize(whole.size(), ' ');
  const std::size_t at = bytes.find(whole);
  REQUIRE(at != bytes.npos);
  write_file(dir / "m", fuzz::with_checksum(bytes.replace(at, whole.size(), fewer)));
  check_refused(run({"test", "--model", dir / "m", "--data", drives() / "test"}), 65,
                {"name other columns"});
}
