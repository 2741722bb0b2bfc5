#include "cli/screen/terminal.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

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
  switch (style) {
    case Style::bold:
      return "\x1b[1m";
    case Style::red:
      return "\x1b[1;31m";
    case Style::yellow:
      return "\x1b[1;33m";
    case Style::green:
      return "\x1b[1;32m";
    case Style::dim:
      return "\x1b[2m";
    case Style::plain:
      break;
  }
  return "";
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
  return escape(style) + std::string(text) + "\x1b[0m";
}

void TextStream::write(std::string_view text) {
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
