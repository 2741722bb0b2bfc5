// doctor: the failing recipe of the battery story, mixed scales, data that cannot be learned.
#include <chrono>
#include <nlohmann/json.hpp>

#include "cli/drives.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

const std::filesystem::path kSource = LSTMTRAIN_SOURCE_DIR;

// The drives with another cell of the last column in each row: nothing determines the target.
void write_shuffled(const std::filesystem::path& to) {
  for (const char* set : {"train", "val"}) {
    std::filesystem::create_directories(to / set);
    for (const auto& entry : std::filesystem::directory_iterator(drives() / set)) {
      std::istringstream in(read_file(entry.path()));
      std::vector<std::string> lines, targets;
      for (std::string line; std::getline(in, line);) {
        const auto comma = line.rfind(',');
        lines.push_back(line.substr(0, comma + 1));
        targets.push_back(line.substr(comma + 1));
      }
      std::string text = lines[0] + targets[0] + "\n";
      const std::size_t rows = lines.size() - 1;
      for (std::size_t row = 0; row < rows; ++row)
        text += lines[1 + row] + targets[1 + row * 137 % rows] + "\n";
      write_file(to / set / entry.path().filename(), text);
    }
  }
}

}  // namespace

TEST_CASE("cli.doctor: the battery story's setting: lookback, size, decay and clip, and a cure") {
  const TempDir dir;
  const Finished found =
      run({"doctor", "--hyperparams", kSource / "hyperparams/story3-broken.json", "--data",
           drives(), "--seconds", "0", "--set", "LOOKBACK=300", "--fix", dir / "cured.json"});
  INFO(found.err);
  CHECK(found.status == 0);
  for (const char* part :
       {"--set LOOKBACK=150", "--set RNN_LAYER_SIZES=32", "--set WEIGHT_DECAY=0.0001",
        "--set CLIP_MAX_NORM=1.0", "10 units", "0 errors, 4 warnings"})
    CHECK(contains(found.out, part));
  const Finished cured = run({"doctor", "--hyperparams", dir / "cured.json", "--data", drives(),
                              "--seconds", "0", "--json"});
  CHECK(cured.status == 0);
  for (const auto& finding : nlohmann::json::parse(cured.out))
    CHECK((finding["severity"] == "fine" || finding["severity"] == "advice"));
}

TEST_CASE("cli.doctor: mixed scales that are fed unscaled are an error with its cure") {
  const Finished found =
      run(Args{"doctor"} + quick_on_drives() + set("NORMALIZATION=none") + Args{"--seconds", "0"});
  CHECK(found.status == 65);
  CHECK(contains(found.out, "ERROR (scales): features of mixed scale are fed unscaled."));
  CHECK(contains(found.out, "--set NORMALIZATION=zscore"));
  CHECK(contains(found.out, "\"Temperature\""));
}

TEST_CASE("cli.doctor: a short training that learns is fine; the data gate's refusal is an error") {
  const Args rest = set("MAX_EPOCHS=300") + set("INITIAL_LR=0.01") + set("NORMALIZATION=zscore");
  const Finished good = run(Args{"doctor"} + quick_on_drives() + rest);
  INFO(good.out);
  CHECK(good.status == 0);
  CHECK(contains(good.out, "fine (trial): a short training learns."));
  const Finished missing =
      run(Args{"doctor"} + quick_on_drives() + rest + set("FEATURE_COLUMNS=Current,Pressure"));
  CHECK(missing.status == 65);
  CHECK(contains(missing.out, "ERROR (data)"));
  CHECK(contains(missing.out, "Pressure"));
}

TEST_CASE(
    "cli.doctor: where only made-up data of the same shape is learned, the data is at fault") {
  const TempDir dir;
  write_shuffled(dir / "shuffled");
  const Finished found = run(Args{"doctor"} + quick() + set("MAX_EPOCHS=150") +
                             set("INITIAL_LR=0.02") + set("NORMALIZATION=zscore") +
                             set("VALID_PATIENCE=1000") + Args{"--data", dir / "shuffled"});
  INFO(found.out);
  CHECK(found.status == 65);
  CHECK(contains(found.out, "the data is at fault"));
  CHECK(contains(found.out, "on made-up data"));
}

TEST_CASE(
    "cli.doctor: what is shipped passes, and says why defaults are kept that it would change") {
  for (const auto& entry : std::filesystem::directory_iterator(kSource / "hyperparams")) {
    const std::string name = entry.path().filename();
    if (name == "story3-broken.json") continue;  // shipped to be broken
    Args words = {"doctor", "--hyperparams", entry.path(), "--data", drives(), "--seconds", "0"};
    if (name == "default.json") words = words + set("FEATURE_COLUMNS=Current,Temperature,SOC");
    if (read_file(entry.path()).find("\"Stream\"") == std::string::npos)
      words = words + set("LOOKBACK=300");
    const Finished found = run(words);
    INFO(name << "\n" << found.out << found.err);
    CHECK(found.status == 0);
    CHECK(last_line(found.out) == "0 errors, 0 warnings");
    if (name == "default.json") CHECK(contains(found.out, "kept because files of VEstim mean it"));
  }
}

#ifdef LSTMTRAIN_SANITIZED  // everything takes ten times as long
constexpr const char* kTime = "40";
#else
constexpr const char* kTime = "4";
#endif

TEST_CASE(
    "cli.doctor: a big network within its time, each finding in its turn, what was cut said") {
  const Args big = Args{"doctor", "--hyperparams", kSource / "hyperparams/story3-option3.json",
                        "--data", drives(),        "--time",
                        kTime} +
                   set("LOOKBACK=300") + set("WINDOW_STRIDE=1");
  const auto begin = std::chrono::steady_clock::now();
  const Finished found = run(big);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  INFO(found.out << found.err);
  CHECK(found.status == 0);
  CHECK(took.count() < 26 + std::stod(kTime));  // on a machine that does other things
  std::size_t place = 0;
  for (const char* check : {"(settings)", "(data)", "(signal)", "(windows)", "(trial)"}) {
    const std::size_t next = found.out.find(check);
    CHECK(next != std::string::npos);
    CHECK(next > place);
    place = next;
  }
  // Under a sanitizer ten steps may not fit into its time: it says so and tries none.
#ifdef LSTMTRAIN_SANITIZED
  const bool tried = !contains(found.out, "a short training was not tried: a longer --time");
#else
  const bool tried = true;
#endif
  if (tried) {
    CHECK((contains(found.out, "; verdict from what was seen") ||
           contains(found.out, "a short training learns.")));
    CHECK(contains(found.err, "a short training, for at most"));  // no terminal: plain lines
  }
  CHECK_FALSE(contains(found.err, "\r"));
  const Finished json = run(big + Args{"--json"});
  CHECK(nlohmann::json::parse(json.out).size() >= 5);
  CHECK_FALSE(contains(json.err, "for at most"));
  check_refused(run(Args{"doctor"} + quick_on_drives() + Args{"--time", "0"}), 64, {"--time"});
}
