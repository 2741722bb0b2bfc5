// The table of keys: one entry a key, in the order of --help and of the docs. Formulas and
// semantics: the README's chapters; VEstim's names are kept where it has one.
// Longer than other files because it is one table.
#include "base/limits.hpp"
#include "settings/table/field_conditions.hpp"
#include "settings/table/fields.hpp"

namespace lstmtrain {
namespace {

using namespace conditions;
using V = FieldValues;

constexpr Range at_least(double low) { return {.low = low}; }
constexpr Range above(double low) { return {.low = low, .low_open = true}; }
constexpr Range between(double low, double high) { return {.low = low, .high = high}; }
constexpr Range rows_from(int low) { return between(low, limits::kMostRows); }
constexpr Range above_to(double low, double high) {
  return {.low = low, .high = high, .low_open = true};
}
constexpr Range inside(double low, double high) {
  return {.low = low, .high = high, .low_open = true, .high_open = true};
}

const char* const kBatchNormRefusal =
    "batch normalisation over time is not built. Hint: set MODEL_TYPE to \"LSTM\" and LAYER_NORM "
    "to \"output\"";

// An entry is a few full lines, not one line a member.
// clang-format off
std::vector<Field> data_fields() {
  return {
      {.key = "FEATURE_COLUMNS", .names = {"FEATURE_COLUMNS", "FEATURE_COLS"},
       .member = &V::feature_columns, 
       .help = "Input columns, in this order; \"Current|I/A|Strom\" gives other names that a file may have"
               " for one."},
      {.key = "TARGET_COLUMN", .names = {"TARGET_COLUMN", "TARGET_COL"},
       .member = &V::target_columns, .help = "Output column, or a list of them."},
      {.key = "COLUMN_NAMES", .member = &V::column_names, .zero = "none",
       .help = "Other names of columns: \"Current|I/A|Strom\"; the first is the model's.", .separator = ';'},
      {.key = "TARGET_UNIT", .member = &V::target_unit,
       .help = "Unit of the reports: a name, or name:factor such as \"mV:1\" for data in mV; empty:"
               " from the target's name. Of several targets: one for all, or one each with commas "
               "between."},
      {.key = "TRAIN_DATA", .member = &V::train_data,
       .help = "Training files, folders or globs, relative to the hyperparameter file.",
       .machine = true},
      {.key = "VAL_DATA", .member = &V::val_data,
       .help = "Validation files, folders or globs; without any, rows are split off the training "
               "data.", .machine = true},
      {.key = "TEST_DATA", .member = &V::test_data, .help = "Test files, folders or globs.",
       .machine = true},
      {.key = "TRAIN_VAL_SPLIT", .names = {"TRAIN_VAL_SPLIT", "TRAIN_SPLIT"},
       .member = &V::train_val_split, .range = inside(0, 1),
       .help = "Share of the rows that is trained on when there is no validation data."},
      {.key = "SEQUENCE_SPLIT_METHOD", .member = choice<&V::sequence_split_method>(),
       .help = "How validation rows are split off: the end of each file, whole files, or shuffled"
               " pieces."},
      {.key = "NORMALIZATION", .member = choice<&V::normalization>(),
       .help = "Scaling of inputs and targets, fitted on training rows only."},
      {.key = "MISSING_DATA", .member = choice<&V::missing_data>(),
       .help = "What a bad cell does: cut the series there, be interpolated, end the run, or be "
               "fed as it is."},
      {.key = "MISSING_VALUES", .member = &V::missing_values, .zero = "none",
       .help = "Numbers that stand for a missing cell, such as -200."},
      {.key = "VALID_RANGE", .member = &V::valid_range, .zero = "none",
       .help = "Physical bounds of columns, in their units: {\"Voltage\": [2, 4.5]}, or \"Voltage: 2..4.5\" "
               "separated by ';', either end may be left out. A cell outside is a bad cell.",
       .separator = ';'},
      {.key = "OUTLIERS", .member = choice<&V::outliers>(),
       .help = "What a cell far outside of all others of its column does: be told, be a bad cell, be "
               "brought to the range of the others, or end the run."},
      {.key = "OUTLIER_THRESHOLD", .member = &V::outlier_threshold, .range = above(0),
       .unit = "spreads",
       .help = "How far from the median: robust spreads (1.4826 x the median distance from it); a gap of the "
               "whole range of the others belongs to it, too."},
      {.key = "IGNORE_UNIT_CHECK", .member = &V::ignore_unit_check,
       .help = "Accept files whose columns are in other units than those of the other files: a factor of "
               "100, 1000 or 3600, kelvin, a turned sign, two columns swapped."},
      {.key = "ALLOW_OVERLAP", .member = &V::allow_overlap,
       .help = "Accept rows that are training data and validation or test data at once."},
      {.key = "TIME_COLUMN", .member = &V::time_column,
       .help = "Name of the time column, \"auto\" or \"none\"."},
      {.key = "TIME_UNIT", .member = choice<&V::time_unit>(),
       .help = "Of a time that is a number: what its column's name says, else s; \"file\" takes the "
               "number as it is."},
      {.key = "DATE_FORMAT", .member = choice<&V::date_format>(),
       .help = "Which field of a date such as 3/9/2024 is the month; auto: as a field above 12 in the file tells."},
      {.key = "DECIMAL_MARK", .member = choice<&V::decimal_mark>(),
       .help = "Mark before the decimals of numbers in CSV files, the other one being between thousands; auto: "
               "as the cells of a file tell."},
      {.key = "SERIES_COLUMN", .member = &V::series_column, .zero = "none",
       .help = "Column of CSV files that tells which series a row is of (cell, cycle, device): its rows are "
               "read together, series by series."},
      {.key = "GAP_SECONDS", .member = &V::gap_seconds, .range = at_least(0), .zero = "GAP_FACTOR",
       .unit = "s", .help = "A longer step in time ends a series; 0 = GAP_FACTOR decides."},
      {.key = "GAP_FACTOR", .member = &V::gap_factor, .range = above(1), .unit = "periods",
       .help = "A step in time of more median steps ends a series."},
      {.key = "FILL_ROWS", .member = &V::fill_rows, .range = rows_from(0), .zero = "off",
       .unit = "rows", .help = "Gaps of at most so many missing rows are filled by straight lines; 0 = off."},
      {.key = "RESAMPLE_HZ", .member = &V::resample_hz, .range = at_least(0), .zero = "off",
       .unit = "Hz", .help = "Sampling rate that all files are brought to, by means or straight lines; "
               "0 = off."},
      {.key = "ALLOW_MIXED_RATES", .member = &V::allow_mixed_rates,
       .help = "Accept files whose sampling periods differ by over 5 %."},
      {.key = "DERIVED_COLUMNS", .member = &V::derived_columns, .zero = "none",
       .help = "Columns made by expressions: {\"Power\": \"Voltage*Current\"}, or \"Power: "
               "Voltage*Current\" separated by ';'.", .separator = ';'},
      {.key = "INPUT_NOISE_STD", .member = &V::input_noise_std, .range = at_least(0), .zero = "off",
       .unit = "scaled", .help = "Deviation of fresh noise on the inputs at every step; 0 = off.",
       .by_column = "INPUT_NOISE_COLUMNS"},
      {.key = "INPUT_NOISE_COLUMNS", .member = &V::input_noise_columns, .zero = "none",
       .help = "Deviations of single inputs instead: {\"Current\": 0.02}, or \"Current: 0.02\" separated "
               "by ';'.", .separator = ';'},
  };
}

std::vector<Field> model_fields() {
  return {
      {.key = "MODEL_TYPE", .member = choice<&V::model_type>(),
       .refused = {{"LSTM_BN", kBatchNormRefusal}},
       .help = "The recurrent cell; _EMA and _LPF add a learnable causal filter on the output."},
      {.key = "RNN_LAYER_SIZES", .names = {"RNN_LAYER_SIZES", "LSTM_UNITS", "GRU_UNITS"},
       .member = &V::rnn_layer_sizes, .range = between(1, limits::kMostUnits), .unit = "units",
       .help = "Hidden units of each layer: \"64,32\", a list or an integer; ';' separates the nets"
               " of a grid."},
      {.key = "LAYERS", .names = {"GRU_LAYERS", "LAYERS", "NUM_LAYERS"}, .member = &V::layers,
       .range = between(1, limits::kMostLayers), .help = "Layers of a uniform stack.",
       .acts = &kLegacySizes, .legacy = true},
      {.key = "HIDDEN_UNITS", .names = {"GRU_HIDDEN_UNITS", "HIDDEN_UNITS"},
       .member = &V::hidden_units, .range = between(1, limits::kMostUnits), .unit = "units",
       .help = "Hidden units of each layer of a uniform stack.", .acts = &kLegacySizes,
       .legacy = true},
      {.key = "LAYER_NORM", .member = choice<&V::layer_norm>(),
       .help = "LayerNorm on the top layer's outputs, or inside the cell (Ba et al. 2016). Inside, the "
               "magnitude of a few inputs is normalised away: compare with none."},
      {.key = "LSTM_USE_LAYERNORM", .member = &V::lstm_use_layernorm,
       .help = "true: LAYER_NORM output, for an LSTM.", .acts = &kLstmNorm, .legacy = true},
      {.key = "GRU_USE_LAYERNORM", .member = &V::gru_use_layernorm,
       .help = "true: LAYER_NORM output, for a GRU.", .acts = &kGruNorm, .legacy = true},
      {.key = "DROPOUT_PROB", .names = {"LSTM_DROPOUT_PROB", "GRU_DROPOUT_PROB", "DROPOUT_PROB"},
       .member = &V::dropout_prob, .range = between(0, limits::kMostDropout),
       .help = "Dropout between layers and on the last layer's outputs.", .acts = &kDropout},
      {.key = "INIT_MODEL", .member = &V::init_model, .zero = "none",
       .help = "Model file whose parameters and scaler are the start, with a fresh optimiser; its "
               "shape and columns must be those of the settings.", .single = true, .machine = true},
      {.key = "REFIT_SCALER", .member = &V::refit_scaler,
       .help = "With INIT_MODEL: fit the scaler on the new training rows instead of taking the "
               "model's.", .acts = &kInitModel, .single = true},
      {.key = "INIT", .member = choice<&V::init>(),
       .help = "default: Xavier and orthogonal per gate, forget bias 1; chrono: biases for memories "
               "of 1 to LOOKBACK rows, in a stream TBPTT_HISTORY (Tallec and Ollivier 2018); pytorch: "
               "as torch.nn."},
  };
}

std::vector<Field> method_fields() {
  return {
      {.key = "TRAINING_METHOD", .member = choice<&V::training_method>(),
       .spellings = {{"Sequence-to-One", "Sequence-to-Sequence"}, {"Whole Sequence", "Stream"}},
       .help = "Shuffled windows with the loss on their last row, or a stream with the state "
               "carried and the loss on every row."},
      {.key = "LOOKBACK", .member = &V::lookback, .range = rows_from(1), .unit = "rows",
       .help = "Length of a window.", .acts = &kWindow},
      {.key = "WINDOW_STRIDE", .member = &V::window_stride, .range = rows_from(1), .unit = "rows",
       .help = "From one window to the next.", .acts = &kWindow},
      {.key = "TARGET_OFFSET", .member = &V::target_offset, .range = rows_from(0), .unit = "rows",
       .help = "The output at a row predicts so many rows later; 1 is VEstim's training window."},
      {.key = "WARMUP_ROWS", .member = &V::warmup_rows, .range = rows_from(0), .unit = "rows",
       .help = "First outputs after a zero state that carry no loss."},
      {.key = "TBPTT_STEPS", .member = &V::tbptt_steps, .range = rows_from(1), .unit = "rows",
       .help = "k1: rows between updates of a stream; in the window method it sets TBPTT_HISTORY.",
       .acts = &kSteps, .derived = true},
      {.key = "TBPTT_HISTORY", .member = &V::tbptt_history, .range = rows_from(1), .unit = "rows",
       .help = "k2: rows that the gradient goes back; default TBPTT_STEPS in a stream, LOOKBACK "
               "in a window.", .derived = true},
      {.key = "BATCH_SIZE", .member = &V::batch_size, .range = at_least(1),
       .unit = "windows or lanes", .help = "Windows of a batch, or lanes of a stream.",
       .acts = &kBatch},
      {.key = "BATCH_TRAINING", .member = &V::batch_training,
       .help = "false: one batch is the whole training set."},
      {.key = "LANES", .member = choice<&V::lanes>(),
       .help = "A stream as BATCH_SIZE equal shares, or with a lane for each series.",
       .acts = &kStream},
      {.key = "LANE_WARMUP", .member = &V::lane_warmup, .range = rows_from(0), .unit = "rows",
       .help = "Rows before a share that begins inside a series, run without loss, so that it does "
               "not begin from the zero state.", .acts = &kShares},
      {.key = "LOSS", .member = choice<&V::loss>(),
       .help = "What is minimised, in scaled units."},
      {.key = "HUBER_DELTA", .member = &V::huber_delta, .range = above(0), .unit = "scaled",
       .help = "Error from which the Huber loss is linear.", .acts = &kHuber},
  };
}

std::vector<Field> optimizer_fields() {
  return {
      {.key = "OPTIMIZER_TYPE", .member = choice<&V::optimizer_type>(), .help = "PyTorch's update rules."},
      {.key = "INITIAL_LR", .member = &V::initial_lr, .range = above(0),
       .help = "Learning rate before schedule and warm-up; default 1e-3 in a stream, 1e-4 in "
               "windows.", .derived = true, .log_search = true},
      {.key = "WEIGHT_DECAY", .member = &V::weight_decay, .range = at_least(0),
       .help = "L2 in Adam, SGD and RMSprop, decoupled in AdamW; biases and norms are spared.",
       .log_search = true},
      {.key = "WEIGHT_DECAY_ALL", .member = &V::weight_decay_all,
       .help = "Weight decay on biases and norms too, as PyTorch does.", .acts = &kDecay},
      {.key = "MOMENTUM", .member = &V::momentum, .range = at_least(0),
       .help = "Momentum of SGD and RMSprop.", .acts = &kMomentum},
      {.key = "NESTEROV", .member = &V::nesterov, .help = "Nesterov's momentum in SGD.",
       .acts = &kSgd},
      {.key = "BETA1", .member = &V::beta1, .range = {.low = 0, .high = 1, .high_open = true},
       .help = "Decay of Adam's first moment.", .acts = &kAdam},
      {.key = "BETA2", .member = &V::beta2, .range = {.low = 0, .high = 1, .high_open = true},
       .help = "Decay of Adam's second moment.", .acts = &kAdam},
      {.key = "EPS", .member = &V::eps, .range = at_least(0),
       .help = "Added to the denominator of Adam and RMSprop.", .acts = &kEps},
      {.key = "ALPHA", .member = &V::alpha, .range = between(0, 1),
       .help = "Smoothing of RMSprop's squared gradient.", .acts = &kRmsprop},
  };
}

std::vector<Field> schedule_fields() {
  return {
      {.key = "SCHEDULER_TYPE", .member = choice<&V::scheduler_type>(),
       .help = "PyTorch's schedules; StepLR when absent and LR_PARAM or LR_PERIOD is there."},
      {.key = "PLATEAU_PATIENCE", .member = &V::plateau_patience, .range = at_least(0),
       .unit = "validations", .help = "Bad validations before the rate falls.", .acts = &kPlateau},
      {.key = "PLATEAU_FACTOR", .member = &V::plateau_factor, .range = inside(0, 1),
       .help = "The rate is multiplied by it.", .acts = &kPlateau, .log_search = true},
      {.key = "PLATEAU_THRESHOLD", .member = &V::plateau_threshold, .range = at_least(0),
       .unit = "relative", .help = "A smaller gain does not count as better.", .acts = &kPlateau},
      {.key = "PLATEAU_COOLDOWN", .member = &V::plateau_cooldown, .range = at_least(0),
       .unit = "validations", .help = "Validations after a fall that do not count.",
       .acts = &kPlateau},
      {.key = "MIN_LR", .member = &V::min_lr, .range = at_least(0),
       .help = "The plateau schedule does not go below it.", .acts = &kPlateau},
      {.key = "LR_PARAM", .names = {"LR_PARAM", "LR_DROP_FACTOR"}, .member = &V::lr_param,
       .range = above_to(0, 1), .help = "StepLR: the rate is multiplied by it.", .acts = &kStepLR,
       .log_search = true},
      {.key = "LR_PERIOD", .names = {"LR_PERIOD", "LR_DROP_PERIOD"}, .member = &V::lr_period,
       .range = at_least(1), .unit = "epochs", .help = "StepLR: every so many epochs.",
       .acts = &kStepLR},
      {.key = "COSINE_T0", .member = &V::cosine_t0, .range = at_least(1), .unit = "epochs",
       .help = "Epochs to the first restart.", .acts = &kRestarts},
      {.key = "COSINE_T_MULT", .member = &V::cosine_t_mult, .range = at_least(1),
       .help = "Each period is so many times the one before.", .acts = &kRestarts},
      {.key = "COSINE_ETA_MIN", .member = &V::cosine_eta_min, .range = at_least(0),
       .help = "The lowest rate of a cosine.", .acts = &kCosine, .log_search = true},
      {.key = "SCHEDULER_INTERVAL", .member = choice<&V::scheduler_interval>(),
       .help = "A cosine moves every epoch or every step.", .acts = &kCosine},
      {.key = "WARMUP_EPOCHS", .member = &V::warmup_epochs, .range = at_least(0), .unit = "epochs",
       .help = "Linear warm-up of the rate, per step; 0 = off."},
      {.key = "WARMUP_STEPS", .member = &V::warmup_steps, .range = at_least(0), .unit = "steps",
       .help = "The same, counted in steps; one of the two."},
      {.key = "WARMUP_START_FACTOR", .member = &V::warmup_start_factor, .range = between(0, 1),
       .help = "Share of the rate at the first warm-up step.", .acts = &kWarmup},
      {.key = "WARMUP_BIAS_LR", .member = &V::warmup_bias_lr, .range = at_least(0), .zero = "off",
       .help = "Rate of the biases at the first warm-up step, from where it goes to that of all; 0 = "
               "theirs.", .acts = &kWarmup},
  };
}

std::vector<Field> guard_fields() {
  return {
      {.key = "CLIP_MAX_NORM", .member = &V::clip_max_norm, .range = at_least(0), .zero = "off",
       .help = "Largest global norm of a gradient; 0 = off."},
      {.key = "GRAD_NORM_WARNING", .member = &V::grad_norm_warning, .range = at_least(0),
       .zero = "off", .help = "A norm above it, before clipping, is warned of; 0 = off.",
       .resumable = true},
      {.key = "GRADIENT_NOISE", .member = &V::gradient_noise, .range = at_least(0), .zero = "off",
       .help = "eta of annealed noise on the clipped gradient (Neelakantan et al. 2015): variance "
               "eta / (1 + step)^0.55; 0 = off."},
      {.key = "MAX_SKIPPED_STEPS", .member = &V::max_skipped_steps, .range = at_least(0),
       .zero = "off", .unit = "steps", .help = "Steps in a row that are skipped, or whose "
               "loss has exploded, that end the run; 0 = off."},
      {.key = "NAN_RECOVERY", .member = &V::nan_recovery, .range = at_least(0), .zero = "off",
       .help = "Rollbacks at half the rate before the run is ended; 0 = end at once."},
      {.key = "STUCK_EPOCHS", .member = &V::stuck_epochs, .range = at_least(0), .zero = "off",
       .unit = "epochs",
       .help = "The epoch by which a validation no better than the mean is warned of, sooner after "
               "enough updates; 0 = off.",
       .resumable = true},
      {.key = "SPIKE_FACTOR", .member = &V::spike_factor, .range = at_least(0), .zero = "off",
       .help = "A validation error above so many times the best is a spike; 0 = off."},
      {.key = "EXPLODE_FACTOR", .member = &V::explode_factor, .range = at_least(0), .zero = "off",
       .help = "Training and validation errors above so many times that of predicting the mean, or of "
               "the initial parameters, are an explosion; 0 = off."},
      {.key = "STATS_EVERY", .member = &V::stats_every, .range = at_least(0), .zero = "epoch",
       .unit = "steps", .help = "Layer statistics in metrics.jsonl; 0 = the end of each epoch, and ever fewer steps of epoch 1.", .resumable = true},
  };
}

std::vector<Field> run_fields() {
  return {
      {.key = "MAX_EPOCHS", .member = &V::max_epochs, .range = at_least(1), .unit = "epochs",
       .help = "Epochs at most."},
      {.key = "VALID_FREQUENCY", .names = {"VALID_FREQUENCY", "ValidFrequency"},
       .member = &V::valid_frequency, .range = at_least(1), .unit = "epochs",
       .help = "Validation at the first, every so many and the last epoch."},
      {.key = "VALID_PATIENCE", .member = &V::valid_patience, .range = at_least(1),
       .unit = "validations", .help = "Stop when more validations than this had no new best.",
       .resumable = true},
      {.key = "EXPLOIT_EPOCHS", .member = &V::exploit_epochs, .range = at_least(0), .zero = "off",
       .unit = "epochs",
       .help = "On patience, within MAX_EPOCHS: from the best, a cosine from EXPLOIT_LR to "
               "FINAL_LR of so many epochs.", .acts = &kExploitRepetitions},
      {.key = "EXPLOIT_REPETITIONS", .member = &V::exploit_repetitions, .range = at_least(0),
       .zero = "off", .help = "How many times; the last one ends the run.", .acts = &kExploitEpochs},
      {.key = "EXPLOIT_LR", .member = &V::exploit_lr, .range = at_least(1e-12),
       .help = "First rate of the exploit phase.", .acts = &kExploit},
      {.key = "FINAL_LR", .member = &V::final_lr, .range = at_least(0),
       .help = "Last rate of the exploit phase; default EXPLOIT_LR / 100.", .acts = &kExploit,
       .derived = true},
      {.key = "REPETITIONS", .member = &V::repetitions, .range = between(1, limits::kMostRuns),
       .help = "Runs with SEED, SEED + 1, ...; mean, deviation and best are reported.",
       .single = true},
      {.key = "TRIALS", .member = &V::trials, .range = between(1, limits::kMostRuns),
       .help = "Runs of a search over ranges.", .acts = &kSearch, .single = true},
      {.key = "SEED", .member = &V::seed, .range = at_least(0),
       .help = "Of every random number: init, shuffle, dropout, noise, split."},
      {.key = "MAX_TRAINING_TIME_SECONDS", .member = &V::max_training_time_seconds,
       .range = at_least(0), .zero = "off", .unit = "s",
       .help = "Time limit, checked every step; 0 = off.", .resumable = true},
      {.key = "MAX_TRAIN_HOURS", .member = &V::max_train_hours, .range = at_least(0), .unit = "h",
       .help = "Part of the time limit.", .acts = &kTimeParts, .single = true, .legacy = true},
      {.key = "MAX_TRAIN_MINUTES", .member = &V::max_train_minutes, .range = at_least(0),
       .unit = "min", .help = "Part of the time limit.", .acts = &kTimeParts, .single = true,
       .legacy = true},
      {.key = "MAX_TRAIN_SECONDS", .member = &V::max_train_seconds, .range = at_least(0),
       .unit = "s", .help = "Part of the time limit.", .acts = &kTimeParts, .single = true,
       .legacy = true},
      {.key = "THREADS", .member = &V::threads, .range = between(0, limits::kMostThreads), .zero = "auto",
       .help = "Threads; 0 = the cores that help. The result does not depend on it.",
       .single = true, .machine = true},
      {.key = "CHECKPOINT_EVERY_SECONDS", .member = &V::checkpoint_every_seconds,
       .range = at_least(0), .zero = "off", .unit = "s",
       .help = "Time between checkpoints; 0 = off.", .single = true, .resumable = true},
      {.key = "KEEP_CHECKPOINTS", .member = &V::keep_checkpoints, .range = at_least(1),
       .help = "Generations of checkpoints that are kept.", .single = true, .resumable = true},
  };
}

std::vector<Field> filter_fields() {
  return {
      {.key = "INFERENCE_FILTER_TYPE", .member = choice<&V::inference_filter_type>(),
       .help = "Filter on the predictions of a test; Savitzky-Golay is not causal.",
       .resumable = true},
      {.key = "INFERENCE_FILTER_WINDOW_SIZE", .member = &V::inference_filter_window_size,
       .range = between(1, limits::kMostWindow), .unit = "rows", .help = "Its window.", .acts = &kFilterWindow,
       .resumable = true},
      {.key = "INFERENCE_FILTER_ALPHA", .member = &V::inference_filter_alpha,
       .range = between(0, 1), .help = "Weight of the newest prediction.", .acts = &kFilterAlpha,
       .resumable = true},
      {.key = "INFERENCE_FILTER_POLYORDER", .member = &V::inference_filter_polyorder,
       .range = between(0, limits::kMostFilterOrder), .help = "Order of the polynomial.", .acts = &kFilterOrder,
       .resumable = true},
  };
}
// clang-format on

constexpr IgnoredKey kIgnoredKeys[] = {
    {"USE_MIXED_PRECISION", IgnoredKind::device},
    {"USE_AMP", IgnoredKind::device},
    {"DEVICE_SELECTION", IgnoredKind::device},
    {"NUM_WORKERS", IgnoredKind::device},
    {"PIN_MEMORY", IgnoredKind::device},
    {"PREFETCH_FACTOR", IgnoredKind::device},
    {"PERSISTENT_WORKERS", IgnoredKind::device},
    {"USE_CUDA_GRAPHS", IgnoredKind::device},
    {"INPUT_SIZE", IgnoredKind::old_key},
    {"OUTPUT_SIZE", IgnoredKind::old_key},
    {"NUM_LEARNABLE_PARAMS", IgnoredKind::old_key},
    {"CURRENT_*", IgnoredKind::old_key},
    {"EXPLOIT_PATIENCE", IgnoredKind::old_key},
    {"EXPLOIT_FACTOR", IgnoredKind::old_key},
    {"CONCATENATE_RAW_DATA", IgnoredKind::old_key},
    {"MODEL_PARAMETERS", IgnoredKind::old_key},
    {"NORMALIZATION_APPLIED", IgnoredKind::old_key},
    {"normalization_applied", IgnoredKind::old_key},
    {"OPTUNA_*", IgnoredKind::old_key},
    {"FNN_*", IgnoredKind::fnn},
    {"HIDDEN_LAYER_SIZES", IgnoredKind::fnn},
    {"CNN_LAYERS", IgnoredKind::fnn},
    {"KERNEL_SIZE", IgnoredKind::fnn},
    {"ATTN_HEADS", IgnoredKind::fnn},
};

}  // namespace

const std::vector<FieldGroup>& field_groups() {
  static const std::vector<FieldGroup> groups = {
      {"Data", data_fields()},         {"Model", model_fields()},
      {"Training", method_fields()},   {"Optimiser", optimizer_fields()},
      {"Schedule", schedule_fields()}, {"Guards", guard_fields()},
      {"Run", run_fields()},           {"Test-time filter", filter_fields()},
  };
  return groups;
}

std::span<const IgnoredKey> ignored_keys() { return kIgnoredKeys; }

const char* const kFnnRefusal =
    "a feed-forward network has no memory of the rows before: lstmtrain builds recurrent networks "
    "only. Hint: set MODEL_TYPE to \"LSTM\" or \"GRU\" and give RNN_LAYER_SIZES";

}  // namespace lstmtrain
