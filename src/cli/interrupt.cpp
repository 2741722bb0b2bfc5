#include "cli/interrupt.hpp"

#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

namespace lstmtrain::cli {
namespace {

std::atomic<bool> g_stop{false};
std::atomic<int> g_signal{0};
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free,
              "a signal handler may use lock-free atomics only");

constexpr char kSaid[] =
    "\nlstmtrain: note: stopping after this step, a checkpoint and the best model will be saved; "
    "once more ends at once\n";

// SIGHUP: the terminal or the ssh session is gone; SIGUSR1: SLURM's before a time limit; SIGXCPU: a
// limit on the processor's time is reached, and a second later it is a kill.
constexpr std::array kSignals = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGXCPU};

extern "C" void on_signal(int number) {
  g_signal = number;
  g_stop = true;
  if (write(STDERR_FILENO, kSaid, sizeof kSaid - 1) < 0) return;  // nothing can be done about it
}

void set_handler(int number, void (*handler)(int), int flags) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, nullptr);
}

bool repeats(int number) { return number == SIGHUP || number == SIGXCPU; }

bool is_ignored(int number) {
  struct sigaction action {};
  return sigaction(number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

}  // namespace

void ignore_write_signals() {
  set_handler(SIGPIPE, SIG_IGN, 0);
  set_handler(SIGXFSZ, SIG_IGN, 0);
}

// SA_RESETHAND: the second signal finds the default action, which ends the process; but SIGHUP
// comes from the kernel and from the shell, SIGXCPU every second. What whoever started the program
// ignores stays ignored: nohup, a shell's background.
Interrupt::Interrupt() {
  g_stop = false;
  g_signal = 0;
  for (const int number : kSignals)
    if (!is_ignored(number))
      set_handler(number, on_signal,
                  SA_RESTART | (repeats(number) ? 0 : static_cast<int>(SA_RESETHAND)));
}

Interrupt::~Interrupt() {
  for (const int number : kSignals)
    if (!is_ignored(number)) set_handler(number, SIG_DFL, 0);
}

const std::atomic<bool>& Interrupt::stop() { return g_stop; }
int Interrupt::signal_number() { return g_signal; }

// Everything is saved: a core of the memory, which SIGQUIT and SIGXCPU leave, helps nobody.
void Interrupt::end_with(int signal) {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  set_handler(signal, SIG_DFL, 0);
  raise(signal);
  std::_Exit(128 + signal);
}

}  // namespace lstmtrain::cli
