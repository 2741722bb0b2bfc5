// The guard ladder at work: what is done when a guard says no.
#include <cmath>

#include "base/finite.hpp"
#include "lstmtrain/error.hpp"
#include "train/guards/messages.hpp"
#include "train/training.hpp"

namespace lstmtrain {
namespace {

constexpr int kDriftEpochs = 3;     // before them a training is too young to judge
constexpr double kDriftFactor = 4;  // streamed validation over windowed training error

}  // namespace

// Guard 1: what would make the very first step fail is said before it.
void Training::preflight() {
  if (!all_finite(params_))
    throw Error(ErrorCode::internal,
                "initial parameters: " + name_nonfinite(spec_, params_) + " is not finite.");
  start_epoch();
  batches_->next();
  const BatchResult batch = runner_.run(params_, 0, grads_);
  if (!std::isfinite(batch.loss))
    guard_.report("first_loss", 0, runner_.where(),
                  "the loss of the first batch is not finite before any update; first: " +
                      runner_.diagnose(params_, 0));
}

// Guard 2: the step is not taken, so the optimiser's moments never see it.
void Training::skip_step(double loss, double norm) {
  const std::string first = runner_.diagnose(params_, step_);
  const std::string where = runner_.where();
  const int restarted = runner_.restart_lanes();
  guard_.skipped();
  guard_.report("skipped_step", step_, where, skipped_step(loss, norm, first, restarted));
  ++step_;
  if (guard_.too_many_skips()) recover("too_many_skipped_steps", first);
}

// Guard 3: back to good parameters, at half the rate and past the batch; or, when none is left, the
// end.
void Training::recover(const std::string& kind, const std::string& what) {
  if (!all_finite(params_)) params_ = last_good_;
  if (!guard_.roll_back()) return diverge(kind, what);
  params_ = snapshot_params_;
  optimizer_.load(snapshot_optimizer_);
  schedule_.scale(0.5);
  guard_.forgive();
  guard_.report("rollback", step_, runner_.where(),
                rolled_back(what, rate(), guard_.rollbacks(), hp_));
  ++step_;
}

void Training::diverge(const std::string& kind, const std::string& what) {
  diagnosis_ = diverged(kind, what, hp_,
                        {epoch_ + 1, step_, sums_.batches, rate(), guard_.skipped_in_a_row()});
  guard_.report(kind, step_, runner_.where(), diagnosis_);
  end(StopReason::diverged);
}

// Guards 4 and 5: stuck at the baseline, or a spike.
void Training::watch_validation(double rmse) {
  if (hp_.stuck_epochs > 0 && (epoch_ + 1) % hp_.stuck_epochs == 0 &&
      !(best_rmse_ < baseline_rmse_))
    guard_.report("stuck", step_, "",
                  stuck(epoch_ + 1, best_rmse_, baseline_rmse_, units_.front().name));
  const bool spiked =
      !std::isfinite(rmse) || (hp_.spike_factor > 0 && rmse > hp_.spike_factor * best_rmse_);
  if (!spiked) {
    snapshot_params_ = params_;
    snapshot_optimizer_.clear();
    optimizer_.save(snapshot_optimizer_);
    return;
  }
  guard_.report("spike", step_, "", spike(rmse, best_rmse_, units_.front().name));
  if (!early_.has_best() || !guard_.roll_back()) return;
  params_ = early_.best_params();
  optimizer_.load(snapshot_optimizer_);
  schedule_.scale(0.5);
  guard_.report("rollback", step_, "",
                rolled_back("validation spike", rate(), guard_.rollbacks(), hp_));
}

// The window method scores windows from the zero state, deployment carries the state: said once
// when the two come apart.
void Training::watch_drift() {
  if (hp_.stream() || drift_said_ || epoch_ < kDriftEpochs) return;
  if (!(val_.rmse > kDriftFactor * train_rmse())) return;
  drift_said_ = true;
  guard_.report("state_drift", step_, "",
                drift(train_rmse(), val_.rmse, hp_.lookback, units_.front().name));
}

}  // namespace lstmtrain
