// What a user of 0.1.0 has goes on working: models, checkpoints, keys, commands, options, and what
// scripts read of our JSON. tests/golden/v0.1.0 was made by that program.
#include <cmath>
#include <cstring>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "cli/drives.hpp"

using namespace lstmtrain::test;
using nlohmann::json;

namespace fs = std::filesystem;

namespace {

const fs::path kGolden = fs::path(LSTMTRAIN_SOURCE_DIR) / "tests/golden/v0.1.0";
constexpr const char* kTrainings[] = {"window_lstm", "window_gru_norm", "stream_lstm_lpf",
                                      "stream_gru"};
// 0.1.0's LayerNorm of the output took the processor's estimate of a root, whose bits differ from
// maker to maker.
constexpr std::string_view kRooted = "stream_gru";
constexpr const char* kMadeOn = "AVX3";  // the instruction set of 0.1.0's numbers

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// The header of a safetensors file, and the bytes behind it.
std::pair<json, std::string> parts_of(const fs::path& path) {
  const std::string bytes = read_file(path);
  std::size_t size = 0;
  for (std::size_t i = 8; i-- > 0;) size = size * 256 + static_cast<unsigned char>(bytes.at(i));
  return {json::parse(bytes.substr(8, size)), bytes.substr(8 + size)};
}

// Of two arrays of float32 as bytes.
float largest_difference(const std::string& a, const std::string& b) {
  REQUIRE(a.size() == b.size());
  float largest = 0;
  for (std::size_t i = 0; i + sizeof(float) <= a.size(); i += sizeof(float)) {
    float x = 0, y = 0;
    std::memcpy(&x, a.data() + i, sizeof x);
    std::memcpy(&y, b.data() + i, sizeof y);
    largest = std::max(largest, std::abs(x - y));
  }
  return largest;
}

// The checkpoint of a training of 0.1.0 goes on to its end here; the folder of the run.
void resume_to(const fs::path& out, const char* training) {
  const fs::path folder = kGolden / training;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().filename().string().starts_with("ckpt-"))
      fs::create_directories(out), fs::copy(entry.path(), out / entry.path().filename());
  const json metadata = parts_of(folder / "model.safetensors").first.at("__metadata__");
  write_file(out.string() + ".json", metadata.at("hyperparams").get<std::string>());
  const Finished finished = run({"--hyperparams", out.string() + ".json", "--data",
                                 kGolden / "data", "--out", out, "--resume", "--threads", "1"});
  INFO(training << ": " << finished.err);
  REQUIRE(finished.status == 0);
  CHECK_FALSE(contains(finished.err, "anew"));
}

// Every member, "/rates/*/loss": a * for each element of a list.
void add_members(const json& value, const std::string& place, std::set<std::string>& members) {
  if (value.is_array())
    for (const json& element : value) add_members(element, place + "/*", members);
  if (value.is_object())
    for (const auto& [key, inner] : value.items()) {
      members.insert(place + "/" + key);
      add_members(inner, place + "/" + key, members);
    }
}

// Each line of the golden file that begins with `name` and is not among `now`.
std::string missing_from(const char* file, const std::string& name,
                         const std::set<std::string>& now) {
  std::string missing;
  int count = 0;
  for (const std::string& line : lines_of(read_file(kGolden / file))) {
    if (!line.starts_with(name)) continue;
    ++count;
    if (!now.contains(line.substr(name.size()))) missing += line + "\n";
  }
  return count > 0 ? missing : "nothing to compare with in " + std::string(file);
}

}  // namespace

TEST_CASE("cli.old_versions: a checkpoint of 0.1.0 goes on to its end") {
  const TempDir dir;
  for (const char* training : kTrainings) {
    const fs::path out = dir / training;
    resume_to(out, training);
    INFO(training);
    const json results = json::parse(read_file(out / "results.json"));
    CHECK(results.at("epochs") == 6);
    CHECK(results.at("stop_reason") == "max_epochs");
    const fs::path golden = kGolden / training / "model.safetensors";
    const std::string now = parts_of(out / "best.safetensors").second,
                      then = parts_of(golden).second;
    if (results.at("kernels").get<std::string>().starts_with(kMadeOn) && training != kRooted)
      CHECK(now == then);
    CHECK(largest_difference(now, then) < 1e-4);
  }
}

TEST_CASE("cli.old_versions: a model of 0.1.0 says what it said") {
  const TempDir dir;
  resume_to(dir / "run", kTrainings[0]);
  const json results = json::parse(read_file(dir / "run" / "results.json"));
  const bool same = results.at("kernels").get<std::string>().starts_with(kMadeOn);
  for (const char* training : kTrainings) {
    const fs::path folder = kGolden / training;
    const Finished finished =
        run({"predict", "--model", folder / "model.safetensors", "--data",
             kGolden / "data/test/cycle01_10degC.csv", "--out", dir / "predicted.csv", "--force"});
    INFO(training << ": " << finished.err);
    REQUIRE(finished.status == 0);
    const auto then = lines_of(read_file(folder / "predicted.csv"));
    const auto now = lines_of(read_file(dir / "predicted.csv"));
    REQUIRE(then.size() == 161);
    REQUIRE(now.size() == then.size());
    for (std::size_t i = 1; i < then.size(); ++i) {
      // Other instruction sets add in another order: some 1e-6 of a volt after 160 rows.
      const double was = std::stod(then[i].substr(then[i].find(',') + 1)),
                   is = std::stod(now[i].substr(now[i].find(',') + 1));
      INFO("row " << i << ", " << then[i] << ", now " << now[i]);
      CHECK(std::abs(was - is) < 1e-4);
      if (same && training != kRooted) CHECK(then[i] == now[i]);
    }
  }
}

TEST_CASE("cli.old_versions: every key, other name and choice of 0.1.0 is one") {
  const json schema = json::parse(run({"--print-schema"}).out);
  std::set<std::string> now;
  for (const auto& [pattern, any] : schema.at("patternProperties").items())
    now.insert(pattern.substr(1) + "*");
  const std::function<void(const std::string&, const json&)> add_choices =
      [&](const std::string& key, const json& value) {
        if (value.is_object() && value.contains("enum"))
          for (const json& choice : value["enum"])
            if (choice.is_string()) now.insert(key + "=" + choice.get<std::string>());
        if (value.is_structured())
          for (const auto& inner : value) add_choices(key, inner);
      };
  for (const auto& [key, value] : schema.at("properties").items()) {
    now.insert(key);
    add_choices(key, value);
  }
  CHECK(missing_from("keys.txt", "", now) == "");
}

TEST_CASE("cli.old_versions: every command and option of 0.1.0 is one") {
  std::set<std::string> now;
  const std::string commands = run({"--help"}).out;
  for (const std::string& line : lines_of(read_file(kGolden / "options.txt"))) {
    if (line.find(' ') != line.npos || !contains(commands, "\n  " + line + " ")) continue;
    now.insert(line);
    std::istringstream words(run({line, "--help"}).out);
    for (std::string word; words >> word;)
      now.insert(line + " " + (word == "-h,--help" ? "--help" : word));
  }
  CHECK(missing_from("options.txt", "", now) == "");
}

TEST_CASE("cli.old_versions: our JSON has what it had, and says its schema") {
  const TempDir dir;
  fs::copy(kGolden / "data", dir / "data", fs::copy_options::recursive);
  const auto outlier = dir / "data/train/cycle01_n20degC.csv";
  std::string rows = read_file(outlier);
  rows.insert(rows.find("\n48,") + 1, "47.5,-0.1,-20.000,0.9,900\n");
  const Args quick = set("FEATURE_COLUMNS=Current,Temperature,SOC") + set("RNN_LAYER_SIZES=4") +
                     set("TRAINING_METHOD=Stream") + set("BATCH_SIZE=4") + set("TBPTT_STEPS=20") +
                     set("MAX_EPOCHS=2");
  const Args data = {"--data", dir / "data"};
  const Finished trained =
      run(data + quick + Args{"--out", dir / "run"} + set("INFERENCE_FILTER_TYPE=Moving Average") +
          set("INFERENCE_FILTER_WINDOW_SIZE=5"));
  INFO(trained.err);
  REQUIRE(trained.status == 0);
  write_file(outlier, rows);
  const std::string model = dir / "run" / "best.safetensors";
  const Args test = {"--data", dir / "data/test", "--json"};
  const std::pair<std::string, Args> outputs[] = {
      {"test", Args{"test", "--model", model, "--by", "SOC:0.5"} + test},
      {"tests", Args{"test", "--model", model, model} + test},
      {"lr-find", Args{"lr-find", "--rates", "1e-3,1e-2", "--steps", "3", "--json"} + data + quick},
      {"doctor", Args{"doctor", "--seconds", "0", "--json"} + data + quick + set("INITIAL_LR=5")},
      {"find-bad-batch", Args{"find-bad-batch", "--json"} + data + quick},
      {"bench", {"bench", "--case", "LSTM,4,8,10", "--json"}}};
  const auto check = [](const std::string& name, const json& output) {
    INFO(name);
    for (const json& object : output.is_array() ? output : json::array({output})) {
      REQUIRE(object.contains("schema"));
      CHECK(object["schema"] == 1);
    }
    std::set<std::string> members;
    add_members(output, "", members);
    CHECK(missing_from("members.txt", name + " ", members) == "");
  };
  const json results = json::parse(read_file(dir / "run/results.json"));
  check("results", results);
  CHECK("lstmtrain " + results.at("program_version").get<std::string>() + "\n" ==
        run({"--version"}).out);
  const json metadata = parts_of(model).first.at("__metadata__");
  for (const char* key : {"program_version", "data_fingerprint"})
    CHECK(json::parse(metadata.at(key).get<std::string>()) == results.at(key));
  CHECK(contains(read_file(dir / "run/report.html"), results.at("data_fingerprint")));
  for (const auto& [name, args] : outputs) {
    const Finished finished = run(args);
    INFO(name << ": " << finished.err);
    REQUIRE(json::accept(finished.out));
    check(name, json::parse(finished.out));
  }
}
