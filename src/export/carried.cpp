#include "export/carried.hpp"

#include <algorithm>
#include <cmath>

#include "base/arguments.hpp"
#include "base/plain_text.hpp"
#include "base/text/quantity.hpp"
#include "infer/inference_filter.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain::exporting {
namespace {

[[noreturn]] void refuse(const Carries& carries, const std::string& key, const std::string& got,
                         const std::string& expected, const std::string& reason,
                         const std::string& hint) {
  throw Error(ErrorCode::config, std::string("--format ") + carries.format + ": " + key + ", got " +
                                     got + ", expected " + expected + ": " + carries.runtime + " " +
                                     reason + ". Hint: " + hint);
}

// Of float32, in the scale of the network, above which a note is due: some times the roundings of
// the activations themselves.
constexpr double kMostRounding = 1e-5;

double largest(const Scaler& scaler, std::size_t column) {
  return std::max(std::abs(scaler.min[column]), std::abs(scaler.max[column]));
}

std::string digits_note(const Model& model, std::size_t feature) {
  const double scale = std::abs(model.scaler.scale[feature]);
  // rounding = 2^-24 max|x| / scale
  if (0x1p-24 * largest(model.scaler, feature) / scale <= kMostRounding) return "";
  return "\"" + model.features[feature] +
         "\" has more digits than the float32 input holds, up to " +
         four_digits(largest(model.scaler, feature)) + " on a scale of " + four_digits(scale) +
         ": outputs differ by them. Train on a derived column that is near 0.";
}

std::vector<std::string> input_notes(const Model& model, const Hyperparams& settings) {
  std::vector<std::string> notes;
  std::string derived;
  for (const std::string& column : settings.derived_columns)
    derived += (derived.empty() ? "" : "; ") + column;
  if (!derived.empty())
    notes.push_back("DERIVED_COLUMNS are not inside, feed them as they are computed: " + derived +
                    ".");
  if (settings.resample_hz > 0)
    notes.push_back("RESAMPLE_HZ is not inside: feed a row every " + four_digits(model.period) +
                    " s.");
  for (std::size_t d = 0; d < model.features.size(); ++d)
    if (const std::string note = digits_note(model, d); !note.empty()) notes.push_back(note);
  return notes;
}

}  // namespace

void require_carried(const Model& model, const Carries& carries) {
  require_model("export", model);
  if (model.spec.layer_norm == LayerNorm::cell)
    refuse(carries, "LAYER_NORM", "cell", carries.output_norm ? "none or output" : "none",
           "has no norm inside the cell",
           std::string("--format c carries it; else train with LAYER_NORM ") +
               (carries.output_norm ? "output." : "none."));
  if (model.spec.layer_norm == LayerNorm::output && !carries.output_norm)
    refuse(carries, "LAYER_NORM", "output", "none", "has no layer for it",
           "--format onnx, torch or c carries it; else train with LAYER_NORM none.");
  if (model.spec.output_filter != OutputFilter::none && !carries.output_filter)
    refuse(carries, "MODEL_TYPE",
           model.spec.output_filter == OutputFilter::ema ? "LSTM_EMA" : "LSTM_LPF", "LSTM or GRU",
           "has no layer for the filter on the output",
           "--format onnx or c carries it; else train with MODEL_TYPE LSTM.");
}

std::vector<std::string> left_out(const ExportRequest& request) {
  const Model& model = request.model;
  std::vector<std::string> notes = input_notes(model, request.settings);
  if (request.weights != Weights::float32)
    notes.emplace_back("the weights are float32: --weights is for --format c.");
  if (model.spec.dropout > 0) notes.emplace_back("dropout acts in training alone and is left out.");
  if (const InferenceFilter filter = inference_filter(request.settings); filter.any())
    notes.push_back("INFERENCE_FILTER_TYPE is not inside: y is what it filters, " +
                    filter_text(filter) + ".");
  if (model.target_offset > 0)
    notes.push_back("TARGET_OFFSET: y at a row predicts " +
                    text::counted(static_cast<std::size_t>(model.target_offset), "row") +
                    " later.");
  return notes;
}

std::vector<std::string> left_out_and_unmeasured(const ExportRequest& request) {
  std::vector<std::string> notes = left_out(request);
  if (request.data != nullptr)
    notes.emplace_back(
        "nothing was measured on --data: the arithmetic is that of the program that runs it.");
  return notes;
}

}  // namespace lstmtrain::exporting
