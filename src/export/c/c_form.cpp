#include "export/c/c_form.hpp"

#include <algorithm>
#include <string_view>

#include "base/checksum.hpp"
#include "export/c/c_report.hpp"
#include "export/c/self_test.hpp"
#include "files/model_file.hpp"
#include "infer/inference_filter.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain::exporting {
namespace {

// What this form cannot carry.
void require_c(const ExportRequest& request) {
  if (!inference_filter(request.settings).causal())
    throw Error(
        ErrorCode::config,
        "export: c, got INFERENCE_FILTER_TYPE Savitzky-Golay, expected a filter that needs no "
        "later rows. Hint: --set INFERENCE_FILTER_TYPE=None, or a moving average.");
  if (request.weights != Weights::float32)
    throw Error(ErrorCode::config,
                "export: c, got --weights of integers, expected float32: this version writes no "
                "others. Hint: leave --weights out.");
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

std::vector<FormLoss> loss_on(const Dataset* dataset, const Model& model, CStream& stream) {
  if (dataset == nullptr) return {};
  return form_loss(
      model, *dataset,
      {[&] { stream.reset(); }, [&](const float* x, float* y) { return stream.step(x, y); }});
}

}  // namespace

Exported make_c(const ExportRequest& request) {
  require_c(request);
  const CNetwork network = c_network(request.model);
  const CFacts facts{request, network, checksum(request.model)};
  const GoldenRows golden = golden_rows(network, request.golden_rows);
  CStream stream(network);
  const CReport report{facts, c_cost(network), request.golden_rows,
                       loss_on(request.data, request.model, stream),
                       loss_on(request.test, request.model, stream)};
  const std::string& name = request.name;
  Exported exported;
  exported.files = {text_file(name + ".h", c_header(facts)),
                    text_file(name + ".c", c_source(facts)),
                    text_file(name + "_test.c", self_test_source(name, network, golden)),
                    text_file("Makefile", makefile(name)),
                    text_file("report.md", report_markdown(report)),
                    text_file("report.json", report_json(report))};
  exported.notes = notes_of(request);
  for (const FormLoss& loss : report.data)
    exported.loss = std::max(exported.loss.value_or(0), loss.rms);
  return exported;
}

}  // namespace lstmtrain::exporting
