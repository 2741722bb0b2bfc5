// Signals of a run: the first SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1 or SIGXCPU asks the
// training to end after the present step, a second one of its kind ends the process at once, but
// HUP and XCPU; one that is ignored when the program starts (nohup) stays so. SIGPIPE and SIGXFSZ
// are ignored: a run dies neither with its reader nor at a limit on the size of files.
#pragma once

#include <atomic>

namespace lstmtrain::cli {

void ignore_write_signals();

// While this object lives, those signals set stop(). One at a time.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  static const std::atomic<bool>& stop();
  // The signal that came, or 0.
  static int signal_number();
  // Ends the process with `signal`, as if it had never been caught.
  [[noreturn]] static void end_with(int signal);
};

}  // namespace lstmtrain::cli
