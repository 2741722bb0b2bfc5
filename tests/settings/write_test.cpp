// Writers: what is written reads back the same; the shipped files agree with the table.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "settings/hyperparams_support.hpp"
#include "settings/table/fields.hpp"
#include "support/temp_dir.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

const fs::path kSource = LSTMTRAIN_SOURCE_DIR;

// Settings in which nearly every value is unusual.
settings::Settings unusual() {
  return read(R"({"FEATURE_COLUMNS": ["a,b", "\u00b0C", "[x]"], "TARGET_COLUMN": ["c,d"],
    "TARGET_UNIT": "mV:1", "MISSING_VALUES": [-200.1, 1e300, -0.0], "TIME_COLUMN": "none",
    "TRAINING_METHOD": "Stream", "TBPTT_STEPS": 33, "TBPTT_HISTORY": 77, "INITIAL_LR": 0.1,
    "WEIGHT_DECAY": "1.2345678901234567e-5", "EPS": 5e-324, "CLIP_MAX_NORM": 1e308,
    "RNN_LAYER_SIZES": "7,9,11", "MODEL_TYPE": "GRU", "GRU_USE_LAYERNORM": true,
    "LR_PARAM": 0.3333333333333333, "SEED": 18446744073709551615, "MAX_TRAIN_MINUTES": 1.5,
    "EXPLOIT_LR": 3e-5, "DERIVED_COLUMNS": {"P": "U*I"}, "TRAIN_DATA": "x/*.csv", "THREADS": 3})");
}

}  // namespace

TEST_CASE("settings.hyperparams_write: resolved settings read back bit for bit") {
  const settings::Settings settings = unusual();
  const settings::Settings again = read(settings::resolved_json(settings.values));
  CHECK(all(again.values) == all(settings.values));
  CHECK(again.values.weight_decay == 1.2345678901234567e-5);
  CHECK(again.values.eps == 5e-324);
  CHECK(again.values.feature_columns == settings.values.feature_columns);
  CHECK(again.values.target_columns == settings.values.target_columns);
  CHECK(again.values.missing_values == settings.values.missing_values);
  CHECK(again.values.seed == settings.values.seed);
  CHECK(again.values.tbptt_history == 77);
  CHECK(again.values.layer_norm == LayerNorm::output);
  CHECK(again.values.max_training_time_seconds == 90);
  CHECK(again.runs == 1);
}

TEST_CASE(
    "settings.hyperparams_write: resolved.json says where values came from and gives the same "
    "run") {
  const settings::Settings settings = read(R"({"LOOKBACK": 50, "LAYERS": 2})", {"SEED=7"});
  const std::string text = settings::resolved_with_origin(settings);
  const json origin = json::parse(text).at("_origin");
  CHECK(origin.at("LOOKBACK") == "hp.json");
  CHECK(origin.at("SEED") == "--set");
  CHECK(origin.at("LOSS") == "default");
  CHECK(origin.at("RNN_LAYER_SIZES") == "from LAYERS, HIDDEN_UNITS");
  CHECK(origin.at("TBPTT_HISTORY") == "from LOOKBACK");
  CHECK_FALSE(origin.contains("LAYERS"));
  const settings::Settings again = read(text);
  CHECK(all(again.values) == all(settings.values));
  CHECK(again.notes.empty());  // its defaults are no news
}

TEST_CASE("settings.hyperparams_write: a model file holds no path and no threads") {
  const settings::Settings settings = unusual();
  const json model = json::parse(settings::model_json(settings.values));
  for (const char* key : {"TRAIN_DATA", "VAL_DATA", "TEST_DATA", "THREADS"})
    CHECK_FALSE(model.contains(key));
  Hyperparams expected = settings.values;
  expected.train_data.clear();
  expected.threads = 0;
  CHECK(all(read(model.dump()).values) == all(expected));
}

TEST_CASE("settings.hyperparams_write: --print-config is JSON of four members") {
  const settings::Settings settings =
      read(R"({"RNN_LAYER_SIZES": "64,32;8", "INITIAL_LR": "[1e-4,1e-2]", "LOSS": "mse,mae"})");
  const json config = json::parse(settings::print_config(settings));
  CHECK(config.size() == 4);
  CHECK(config.at("runs") == 80);
  CHECK(config.at("axes").at("RNN_LAYER_SIZES") == json::parse("[[64,32],[8]]"));
  CHECK(config.at("axes").at("INITIAL_LR") == json::parse("[0.0001,0.01]"));
  CHECK(config.at("axes").at("LOSS") == json::parse(R"(["mse","mae"])"));
  CHECK(config.at("resolved").at("LOOKBACK") == 400);
  CHECK(config.at("notes").size() == settings.notes.size());
  for (const Field* field : fields())
    CHECK(config.at("resolved").contains(field->key) == !field->legacy);
  CHECK(json::parse(settings::print_config(settings::read_settings({}, {}))).at("axes") ==
        json::object());
}

TEST_CASE("settings.hyperparams_write: the schema names every key and closes the set") {
  const json schema = json::parse(settings::print_schema());
  CHECK(schema.at("$schema") == "http://json-schema.org/draft-07/schema#");
  CHECK(schema.contains("$id"));
  CHECK(schema.contains("title"));
  CHECK(schema.at("additionalProperties") == false);
  CHECK(schema.at("patternProperties").contains("^_"));
  for (const Field* field : fields()) {
    INFO(field->key);
    for (const std::string& name : field_names(*field))
      CHECK(schema.at("properties").contains(name));
    const json& property = schema.at("properties").at(field->key);
    CHECK(property.contains("description"));
    CHECK((property.contains("anyOf") || property.contains("type")));
    if (!field->derived && !field->legacy) CHECK(property.contains("default"));
  }
  CHECK(schema.at("properties").contains("NUM_WORKERS"));
}

TEST_CASE("settings.hyperparams_write: hyperparams/default.json is what the table says") {
  const std::string text = read_file(kSource / "hyperparams/default.json");
  CHECK(text == settings::default_json());
  CHECK(all(read(text).values) == all(settings::read_settings({}, {}).values));
}

TEST_CASE("settings.hyperparams_write: docs/hyperparams.md is what the table says") {
  CHECK(read_file(kSource / "docs/hyperparams.md") == settings::print_keys_markdown());
  for (const Field* field : fields()) CHECK(contains(settings::print_keys(), field->key));
}

// Run by name where the two above fail and the table is right.
TEST_CASE("settings.hyperparams_write: renew the generated files", "[.]") {
  std::ofstream(kSource / "hyperparams/default.json") << settings::default_json();
  std::ofstream(kSource / "docs/hyperparams.md") << settings::print_keys_markdown();
}

TEST_CASE("settings.hyperparams_write: every shipped file is one run of what is built") {
  for (const auto& entry : fs::directory_iterator(kSource / "hyperparams")) {
    if (entry.path().extension() != ".json") continue;
    INFO(entry.path().string());
    const settings::Settings settings = settings::load_settings(entry.path().string(), {});
    CHECK(settings.runs == 1);
  }
}

// Run by hand after a change of the table: test_io "[generate]".
TEST_CASE("settings.hyperparams_write: write default.json and the docs", "[.][generate]") {
  write_file(kSource / "hyperparams/default.json", settings::default_json());
  write_file(kSource / "docs/hyperparams.md", settings::print_keys_markdown());
}
TEST_CASE("settings.write: a sweep's settings read back and written again are the same bytes") {
  settings::Settings sweep = test::read(R"({"SEED": 3, "BATCH_SIZE": "4,6", "LAYERS": 2})");
  sweep.values.train_data = {"/data/train"};
  const std::string once = settings::sweep_json(sweep);
  const std::string again = settings::sweep_json(test::read(once));
  CHECK(again == once);
  CHECK(once.find("TRAIN_DATA") < once.find("BATCH_SIZE"));
}
