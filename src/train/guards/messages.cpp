#include "train/guards/messages.hpp"

#include <algorithm>
#include <cmath>

#include "base/param_place.hpp"
#include "base/plain_text.hpp"

namespace lstmtrain {
namespace {

std::string sizes_of(const std::vector<int>& sizes) {
  std::string text;
  for (const int size : sizes) text += (text.empty() ? "" : "-") + std::to_string(size);
  return text;
}

std::string brief(double value, const std::string& unit) {
  return with_unit(four_digits(value), unit);
}

}  // namespace

std::string describe(const ModelSpec& spec) {
  std::string text = cell_facts(spec.cell).name + (" " + sizes_of(spec.layer_sizes));
  if (spec.layer_norm == LayerNorm::output) text += ", output LayerNorm";
  if (spec.layer_norm == LayerNorm::cell) text += ", LayerNorm in the cell";
  if (spec.dropout > 0) text += ", dropout " + four_digits(spec.dropout);
  if (spec.output_filter == OutputFilter::ema) text += ", EMA on the output";
  if (spec.output_filter == OutputFilter::lpf) text += ", low-pass on the output";
  return text + ", " + std::to_string(param_count(spec)) + " parameters";
}

std::string name_nonfinite(const ModelSpec& spec, std::span<const float> params) {
  for (const ParamInfo& info : param_layout(spec))
    for (std::size_t i = 0; i < info.size; ++i)
      if (!std::isfinite(params[info.offset + i]))
        return info.name + "[" + std::to_string(i) +
               "] = " + four_digits(static_cast<double>(params[info.offset + i])) + " (" +
               param_place(spec, info, i) + ")";
  return "";
}

std::string large_gradient(double norm, const std::string& error, const Hyperparams& hp) {
  return "gradient norm " + four_digits(norm) + " is above GRAD_NORM_WARNING " +
         four_digits(hp.grad_norm_warning) +
         (hp.clip_max_norm > 0 ? " (clipped to " + four_digits(hp.clip_max_norm) + ")"
                               : " and CLIP_MAX_NORM is off") +
         "; largest error of the batch: " + error +
         ". Hint: lower INITIAL_LR or add WARMUP_EPOCHS if this repeats.";
}

std::string skipped_step(double loss, double grad_norm, const std::string& first,
                         int restarted_lanes) {
  return "step skipped: loss " + four_digits(loss) + ", gradient norm " + four_digits(grad_norm) +
         "; the first stage that is not finite: " + first +
         ". Parameters and moments are unchanged" +
         (restarted_lanes > 0 ? "; " + std::to_string(restarted_lanes) +
                                    (restarted_lanes == 1 ? " lane restarts" : " lanes restart") +
                                    " from the zero state."
                              : ".");
}

double lower_rate(const Hyperparams& hp) { return hp.initial_lr > 1 ? 1e-3 : hp.initial_lr / 10; }

std::string rolled_back(const std::string& what, double learning_rate, int rollbacks,
                        const Hyperparams& hp) {
  return "rolled back to the last good parameters (" + what + "), rollback " +
         std::to_string(rollbacks) + " of " + std::to_string(hp.nan_recovery) +
         ", learning rate now " + four_digits(learning_rate) + ".";
}

std::string diverged(const std::string& kind, const std::string& what, const std::string& first,
                     const Hyperparams& hp, const Place& place) {
  std::string text = "training diverged at epoch " + std::to_string(place.epoch) + ", batch " +
                     std::to_string(place.batch) + ", step " + std::to_string(place.step) + ": ";
  if (kind == "parameters_not_finite")
    text += "parameters are not finite after the update: ";
  else if (kind == "too_many_skipped_steps")
    text += std::to_string(place.skipped_in_a_row) +
            " steps in a row were skipped (MAX_SKIPPED_STEPS), last: ";
  text += what;
  text += ". Settings: learning rate " + four_digits(place.learning_rate) + ", optimiser " +
          name_of(hp.optimizer_type) + ", clip " +
          (hp.clip_max_norm > 0 ? four_digits(hp.clip_max_norm) : "off") + ", weight decay " +
          four_digits(hp.weight_decay) + ", " +
          (hp.stream() ? "TBPTT_HISTORY " + std::to_string(hp.history())
                       : "LOOKBACK " + std::to_string(hp.lookback)) +
          ", layers " + sizes_of(hp.rnn_layer_sizes) + ".";
  text +=
      " Hint: " + first + (first.empty() ? "" : ", ") + "INITIAL_LR " + four_digits(lower_rate(hp));
  if (hp.clip_max_norm <= 0) text += ", CLIP_MAX_NORM 1";
  if (!hp.stream() && hp.lookback > 1) text += ", LOOKBACK " + std::to_string(hp.lookback / 2);
  if (*std::max_element(hp.rnn_layer_sizes.begin(), hp.rnn_layer_sizes.end()) < 16)
    text += ", " + std::to_string(3 * hp.rnn_layer_sizes.front()) + " units";
  return text + (hp.nan_recovery > 0 ? "" : ", or NAN_RECOVERY 3 to go on by itself") +
         ". The best good parameters are kept, or the "
         "initial "
         "ones.";
}

std::string exploiting(int repetition, int best_epoch, const Hyperparams& hp) {
  return "patience is over: exploit repetition " + std::to_string(repetition) + " of " +
         std::to_string(hp.exploit_repetitions) + " begins from the best parameters (epoch " +
         std::to_string(best_epoch) + "), learning rate " + four_digits(hp.exploit_lr) + " to " +
         four_digits(hp.final_lr) + " over " + std::to_string(hp.exploit_epochs) + " epochs.";
}

std::string loss_explosion(double loss, const Hyperparams& hp) {
  return "the loss, " + four_digits(loss) + ", stands for an error above EXPLODE_FACTOR " +
         four_digits(hp.explode_factor) + " x that of predicting the mean, " +
         std::to_string(hp.max_skipped_steps) + " steps in a row (MAX_SKIPPED_STEPS)";
}

std::string explosion(double rmse, double baseline_rmse, const std::string& unit,
                      const Hyperparams& hp) {
  return "validation RMSE " + brief(rmse, unit) + " has exploded: predicting the mean gives " +
         brief(baseline_rmse, unit) + ", EXPLODE_FACTOR is " + four_digits(hp.explode_factor);
}

std::string epoch_mean(bool no_step) {
  return std::string("the epoch's mean loss is not finite") +
         (no_step ? ": all of its steps were skipped" : "");
}

std::string stuck(int epochs, std::int64_t updates, double best_rmse, double baseline_rmse,
                  const std::string& unit, const std::string& advice) {
  return "validation is stuck: after " + std::to_string(epochs) +
         (epochs == 1 ? " epoch, " : " epochs, ") + std::to_string(updates) +
         " updates, the best RMSE is " + brief(best_rmse, unit) + ", predicting the mean gives " +
         brief(baseline_rmse, unit) + "." + advice;
}

std::string worse_than_start(int epochs, const Errors& errors, const std::string& unit,
                             const std::string& advice) {
  const auto words = [&](double rmse) {
    return std::isfinite(rmse) ? brief(rmse, unit) : std::string("nothing finite");
  };
  return "training diverged: after " + std::to_string(epochs) +
         (epochs == 1 ? " epoch " : " epochs ") +
         (std::isnan(errors.best) ? "no validation was good"
                                  : "the best validation RMSE is " + words(errors.best)) +
         ", predicting the mean gives " + words(errors.mean) + ", the initial parameters give " +
         words(errors.start) + ", and these are kept." + advice;
}

std::string drift(double train_rmse, double val_rmse, int lookback, const std::string& unit) {
  return "windows of the training data are predicted to " + brief(train_rmse, unit) +
         ", the validation files, streamed with the state carried, to " + brief(val_rmse, unit) +
         ": the state drifts beyond LOOKBACK " + std::to_string(lookback) +
         " rows, or the network overfits. Hint: NORMALIZATION zscore, a longer LOOKBACK with "
         "TBPTT_HISTORY, or TRAINING_METHOD Stream.";
}

std::string no_finite_validation(int epoch, const std::string& largest) {
  return "training diverged at epoch " + std::to_string(epoch) +
         ": no validation was finite, so there is no best model; the largest cell of the "
         "validation "
         "data: " +
         largest +
         ". Hint: is that cell a fault of the file? MISSING_VALUES takes it for missing; if it is "
         "none, lower INITIAL_LR.";
}

std::string spike(double rmse, double best_rmse, const std::string& unit) {
  return "validation RMSE " + brief(rmse, unit) +
         (std::isfinite(rmse) ? " is a spike, the best is " + brief(best_rmse, unit)
                              : " is not finite") +
         ". The best parameters are kept. Hint: NAN_RECOVERY 3 goes back to them at half the "
         "learning rate.";
}

}  // namespace lstmtrain
