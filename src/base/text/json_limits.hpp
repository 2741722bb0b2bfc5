// What JSON may hold wherever we read it: nlohmann copies and prints by recursion, which deep
// nesting would take to the end of the stack, and looks keys up one by one. Stated to users in
// docs/reliability.md.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>

namespace lstmtrain::text {

inline constexpr int kMaxJsonDepth = 64;           // arrays and objects inside one another
inline constexpr std::size_t kMaxJsonKeys = 1000;  // of an object of hyperparameters
inline constexpr std::size_t kMaxValues = 10000;   // listed for one hyperparameter
inline constexpr std::size_t kMaxSettings = std::size_t{1} << 20;  // bytes of a hyperparameter file

// Is what begins with this event of nlohmann's parser deeper than allowed?
inline bool too_deep(int depth, nlohmann::json::parse_event_t event) {
  using Event = nlohmann::json::parse_event_t;
  const bool begins = event == Event::object_start || event == Event::array_start;
  return begins && depth >= kMaxJsonDepth;
}

// Text from a file as it may stand in a message.
inline std::string shortened(const std::string& text) {
  constexpr std::size_t most = 160;
  return text.size() <= most ? text : text.substr(0, most) + "...";
}

}  // namespace lstmtrain::text
