// Signals of a run: the first SIGINT or SIGTERM asks the training to end after the present step, a
// second one ends the process at once. SIGPIPE is ignored: a run does not die with its reader.
#pragma once

#include <atomic>

namespace lstmtrain::cli {

void ignore_sigpipe();

// While this object lives, SIGINT and SIGTERM set stop(). One at a time.
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
