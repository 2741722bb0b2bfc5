#include "cli/screen/terminal.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>

#include "base/text/words.hpp"

namespace lstmtrain::cli {
namespace {

// Present and not an empty string (no-color.org).
bool is_set(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

bool forced(const char* name) { return is_set(name) && std::string(std::getenv(name)) != "0"; }

bool dumb() {
  const char* term = std::getenv("TERM");
  return term != nullptr && std::string(term) == "dumb";
}

const char* escape(Style style) {
  constexpr std::array kCodes = {"",           "\x1b[1m",    "\x1b[1;31m",
                                 "\x1b[1;33m", "\x1b[1;32m", "\x1b[2m"};
  return kCodes[static_cast<std::size_t>(style)];
}

constexpr const char* kPlain = "\x1b[0m";

// The length of a style's sequence at the beginning of `text`, or 0.
std::size_t style_at(std::string_view text) {
  for (const Style style : {Style::bold, Style::red, Style::yellow, Style::green, Style::dim})
    if (text.starts_with(escape(style))) return std::string_view(escape(style)).size();
  return text.starts_with(kPlain) ? std::string_view(kPlain).size() : 0;
}

// Names of files and columns are whatever somebody put there: no other sequence reaches a terminal.
std::string visible_and_styles(std::string_view text, bool colour) {
  std::string out;
  while (!text.empty()) {
    const std::size_t next = std::min(text.find('\x1b'), text.size());
    out += text::visible(text.substr(0, next));
    text.remove_prefix(next);
    if (text.empty()) break;
    const std::size_t style = colour ? style_at(text) : 0;
    out += style > 0 ? std::string(text.substr(0, style)) : "?";
    text.remove_prefix(std::max<std::size_t>(style, 1));
  }
  return out;
}

}  // namespace

void hold_standard_streams() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    const bool closed = fcntl(fd, F_GETFD) == -1;
    // Opened the wrong way round, so that it can neither be read nor written. The lowest free
    // descriptor is `fd`: those below it were taken before.
    if (closed && open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd) return;
  }
}

TextStream::TextStream(std::FILE* file, bool no_color) : file_(file) {
  const bool terminal = isatty(fileno(file)) == 1;
  live_ = terminal && !dumb();
  if (no_color || is_set("NO_COLOR") || dumb()) return;
  colour_ = terminal || forced("CLICOLOR_FORCE") || forced("FORCE_COLOR");
}

int TextStream::width() const {
  winsize size{};
  if (ioctl(fileno(file_), TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

std::string TextStream::paint(std::string_view text, Style style) const {
  if (!colour_ || style == Style::plain) return std::string(text);
  return escape(style) + std::string(text) + kPlain;
}

void TextStream::write(std::string_view text) { put(visible_and_styles(text, colour_)); }

void TextStream::overwrite(std::string_view text) { put("\r" + visible_and_styles(text, colour_)); }

void TextStream::put(const std::string& text) {
  if (gone_) return;
  errno = 0;
  const bool written =
      std::fwrite(text.data(), 1, text.size(), file_) == text.size() && std::fflush(file_) == 0;
  if (written) return;
  gone_ = true;
  if (errno != EPIPE) good_ = false;
}

void Terminal::labelled(std::string_view label, Style style, std::string_view message) {
  while (!message.empty()) {
    const auto end = message.find('\n');
    const std::string_view line = message.substr(0, end);
    if (!line.empty()) {
      err.write("lstmtrain: " + err.paint(std::string(label) + ":", style) + " " +
                std::string(line) + "\n");
    }
    message.remove_prefix(end == std::string_view::npos ? message.size() : end + 1);
  }
}

}  // namespace lstmtrain::cli
