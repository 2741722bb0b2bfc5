// One line on a terminal's stderr that says what is going on, redrawn at most ten times a second.
// Elsewhere it says nothing.
#pragma once

#include <chrono>
#include <string>

#include "cli/screen/terminal.hpp"

namespace lstmtrain::cli {

class LiveLine {
 public:
  explicit LiveLine(Terminal& terminal) : terminal_(terminal) {}

  // Whether it is time to draw again: what is asked first need not be put into words for nothing.
  bool due();
  void draw(const std::string& line);
  // Ends the line, which stays; call before anything else is printed.
  void finish();
  // The same, and nothing of it stays.
  void clear();

 private:
  Terminal& terminal_;
  int drawn_ = 0;  // columns
  std::chrono::steady_clock::time_point last_draw_{};
};

}  // namespace lstmtrain::cli
