// A trained model: what it is, its parameters, and all that is needed to use them on physical
// units.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "lstmtrain/cell.hpp"
#include "lstmtrain/scaler.hpp"

namespace lstmtrain {

// A learnable causal filter on each output: an exponential moving average, or kLpfTaps taps.
enum class OutputFilter { none, ema, lpf };
inline constexpr int kLpfTaps = 15;

// The shape of a network, in PyTorch's words.
struct ModelSpec {
  Cell cell = Cell::lstm;
  int input_size = 1;            // D
  std::vector<int> layer_sizes;  // H of each layer
  int output_size = 1;           // K
  LayerNorm layer_norm = LayerNorm::none;
  double dropout = 0;
  OutputFilter output_filter = OutputFilter::none;

  int gates() const { return cell_facts(cell).num_gates; }
};

// The shape that these settings ask for. Throws config for a MODEL_TYPE that is none.
ModelSpec model_spec(const Hyperparams& hyperparams);

// What an array of parameters is to its layer, in PyTorch's words where it has them.
enum class ParamRole {
  weight_ih,
  weight_hh,
  bias_ih,
  bias_hh,
  norm_ih,  // gains inside a normalised cell: of W_ih x and of W_hh h
  norm_hh,
  norm_c,  // gain and bias of the norm of c
  norm_c_bias,
  layer_norm_weight,  // of the norm before the head
  layer_norm_bias,
  fc_weight,  // the head
  fc_bias,
  filter  // logits of the output filter
};

// Added to something, not multiplied: biases of gates, of the head and of norms.
bool is_bias(ParamRole role);

// One named array in the flat parameter vector.
struct ParamInfo {
  std::string name;        // PyTorch state_dict name: lstm.weight_ih_l0, fc.bias, ...
  std::vector<int> shape;  // row-major, PyTorch's shape
  std::size_t offset = 0;  // into the flat vector
  std::size_t size = 0;
  ParamRole role = ParamRole::weight_ih;
  int layer = -1;      // of the recurrent layers, counted from 0; -1: behind them all
  bool decays = true;  // false for biases and norms: weight decay spares them
};

// The parameters of `spec` in the order in which they stand in the flat vector and in the model
// file. Both throw config for a shape that no network can have.
std::vector<ParamInfo> param_layout(const ModelSpec& spec);
std::size_t param_count(const ModelSpec& spec);

// The array of that role, in that layer where the role is a recurrent layer's; nullptr: the layout
// has none.
const ParamInfo* find_param(const std::vector<ParamInfo>& layout, ParamRole role, int layer = -1);

// What a column was in training, in its own unit. The quantiles are of the rows: p5 is above 5 % of
// them.
struct TrainingColumn {
  std::size_t rows = 0;  // training rows with a cell that can be used; of these is all below
  std::size_t bad = 0;   // bad cells of the training files
  double mean = 0, deviation = 0, min = 0, max = 0;
  double p1 = 0, p5 = 0, p25 = 0, p50 = 0, p75 = 0, p95 = 0, p99 = 0;
  std::string unit = {};  // as the training files' column names have it; "" where they have none
};

// What a model file holds: a value, which fit() or load_model() makes. Whoever changes it keeps the
// sizes in step; functions that take one refuse it (config) where they are not.
struct Model {
  ModelSpec spec;
  std::vector<float> params;          // [param_count(spec)] in param_layout order
  std::vector<std::string> features;  // column names, in order
  std::vector<std::string> targets;
  std::vector<Unit> units;              // [targets]
  Scaler scaler;                        // [features + targets]
  std::vector<TrainingColumn> columns;  // [features + targets], or none where that is not known
  std::vector<ColumnFamily> families;   // of the training files' columns as read, or none
  int target_offset = 0;                // rows: the output at row t predicts row t + target_offset
  int warmup_rows = 0;      // the first outputs from a zero state that were never trained
  double period = 0;        // median sampling period of the training data in seconds; 0 unknown
  std::string hyperparams;  // the resolved settings as a JSON object, without their origins
  std::map<std::string, double> metrics;  // e.g. "val_rmse", "epoch"
  std::string program_version;            // of the lstmtrain that trained it: "0.1.0"; "" unknown
  std::string data_fingerprint;           // of its training and validation rows; "" unknown
};

// Writes `model` as safetensors with PyTorch's names; the file is complete or absent (temp + fsync
// + rename). Equal models give equal bytes. Throws config for a model that is not whole,
// cannot_create, io.
void save_model(const std::string& path, const Model& model);

// Reads and validates a model file, however damaged: layout, sizes, finiteness, metadata. Throws
// not_found, io, data.
Model load_model(const std::string& path);

}  // namespace lstmtrain
