// Names of the reasons a training ends for: in results.json, in the summary, in the report.
#include "lstmtrain/trainer.hpp"

namespace lstmtrain {

const char* stop_reason_name(StopReason reason) {
  switch (reason) {
    case StopReason::patience:
      return "patience";
    case StopReason::time_limit:
      return "time_limit";
    case StopReason::interrupted:
      return "interrupted";
    case StopReason::diverged:
      return "diverged";
    case StopReason::pruned:
      return "pruned";
    case StopReason::max_epochs:
      return "max_epochs";
  }
  return "unknown";
}

}  // namespace lstmtrain
