// The words of the choices, once. A switch that misses a value does not compile with warnings as
// errors; the order of the words in --help is that of the enum.
#include "lstmtrain/choices.hpp"

namespace lstmtrain {

const char* name_of(ModelType value) {
  switch (value) {
    case ModelType::lstm:
      return "LSTM";
    case ModelType::gru:
      return "GRU";
    case ModelType::lstm_ema:
      return "LSTM_EMA";
    case ModelType::lstm_lpf:
      return "LSTM_LPF";
  }
  return "";
}

const char* name_of(Normalization value) {
  switch (value) {
    case Normalization::minmax:
      return "minmax";
    case Normalization::zscore:
      return "zscore";
    case Normalization::robust:
      return "robust";
    case Normalization::none:
      return "none";
  }
  return "";
}

const char* name_of(MissingData value) {
  switch (value) {
    case MissingData::split:
      return "split";
    case MissingData::interpolate:
      return "interpolate";
    case MissingData::error:
      return "error";
    case MissingData::keep:
      return "keep";
  }
  return "";
}

const char* name_of(Outliers value) {
  switch (value) {
    case Outliers::note:
      return "note";
    case Outliers::mask:
      return "mask";
    case Outliers::clip:
      return "clip";
    case Outliers::error:
      return "error";
  }
  return "";
}

const char* name_of(TimeUnit value) {
  switch (value) {
    case TimeUnit::automatic:
      return "auto";
    case TimeUnit::file:
      return "file";
    case TimeUnit::us:
      return "us";
    case TimeUnit::ms:
      return "ms";
    case TimeUnit::s:
      return "s";
    case TimeUnit::min:
      return "min";
    case TimeUnit::h:
      return "h";
    case TimeUnit::days:
      return "days";
  }
  return "";
}

const char* name_of(DateFormat value) {
  switch (value) {
    case DateFormat::automatic:
      return "auto";
    case DateFormat::mdy:
      return "MDY";
    case DateFormat::dmy:
      return "DMY";
  }
  return "";
}

const char* name_of(DecimalMark value) {
  switch (value) {
    case DecimalMark::automatic:
      return "auto";
    case DecimalMark::point:
      return "point";
    case DecimalMark::comma:
      return "comma";
  }
  return "";
}

const char* name_of(SplitMethod value) {
  switch (value) {
    case SplitMethod::temporal:
      return "temporal";
    case SplitMethod::file:
      return "file";
    case SplitMethod::shuffled:
      return "shuffled";
  }
  return "";
}

const char* name_of(LayerNorm value) {
  switch (value) {
    case LayerNorm::none:
      return "none";
    case LayerNorm::output:
      return "output";
    case LayerNorm::cell:
      return "cell";
  }
  return "";
}

const char* name_of(Init value) {
  switch (value) {
    case Init::standard:
      return "default";
    case Init::chrono:
      return "chrono";
    case Init::pytorch:
      return "pytorch";
  }
  return "";
}

const char* name_of(TrainingMethod value) {
  switch (value) {
    case TrainingMethod::window:
      return "Sequence-to-Sequence";
    case TrainingMethod::stream:
      return "Stream";
  }
  return "";
}

const char* name_of(Lanes value) {
  switch (value) {
    case Lanes::shares:
      return "shares";
    case Lanes::file:
      return "file";
  }
  return "";
}

const char* name_of(LossKind value) {
  switch (value) {
    case LossKind::mse:
      return "mse";
    case LossKind::huber:
      return "huber";
    case LossKind::mae:
      return "mae";
  }
  return "";
}

const char* name_of(OptimizerType value) {
  switch (value) {
    case OptimizerType::adam:
      return "Adam";
    case OptimizerType::adamw:
      return "AdamW";
    case OptimizerType::sgd:
      return "SGD";
    case OptimizerType::rmsprop:
      return "RMSprop";
  }
  return "";
}

const char* name_of(SchedulerType value) {
  switch (value) {
    case SchedulerType::reduce_lr_on_plateau:
      return "ReduceLROnPlateau";
    case SchedulerType::step_lr:
      return "StepLR";
    case SchedulerType::cosine_annealing_lr:
      return "CosineAnnealingLR";
    case SchedulerType::cosine_annealing_warm_restarts:
      return "CosineAnnealingWarmRestarts";
    case SchedulerType::none:
      return "None";
  }
  return "";
}

const char* name_of(SchedulerInterval value) {
  switch (value) {
    case SchedulerInterval::epoch:
      return "epoch";
    case SchedulerInterval::step:
      return "step";
  }
  return "";
}

const char* name_of(InferenceFilterType value) {
  switch (value) {
    case InferenceFilterType::none:
      return "None";
    case InferenceFilterType::moving_average:
      return "Moving Average";
    case InferenceFilterType::exponential_moving_average:
      return "Exponential Moving Average";
    case InferenceFilterType::savitzky_golay:
      return "Savitzky-Golay";
  }
  return "";
}

}  // namespace lstmtrain
