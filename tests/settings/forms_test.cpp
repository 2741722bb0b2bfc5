// Forms of values: numbers, texts, lists, axes, ranges.
#include "settings/hyperparams_support.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;
using Axis = std::vector<std::string>;

TEST_CASE("settings.hyperparams_forms: numbers are JSON values or texts") {
  for (const char* lr : {"0.0001", "\"0.0001\"", "\" 1e-4 \"", "1e-4", "\"+1E-4\""})
    CHECK(read(R"({"INITIAL_LR": )" + std::string(lr) + "}").values.initial_lr == 1e-4);
  for (const char* size : {"7", "\"7\"", "7.0", "\"7.0\"", "\"0.7e1\""})
    CHECK(read(R"({"BATCH_SIZE": )" + std::string(size) + "}").values.batch_size == 7);
  CHECK(read(R"({"SEED": 18446744073709551615})").values.seed == 18446744073709551615u);
  CHECK(read(R"({"SEED": "18446744073709551615"})").values.seed == 18446744073709551615u);
}

TEST_CASE("settings.hyperparams_forms: what is not a number is refused") {
  for (const char* bad : {"12.7", "\"12.7\"", "true", "{}", "\"1e400\"", "\"nan\"", "\"inf\"",
                          "\"0x10\"", "\"7 rows\"", "3000000000", "[]", "[[1]]", "\"1,,2\""}) {
    INFO(bad);
    CHECK(
        contains(fault(R"({"BATCH_SIZE": )" + std::string(bad) + "}"), "expected an integer >= 1"));
  }
}

TEST_CASE("settings.hyperparams_forms: booleans are JSON values, numbers or texts") {
  for (const char* yes : {"true", "1", "\"True\"", "\"yes\"", "\"1\""})
    CHECK(read(R"({"ALLOW_MIXED_RATES": )" + std::string(yes) + "}").values.allow_mixed_rates);
  for (const char* no : {"false", "0", "\"False\"", "\"no\""})
    CHECK_FALSE(read(R"({"BATCH_TRAINING": )" + std::string(no) + "}").values.batch_training);
  CHECK(contains(fault(R"({"BATCH_TRAINING": "maybe"})"), "expected true or false"));
}

TEST_CASE("settings.hyperparams_forms: empty text, N/A and null mean absent") {
  for (const char* nothing : {"\"\"", "\"  \"", "\"N/A\"", "\"n/a\"", "null"}) {
    const settings::Settings settings = read(R"({"LOOKBACK": )" + std::string(nothing) + "}");
    CHECK(settings.values.lookback == 400);
    CHECK(settings.origin.at("LOOKBACK") == "default");
    const std::string misspelt = fault(R"({"LOOKBAK": )" + std::string(nothing) + "}");
    CHECK(contains(misspelt, "hp.json:/LOOKBAK: unknown key"));
    CHECK(contains(misspelt, "did you mean LOOKBACK?"));
  }
  CHECK(contains(fault("{}", {"LOOKBAK="}), "--set LOOKBAK: unknown key"));
}

TEST_CASE("settings.hyperparams_forms: comments are skipped") {
  const settings::Settings settings = read(R"({
    // a comment to the end of the line
    "_comment": ["any", {"thing": 1}],
    "MAX_EPOCHS": 3 // here too
  })");
  CHECK(settings.values.max_epochs == 3);
}

TEST_CASE("settings.hyperparams_forms: choices in any letter case, other spellings with a note") {
  CHECK(read(R"({"OPTIMIZER_TYPE": "adamw"})").values.optimizer_type == OptimizerType::adamw);
  const settings::Settings whole = read(R"({"TRAINING_METHOD": "Whole Sequence"})");
  CHECK(whole.values.stream());
  CHECK(noted(whole, "\"Whole Sequence\" is read as \"Stream\""));
  CHECK_FALSE(read(R"({"TRAINING_METHOD": "Sequence-to-One"})").values.stream());
}

TEST_CASE("settings.hyperparams_forms: a word stands for 0 where 0 is off") {
  CHECK(read(R"({"CLIP_MAX_NORM": "off"})").values.clip_max_norm == 0);
  CHECK(read(R"({"THREADS": "auto"})").values.threads == 0);
  CHECK(read(R"({"MISSING_VALUES": "none"})").values.missing_values.empty());
  CHECK(contains(fault(R"({"BATCH_SIZE": "off"})"), "got \"off\""));
}

TEST_CASE("settings.hyperparams_forms: lists of names") {
  using Names = std::vector<std::string>;
  CHECK(read(R"({"FEATURE_COLUMNS": ["a b", " c "]})").values.feature_columns == Names{"a b", "c"});
  CHECK(read(R"({"FEATURE_COLUMNS": "a, c"})").values.feature_columns == Names{"a", "c"});
  CHECK(read("{}", {"FEATURE_COLUMNS=a,c"}).values.feature_columns == Names{"a", "c"});
  CHECK(read("{}", {R"(FEATURE_COLUMNS=["a,b"])"}).values.feature_columns == Names{"a,b"});
  CHECK(read("{}", {"FEATURE_COLUMNS=a,c"}).runs == 1);
  CHECK(read(R"({"TARGET_COLUMN": ["V", "T"]})").values.target_columns == Names{"V", "T"});
  CHECK(read(R"({"DERIVED_COLUMNS": {"P": "U*I"}})").values.derived_columns == Names{"P: U*I"});
  CHECK(read(R"({"DERIVED_COLUMNS": "P: min(U,I); Q: U"})").values.derived_columns ==
        Names{"P: min(U,I)", "Q: U"});
  CHECK(contains(fault(R"({"FEATURE_COLUMNS": ["a", 1]})"), "expected a list of texts"));
  CHECK(contains(fault(R"({"FEATURE_COLUMNS": "a,,b"})"), "expected a list of texts"));
}

TEST_CASE("settings.hyperparams_forms: lists of numbers") {
  using Numbers = std::vector<double>;
  CHECK(read(R"({"MISSING_VALUES": [-200, "-999.5"]})").values.missing_values ==
        Numbers{-200, -999.5});
  CHECK(read(R"({"MISSING_VALUES": "-200,-999"})").values.missing_values == Numbers{-200, -999});
  CHECK(read(R"({"MISSING_VALUES": -200})").values.missing_values == Numbers{-200});
  CHECK(contains(fault(R"({"MISSING_VALUES": ["x"]})"), "expected a list of numbers"));
}

TEST_CASE("settings.hyperparams_forms: layer sizes of one net") {
  using Sizes = std::vector<int>;
  for (const char* one :
       {"[64, 32]", "\"64,32\"", "\"64, 32\"", "[\"64\", \"32\"]", "[[64, 32]]"}) {
    const settings::Settings settings = read(R"({"RNN_LAYER_SIZES": )" + std::string(one) + "}");
    CHECK(settings.values.rnn_layer_sizes == Sizes{64, 32});
    CHECK(settings.runs == 1);
  }
  CHECK(read(R"({"RNN_LAYER_SIZES": 64})").values.rnn_layer_sizes == Sizes{64});
  CHECK(read(R"({"RNN_LAYER_SIZES": "64"})").values.rnn_layer_sizes == Sizes{64});
  for (const char* bad : {"\"64,x\"", "0", "5000", "[]", "\"64;\"", "[64, [32]]", "64.5", "true"})
    CHECK(contains(fault(R"({"RNN_LAYER_SIZES": )" + std::string(bad) + "}"), "1..4096"));
}

TEST_CASE("settings.hyperparams_forms: layer sizes of several nets") {
  for (const char* two : {"\"64,32;128,64\"", "\"[64,32],[128,64]\"", "[[64,32],[128,64]]"}) {
    const settings::Settings settings = read(R"({"RNN_LAYER_SIZES": )" + std::string(two) + "}");
    CHECK(settings.axes.at("RNN_LAYER_SIZES") == Axis{"[64,32]", "[128,64]"});
    CHECK(settings.runs == 2);
  }
}

TEST_CASE("settings.hyperparams_forms: a comma list or an array is an axis") {
  CHECK(read(R"({"INITIAL_LR": "0.001, 1e-4"})").axes.at("INITIAL_LR") == Axis{"0.001", "0.0001"});
  CHECK(read(R"({"BATCH_SIZE": [64, "128"]})").axes.at("BATCH_SIZE") == Axis{"64", "128"});
  CHECK(read("{}", {"OPTIMIZER_TYPE=Adam,AdamW"}).axes.at("OPTIMIZER_TYPE") ==
        Axis{"\"Adam\"", "\"AdamW\""});
  const settings::Settings twice = read(R"({"BATCH_SIZE": "64,64"})");
  CHECK(twice.runs == 1);
  CHECK(noted(twice, "64 twice"));
  CHECK(contains(fault(R"({"REPETITIONS": "1,2"})"), "cannot be an axis"));
}

TEST_CASE("settings.hyperparams_forms: brackets in a text are a search range") {
  const settings::Settings settings =
      read(R"({"INITIAL_LR": "[1e-5, 1e-2]", "RNN_LAYER_SIZES": "[[16,8],[64,32]]", "TRIALS": 7})");
  CHECK(settings.ranges.at("INITIAL_LR") == Axis{"1e-05", "0.01"});
  CHECK(settings.ranges.at("RNN_LAYER_SIZES") == Axis{"[16,8]", "[64,32]"});
  CHECK(settings.axes.empty());
  CHECK(settings.runs == 7);
  CHECK(noted(settings, "search ranges: TRIALS 7"));
  const settings::Settings one = read(R"({"RNN_LAYER_SIZES": "[16,64]"})");
  CHECK(one.ranges.at("RNN_LAYER_SIZES") == Axis{"[16]", "[64]"});
  CHECK(noted(one, "search range for one layer"));
  CHECK(read(R"({"RNN_LAYER_SIZES": "[64,16]"})").ranges.empty());
}

TEST_CASE("settings.hyperparams_forms: ranges that cannot be are refused") {
  CHECK(contains(fault(R"({"INITIAL_LR": "[1e-2,1e-5]"})"), "not a search range"));
  CHECK(contains(fault(R"({"INITIAL_LR": "[1e-2"})"), "not a search range"));
  CHECK(contains(fault(R"({"WEIGHT_DECAY": "[0,1e-3]"})"), "log-uniform"));
  CHECK(contains(fault(R"({"LOSS": "[mse,mae]"})"), "cannot be a search range"));
  CHECK(contains(fault(R"({"LOOKBACK": "[10,20.5]"})"), "not a search range"));
  CHECK(contains(fault(R"({"RNN_LAYER_SIZES": "[[16],[64,32]]"})"), "not usable"));
}

TEST_CASE("settings.hyperparams_forms: noise of single columns, under either key") {
  using Names = std::vector<std::string>;
  for (const char* text :
       {R"({"FEATURE_COLUMNS": ["I", "T"], "INPUT_NOISE_COLUMNS": {"I": 0.02, "T": 0}})",
        R"({"FEATURE_COLUMNS": ["I", "T"], "INPUT_NOISE_COLUMNS": "I: 0.02; T: 0"})",
        R"({"FEATURE_COLUMNS": ["I", "T"], "INPUT_NOISE_COLUMNS": ["I: 0.02", "T: 0"]})",
        R"({"FEATURE_COLUMNS": ["I", "T"], "INPUT_NOISE_STD": {"I": 0.02, "T": 0}})"}) {
    const settings::Settings settings = read(text);
    INFO(text);
    CHECK(settings.values.input_noise_columns == Names{"I: 0.02", "T: 0"});
    CHECK(settings.values.input_noise_std == 0);
    CHECK(all(read(settings::resolved_json(settings.values)).values) == all(settings.values));
  }
  const std::string object = R"({"FEATURE_COLUMNS": ["I"], "INPUT_NOISE_STD": {"I": 0.02}})";
  CHECK(noted(read(object), "INPUT_NOISE_STD of single columns is read as INPUT_NOISE_COLUMNS."));
  const settings::Settings both = read(object, {"INPUT_NOISE_STD=0.1"});
  CHECK(both.values.input_noise_std == 0.1);
  CHECK(both.values.input_noise_columns == Names{"I: 0.02"});
  CHECK(read(object, {R"(INPUT_NOISE_STD={"I": 0.5})"}).values.input_noise_columns ==
        Names{"I: 0.5"});
  const std::string eps = fault(R"({"EPS": {"I": 0.5}})");
  CHECK(contains(eps, "EPS: the value is not usable"));
}

TEST_CASE("settings.hyperparams_forms: a column may be given with its other names") {
  const settings::Settings settings =
      read(R"({"FEATURE_COLUMNS": ["SOC", "Current|I/A|Strom"], "TARGET_COLUMN": "Voltage|U/V"})");
  const Hyperparams& hp = settings.values;
  CHECK(hp.feature_columns == std::vector<std::string>{"SOC", "Current"});
  CHECK(hp.target_columns == std::vector<std::string>{"Voltage"});
  CHECK(hp.column_names == std::vector<std::string>{"Current|I/A|Strom", "Voltage|U/V"});
  const Hyperparams again = read(settings::resolved_json(hp)).values;
  CHECK(again.feature_columns == hp.feature_columns);
  CHECK(again.column_names == hp.column_names);
}
