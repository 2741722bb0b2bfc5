// Models and checkpoints that somebody made on purpose: one member is another, the checksum is
// right. The program ends with a documented status within bounded memory and time. Some of them in
// every run; LSTMTRAIN_CRAFTED=all makes it each one.
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/bounded.hpp"
#include "cli/drives.hpp"
#include "files/tensors/safetensors.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct Crafted {
  std::string what;
  StateDict tensors;
  Metadata metadata;
};

template <class T>
void add_values(std::vector<Crafted>& all, const Crafted& good, const std::string& name,
                std::initializer_list<T> values) {
  for (const T value : values) {
    Crafted changed = good;
    std::vector<std::byte>& bytes = changed.tensors.at(name).bytes;
    if (bytes.size() < sizeof(T)) return;
    std::memcpy(bytes.data(), &value, sizeof(T));
    changed.what = name + "[0] = " + std::to_string(value);
    all.push_back(std::move(changed));
  }
}

// The first value of each tensor, its shape, its type, or all of it.
void add_tensors(std::vector<Crafted>& all, const Crafted& good) {
  constexpr double kHuge = std::numeric_limits<double>::max();
  constexpr float kHugeFloat = std::numeric_limits<float>::max();
  for (const auto& [name, tensor] : good.tensors) {
    if (tensor.dtype == DType::f32)
      add_values<float>(all, good, name, {NAN, INFINITY, -kHugeFloat, kHugeFloat, 1e-45F, -0.0F});
    if (tensor.dtype == DType::f64)
      add_values<double>(all, good, name, {NAN, -INFINITY, -1.0, 0.0, kHuge, -kHuge, 5e-324});
    if (tensor.dtype == DType::i64 || tensor.dtype == DType::u64)
      add_values<std::int64_t>(
          all, good, name,
          {0, -1, 1, 1 << 20, INT32_MAX, (std::int64_t{1} << 53), INT64_MAX, INT64_MIN});
    Crafted gone = good;
    gone.tensors.erase(name);
    gone.what = name + " is gone";
    all.push_back(std::move(gone));
    Crafted empty = good;
    empty.tensors.at(name).shape = {0};
    empty.tensors.at(name).bytes.clear();
    empty.what = name + " is empty";
    all.push_back(std::move(empty));
    Crafted longer = good;
    Tensor& twice = longer.tensors.at(name);
    twice.bytes.insert(twice.bytes.end(), tensor.bytes.begin(), tensor.bytes.end());
    twice.shape = {
        static_cast<std::int64_t>(twice.bytes.size() / (tensor.dtype == DType::f32 ? 4U : 8U))};
    longer.what = name + " twice";
    all.push_back(std::move(longer));
  }
}

// The places in a text of JSON; of a list of numbers its first and last, which stand for the rest.
void add_places(std::vector<json::json_pointer>& places, const json& value,
                const json::json_pointer& here) {
  places.push_back(here);
  if (value.is_object())
    for (const auto& [key, member] : value.items()) add_places(places, member, here / key);
  if (value.is_array())
    for (std::size_t i = 0; i < value.size(); ++i)
      if (i == 0 || i + 1 == value.size()) add_places(places, value[i], here / i);
}

void add_metadata(std::vector<Crafted>& all, const Crafted& good) {
  const json others[] = {nullptr,
                         -1,
                         0,
                         1e308,
                         1e-45,
                         std::numeric_limits<std::int64_t>::max(),
                         "x",
                         "",
                         json::array(),
                         json::object(),
                         json::array({1, 2, 3}),
                         std::string(100000, 'y')};
  for (const auto& [key, text] : good.metadata) {
    Crafted gone = good;
    gone.metadata.erase(key);
    gone.what = key + " is gone";
    all.push_back(std::move(gone));
    const json whole = json::parse(text, nullptr, false);
    std::vector<json::json_pointer> places;
    add_places(places, whole.is_discarded() ? json(text) : whole, json::json_pointer());
    for (const json::json_pointer& place : places)
      for (const json& other : others) {
        json value = whole.is_discarded() ? json(text) : whole;
        value[place] = other;
        Crafted changed = good;
        changed.metadata[key] =
            whole.is_discarded() && value.is_string() ? value.get<std::string>() : value.dump();
        changed.what = key + place.to_string() + " = " + other.dump().substr(0, 30);
        all.push_back(std::move(changed));
      }
  }
}

// Every one, or `some` evenly spread.
std::vector<Crafted> crafted(const fs::path& path, std::size_t some) {
  const files::TensorFile good = files::read_safetensors(path);
  std::vector<Crafted> all;
  add_tensors(all, {"", good.tensors, good.metadata});
  add_metadata(all, {"", good.tensors, good.metadata});
  const char* amount = std::getenv("LSTMTRAIN_CRAFTED");
  if (amount != nullptr && std::string(amount) == "all") return all;
  std::vector<Crafted> spread;
  for (std::size_t i = 0; i < some; ++i) spread.push_back(all[i * all.size() / some]);
  return spread;
}

}  // namespace

TEST_CASE("cli.crafted: a model with another member is used or refused, and never in vain") {
  const TempDir dir;
  REQUIRE(run(quick_on_drives() + set("RNN_LAYER_SIZES=3,2") + Args{"--out", dir / "run"}).status ==
          0);
  const fs::path drive = first_file(drives() / "test"), model = dir / "m.safetensors",
                 out = dir / "out.csv";
  std::map<int, int> statuses;
  for (const Crafted& hostile : crafted(dir / "run/best.safetensors", 60)) {
    files::write_safetensors(model, hostile.tensors, hostile.metadata);
    const Finished finished = run_bounded(
        {"predict", "--model", model, "--data", drive, "--out", out, "--force"}, dir.path());
    INFO(hostile.what << ", status " << finished.status << "\n" << finished.err.substr(0, 2000));
    REQUIRE(std::set<int>{0, 65}.contains(finished.status));
    REQUIRE((finished.status == 0) == errors(finished.err).empty());
    ++statuses[finished.status];
  }
  for (const auto& [status, runs] : statuses) WARN("status " << status << ": " << runs << " runs");
  CHECK(statuses[65] > statuses[0] / 10);
}

TEST_CASE("cli.crafted: a checkpoint with another member goes on or is refused, and never hangs") {
  const TempDir dir;
  const Args train = checkpointed(3) + Args{"--out", dir / "run"};
  REQUIRE(run(train).status == 0);
  fs::remove(dir / "run/results.json");
  fs::path newest;
  std::vector<fs::path> checkpoints;
  for (const auto& entry : fs::directory_iterator(dir / "run"))
    if (entry.path().filename().string().starts_with("ckpt-")) checkpoints.push_back(entry.path());
  std::sort(checkpoints.begin(), checkpoints.end());
  REQUIRE_FALSE(checkpoints.empty());
  fs::rename(checkpoints.front(), dir / "good.safetensors");
  for (const fs::path& path : checkpoints) fs::remove(path);
  std::map<int, int> statuses;
  for (const Crafted& hostile : crafted(dir / "good.safetensors", 60)) {
    fs::remove_all(dir / "again");
    fs::copy(dir / "run", dir / "again");
    files::write_safetensors(dir / "again/ckpt-000000000005.safetensors", hostile.tensors,
                             hostile.metadata);
    const Finished finished = run_bounded(
        checkpointed(3) + Args{"--out", dir / "again", "--resume", "--quiet"}, dir.path());
    INFO(hostile.what << ", status " << finished.status << "\n" << finished.err.substr(0, 2000));
    // 10 where the loss that somebody wrote is no loss; 78 where the settings are others.
    CHECK(std::set<int>{0, 10, 65, 78}.contains(finished.status));
    CHECK((finished.status == 0) == errors(finished.err).empty());
    ++statuses[finished.status];
  }
  for (const auto& [status, runs] : statuses) WARN("status " << status << ": " << runs << " runs");
  CHECK(statuses[65] > statuses[0] / 10);
}
