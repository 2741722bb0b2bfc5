#include "cli/screen/live_line.hpp"

#include <algorithm>

namespace lstmtrain::cli {
namespace {

constexpr auto kRedraw = std::chrono::milliseconds(100);

}  // namespace

bool LiveLine::due() {
  if (!terminal_.err.live()) return false;
  const auto now = std::chrono::steady_clock::now();
  if (now - last_draw_ < kRedraw) return false;
  last_draw_ = now;
  return true;
}

// Overwrites with spaces, so that no escape sequence is needed.
void LiveLine::draw(const std::string& line) {
  const auto width = static_cast<std::size_t>(std::max(terminal_.err.width() - 1, 20));
  const std::string shown = line.substr(0, width);
  std::string text = shown;
  if (static_cast<std::size_t>(drawn_) > shown.size()) {
    text += std::string(static_cast<std::size_t>(drawn_) - shown.size(), ' ');
  }
  drawn_ = static_cast<int>(shown.size());
  terminal_.err.overwrite(text);
}

void LiveLine::finish() {
  if (drawn_ == 0) return;
  terminal_.err.write("\n");
  drawn_ = 0;
}

void LiveLine::clear() {
  if (drawn_ == 0) return;
  draw("");
  terminal_.err.overwrite("");
}

}  // namespace lstmtrain::cli
