#include "export/c/c_report.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "base/text/json_text.hpp"
#include "base/text/quantity.hpp"
#include "export/c/c_text.hpp"

namespace lstmtrain::exporting {
namespace {

// Instructions of a multiply-add and of a unit of GCC 12's -O2 code, fitted to LSTMs of 10, 32 and
// 64 units counted under qemu; RV32 and integers of 16 bits from one of 32 units.
struct Cost {
  double multiply_add, unit;
};
struct Core {
  const char* name;
  Cost float32, int8, int16;
};
constexpr Core kCores[] = {{"Cortex-M0+", {191.8, 12260}, {7.1, 600}, {17.4, 600}},
                           {"Cortex-M3", {90.0, 5757}, {3.2, 262}, {3.85, 262}},
                           {"Cortex-M4F", {4.07, 292}, {2.95, 265}, {3.58, 265}},
                           {"Cortex-M7", {4.07, 292}, {2.95, 265}, {3.58, 265}},
                           {"RV32IMAC", {177.5, 11347}, {4.0, 315}, {10.0, 315}},
                           {"RV32IMAFC", {4.4, 316}, {3.7, 315}, {9.7, 315}}};

double instructions(const Core& core, const CReport& report) {
  const Cost& cost = report.weights == "float32" ? core.float32
                     : report.weights == "int8"  ? core.int8
                                                 : core.int16;
  double units = 0;
  for (const int H : report.facts.request.model.spec.layer_sizes) units += H;
  return cost.multiply_add * static_cast<double>(report.cost.multiply_adds) + cost.unit * units;
}

text::Json losses_json(const std::vector<FormLoss>& losses, const Model& model) {
  auto list = text::Json::array();
  for (std::size_t k = 0; k < losses.size(); ++k) {
    const FormLoss& loss = losses[k];
    list.push_back({{"target", model.targets[k]},
                    {"unit", model.units[k].name},
                    {"rows", loss.rows},
                    {"rms", loss.rms},
                    {"max", loss.max},
                    {"bias", loss.bias},
                    {"first_quarter_rms", loss.first_quarter},
                    {"last_quarter_rms", loss.last_quarter},
                    {"worst_file", loss.worst_file},
                    {"worst_file_rms", loss.worst_rms},
                    {"measured_rows", loss.measured},
                    {"rmse", loss.form_rmse},
                    {"rmse_of_model", loss.model_rmse}});
  }
  return list;
}

std::string bytes(std::size_t count) { return text::grouped(count) + " bytes"; }

std::string losses_text(const char* title, const std::vector<FormLoss>& losses,
                        const Model& model) {
  if (losses.empty()) return "";
  std::string text =
      std::string("\n## ") + title +
      "\n\n| target | rows | rms | max | bias | first quarter | last quarter | worst "
      "file | RMSE to the measurement | of the model |\n|---|---|---|---|---|---|---|---"
      "|---|---|\n";
  for (std::size_t k = 0; k < losses.size(); ++k) {
    const FormLoss& loss = losses[k];
    const std::string& unit = model.units[k].name;
    const auto shown = [&](double x) { return text::with_unit(x, unit); };
    text += "| " + model.targets[k] + " | " + text::grouped(loss.rows) + " | " + shown(loss.rms) +
            " | " + shown(loss.max) + " | " + shown(loss.bias) + " | " + shown(loss.first_quarter) +
            " | " + shown(loss.last_quarter) + " | " + loss.worst_file + " " +
            shown(loss.worst_rms) + " | " + (loss.measured > 0 ? shown(loss.form_rmse) : "-") +
            " | " + (loss.measured > 0 ? shown(loss.model_rmse) : "-") + " |\n";
  }
  return text;
}

}  // namespace

CCost c_cost(const ModelSpec& spec, std::size_t constants, std::size_t state, std::size_t word) {
  CCost cost;
  cost.constants = constants;
  cost.state = state;
  std::size_t widest = 0;
  const auto gates = static_cast<std::size_t>(spec.gates());
  auto D = static_cast<std::size_t>(spec.input_size);
  for (const int units : spec.layer_sizes) {
    const auto H = static_cast<std::size_t>(units);
    cost.multiply_adds += gates * H * (D + H);
    cost.activations += H * (gates + (spec.cell == Cell::lstm ? 1 : 0));
    widest = std::max(widest, H);
    D = H;
  }
  cost.multiply_adds += D * static_cast<std::size_t>(spec.output_size);
  constexpr std::size_t kFrames = 128;  // of the functions that are called
  const std::size_t scratch = spec.layer_norm == LayerNorm::cell ? 2 * gates * widest : 0;
  cost.stack = word * (static_cast<std::size_t>(spec.input_size) + widest + scratch) + kFrames;
  return cost;
}

std::string report_json(const CReport& report) {
  const Model& model = report.facts.request.model;
  char crc[16];
  std::snprintf(crc, sizeof crc, "%08x", report.facts.crc);
  text::Json json = {
      {"schema", text::kSchema},
      {"format", "c"},
      {"weights", report.weights},
      {"name", report.facts.request.name},
      {"model_crc32c", crc},
      {"program_version", model.program_version},
      {"data_fingerprint", model.data_fingerprint},
      {"features", model.features},
      {"targets", model.targets},
      {"period", model.period},
      {"flash", {{"constants", report.cost.constants}}},
      {"ram", {{"state", report.cost.state}, {"stack", report.cost.stack}, {"bss", 0}}},
      {"multiply_adds", report.cost.multiply_adds},
      {"activations", report.cost.activations},
      {"golden_rows", report.golden_rows}};
  for (const Core& core : kCores)
    json["estimated_instructions"][core.name] = std::round(instructions(core, report));
  json["data"] = losses_json(report.data, model);
  json["test"] = losses_json(report.test, model);
  return json.dump(2) + "\n";
}

std::string report_markdown(const CReport& report) {
  const Model& model = report.facts.request.model;
  const CCost& cost = report.cost;
  std::string text = "# " + report.facts.request.name + "\n\n| | |\n|---|---|\n";
  const auto row = [&](const std::string& what, const std::string& value) {
    text += "| " + what + " | " + value + " |\n";
  };
  row("weights", report.weights);
  row("constants in flash", bytes(cost.constants) + ", and 1 to 2 kB of code");
  row("state", bytes(cost.state) + " of RAM a stream");
  row("stack of a row", "about " + bytes(cost.stack));
  row("data that can change", "none");
  row("multiply-adds a row", text::grouped(cost.multiply_adds));
  row("exp and tanh a row", text::grouped(cost.activations));
  row("rows of the self test", std::to_string(report.golden_rows));
  text +=
      "\n## Instructions a row, estimated\n\nFrom counts of LSTMs of 10 to 64 units, GCC 12 -O2, "
      "under "
      "qemu; no cycles of silicon.\n\n| core | instructions |\n|---|---|\n";
  for (const Core& core : kCores) row(core.name, text::short_count(instructions(core, report)));
  text += losses_text("Difference to the model, --data", report.data, model);
  text += losses_text("Difference to the model, --test", report.test, model);
  return text;
}

}  // namespace lstmtrain::exporting
