// Guard events as JSON: a line of metrics.jsonl, and the list that a checkpoint carries.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "lstmtrain/report.hpp"

namespace lstmtrain::files {

// {"kind","epoch","step","where","message","last_grad_norms":[...]}; a norm that is not finite is
// null, and "nonfinite" says what the last such one was.
nlohmann::ordered_json guard_json(const GuardEvent& event);

std::string guard_events_text(const std::vector<GuardEvent>& events);
// A null norm reads as NaN. Throws data.
std::vector<GuardEvent> guard_events_from(const std::string& text, const std::string& where);

}  // namespace lstmtrain::files
