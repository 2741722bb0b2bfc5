// What a setting can be where it is one of a few: the enums of Hyperparams, and the word of each
// value in hyperparams.json, in model files and in messages.
#pragma once

namespace lstmtrain {

// The cell, and a learnable causal filter on the output: an exponential moving average, or a
// low-pass filter of 15 taps.
enum class ModelType { lstm, gru, lstm_ema, lstm_lpf };
// By the lowest and the highest value; mean and deviation; median and the range from the 1st to the
// 99th percentile; not at all.
enum class Normalization { minmax, zscore, robust, none };
// What a bad cell does: cut the series, be interpolated, end the run, or be fed as it is.
enum class MissingData { split, interpolate, error, keep };
// What a cell far outside of all others of its column does: be told, be a bad cell, be brought to
// the range of the others, end the run.
enum class Outliers { note, mask, clip, error };
// Of a clock that is a number: what its name says, else seconds; the file's own number, as 0.1.0
// read it; or as set.
enum class TimeUnit { automatic, file, us, ms, s, min, h, days };
// Which of the first two fields of a date such as 3/9/2024 is the month; automatic: as a field
// above 12 in the file tells.
enum class DateFormat { automatic, mdy, dmy };
// What stands before the decimals of a number in a CSV file; automatic: as its cells tell.
enum class DecimalMark { automatic, point, comma };
// How validation rows are split off the training data.
enum class SplitMethod { temporal, file, shuffled };
enum class LayerNorm { none, output, cell };
enum class Init { standard, chrono, pytorch };
// Shuffled windows of LOOKBACK rows, or rows in their order with the state carried.
enum class TrainingMethod { window, stream };
// A stream in equal shares, or with a lane for each series.
enum class Lanes { shares, file };
enum class LossKind { mse, huber, mae };
enum class OptimizerType { adam, adamw, sgd, rmsprop };
enum class SchedulerType {
  reduce_lr_on_plateau,
  step_lr,
  cosine_annealing_lr,
  cosine_annealing_warm_restarts,
  none
};
enum class SchedulerInterval { epoch, step };
enum class InferenceFilterType { none, moving_average, exponential_moving_average, savitzky_golay };

// The word of `value`, such as "LSTM_EMA"; "" for a number that is none of its enum.
const char* name_of(ModelType value);
const char* name_of(Normalization value);
const char* name_of(MissingData value);
const char* name_of(Outliers value);
const char* name_of(TimeUnit value);
const char* name_of(DateFormat value);
const char* name_of(DecimalMark value);
const char* name_of(SplitMethod value);
const char* name_of(LayerNorm value);
const char* name_of(Init value);
const char* name_of(TrainingMethod value);
const char* name_of(Lanes value);
const char* name_of(LossKind value);
const char* name_of(OptimizerType value);
const char* name_of(SchedulerType value);
const char* name_of(SchedulerInterval value);
const char* name_of(InferenceFilterType value);

}  // namespace lstmtrain
