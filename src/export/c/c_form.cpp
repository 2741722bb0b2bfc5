#include "export/c/c_form.hpp"

#include <algorithm>
#include <string_view>

#include "base/checksum.hpp"
#include "export/c/c_report.hpp"
#include "export/c/float_parts.hpp"
#include "export/c/int_parts.hpp"
#include "export/c/self_test.hpp"
#include "files/model_file.hpp"
#include "infer/inference_filter.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain::exporting {
namespace {

// What this form cannot carry, and what it needs.
void require_c(const ExportRequest& request) {
  if (!inference_filter(request.settings).causal())
    throw Error(
        ErrorCode::config,
        "export: c, got INFERENCE_FILTER_TYPE Savitzky-Golay, expected a filter that needs no "
        "later rows. Hint: --set INFERENCE_FILTER_TYPE=None, or a moving average.");
  if (request.weights != Weights::float32 && request.data == nullptr)
    throw Error(ErrorCode::usage,
                "command line: --weights of integers are calibrated and judged on data, expected "
                "--data PATH... Hint: name the files that the model was validated on.");
}

std::vector<std::string> notes_of(const ExportRequest& request) {
  std::vector<std::string> notes;
  const Model& model = request.model;
  if (model.spec.dropout > 0) notes.emplace_back("dropout acts in training alone and is left out.");
  if (!request.settings.derived_columns.empty())
    notes.emplace_back("the derived columns are not computed in C: x takes them as they are.");
  if (request.settings.resample_hz > 0)
    notes.emplace_back(
        "the model was trained on resampled rows: the device samples at its period.");
  return notes;
}

std::uint32_t checksum(const Model& model) {
  const std::vector<std::byte> bytes = files::model_to_bytes(model, "export");
  return crc32c({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

// One of the two as a stream of rows, and as C.
struct Form {
  std::string weights;
  FormStream stream;
  CParts parts;
  CCost cost;
};

template <class Stream>
FormStream stream_of(Stream& stream) {
  return {[&] { stream.reset(); }, [&](const float* x, float* y) { return stream.step(x, y); }};
}

std::vector<FormLoss> loss_on(const Dataset* dataset, const Model& model, const FormStream& form) {
  if (dataset == nullptr) return {};
  return form_loss(model, *dataset, form);
}

Exported files_of(const ExportRequest& request, const Form& form) {
  const CFacts facts{request, checksum(request.model)};
  const CReport report{facts,
                       form.weights,
                       form.cost,
                       request.golden_rows,
                       loss_on(request.data, request.model, form.stream),
                       loss_on(request.test, request.model, form.stream)};
  const std::string& name = request.name;
  const GoldenRows golden = golden_rows(request.model, form.stream, request.golden_rows);
  Exported exported;
  exported.files = {
      text_file(name + ".h", c_header(facts, form.parts)),
      text_file(name + ".c", c_source(facts, form.parts)),
      text_file(name + "_test.c", self_test_source(name, golden, request.golden_rows)),
      text_file("Makefile", makefile(name)),
      text_file("report.md", report_markdown(report)),
      text_file("report.json", report_json(report))};
  exported.notes = notes_of(request);
  for (const FormLoss& loss : report.data)
    exported.loss = std::max(exported.loss.value_or(0), loss.rms);
  return exported;
}

Exported in_floats(const ExportRequest& request) {
  const CNetwork network = c_network(request.model);
  CStream stream(network);
  const CParts parts = float_parts(network);
  return files_of(request, {"float32", stream_of(stream), parts,
                            c_cost(network.spec, constant_bytes(network), parts.state_bytes, 4)});
}

// The outputs are shifted by the mean of what the integers lose on the data.
Exported in_integers(const ExportRequest& request) {
  const bool eight = request.weights == Weights::int8;
  IntNetwork network = int_network(request.model, eight ? 8 : 16);
  {
    IntStream stream(network);
    std::vector<double> shift;
    const auto losses = form_loss(request.model, *request.data, stream_of(stream));
    for (std::size_t k = 0; k < losses.size(); ++k)
      shift.push_back(-losses[k].bias / request.model.units[k].factor);
    correct_bias(network, shift);
  }
  IntStream stream(network);
  const CParts parts = int_parts(network);
  return files_of(request, {eight ? "int8" : "int16", stream_of(stream), parts,
                            c_cost(network.spec, constant_bytes(network), parts.state_bytes, 2)});
}

}  // namespace

Exported make_c(const ExportRequest& request) {
  require_c(request);
  return request.weights == Weights::float32 ? in_floats(request) : in_integers(request);
}

}  // namespace lstmtrain::exporting
