#include "doctor/window_findings.hpp"

#include <cmath>

#include "base/plain_text.hpp"
#include "base/text/quantity.hpp"
#include "doctor/cures.hpp"
#include "doctor/step_cost.hpp"

namespace lstmtrain {
namespace {

constexpr const char* kWindowsCheck = "windows";

}  // namespace

Finding bad_windows_finding(const Hyperparams& hp, const Dataset& dataset,
                            const BadWindows& found) {
  const BadWindow& first = found.bad.front();
  const SourceFile& file = dataset.files[first.rows.file];
  const std::string by_network =
      found.measured == 0
          ? ""
          : ", loss " + four_digits(first.loss) + ", gradient norm " + four_digits(first.grad_norm);
  return {first.finite ? Severity::warning : Severity::error, kWindowsCheck,
          std::to_string(found.bad.size()) + " of " + text::counted(found.windows, "window") +
              " stand out, the first by " + first.what + ".",
          file.name + ":" + std::to_string(file.line(first.row)) + ": \"" +
              dataset.columns[first.column] + "\" = " + four_digits(first.value) + by_network +
              "; lstmtrain find-bad-batch lists them",
          std::isfinite(first.value) ? Cure{} : leave_bad_cells_out(hp)};
}

Findings window_findings(const Hyperparams& hp, const Dataset& dataset, const Model& fresh,
                         int threads, const TimeBound& bound) {
  BadWindows found = find_bad_windows(hp, dataset, fresh, hp.history(), {}, threads, &bound);
  std::erase_if(found.bad, [](const BadWindow& window) { return window.by_cell; });
  if (!found.bad.empty()) return {bad_windows_finding(hp, dataset, found)};
  const std::string looked_at =
      std::to_string(found.measured) + " of " + text::counted(found.windows, "window");
  if (found.measured < found.windows)
    return {{Severity::fine, kWindowsCheck, "no loss or gradient stands out among those looked at.",
             looked_at + " in " + four_digits(bound.spent()) +
                 " s; lstmtrain find-bad-batch looks at all"}};
  return {{Severity::fine, kWindowsCheck, "no window's loss or gradient stands out.", looked_at}};
}

Finding windows_not_tried(double window_seconds, double left) {
  return {Severity::advice, kWindowsCheck,
          "no window was run by itself: lstmtrain find-bad-batch looks at all.",
          too_long("a window", window_seconds, left)};
}

}  // namespace lstmtrain
