#include "doctor/examine.hpp"

#include <algorithm>

#include "base/shape.hpp"
#include "data/targets.hpp"
#include "doctor/bad_windows.hpp"
#include "doctor/data_findings.hpp"
#include "doctor/signal_findings.hpp"
#include "doctor/trial_data.hpp"
#include "doctor/trial_findings.hpp"
#include "doctor/window_findings.hpp"
#include "lstmtrain/trainer.hpp"
#include "train/starting_point.hpp"

namespace lstmtrain {
namespace {

constexpr double kSignalShare = 0.05, kWindowsShare = 0.1,
                 kTrialShare = 0.55;  // of what is left then
constexpr double kMostWindows = 10;   // seconds: what is found later is found by find-bad-batch
constexpr double kStepsOfSignal = 3;  // one, and a look inside, whose backward pass has all rows

class Examination {
 public:
  Examination(const Hyperparams& hp, const Dataset& dataset, const ExamineOptions& options,
              const TimeBound& bound, Attendant& attendant)
      : hp_(hp), dataset_(dataset), options_(options), bound_(bound), attendant_(attendant) {}

  void run() {
    tell(data_findings(hp_, dataset_, starting_scaler(hp_, model_spec(hp_), dataset_)));
    const Model fresh = fresh_model(hp_, dataset_);
    const StepCost cost = measure_step(hp_, dataset_, fresh);
    look_at_signal(fresh, cost);
    look_at_windows(fresh, cost);
    if (options_.trial_seconds > 0) try_out(fresh, cost);
  }

 private:
  void tell(Findings findings) {
    for (Finding& finding : findings) attendant_.found(std::move(finding));
  }

  // The first step, on all lanes of a batch where there is time for that.
  void look_at_signal(const Model& fresh, const StepCost& cost) {
    const auto lanes = static_cast<std::size_t>(plan(hp_, dataset_, {.threads = 1}).lanes);
    const std::size_t few = std::min<std::size_t>(lanes, kLaneMultiple);
    const double seconds = kSignalShare * bound_.left();
    if (kStepsOfSignal * cost.step(hp_, lanes) <= seconds)
      tell(signal_findings(hp_, dataset_, fresh));
    else if (kStepsOfSignal * cost.step(hp_, few) <= bound_.left())
      tell(signal_findings(with_lanes(hp_, few), dataset_, fresh));
    else
      attendant_.found(signal_not_tried(cost.step(hp_, few), bound_.left()));
  }

  void look_at_windows(const Model& fresh, const StepCost& cost) {
    const TimeBound bound = bound_.part(std::min(kMostWindows, kWindowsShare * bound_.left()));
    if (cost.step(hp_, 1) > bound.seconds())
      return attendant_.found(windows_not_tried(cost.step(hp_, 1), bound.seconds()));
    attendant_.begins("running windows by themselves", bound.seconds());
    tell(window_findings(hp_, dataset_, fresh, options_.threads, bound));
  }

  void try_out(const Model& fresh, const StepCost& cost) {
    const double seconds = std::min(options_.trial_seconds, kTrialShare * bound_.left());
    const TrialPlan plan = plan_trial(hp_, dataset_, cost, seconds);
    if (!plan.possible) return attendant_.found(not_tried(plan, seconds));
    const Dataset& rows = plan.fewer ? *plan.fewer : dataset_;
    const Trial trial = trained("a short training", plan, rows, seconds);
    std::optional<Trial> control;
    if (needs_control(trial) && bound_.left() > seconds / 2)
      control = trained("the same on made-up data", plan, control_data(rows),
                        std::min(seconds, bound_.left()));
    attendant_.found(trial_finding(plan, trial, control,
                                   target_units(hp_, dataset_, fresh.scaler).front().name));
  }

  Trial trained(const std::string& what, const TrialPlan& plan, const Dataset& rows,
                double seconds) {
    attendant_.begins(what, seconds);
    const TimeBound bound = bound_.part(seconds);
    return run_trial(plan, rows, bound,
                     [&](const TrialProgress& at) { attendant_.progress(what, at, bound); });
  }

  const Hyperparams& hp_;
  const Dataset& dataset_;
  const ExamineOptions& options_;
  const TimeBound& bound_;
  Attendant& attendant_;
};

}  // namespace

void examine(const Hyperparams& hp, const Dataset& dataset, const ExamineOptions& options,
             const TimeBound& bound, Attendant& attendant) {
  Examination(hp, dataset, options, bound, attendant).run();
}

}  // namespace lstmtrain
