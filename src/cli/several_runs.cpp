#include "cli/several_runs.hpp"

#include <optional>

#include "cli/earlier_run.hpp"
#include "cli/interrupt.hpp"
#include "cli/run_settings.hpp"
#include "cli/screen/train_summary.hpp"
#include "run/sweep.hpp"

namespace lstmtrain::cli {
namespace {

// From its beginning on, a signal stops the sweep instead of ending the process.
class StoppableReport : public SweepReport {
 public:
  using SweepReport::SweepReport;
  void begin(const run::SweepPlan& plan) override {
    SweepReport::begin(plan);
    interrupt_.emplace();
  }

 private:
  std::optional<Interrupt> interrupt_;
};

}  // namespace

int train_several(const TrainingOptions& options, const std::vector<settings::Override>& more,
                  settings::Settings settings, Terminal& terminal, Tables tables) {
  data_paths_of(options.data, settings);  // for its resolved.json, and the error without any
  run::SweepOptions sweep_options;
  sweep_options.folder = options.out;
  sweep_options.earlier = earlier_of(options);
  sweep_options.lock = !options.no_lock;
  sweep_options.stop = &Interrupt::stop();
  sweep_options.settings_of = [&](const std::vector<settings::Override>& overrides) {
    std::vector<settings::Override> all = more;
    all.insert(all.end(), overrides.begin(), overrides.end());
    settings::Settings one = settings_of(options.settings, all);
    data_paths_of(options.data, one);
    return one;
  };
  run::Sweep sweep(settings, std::move(sweep_options));
  StoppableReport report(terminal, options.out, settings.notes, settings::sweep_keys(settings),
                         sweep.runs().size(), options.quiet);
  if (options.dry_run) {
    report.SweepReport::begin(sweep.plan());
    for (const settings::SweepRun& run : sweep.runs()) terminal.out.write(run.name + "\n");
    terminal.out.write(kDryRunEnd);
    return 0;
  }
  const run::SweepResult result = sweep.run(report);
  report.end(result, tables);
  if (!result.whole) Interrupt::end_with(Interrupt::signal_number());
  return result.has_model() ? 0 : exit_status(result.failure.value_or(ErrorCode::internal));
}

}  // namespace lstmtrain::cli
