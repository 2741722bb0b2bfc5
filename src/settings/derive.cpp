// Defaults that follow from other keys.
#include <algorithm>
#include <charconv>

#include "base/text/json_text.hpp"
#include "settings/default_rate.hpp"
#include "settings/rules.hpp"

namespace lstmtrain::settings {
namespace {

Level highest(const FieldValues& v, std::initializer_list<const char*> keys) {
  Level level = Level::defaulted;
  for (const char* key : keys) level = std::max(level, v.level(key));
  return level;
}

// A hundredth, without the last bit's noise: 1e-5 -> 1e-7.
double hundredth(double value) {
  char buffer[32];
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, value / 100, std::chars_format::scientific, 14);
  double rounded = value / 100;
  std::from_chars(buffer, end.ptr, rounded);
  return rounded;
}

void derive_layer_sizes(FieldValues& v) {
  if (highest(v, {"LAYERS", "HIDDEN_UNITS"}) <= v.level("RNN_LAYER_SIZES")) return;
  v.rnn_layer_sizes.assign(static_cast<std::size_t>(v.layers), v.hidden_units);
  v.derived["RNN_LAYER_SIZES"] = "LAYERS, HIDDEN_UNITS";
}

void derive_layer_norm(FieldValues& v) {
  const bool gru = v.model_type == ModelType::gru;
  const char* const key = gru ? "GRU_USE_LAYERNORM" : "LSTM_USE_LAYERNORM";
  if (v.level(key) <= v.level("LAYER_NORM")) return;
  v.layer_norm =
      (gru ? v.gru_use_layernorm : v.lstm_use_layernorm) ? LayerNorm::output : LayerNorm::none;
  v.derived["LAYER_NORM"] = key;
}

// "Current|I/A|Strom" is the column Current, which goes by other names too.
void derive_column_names(FieldValues& v) {
  for (std::vector<std::string>* columns : {&v.feature_columns, &v.target_columns})
    for (std::string& column : *columns) {
      const std::string first = text::split(column, '|').front();
      if (first.empty() || first == column) continue;
      v.column_names.push_back(column);
      v.derived["COLUMN_NAMES"] = "FEATURE_COLUMNS, TARGET_COLUMN";
      column = first;
    }
}

void derive_history(FieldValues& v) {
  if (v.given("TBPTT_HISTORY")) return;
  const bool from_steps = v.stream() || v.given("TBPTT_STEPS");
  v.tbptt_history = from_steps ? v.tbptt_steps : v.lookback;
  v.derived["TBPTT_HISTORY"] = from_steps ? "TBPTT_STEPS" : "LOOKBACK";
}

void derive_rates(FieldValues& v) {
  if (!v.given("INITIAL_LR")) {
    v.initial_lr = default_rate(v);
    v.derived["INITIAL_LR"] = "TRAINING_METHOD";
  }
  if (!v.given("FINAL_LR") && v.given("EXPLOIT_LR")) {
    v.final_lr = hundredth(v.exploit_lr);
    v.derived["FINAL_LR"] = "EXPLOIT_LR";
  }
  if (v.given("SCHEDULER_TYPE")) return;
  for (const char* key : {"LR_PERIOD", "LR_PARAM"}) {
    if (!v.given(key)) continue;
    v.scheduler_type = SchedulerType::step_lr;
    v.derived["SCHEDULER_TYPE"] = key;
  }
}

// A limit in seconds that is not 0 wins over hours, minutes and seconds; the command line wins
// over the file.
void derive_time_limit(FieldValues& v) {
  const Level parts = highest(v, {"MAX_TRAIN_HOURS", "MAX_TRAIN_MINUTES", "MAX_TRAIN_SECONDS"});
  const Level whole = v.level("MAX_TRAINING_TIME_SECONDS");
  if (parts == Level::defaulted || whole > parts) return;
  if (whole == parts && v.max_training_time_seconds != 0) return;
  v.max_training_time_seconds =
      v.max_train_hours * 3600 + v.max_train_minutes * 60 + v.max_train_seconds;
  v.derived["MAX_TRAINING_TIME_SECONDS"] = "MAX_TRAIN_HOURS, MAX_TRAIN_MINUTES, MAX_TRAIN_SECONDS";
}

}  // namespace

void derive(FieldValues& values) {
  values.derived.clear();
  derive_column_names(values);
  derive_layer_sizes(values);
  derive_layer_norm(values);
  derive_history(values);
  derive_rates(values);
  derive_time_limit(values);
}

}  // namespace lstmtrain::settings
