#include "doctor/signal_findings.hpp"

#include <cmath>
#include <span>

#include "base/nan.hpp"
#include "base/plain_text.hpp"
#include "base/text/quantity.hpp"
#include "base/text/words.hpp"
#include "doctor/cures.hpp"
#include "doctor/first_batch.hpp"
#include "doctor/step_cost.hpp"
#include "train/batch/batch_runner.hpp"
#include "train/optim/clip.hpp"
#include "train/step.hpp"

namespace lstmtrain {
namespace {

constexpr const char* kSignalCheck = "signal";
constexpr double kSaturatedShare = 0.3, kFaded = 1e-6, kGrowing = 1.05;

std::string percent(double share) { return four_digits(100 * share) + " %"; }

void check_gates(const Hyperparams& hp, const BatchRunner::Probe& probe, Findings& findings) {
  for (const GateStats& gate : probe.gates)
    if (gate.saturated > kSaturatedShare)
      findings.push_back({Severity::warning, kSignalCheck,
                          "gate " + gate.gate + " of layer " + std::to_string(gate.layer) +
                              " is saturated before the first update: it passes no gradient.",
                          percent(gate.saturated) + " of its values lie within 0.01 of an end",
                          scale_columns(hp)});
}

// "layer 0 1.2, layer 1 0.7, head 0.4". The head takes all that is no recurrent layer's.
std::string layer_norms(const ModelSpec& spec, std::span<const float> grads) {
  std::vector<double> squares(spec.layer_sizes.size() + 1);
  for (const ParamInfo& info : param_layout(spec)) {
    const double n = global_norm<float>(grads.subspan(info.offset, info.size));
    squares[info.layer < 0 ? spec.layer_sizes.size() : static_cast<std::size_t>(info.layer)] +=
        n * n;
  }
  std::string text;
  for (std::size_t l = 0; l + 1 < squares.size(); ++l)
    text += "layer " + std::to_string(l) + " " + four_digits(std::sqrt(squares[l])) + ", ";
  return text + "head " + four_digits(std::sqrt(squares.back()));
}

// "layer 0 0.10, 0.24, 0.27"
std::string layer_outputs(const BatchRunner::Probe& probe) {
  std::string text;
  for (std::size_t l = 0; l < probe.output_rms.size(); ++l) {
    text += (l ? "; " : "") + ("layer " + std::to_string(l));
    for (const double rms : probe.output_rms[l]) text += " " + four_digits(rms);
  }
  return text;
}

// "1 row back 0.0028, 10 0.0003, 41 8e-06"
std::string norms_back(const std::vector<std::pair<int, double>>& norms) {
  std::vector<std::string> places;
  for (const std::size_t i : {std::size_t{1}, norms.size() / 2, norms.size() - 1})
    if (i < norms.size())
      places.push_back(std::to_string(norms[i].first) + " " + four_digits(norms[i].second));
  return text::joined(places);
}

// After how many rows the gradient is a millionth: the reach of learning.
void check_reach(const Hyperparams& hp, const BatchRunner::Probe& probe, Findings& findings) {
  const double rate = gradient_rate(probe.grad_by_distance);
  if (!std::isfinite(rate)) return;
  const int rows = hp.history();
  const std::string evidence =
      "the gradient's norm changes by a factor of " + four_digits(rate) + " a row back, " +
      four_digits(std::pow(rate, rows)) + " over " + std::to_string(rows) +
      " rows (rows back and norm: " + norms_back(probe.grad_by_distance) + ")";
  if (rate > kGrowing && !clip_gradients(hp).empty())
    findings.push_back({Severity::warning, kSignalCheck,
                        "the gradient grows with the rows back: it explodes.", evidence,
                        clip_gradients(hp)});
  else if (rate > kGrowing)
    findings.push_back({Severity::advice, kSignalCheck,
                        "the gradient grows with the rows back; CLIP_MAX_NORM holds the steps.",
                        evidence});
  else if (rate < 1 && std::pow(rate, rows) < kFaded)
    findings.push_back({Severity::advice, kSignalCheck,
                        "the gradient fades: of " + std::to_string(rows) + " rows only the last " +
                            std::to_string(static_cast<int>(std::log(kFaded) / std::log(rate))) +
                            " teach at the start.",
                        evidence, remember_long(hp)});
  else
    findings.push_back({Severity::fine, kSignalCheck, "the gradient reaches back.", evidence});
}

}  // namespace

double gradient_rate(const std::vector<std::pair<int, double>>& norms) {
  const std::pair<int, double>*near = nullptr, *far = nullptr;
  for (const auto& at : norms) {
    if (at.first < 1 || !(at.second > 1e-30) || !std::isfinite(at.second)) continue;
    if (near == nullptr) near = &at;
    far = &at;
  }
  if (near == nullptr || far == near) return kNaN;
  return std::pow(far->second / near->second, 1.0 / (far->first - near->first));
}

Findings signal_findings(const Hyperparams& hp, const Dataset& dataset, const Model& fresh) {
  FirstBatch batch(hp, dataset, fresh);
  Findings findings;
  if (!batch.any) return findings;
  const BatchGradient first = batch_gradient(batch.runner, fresh.params, 0, batch.grads);
  const BatchRunner::Probe probe = batch.runner.probe(fresh.params);
  const std::string evidence =
      "first batch, " +
      text::counted(static_cast<std::size_t>(batch.batches->shape().lanes),
                    hp.stream() ? "lane" : "window") +
      ": loss " + four_digits(first.loss) + ", gradient norm " + four_digits(first.norm) + " (" +
      layer_norms(fresh.spec, batch.grads) +
      "); outputs at the first, middle and last row: " + layer_outputs(probe);
  if (!first.finite())
    findings.push_back({Severity::error, kSignalCheck, "the first step is not finite.", evidence,
                        together(scale_columns(hp), leave_bad_cells_out(hp))});
  else
    findings.push_back({Severity::fine, kSignalCheck, "the first step is finite.", evidence});
  check_gates(hp, probe, findings);
  check_reach(hp, probe, findings);
  return findings;
}

Finding signal_not_tried(double step_seconds, double left) {
  return {Severity::advice, kSignalCheck,
          "the first step was not tried: a longer --time allows it.",
          too_long("it", step_seconds, left)};
}

}  // namespace lstmtrain
