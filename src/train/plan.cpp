// What a run will take, by the same planning that the run does.
#include "data/targets.hpp"
#include "infer/validation.hpp"
#include "lstmtrain/trainer.hpp"
#include "train/arguments.hpp"
#include "train/batch/batch_runner.hpp"
#include "train/starting_point.hpp"
#include "train/threads.hpp"

namespace lstmtrain {
namespace {

// The program itself before any data: code, libraries, heap. Measured: VmRSS of `lstmtrain
// --version`.
constexpr std::size_t kProgramBytes = 9u << 20;

std::size_t data_bytes(const Dataset& dataset) {
  std::size_t bytes = 0;
  for (const SourceFile& file : dataset.files)
    bytes += (file.values.size() + file.residuals.size()) * sizeof(float) +
             file.time.size() * sizeof(double) + file.row_lines.size() * sizeof(std::uint64_t);
  return bytes;
}

}  // namespace

Plan plan(const Hyperparams& hp, const Dataset& dataset, const PlanOptions& options) {
  require_training("plan", hp, dataset, options.threads);
  const ModelSpec spec = model_spec(hp);
  const Scaler scaler = starting_scaler(hp, spec, dataset);
  const std::unique_ptr<BatchSource> batches = make_batches(hp, dataset, scaler);
  ThreadPool pool(1);
  const Validation validation(hp, spec, dataset, scaler, target_units(hp, dataset, scaler).front(),
                              pool);

  Plan p;
  const BatchShape largest = batches->largest();
  p.threads = useful_threads(options.threads > 0 ? options.threads : hp.threads, spec, largest);
  p.windows = batches->samples_per_epoch();
  p.updates_per_epoch = batches->batches_per_epoch();
  p.parameters = param_count(spec);
  p.lanes = largest.lanes;
  p.steps = largest.steps;
  p.data_bytes = data_bytes(dataset);
  p.workspace_bytes = BatchRunner::workspace_bytes(spec, largest, p.threads);
  p.peak_bytes = kProgramBytes + p.data_bytes + p.workspace_bytes + validation.bytes(p.threads);
  return p;
}

}  // namespace lstmtrain
