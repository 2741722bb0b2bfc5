#include "doctor/settings_findings.hpp"

#include <algorithm>

#include "base/plain_text.hpp"
#include "base/text/words.hpp"
#include "doctor/cures.hpp"

namespace lstmtrain {
namespace {

constexpr const char* kSettingsCheck = "settings";
// The failing recipe: windows from this length on, networks below this size, clips below this norm.
constexpr int kLongLookback = 300, kSmallLayer = 16;
constexpr double kTightClip = 1, kHighRate = 0.03;

bool long_windows(const Hyperparams& hp) { return !hp.stream() && hp.history() >= kLongLookback; }

bool tight_clip(const Hyperparams& hp) {
  return hp.clip_max_norm > 0 && hp.clip_max_norm < kTightClip;
}

int smallest_layer(const Hyperparams& hp) {
  return *std::min_element(hp.rnn_layer_sizes.begin(), hp.rnn_layer_sizes.end());
}

// A long window, a small network, a tight clip and no decay: each by itself is borne, together they
// stood at the root of a training that became NaN near epoch 85.
bool failing_recipe(const Hyperparams& hp) {
  return long_windows(hp) && smallest_layer(hp) < kSmallLayer && tight_clip(hp) &&
         hp.weight_decay == 0;
}

constexpr const char* kKept = ", kept because files of VEstim mean it where they do not say";

// Which of these are the defaults: not ours to change, whatever would train better.
std::string kept_defaults(const Hyperparams& hp) {
  const Hyperparams standard;
  std::vector<std::string> kept;
  if (hp.lookback == standard.lookback) kept.push_back("LOOKBACK");
  if (hp.rnn_layer_sizes == standard.rnn_layer_sizes) kept.push_back("RNN_LAYER_SIZES");
  if (hp.weight_decay == standard.weight_decay) kept.push_back("WEIGHT_DECAY");
  return kept.empty() ? "" : "; the default of " + text::joined(kept, " and of ") + kKept;
}

// What makes up the recipe: warnings where it is whole, advice where parts of it are.
void check_long_windows(const Hyperparams& hp, Findings& findings) {
  const int units = smallest_layer(hp);
  const std::string units_text = std::to_string(units) + " units";
  const Severity severity = failing_recipe(hp) ? Severity::warning : Severity::advice;
  findings.push_back(
      {severity,
       kSettingsCheck,
       "LOOKBACK is long for one loss at its end.",
       "a gradient has to reach back over " + std::to_string(hp.lookback) + " rows through " +
           units_text +
           (hp.clip_max_norm > 0 ? ", clipped at " + four_digits(hp.clip_max_norm) : "") +
           kept_defaults(hp),
       {{"LOOKBACK", std::to_string(hp.lookback / 2)}}});
  if (units < kSmallLayer)
    findings.push_back({severity,
                        kSettingsCheck,
                        "the network is small for such a window.",
                        units_text + " hold what " + std::to_string(hp.lookback) + " rows say",
                        {{"RNN_LAYER_SIZES", "[32]"}}});
  if (hp.weight_decay == 0)
    findings.push_back({severity,
                        kSettingsCheck,
                        "nothing holds the weights: they grow over a long training.",
                        "WEIGHT_DECAY 0 over " + std::to_string(hp.max_epochs) + " epochs",
                        {{"WEIGHT_DECAY", "0.0001"}}});
  if (tight_clip(hp))
    findings.push_back({Severity::warning,
                        kSettingsCheck,
                        "the clip takes from ordinary gradients, not from explosions alone.",
                        "CLIP_MAX_NORM " + four_digits(hp.clip_max_norm) +
                            "; norms of 1 to 5 are what healthy steps have at the start",
                        {{"CLIP_MAX_NORM", "1.0"}}});
  findings.push_back(
      {Severity::advice, kSettingsCheck,
       "reading the files in order trains what runs on the device, and touches a row "
       "once an epoch instead of " +
           std::to_string(std::max(1, hp.lookback / hp.window_stride)) + " times.",
       std::string("TRAINING_METHOD ") + name_of(hp.training_method) + " is the default" + kKept,
       together({{"TRAINING_METHOD", "\"Stream\""}}, hp.normalization == Normalization::zscore
                                                         ? Cure{}
                                                         : Cure{{"NORMALIZATION", "\"zscore\""}})});
}

}  // namespace

Findings settings_findings(const Hyperparams& hp) {
  Findings findings;
  if (long_windows(hp)) check_long_windows(hp, findings);
  const auto warn = [&](bool when, const std::string& what, const std::string& evidence,
                        Cure cure) {
    if (when)
      findings.push_back({Severity::warning, kSettingsCheck, what, evidence, std::move(cure)});
  };
  warn(hp.normalization == Normalization::none, "columns are fed as they are.",
       "NORMALIZATION none", scale_columns(hp));
  warn(hp.clip_max_norm == 0, "an exploding gradient is not clipped.", "CLIP_MAX_NORM 0",
       clip_gradients(hp));
  warn(hp.missing_data == MissingData::keep, "bad cells reach the network.", "MISSING_DATA keep",
       leave_bad_cells_out(hp));
  warn(hp.optimizer_type != OptimizerType::sgd && hp.initial_lr > kHighRate,
       std::string("the learning rate is high for ") + name_of(hp.optimizer_type) + ".",
       "INITIAL_LR " + four_digits(hp.initial_lr), {{"INITIAL_LR", "0.01"}});
  if (hp.max_skipped_steps == 0)
    findings.push_back({Severity::advice,
                        kSettingsCheck,
                        "a run of skipped steps does not end it.",
                        "MAX_SKIPPED_STEPS 0",
                        {{"MAX_SKIPPED_STEPS", "10"}}});
  return findings;
}

}  // namespace lstmtrain
