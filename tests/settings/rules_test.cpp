// Aliases, precedence, derived defaults, the count of runs, and what is not built.
#include "settings/hyperparams_support.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;
using Names = std::vector<std::string>;

TEST_CASE("settings.hyperparams_rules: the command line wins over the file, the last one first") {
  const settings::Settings settings =
      read(R"({"LOOKBACK": 200, "SEED": 5})", {"LOOKBACK=300", "LOOKBACK=350"});
  CHECK(settings.values.lookback == 350);
  CHECK(settings.values.seed == 5);
  CHECK(settings.origin.at("LOOKBACK") == "--set");
  CHECK(settings.origin.at("SEED") == "hp.json");
  CHECK(settings.origin.at("LOSS") == "default");
}

TEST_CASE("settings.hyperparams_rules: the command line wins through an alias and over a grid") {
  CHECK(read(R"({"LR_PARAM": 0.5})", {"LR_DROP_FACTOR=0.3"}).values.lr_param == 0.3);
  CHECK(read(R"({"RNN_LAYER_SIZES": "64,32"})", {"LAYERS=3"}).values.rnn_layer_sizes ==
        std::vector<int>{10, 10, 10});
  CHECK(read(R"({"LOOKBACK": "100,200"})", {"LOOKBACK=50"}).runs == 1);
  CHECK(read(R"({"LOOKBACK": "wrong"})", {"LOOKBACK=50"}).values.lookback == 50);
  CHECK(noted(read("{}", {"LOOKBACK="}), "--set LOOKBACK is empty"));
}

TEST_CASE("settings.hyperparams_rules: without a file the defaults hold") {
  const settings::Settings settings = settings::read_settings({}, {});
  Hyperparams expected;
  expected.tbptt_history = expected.lookback;
  CHECK(all(settings.values) == all(expected));
  CHECK(settings.runs == 1);
  CHECK(noted(settings, "FEATURE_COLUMNS is absent: SOC, Current, Temp."));
  CHECK(noted(settings, "TARGET_COLUMN is absent: Voltage."));
}

TEST_CASE("settings.hyperparams_rules: aliases, with a note") {
  const settings::Settings settings = read(
      R"({"FEATURE_COLS": ["a"], "TARGET_COL": "b", "ValidFrequency": 3, "TRAIN_SPLIT": 0.7})");
  CHECK(settings.values.feature_columns == Names{"a"});
  CHECK(settings.values.target_columns == Names{"b"});
  CHECK(settings.values.valid_frequency == 3);
  CHECK(settings.values.train_val_split == 0.7);
  CHECK(noted(settings, "ValidFrequency is read as VALID_FREQUENCY."));
}

TEST_CASE(
    "settings.hyperparams_rules: of two names the first one wins, with a note when they differ") {
  const settings::Settings differ = read(R"({"LR_DROP_FACTOR": "0.5", "LR_PARAM": "0.1"})");
  CHECK(differ.values.lr_param == 0.1);
  CHECK(noted(differ, "LR_PARAM \"0.1\" wins over LR_DROP_FACTOR \"0.5\"."));
  CHECK_FALSE(noted(read(R"({"LR_DROP_FACTOR": "0.50", "LR_PARAM": 0.5})"), "wins over"));
  CHECK(read(R"({"DROPOUT_PROB": 0.1, "LSTM_DROPOUT_PROB": 0.2})").values.dropout_prob == 0.2);
  CHECK(read(R"({"MODEL_TYPE": "GRU", "GRU_DROPOUT_PROB": 0.3, "LSTM_DROPOUT_PROB": 0.2})")
            .values.dropout_prob == 0.3);
  CHECK(read(R"({"LSTM_UNITS": 5, "RNN_LAYER_SIZES": 6})").values.rnn_layer_sizes ==
        std::vector<int>{6});
  CHECK(read(R"({"MODEL_TYPE": "GRU", "LSTM_UNITS": 5, "GRU_UNITS": 7})").values.rnn_layer_sizes ==
        std::vector<int>{7});
}

TEST_CASE("settings.hyperparams_rules: LAYERS x HIDDEN_UNITS without RNN_LAYER_SIZES") {
  using Sizes = std::vector<int>;
  CHECK(read(R"({"LAYERS": "2", "HIDDEN_UNITS": "8"})").values.rnn_layer_sizes == Sizes{8, 8});
  CHECK(read(R"({"NUM_LAYERS": 2})").values.rnn_layer_sizes == Sizes{10, 10});
  CHECK(read(R"({"MODEL_TYPE": "GRU", "GRU_LAYERS": 1, "LAYERS": 2, "GRU_HIDDEN_UNITS": 4})")
            .values.rnn_layer_sizes == Sizes{4});
  const settings::Settings both = read(R"({"RNN_LAYER_SIZES": 6, "LAYERS": "1,2"})");
  CHECK(both.values.rnn_layer_sizes == Sizes{6});
  CHECK(both.runs == 1);
  CHECK(noted(both, "LAYERS \"1,2\" does nothing here: only with no RNN_LAYER_SIZES."));
}

TEST_CASE("settings.hyperparams_rules: USE_LAYERNORM of the model's own cell") {
  CHECK(read(R"({"LSTM_USE_LAYERNORM": true})").values.layer_norm == LayerNorm::output);
  CHECK(read(R"({"MODEL_TYPE": "GRU", "GRU_USE_LAYERNORM": "True"})").values.layer_norm ==
        LayerNorm::output);
  const settings::Settings other = read(R"({"MODEL_TYPE": "GRU", "LSTM_USE_LAYERNORM": true})");
  CHECK(other.values.layer_norm == LayerNorm::none);
  CHECK(noted(other, "LSTM_USE_LAYERNORM does nothing here"));
  const settings::Settings both = read(R"({"LSTM_USE_LAYERNORM": true, "LAYER_NORM": "none"})");
  CHECK(both.values.layer_norm == LayerNorm::none);
  CHECK(noted(both, "LSTM_USE_LAYERNORM does nothing here"));
}

TEST_CASE("settings.hyperparams_rules: the learning rate and the history follow the method") {
  CHECK(read("{}").values.initial_lr == 1e-4);
  CHECK(read(R"({"TRAINING_METHOD": "Stream"})").values.initial_lr == 1e-3);
  CHECK(read(R"({"TRAINING_METHOD": "Stream"})").values.tbptt_history == 100);
  CHECK(read(R"({"TRAINING_METHOD": "Stream", "TBPTT_STEPS": 30})").values.tbptt_history == 30);
  CHECK(read(R"({"LOOKBACK": 50})").values.tbptt_history == 50);
  const settings::Settings window = read(R"({"LOOKBACK": 50, "TBPTT_STEPS": 20})");
  CHECK(window.values.tbptt_history == 20);
  CHECK(window.origin.at("TBPTT_HISTORY") == "from TBPTT_STEPS");
  CHECK(noted(read(R"({"TBPTT_STEPS": 20, "TBPTT_HISTORY": 30})"), "TBPTT_STEPS does nothing"));
  CHECK(read(R"({"TRAINING_METHOD": "Stream"})").values.warmup_rows == 0);
}

TEST_CASE("settings.hyperparams_rules: FINAL_LR is a hundredth of EXPLOIT_LR") {
  CHECK(read("{}").values.final_lr == 1e-7);
  CHECK(read(R"({"EXPLOIT_LR": "1e-5"})").values.final_lr == 1e-7);
  CHECK(read(R"({"EXPLOIT_LR": "1e-4", "FINAL_LR": 1e-8})").values.final_lr == 1e-8);
}

TEST_CASE("settings.hyperparams_rules: StepLR when absent and its keys are there") {
  for (const char* key : {"LR_PARAM", "LR_DROP_FACTOR"}) {
    const settings::Settings settings = read("{\"" + std::string(key) + "\": 0.5}");
    CHECK(settings.values.scheduler_type == SchedulerType::step_lr);
    CHECK(noted(settings, "SCHEDULER_TYPE is absent: StepLR, because LR_PARAM is there."));
  }
  CHECK(read(R"({"LR_DROP_PERIOD": 5})").values.scheduler_type == SchedulerType::step_lr);
  CHECK(read(R"({"LR_PARAM": 0.5, "SCHEDULER_TYPE": "None"})").values.scheduler_type ==
        SchedulerType::none);
}

TEST_CASE("settings.hyperparams_rules: the time limit") {
  CHECK(read(R"({"MAX_TRAIN_HOURS": "1", "MAX_TRAIN_MINUTES": 30, "MAX_TRAIN_SECONDS": 5,
                 "MAX_TRAINING_TIME_SECONDS": 0})")
            .values.max_training_time_seconds == 5405);
  const settings::Settings both =
      read(R"({"MAX_TRAIN_HOURS": 1, "MAX_TRAINING_TIME_SECONDS": 60})");
  CHECK(both.values.max_training_time_seconds == 60);
  CHECK(noted(both, "MAX_TRAIN_HOURS does nothing here"));
  CHECK(read(R"({"MAX_TRAIN_HOURS": 1})", {"MAX_TRAINING_TIME_SECONDS=0"})
            .values.max_training_time_seconds == 0);
}

TEST_CASE("settings.hyperparams_rules: keys that act with another setting only are noted") {
  const settings::Settings settings = read(R"({"SCHEDULER_TYPE": "StepLR", "COSINE_T0": 20,
      "PLATEAU_PATIENCE": "3,5", "PLATEAU_FACTOR": 0.1, "LSTM_DROPOUT_PROB": 0.2})");
  CHECK(settings.runs == 1);
  CHECK(settings.axes.empty());
  CHECK(noted(settings,
              "PLATEAU_PATIENCE \"3,5\" does nothing here: only with SCHEDULER_TYPE "
              "ReduceLROnPlateau."));
  CHECK(noted(settings, "COSINE_T0 does nothing here"));
  CHECK(noted(settings, "PLATEAU_FACTOR does nothing here, and is given with the default value."));
  CHECK(noted(settings, "LSTM_DROPOUT_PROB does nothing here: only with two or more layers."));
}

TEST_CASE("settings.hyperparams_rules: keys without effect here, one line a kind") {
  const settings::Settings settings = read(R"({"NUM_WORKERS": "4", "PIN_MEMORY": true, "FNN_X": 1,
      "CURRENT_DEVICE": "cuda:0", "OPTUNA_TRIALS": 5, "INPUT_SIZE": 3, "NUM_LEARNABLE_PARAMS": 571,
      "NORMALIZATION_APPLIED": true})");
  CHECK(noted(settings, "NUM_WORKERS, PIN_MEMORY do nothing here: training runs in float32"));
  CHECK(noted(settings, "FNN_X does nothing here"));
  CHECK(noted(settings, "CURRENT_DEVICE, OPTUNA_TRIALS"));
  CHECK(noted(settings, "NORMALIZATION minmax decides"));
  CHECK_FALSE(noted(settings, "parameters of this network"));  // 571: VEstim's count of 3-10-1
  CHECK(noted(read(R"({"NUM_LEARNABLE_PARAMS": 600})"), "is not the 611 parameters"));
}

TEST_CASE("settings.hyperparams_rules: runs are different runs, times REPETITIONS, times TRIALS") {
  CHECK(read(R"({"LOOKBACK": "100,200", "BATCH_SIZE": "1,2,3", "REPETITIONS": "2"})").runs == 12);
  // Two StepLR runs and one without a schedule; the axis of an inactive schedule does not count.
  const settings::Settings mixed =
      read(R"({"SCHEDULER_TYPE": "StepLR,None", "LR_PARAM": "0.5,0.7"})");
  CHECK(mixed.runs == 3);
  CHECK(mixed.axes.size() == 2);
  // Dropout acts in the net of two layers only.
  CHECK(read(R"({"RNN_LAYER_SIZES": "64,32;8", "DROPOUT_PROB": "0.1,0.2"})").runs == 3);
  CHECK(read(R"({"LOOKBACK": "[100,200]", "REPETITIONS": 3})").runs == 60);
  CHECK(read(R"({"BATCH_SIZE": "1,2", "LANES": "file", "TRAINING_METHOD": "Stream"})").runs == 1);
}

TEST_CASE("settings.hyperparams_rules: relative data paths start at the file's folder") {
  const settings::Settings settings = settings::read_settings(
      settings::SettingsFile{"/data/sets/hp.json", R"({"TRAIN_DATA": ["a.csv", "/b.csv"]})"}, {});
  CHECK(settings.values.train_data == Names{"/data/sets/a.csv", "/b.csv"});
}

TEST_CASE("settings.hyperparams_rules: a missing file is not found, a folder is no file") {
  try {
    settings::load_settings("/nowhere/hp.json", {});
    FAIL("no Error");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::not_found);
  }
  CHECK_THROWS_AS(settings::load_settings("/", {}), Error);
}

TEST_CASE("settings.hyperparams_rules: ranges are told where they are wrong or of no column") {
  const auto fault = [](const std::string& text) {
    Hyperparams hp;
    hp.feature_columns = {"I", "P"};
    hp.derived_columns = {"P: I * U"};
    hp.valid_range = {text};
    std::string all;
    for (const std::string& line : validate(hp)) all += line + "\n";
    return all;
  };
  CHECK(fault("Voltage: 2..4.5").empty());
  CHECK(fault("U: 2..").empty());  // read for P
  CHECK_THAT(fault("Voltage: 4.5..2"), contains("VALID_RANGE: ") && contains("holds nothing"));
  CHECK_THAT(fault("Voltage 2 to 4"), contains("VALID_RANGE: not a range"));
  CHECK_THAT(fault("Voltag: 2..4"),
             contains("column that is not read") && contains("did you mean \"Voltage\"?"));
  CHECK_THAT(fault("P: 2..4"), contains("derived column") && contains("clip(x, low, high)"));
}

TEST_CASE("settings.hyperparams_rules: ranges in each of their forms") {
  for (const char* text : {R"({"VALID_RANGE": {"Voltage": [2, 4.5], "Temp": [null, 60]}})",
                           R"({"VALID_RANGE": ["Voltage: 2..4.5", "Temp: ..60"]})",
                           R"({"VALID_RANGE": "Voltage: 2..4.5; Temp: ..60"})"}) {
    INFO(text);
    CHECK(read(text).values.valid_range == Names{"Voltage: 2..4.5", "Temp: ..60"});
  }
}
