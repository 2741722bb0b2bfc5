// When keys act: the conditions that the table of fields names. Included by field_table.cpp only.
// Each reads the settings of one resolved run.
#pragma once

#include "settings/table/fields.hpp"

namespace lstmtrain::conditions {

inline bool adam(const FieldValues& v) {
  return v.optimizer_type == OptimizerType::adam || v.optimizer_type == OptimizerType::adamw;
}
inline bool cosine(const FieldValues& v) {
  return v.scheduler_type == SchedulerType::cosine_annealing_lr ||
         v.scheduler_type == SchedulerType::cosine_annealing_warm_restarts;
}

inline const Condition kStream{"TRAINING_METHOD Stream",
                               [](const FieldValues& v) { return v.stream(); }};
inline const Condition kShares{"TRAINING_METHOD Stream, LANES shares", [](const FieldValues& v) {
                                 return v.stream() && v.lanes == Lanes::shares;
                               }};
inline const Condition kWindow{"TRAINING_METHOD Sequence-to-Sequence",
                               [](const FieldValues& v) { return !v.stream(); }};
inline const Condition kSteps{
    "TRAINING_METHOD Stream, or without TBPTT_HISTORY",
    [](const FieldValues& v) { return v.stream() || v.derived.contains("TBPTT_HISTORY"); }};
inline const Condition kBatch{"BATCH_TRAINING true, and not with LANES file in a stream",
                              [](const FieldValues& v) {
                                return v.batch_training && !(v.stream() && v.lanes == Lanes::file);
                              }};
inline const Condition kLegacySizes{"no RNN_LAYER_SIZES", [](const FieldValues& v) {
                                      return v.derived.contains("RNN_LAYER_SIZES");
                                    }};
inline const Condition kLstmNorm{"MODEL_TYPE LSTM and no LAYER_NORM", [](const FieldValues& v) {
                                   return v.model_type != ModelType::gru &&
                                          v.level("LAYER_NORM") < v.level("LSTM_USE_LAYERNORM");
                                 }};
inline const Condition kGruNorm{"MODEL_TYPE GRU and no LAYER_NORM", [](const FieldValues& v) {
                                  return v.model_type == ModelType::gru &&
                                         v.level("LAYER_NORM") < v.level("GRU_USE_LAYERNORM");
                                }};
inline const Condition kInitModel{"INIT_MODEL",
                                  [](const FieldValues& v) { return !v.init_model.empty(); }};
inline const Condition kDropout{"two or more layers",
                                [](const FieldValues& v) { return v.rnn_layer_sizes.size() > 1; }};
inline const Condition kHuber{"LOSS huber",
                              [](const FieldValues& v) { return v.loss == LossKind::huber; }};
inline const Condition kAdam{"OPTIMIZER_TYPE Adam or AdamW", adam};
inline const Condition kSgd{"OPTIMIZER_TYPE SGD", [](const FieldValues& v) {
                              return v.optimizer_type == OptimizerType::sgd;
                            }};
inline const Condition kMomentum{"OPTIMIZER_TYPE SGD or RMSprop",
                                 [](const FieldValues& v) { return !adam(v); }};
inline const Condition kRmsprop{"OPTIMIZER_TYPE RMSprop", [](const FieldValues& v) {
                                  return v.optimizer_type == OptimizerType::rmsprop;
                                }};
inline const Condition kEps{"OPTIMIZER_TYPE Adam, AdamW or RMSprop", [](const FieldValues& v) {
                              return v.optimizer_type != OptimizerType::sgd;
                            }};
inline const Condition kDecay{"WEIGHT_DECAY above 0",
                              [](const FieldValues& v) { return v.weight_decay > 0; }};
inline const Condition kPlateau{"SCHEDULER_TYPE ReduceLROnPlateau", [](const FieldValues& v) {
                                  return v.scheduler_type == SchedulerType::reduce_lr_on_plateau;
                                }};
inline const Condition kStepLR{"SCHEDULER_TYPE StepLR", [](const FieldValues& v) {
                                 return v.scheduler_type == SchedulerType::step_lr;
                               }};
inline const Condition kRestarts{
    "SCHEDULER_TYPE CosineAnnealingWarmRestarts", [](const FieldValues& v) {
      return v.scheduler_type == SchedulerType::cosine_annealing_warm_restarts;
    }};
inline const Condition kCosine{"SCHEDULER_TYPE CosineAnnealingLR or CosineAnnealingWarmRestarts",
                               cosine};
inline const Condition kWarmup{"WARMUP_EPOCHS or WARMUP_STEPS above 0", [](const FieldValues& v) {
                                 return v.warmup_epochs > 0 || v.warmup_steps > 0;
                               }};
inline const Condition kExploitEpochs{"EXPLOIT_EPOCHS above 0",
                                      [](const FieldValues& v) { return v.exploit_epochs > 0; }};
inline const Condition kExploitRepetitions{
    "EXPLOIT_REPETITIONS above 0", [](const FieldValues& v) { return v.exploit_repetitions > 0; }};
inline const Condition kExploit{
    "EXPLOIT_EPOCHS and EXPLOIT_REPETITIONS above 0",
    [](const FieldValues& v) { return v.exploit_epochs > 0 && v.exploit_repetitions > 0; }};
inline const Condition kTimeParts{"no MAX_TRAINING_TIME_SECONDS above 0", [](const FieldValues& v) {
                                    return v.derived.contains("MAX_TRAINING_TIME_SECONDS");
                                  }};
inline const Condition kSearch{"a search range such as \"[1e-4,1e-2]\" in another key",
                               [](const FieldValues& v) { return v.searching; }};
inline const Condition kFilterWindow{
    "INFERENCE_FILTER_TYPE Moving Average or Savitzky-Golay", [](const FieldValues& v) {
      return v.inference_filter_type == InferenceFilterType::moving_average ||
             v.inference_filter_type == InferenceFilterType::savitzky_golay;
    }};
inline const Condition kFilterAlpha{
    "INFERENCE_FILTER_TYPE Exponential Moving Average", [](const FieldValues& v) {
      return v.inference_filter_type == InferenceFilterType::exponential_moving_average;
    }};
inline const Condition kFilterOrder{
    "INFERENCE_FILTER_TYPE Savitzky-Golay", [](const FieldValues& v) {
      return v.inference_filter_type == InferenceFilterType::savitzky_golay;
    }};

}  // namespace lstmtrain::conditions
