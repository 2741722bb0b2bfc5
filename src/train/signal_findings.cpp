#include "train/signal_findings.hpp"

#include <cmath>
#include <limits>

#include "nn/gemm.hpp"
#include "train/batch_runner.hpp"
#include "train/clip.hpp"
#include "train/messages.hpp"
#include "train/setup.hpp"

namespace lstmtrain {
namespace {

constexpr const char* kCheck = "signal";
constexpr double kSaturatedShare = 0.3, kFaded = 1e-6, kGrowing = 1.05;

std::string percent(double share) { return brief(100 * share) + " %"; }

void check_gates(const BatchRunner::Probe& probe, Findings& findings) {
  for (const GateStats& gate : probe.gates)
    if (gate.saturated > kSaturatedShare)
      findings.push_back({Severity::warning,
                          kCheck,
                          "gate " + gate.gate + " of layer " + std::to_string(gate.layer) +
                              " is saturated before the first update: it passes no gradient.",
                          percent(gate.saturated) + " of its values lie within 0.01 of an end",
                          {{"NORMALIZATION", "\"zscore\""}}});
}

// After how many rows the gradient is a millionth: the reach of learning.
void check_reach(const Hyperparams& hp, double rate, Findings& findings) {
  if (!std::isfinite(rate)) return;
  const int rows = hp.history();
  const std::string evidence = "the gradient's norm changes by a factor of " + brief(rate) +
                               " a row back, " + brief(std::pow(rate, rows)) + " over " +
                               std::to_string(rows) + " rows";
  if (rate > kGrowing)
    findings.push_back({Severity::warning,
                        kCheck,
                        "the gradient grows with the rows back: it explodes.",
                        evidence,
                        {{"CLIP_MAX_NORM", "1.0"}}});
  else if (rate < 1 && std::pow(rate, rows) < kFaded)
    findings.push_back({Severity::advice,
                        kCheck,
                        "the gradient fades: of " + std::to_string(rows) + " rows only the last " +
                            std::to_string(static_cast<int>(std::log(kFaded) / std::log(rate))) +
                            " teach at the start.",
                        evidence,
                        {{"INIT", "\"chrono\""}}});
  else
    findings.push_back({Severity::fine, kCheck, "the gradient reaches back.", evidence});
}

}  // namespace

double gradient_rate(const std::vector<std::pair<int, double>>& norms) {
  const std::pair<int, double>*near = nullptr, *far = nullptr;
  for (const auto& at : norms) {
    if (at.first < 1 || !(at.second > 1e-30) || !std::isfinite(at.second)) continue;
    if (near == nullptr) near = &at;
    far = &at;
  }
  if (near == nullptr || far == near) return std::numeric_limits<double>::quiet_NaN();
  return std::pow(far->second / near->second, 1.0 / (far->first - near->first));
}

Findings signal_findings(const Hyperparams& hp, const Dataset& dataset, const Model& fresh) {
  nn::use_serial_blas();
  const auto batches = make_batches(hp, dataset, fresh.scaler);
  ThreadPool pool(1);
  BatchRunner runner(hp, fresh.spec, *batches, pool);
  std::vector<float> grads(fresh.params.size());
  batches->start_epoch(0);
  runner.start_epoch();
  Findings findings;
  if (!batches->next()) return findings;
  const double loss = runner.run(fresh.params, 0, grads).loss, norm = global_norm<float>(grads);
  const BatchRunner::Probe probe = runner.probe(fresh.params);
  std::string layers;
  for (std::size_t l = 0; l < probe.output_rms.size(); ++l)
    layers += (l ? ", " : "") + ("layer " + std::to_string(l)) + " " + brief(probe.output_rms[l]);
  const std::string evidence = "first batch: loss " + brief(loss) + ", gradient norm " +
                               brief(norm) + ", root mean square of the outputs: " + layers;
  if (!std::isfinite(loss) || !std::isfinite(norm))
    findings.push_back({Severity::error,
                        kCheck,
                        "the first step is not finite.",
                        evidence,
                        {{"NORMALIZATION", "\"zscore\""}, {"MISSING_DATA", "\"split\""}}});
  else
    findings.push_back({Severity::fine, kCheck, "the first step is finite.", evidence});
  check_gates(probe, findings);
  check_reach(hp, gradient_rate(probe.grad_by_distance), findings);
  return findings;
}

}  // namespace lstmtrain
