// Nesting, keys, values and length of JSON: what is allowed is read, one more is refused. Depths
// are of values that are closed again: the parser takes them, and only the limit keeps recursion
// off.
#include "base/text/json_limits.hpp"

#include "base/text/strict_json.hpp"
#include "settings/hyperparams_support.hpp"
#include "support/refusal.hpp"
#include "support/temp_dir.hpp"

namespace lstmtrain::settings {
using namespace text;
namespace {

using test::contains;
using test::fault;

std::string nested(int depth) {
  const auto levels = static_cast<std::size_t>(depth);
  return std::string(levels, '[') + std::string(levels, ']');
}

std::string objects(int depth) {
  std::string text;
  for (int level = 0; level < depth; ++level) text += "{\"a\":";
  return text + "1" + std::string(static_cast<std::size_t>(depth), '}');
}

std::string refusal(const std::string& text) {
  return test::refusal_of(ErrorCode::data, [&] { parse_strict_json(text, "f"); });
}

// {"k0":1, "k1":1, ...}
std::string object_of(std::size_t keys, const std::string& prefix) {
  std::string text = "{";
  for (std::size_t key = 0; key < keys; ++key)
    text += (key > 0 ? ",\"" : "\"") + prefix + std::to_string(key) + "\":1";
  return text + "}";
}

std::string repeated(const std::string& piece, std::size_t count, char separator) {
  std::string text = piece;
  for (std::size_t i = 1; i < count; ++i) text += separator + piece;
  return text;
}

TEST_CASE("settings.json_limits: strict JSON is at most 64 levels deep") {
  for (const auto& text : {nested(kMaxJsonDepth), objects(kMaxJsonDepth)})
    CHECK(refusal(text) == "");
  for (const int depth : {kMaxJsonDepth + 1, 100000}) {
    CHECK(contains(refusal(nested(depth)), "nested too deeply, expected at most 64 levels"));
    CHECK(contains(refusal(objects(depth)), "nested too deeply"));
  }
}

TEST_CASE("settings.json_limits: what a damaged file says is shortened in messages") {
  const std::string text(1000000, 'a');
  CHECK(refusal("{\"" + text + "\":1,\"" + text + "\":1}").size() < 400);
  CHECK(refusal("[\"" + text + "\x01\"]").size() < 400);
  CHECK(fault("{\"LOOKBACK\": \"" + text + "\x01\"}").size() < 400);
  CHECK(fault("{\"LOOKBACK\": 1" + std::string(100000, '9') + "e999}").size() < 400);
}

TEST_CASE("settings.json_limits: hyperparameters are at most 64 levels deep, in texts too") {
  const std::string inner = nested(kMaxJsonDepth - 1);
  CHECK(contains(fault("{\"LOOKBACK\": " + inner + "}"),
                 "hp.json:/LOOKBACK: the value is not usable"));
  for (const int depth : {kMaxJsonDepth, 100000}) {
    CHECK(contains(fault("{\"LOOKBACK\": " + nested(depth) + "}"), "hp.json: nested too deeply"));
    CHECK(contains(fault("{\"_c\": " + nested(depth) + "}"), "hp.json: nested too deeply"));
  }
  for (const char* key : {"RNN_LAYER_SIZES", "FEATURE_COLUMNS", "MISSING_VALUES"})
    CHECK(contains(fault(std::string("{\"") + key + "\": \"" + nested(100000) + "\"}"),
                   "not usable"));
}

TEST_CASE("settings.json_limits: an object of hyperparameters has at most 1000 keys") {
  CHECK_NOTHROW(test::read(object_of(kMaxJsonKeys, "_")));
  CHECK(contains(fault(object_of(kMaxJsonKeys + 1, "_")), "too many keys, expected at most 1000"));
  std::string embedded;
  for (const char c : object_of(kMaxJsonKeys + 1, "P"))
    embedded += c == '"' ? std::string("\\\"") : std::string(1, c);
  CHECK(contains(fault("{\"DERIVED_COLUMNS\": \"" + embedded + "\"}"), "not usable"));
}

TEST_CASE("settings.json_limits: a key lists at most 10000 values") {
  const std::string most = repeated("1", kMaxValues, ','), more = most + ",1";
  const auto missing = [](const std::string& list) {
    return test::read("{\"MISSING_VALUES\": " + list + "}").values.missing_values.size();
  };
  CHECK(missing("[" + most + "]") == kMaxValues);
  CHECK(missing("\"" + most + "\"") == kMaxValues);
  for (const char* key : {"MISSING_VALUES", "LOOKBACK", "TRAIN_DATA", "RNN_LAYER_SIZES"})
    for (const std::string& list : {"[" + more + "]", "\"" + more + "\""})
      CHECK(contains(fault(std::string("{\"") + key + "\": " + list + "}"),
                     "lists too many values, got 10001, expected at most 10000"));
}

TEST_CASE("settings.json_limits: faults are said one by one up to a hundred") {
  std::string bad;
  for (int value = 0; value < 1000; ++value)
    bad += (value > 0 ? ",x" : "x") + std::to_string(value);
  const std::string message = fault("{\"LOOKBACK\": \"" + bad + "\"}");
  CHECK(test::lines(message) == 101);
  CHECK(contains(message, "900 more faults"));
}

TEST_CASE("settings.json_limits: conflicts of a grid are said one by one up to a hundred") {
  std::string lookbacks = "10";
  for (int rows = 11; rows < 310; ++rows) lookbacks += "," + std::to_string(rows);
  const std::string message =
      fault("{\"LOOKBACK\": \"" + lookbacks + "\", \"TBPTT_HISTORY\": 500}");
  CHECK(test::lines(message) == 100);
}

TEST_CASE("settings.json_limits: a file of hyperparameters has at most 1 MiB, a device no end") {
  const test::TempDir dir;
  const auto refusal_of = [](const std::string& path) -> std::string {
    try {
      load_settings(path, {}, false);
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::config);
      return error.what();
    }
    return "";
  };
  test::write_file(dir / "a.json", "{}" + std::string(kMaxSettings - 2, ' '));
  CHECK(refusal_of((dir / "a.json").string()) == "");
  test::write_file(dir / "a.json", "{}" + std::string(kMaxSettings - 1, ' '));
  CHECK(
      contains(refusal_of((dir / "a.json").string()), "too long, expected at most 1048576 bytes"));
  CHECK(contains(refusal_of("/dev/zero"), "too long"));
}

}  // namespace
}  // namespace lstmtrain::settings
