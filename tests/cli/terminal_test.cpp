// The program on a terminal: a pseudo-terminal of 70 columns holds all its streams.
#include <pty.h>

#include "cli/drives.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

constexpr int kColumns = 70;

// Everything that appears on the terminal.
std::string on_terminal(const Args& args, const std::string& term) {
  winsize size{};
  size.ws_row = 24;
  size.ws_col = kColumns;
  int screen = -1;
  const pid_t pid = forkpty(&screen, nullptr, nullptr, &size);
  if (pid == 0) {
    setenv("TERM", term.c_str(), 1);
    unsetenv("NO_COLOR");
    std::vector<char*> argv = {const_cast<char*>(LSTMTRAIN_BINARY)};
    for (const std::string& arg : args) argv.push_back(const_cast<char*>(arg.c_str()));
    argv.push_back(nullptr);
    execv(LSTMTRAIN_BINARY, argv.data());
    _exit(127);
  }
  std::string text;
  char buffer[4096];
  for (ssize_t n; (n = read(screen, buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<std::size_t>(n));
  }
  close(screen);
  int status = 0;
  waitpid(pid, &status, 0);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  return text;
}

// What was drawn over one another in the live line.
std::vector<std::string> drawn_lines(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = text.find("\repoch "); at != std::string::npos;
       at = text.find("\repoch ", at + 1)) {
    lines.push_back(text.substr(at + 1, text.find_first_of("\r\n", at + 1) - at - 1));
  }
  return lines;
}

Args long_enough() {
  return quick_on_drives() + set("MAX_EPOCHS=2000") + set("VALID_PATIENCE=2000") +
         set("MAX_TRAINING_TIME_SECONDS=1");
}

}  // namespace

TEST_CASE("cli.terminal: one live line, at most ten times a second, never wider than the screen") {
  const TempDir dir;
  const std::string text = on_terminal(long_enough() + Args{"--out", dir / "run"}, "xterm");
  const std::vector<std::string> lines = drawn_lines(text);
  CHECK(lines.size() >= 2);
  CHECK(lines.size() <= 15);  // of about one second
  for (const std::string& line : lines) CHECK(line.size() < kColumns);
  CHECK(contains(lines.back(), "val "));
  CHECK(contains(lines.back(), "mV"));
  CHECK(contains(text, "\x1b[1moptimiser\x1b[0m    "));
  const std::size_t estimate = text.find("about ");
  REQUIRE(estimate != std::string::npos);  // on a line of its own, whatever was drawn before
  CHECK((text[estimate - 1] == '\r' || text[estimate - 1] == '\n'));
  CHECK_FALSE(contains(text, "| patience 0/2000 | skipped 0"));  // no line an epoch besides
}

TEST_CASE("cli.terminal: a dumb terminal gets a line an epoch") {
  const TempDir dir;
  const std::string text = on_terminal(quick_on_drives() + Args{"--out", dir / "run"}, "dumb");
  CHECK(drawn_lines(text).empty());
  CHECK(contains(text, "epoch 2/2 | train "));
  CHECK_FALSE(contains(text, "\x1b["));
}

TEST_CASE("cli.terminal: notes are coloured on a terminal, JSON never is") {
  const TempDir dir;
  CHECK(contains(on_terminal(quick_on_drives() + Args{"--dry-run"}, "xterm"), "\x1b["));
  CHECK_FALSE(contains(on_terminal({"--print-config"}, "xterm"), "\x1b["));
}

TEST_CASE("cli.terminal: names that are escape sequences are shown, not obeyed") {
  const TempDir dir;
  std::filesystem::copy(drives(), dir / "d", std::filesystem::copy_options::recursive);
  const auto file = first_file(dir / "d/train");
  std::filesystem::rename(file, dir / "d/train/a\x1b[2J\xE2\x80\xAE.csv");
  std::string text = read_file(dir / "d/train/a\x1b[2J\xE2\x80\xAE.csv");
  text.replace(0, text.find('\n'), "Time,Cur\x1b[31m\xC2\x9Brent,Temperature,SOC,Voltage");
  write_file(dir / "d/train/a\x1b[2J\xE2\x80\xAE.csv", text);
  for (const Finished& finished :
       {run(Args{"check", "--data", dir / "d"} + quick()),
        run(quick() + Args{"--data", dir / "d", "--out", dir / "r", "--no-color"})}) {
    INFO(finished.out << finished.err);
    CHECK(finished.status == 65);
    for (const std::string& shown : {finished.out, finished.err}) {
      CHECK_FALSE(contains(shown, "\x1b"));
      CHECK_FALSE(contains(shown, "\xC2\x9B"));
      CHECK_FALSE(contains(shown, "\xE2\x80\xAE"));
    }
    CHECK(contains(finished.out + finished.err, "a?[2J?.csv"));
  }
}
