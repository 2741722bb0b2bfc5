// What is refused, and in which words.
#include "base/rng.hpp"
#include "settings/hyperparams_support.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

TEST_CASE("settings.hyperparams_faults: malformed JSON is named by line and column") {
  CHECK(contains(fault("{\"A\": 1,\n \"B\" 3}"), "hp.json:2:6: malformed JSON"));
  CHECK(contains(fault(""), "hp.json:1:1: malformed JSON"));
  CHECK(contains(fault("{\"LOOKBACK\": 4"), "hp.json:1:15"));
  CHECK(contains(fault("{\n\"EPS\": 1e999}"), "hp.json:2:8: malformed JSON: number overflow"));
  CHECK(contains(fault("{\"A\": \"\xff\"}"), "hp.json:1:"));
  CHECK(contains(fault("[1]"), "expected a JSON object"));
}

TEST_CASE("settings.hyperparams_faults: all faults stand in one message, a line each") {
  const std::string message = fault(R"({
    "LOOKBAK": 3, "BATCH_SIZE": "abc", "LOSS": "msee", "TARGET_COLUMN": "SOC", "INITIAL_LR": 0,
    "EPOCH": 1, "EPOCH": 2})");
  INFO(message);
  CHECK(lines(message) == 7);
  CHECK(contains(message, "hp.json:/LOOKBAK: unknown key"));
  CHECK(contains(message, "did you mean LOOKBACK?"));
  CHECK(contains(message, "hp.json:/BATCH_SIZE: the value is not usable, got \"abc\""));
  CHECK(contains(message, "did you mean \"mse\"?"));
  CHECK(contains(message,
                 "hp.json:/INITIAL_LR: the value is not usable, got 0, expected a number "
                 "> 0."));
  CHECK(contains(message, "hp.json:/EPOCH: the key stands twice"));
  CHECK(contains(message, "hp.json:/TARGET_COLUMN: the target is one of the features"));
}

TEST_CASE("settings.hyperparams_faults: keys stand once, but for comments") {
  CHECK(contains(fault(R"({"SEED": 1, "SEED": 1})"), "hp.json:/SEED: the key stands twice"));
  CHECK(contains(fault(R"({"DERIVED_COLUMNS": {"P": "a", "P": "b"}})"), ":/DERIVED_COLUMNS/P:"));
  CHECK(read(R"({"_c": {"a": 1, "a": 2}, "_c": 1})").values.seed == 2000);
}

TEST_CASE("settings.hyperparams_faults: an unknown key is a note when lenient") {
  CHECK(noted(read(R"({"LOOKBAK": 3})", {}, true), "/LOOKBAK: unknown key, ignored."));
  CHECK(contains(fault(R"({"a/b~c": 3})"), "hp.json:/a~1b~0c: unknown key"));
}

TEST_CASE("settings.hyperparams_faults: the command line is named by its flag") {
  CHECK(contains(fault("{}", {"LOOKBAK=3"}), "--set LOOKBAK: unknown key"));
  CHECK(contains(fault("{}", {"LOOKBACK=0"}), "--set LOOKBACK: the value is not usable"));
  CHECK(contains(fault("{}", {"LOSS=\xff"}), "not UTF-8"));
  CHECK_THROWS_AS(settings::parse_override("LOOKBACK", "--set"), Error);
  CHECK_THROWS_AS(settings::parse_override("=1", "--set"), Error);
}

TEST_CASE("settings.hyperparams_faults: an FNN is refused once") {
  const std::string message =
      fault(R"({"MODEL_TYPE": "FNN", "FNN_HIDDEN_LAYERS": "64,32", "TRAINING_METHOD":
               "WholeSequenceFNN", "HIDDEN_LAYER_SIZES": [1], "CNN_LAYERS": 1, "LOOKBACK": "N/A"})");
  CHECK(lines(message) == 1);
  CHECK(contains(message, "MODEL_TYPE \"FNN\" is refused"));
  CHECK(contains(message, "recurrent networks only"));
  CHECK(contains(fault(R"({"MODEL_TYPE": "LSTM,FNN"})"), "\"FNN\" is refused"));
  CHECK(read(R"({"MODEL_TYPE": "FNN", "FNN_ACTIVATION": "ReLU"})", {"MODEL_TYPE=GRU"})
            .values.model_type == ModelType::gru);
}

TEST_CASE("settings.hyperparams_faults: LSTM_BN is refused, LSTM_LN is an LSTM with LAYER_NORM") {
  CHECK(contains(fault(R"({"MODEL_TYPE": "LSTM_BN"})"), "\"LSTM_BN\" is refused"));
  const settings::Settings settings = read(R"({"MODEL_TYPE": "LSTM_LN"})");
  CHECK(settings.values.model_type == ModelType::lstm);
  CHECK(settings.values.layer_norm == LayerNorm::output);
  CHECK(noted(settings, "LSTM_LN"));
}

TEST_CASE("settings.hyperparams_faults: settings that contradict each other") {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {R"({"FEATURE_COLUMNS": ["Voltage"]})", "hp.json:/FEATURE_COLUMNS: the target is one"},
      {R"({"FEATURE_COLUMNS": ["a", "a"]})", "a column stands twice, got \"a\""},
      {R"({"TARGET_COLUMN": ["a", "a"]})", "a column stands twice"},
      {R"({"FEATURE_COLUMNS": []})", "there is no input"},
      {R"({"TRAINING_METHOD": "Stream", "TBPTT_HISTORY": 50})", "got TBPTT_HISTORY 50 and"},
      {R"({"LOOKBACK": 50, "TBPTT_HISTORY": 60})", "longer than the window"},
      {R"({"LOOKBACK": 50, "TBPTT_STEPS": 60})", "hp.json:/TBPTT_STEPS: the gradient's history"},
      {R"({"WARMUP_EPOCHS": 1, "WARMUP_STEPS": 5})", "the warm-up is given twice"},
      {R"({"OPTIMIZER_TYPE": "SGD", "NESTEROV": true})", "Nesterov needs momentum"},
      {R"({"INFERENCE_FILTER_TYPE": "Savitzky-Golay", "INFERENCE_FILTER_WINDOW_SIZE": 2})", "fit"},
      {R"({"TARGET_UNIT": "mV:x"})", "the unit's factor is not a number"},
      {R"({"TARGET_UNIT": "mV,%"})", "the units are not as many as the targets"},
      {R"({"DERIVED_COLUMNS": ["P"]})", "not a derived column"},
      {R"({"DERIVED_COLUMNS": {"P": "U*"}})",
       "DERIVED_COLUMNS: column \"P\": the expression is wrong at character 3"},
      {R"({"INPUT_SIZE": 4})", "expected 3, the number of FEATURE_COLUMNS"},
      {R"({"OUTPUT_SIZE": "2"})", "expected 1, the number of TARGET_COLUMN"},
  };
  for (const auto& [text, words] : cases) {
    INFO(text);
    const std::string message = fault(text);
    INFO(message);
    CHECK(contains(message, words));
    CHECK(lines(message) == 1);
  }
}

TEST_CASE("settings.hyperparams_faults: a contradiction in any run of a grid counts") {
  CHECK(contains(fault(R"({"LOOKBACK": "400,50", "TBPTT_HISTORY": 100})"), "LOOKBACK 50"));
  CHECK(read(R"({"LOOKBACK": "400,100", "TBPTT_HISTORY": 100})").runs == 2);
}

TEST_CASE("settings.hyperparams_faults: a grid has at most 100000 combinations") {
  const std::string ten = "\"1,2,3,4,5,6,7,8,9,10\"";
  std::string text = "{";
  for (const char* key : {"BATCH_SIZE", "LOOKBACK", "MAX_EPOCHS", "SEED", "VALID_PATIENCE"})
    text += "\"" + std::string(key) + "\": " + ten + ", ";
  CHECK(read(text + "\"LOSS\": \"mse\"}").runs == 100000);
  CHECK(contains(fault(text + "\"LOSS\": \"mse,mae\"}"), "the grid is too large"));
}

TEST_CASE("settings.hyperparams_faults: damaged files give an Error and nothing else") {
  const std::string whole = R"({"FEATURE_COLUMNS": ["Power", "Temp"], "TARGET_COLUMN": "Voltage",
    "MODEL_TYPE": "LSTM", "RNN_LAYER_SIZES": "64,32;128,64", "LOOKBACK": "[100, 400]",
    "BATCH_SIZE": "64,128", "INITIAL_LR": 1e-3, "DERIVED_COLUMNS": {"P": "U*I"}, "SEED": null,
    "MISSING_VALUES": [-200, "7"], "_c": [{"a": []}], "INPUT_SIZE": 2, "FNN_X": true})";
  const std::string alphabet = "{}[]\",:;0123456789eE+-. \n\\/_truefalsnNA\x01\x80\xff";
  const Philox rng(7, Purpose::search);
  int refused = 0;
  for (std::uint32_t round = 0; round < 600; ++round) {
    std::string text = whole;
    for (std::uint32_t edit = 0; edit <= round % 4; ++edit) {
      const auto word = rng(round, edit);
      const std::size_t at = word[0] % text.size();
      if (word[1] % 3 == 0) {
        text.erase(at, 1 + word[2] % 8);
      } else if (word[1] % 3 == 1) {
        text.insert(at, 1, alphabet[word[2] % alphabet.size()]);
      } else {
        text[at] = alphabet[word[2] % alphabet.size()];
      }
      if (text.empty()) text = "{";
    }
    try {
      (void)settings::print_config(
          settings::read_settings(settings::SettingsFile{"hp.json", text}, {}, round % 2));
    } catch (const Error& error) {
      refused += error.code() == ErrorCode::config ? 1 : 0;
    }
  }
  CHECK(refused > 200);  // the rest is still a good file
  CHECK(refused < 600);
}

TEST_CASE("settings.hyperparams_faults: deep nesting is refused without a crash") {
  const std::string deep(100000, '[');
  CHECK(contains(fault("{\"LOOKBACK\": " + deep), "nested too deeply"));
  CHECK(contains(fault("{\"RNN_LAYER_SIZES\": \"" + deep + "\"}"), "not usable"));
}

TEST_CASE("settings.hyperparams_faults: noise is of inputs, each once, and not negative") {
  const auto with = [](const std::string& columns) {
    return fault(R"({"FEATURE_COLUMNS": ["Current"], "INPUT_NOISE_COLUMNS": )" + columns + "}");
  };
  CHECK(with(R"({"Curent": 0.1})") ==
        "hp.json:/INPUT_NOISE_COLUMNS: the column is no input, got \"Curent\", expected one of "
        "FEATURE_COLUMNS. Hint: did you mean \"Current\"?");
  CHECK(contains(with(R"({"Voltage": 0.1})"), "the column is no input, got \"Voltage\""));
  CHECK(
      contains(with(R"({"Current": -0.1})"), "not the deviation of a column, got \"Current: -0.1"));
  for (const char* bad : {R"("Current")", R"("Current: x")", R"(": 1")", R"("Current: 1e999")",
                          R"("Current: nan")", R"("Current: 1 V")"})
    CHECK(contains(with(bad), "not the deviation of a column"));
  CHECK(contains(with(R"("Current: 1; Current: 2")"), "a column stands twice"));
  CHECK(contains(with(R"({"Current": true})"), "expected a list of texts"));
}

TEST_CASE("settings.hyperparams_faults: a device's keys do nothing, and say so in one line") {
  const settings::Settings settings = read(R"({"USE_AMP": true, "USE_MIXED_PRECISION": false})");
  CHECK(noted(settings, "USE_AMP, USE_MIXED_PRECISION do nothing here: training runs in float32"));
  CHECK(all(settings.values) == all(read("{}").values));
}
