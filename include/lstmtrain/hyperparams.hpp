// Every setting of a run, with its resolved value. A table declares each key once (name, aliases,
// range, choices, unit, help); parser, --help, JSON Schema and hyperparams/default.json come from
// it. Defaults stand here, as member initialisers, and nowhere else.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lstmtrain/choices.hpp"

namespace lstmtrain {

// Where a comment says "resolved", load_hyperparams() puts that value for a key that its file does
// not name. A struct that is made in code is taken as it stands.
struct Hyperparams {
  // Data
  std::vector<std::string> feature_columns = {"SOC", "Current", "Temp"};
  std::vector<std::string> target_columns = {"Voltage"};
  std::vector<std::string> column_names;  // "Name|other name|...", of a column of the two above
  std::string target_unit;                // "" = from the target's name; "mV:1" = name:factor
  Normalization normalization = Normalization::minmax;
  MissingData missing_data = MissingData::split;
  std::vector<double> missing_values;  // sentinels such as -200
  std::vector<std::string>
      valid_range;                 // "Name: low..high", the column's unit; an end may be absent
  bool ignore_unit_check = false;  // files in other units than the rest are accepted
  bool allow_overlap = false;      // rows of the training data in validation or test data are
  Outliers outliers = Outliers::note;
  double outlier_threshold = 10;     // robust spreads from the median
  std::string time_column = "auto";  // a column's name, "auto" or "none"
  TimeUnit time_unit = TimeUnit::automatic;
  DateFormat date_format = DateFormat::automatic;
  DecimalMark decimal_mark = DecimalMark::automatic;
  std::string series_column;  // "" = a file is one series
  double gap_seconds = 0;     // 0 = gap_factor periods
  double gap_factor = 5;
  int fill_rows = 0;                             // of a gap that is filled; 0 = off
  double input_noise_std = 0;                    // scaled units
  std::vector<std::string> input_noise_columns;  // "Name: deviation", instead of input_noise_std
  double resample_hz = 0;                        // 0 = off
  bool allow_mixed_rates = false;
  std::vector<std::string> derived_columns;  // "Name: expression"
  std::vector<std::string> train_data, val_data, test_data;
  double train_val_split = 0.8;
  SplitMethod sequence_split_method = SplitMethod::temporal;

  // Model
  ModelType model_type = ModelType::lstm;
  std::vector<int> rnn_layer_sizes = {10};
  LayerNorm layer_norm = LayerNorm::none;
  double dropout_prob = 0;
  Init init = Init::standard;
  std::string init_model;     // a model file to start from; "" = none
  bool refit_scaler = false;  // with init_model: the scaler is fitted anew

  // Training method
  TrainingMethod training_method = TrainingMethod::window;
  int lookback = 400;          // rows
  int window_stride = 1;       // rows
  int target_offset = 0;       // rows
  int warmup_rows = 0;         // rows
  int tbptt_steps = 100;       // k1, rows; stream only
  int tbptt_history = 0;       // k2, rows; resolved: stream tbptt_steps, window lookback
  int batch_size = 100;        // windows, or lanes of a stream
  bool batch_training = true;  // false: one batch is the whole training set
  Lanes lanes = Lanes::shares;
  int lane_warmup = 0;  // rows
  LossKind loss = LossKind::mse;
  double huber_delta = 1.0;  // scaled units

  // Optimiser
  OptimizerType optimizer_type = OptimizerType::adam;
  double initial_lr = 1e-4;  // resolved: 1e-3 stream, 1e-4 window
  double weight_decay = 0;
  bool weight_decay_all = false;
  double momentum = 0;
  bool nesterov = false;
  double beta1 = 0.9, beta2 = 0.999;
  double eps = 1e-8;
  double alpha = 0.99;  // RMSprop

  // Schedule
  SchedulerType scheduler_type = SchedulerType::reduce_lr_on_plateau;
  int plateau_patience = 10;
  double plateau_factor = 0.1, plateau_threshold = 1e-4;
  int plateau_cooldown = 0;
  double min_lr = 0;
  double lr_param = 0.1;
  int lr_period = 10;
  int cosine_t0 = 10, cosine_t_mult = 2;
  double cosine_eta_min = 1e-6;
  int warmup_epochs = 0, warmup_steps = 0;
  double warmup_start_factor = 0.1;
  double warmup_bias_lr = 0;  // of biases, at the first step of a warm-up; 0 = as the others
  SchedulerInterval scheduler_interval = SchedulerInterval::epoch;

  // Guards
  double clip_max_norm = 1.0;      // 0 = off
  double grad_norm_warning = 100;  // 0 = off
  double gradient_noise = 0;       // eta
  int max_skipped_steps = 10;      // in a row; 0 = off
  int nan_recovery = 0;
  int stuck_epochs = 3;         // 0 = off
  double spike_factor = 3;      // 0 = off
  double explode_factor = 1e3;  // times the error of the mean; 0 = off
  int stats_every = 0;          // steps; 0 = one epoch

  // Run
  int max_epochs = 100;
  int valid_frequency = 1;  // epochs
  int valid_patience = 25;  // validations
  int exploit_epochs = 0, exploit_repetitions = 0;
  double exploit_lr = 1e-5;
  double final_lr = 1e-7;  // resolved: exploit_lr / 100
  int repetitions = 1;
  int trials = 20;
  std::uint64_t seed = 2000;
  double max_training_time_seconds = 0;  // 0 = off
  int threads = 0;                       // 0 = the cores that help
  double checkpoint_every_seconds = 30;  // 0 = off
  int keep_checkpoints = 3;

  // Test-time filter
  InferenceFilterType inference_filter_type = InferenceFilterType::none;
  int inference_filter_window_size = 101;
  double inference_filter_alpha = 0.1;
  int inference_filter_polyorder = 2;

  // TRAINING_METHOD Stream: rows are read in order and the state is carried.
  bool stream() const { return training_method == TrainingMethod::stream; }
  // k2: the rows that a gradient sees; never more than a window has, nor less than a stream's k1.
  int history() const {
    if (stream()) return tbptt_history > tbptt_steps ? tbptt_history : tbptt_steps;
    return tbptt_history > 0 && tbptt_history < lookback ? tbptt_history : lookback;
  }
};

// Every fault of `hyperparams`, a line each as "KEY: what, got X, expected Y. Hint: do Z": values
// outside their range, and values that contradict each other. Empty: they can be trained with.
// load_hyperparams, plan and fit throw Error(config) with these lines. Any thread.
std::vector<std::string> validate(const Hyperparams& hyperparams);

struct Model;

// The settings of a hyperparams.json, or of VEstim's job folder, resolved. `notes`, where it is
// given, gets a line for each key that is ignored, renamed or defaulted. Throws Error: not_found,
// io, config for any fault and for lists that make more than one run.
Hyperparams load_hyperparams(const std::string& path, std::vector<std::string>* notes = nullptr);

// The settings that a model was trained with, which decide how its data is read. Throws data.
Hyperparams hyperparams_of(const Model& model);

}  // namespace lstmtrain
