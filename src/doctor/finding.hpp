// What doctor finds: a fault or a risk, the evidence, and what to set against it.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace lstmtrain {

enum class Severity { error, warning, advice, fine };

// KEY and value in JSON text.
using Cure = std::vector<std::pair<std::string, std::string>>;

struct Finding {
  Severity severity = Severity::fine;
  std::string check;     // which one found it: "settings", "data", "scales", "signal", "trial" ...
  std::string what;      // a sentence
  std::string evidence;  // numbers, places
  Cure cure = {};        // --fix writes it unless the finding is advice
};

using Findings = std::vector<Finding>;

}  // namespace lstmtrain
