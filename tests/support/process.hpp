// Runs the lstmtrain binary as a user does: arguments, environment, standard input -> exit status,
// stdout, stderr. Used by tests/cli and the regression tests.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "support/temp_dir.hpp"

namespace lstmtrain::test {

struct Finished {
  int status = -1;  // exit status; 128 + n when signal n ended it, as a shell says
  std::string out, err;
};

// A process that was started; its streams go to files, so that none can block.
class Process {
 public:
  using Environment = std::map<std::string, std::string>;
  using Prepare = std::function<void()>;  // in the new process: limits, streams closed

  explicit Process(const std::vector<std::string>& args, const Environment& env = {},
                   const std::string& input = "", const std::filesystem::path& folder = {},
                   const Prepare& prepare = {}) {
    write_file(files_ / "in", input);
    pid_ = fork();
    if (pid_ < 0) throw std::runtime_error("fork failed");
    if (pid_ == 0) become(args, env, folder, prepare);
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process() {
    if (pid_ > 0) {
      kill(pid_, SIGKILL);
      waitpid(pid_, nullptr, 0);
    }
  }

  pid_t pid() const { return pid_; }
  void signal(int number) const { kill(pid_, number); }
  std::string out() const { return read_file(files_ / "out"); }
  std::string err() const { return read_file(files_ / "err"); }

  // Polls until `condition` holds or the process ended or `seconds` are over.
  bool wait_for(const std::function<bool()>& condition, double seconds = 60) const {
    const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    while (std::chrono::steady_clock::now() < end) {
      if (condition()) return true;
      siginfo_t info{};
      waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT);
      if (info.si_pid == pid_) return condition();
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
  }

  Finished wait() {
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = -1;
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), out(), err()};
  }

 private:
  [[noreturn]] void become(const std::vector<std::string>& args, const Environment& env,
                           const std::filesystem::path& folder, const Prepare& prepare) const {
    dup2(open((files_ / "in").c_str(), O_RDONLY), STDIN_FILENO);
    dup2(open((files_ / "out").c_str(), O_CREAT | O_WRONLY, 0600), STDOUT_FILENO);
    dup2(open((files_ / "err").c_str(), O_CREAT | O_WRONLY, 0600), STDERR_FILENO);
    for (const auto& [key, value] : env) setenv(key.c_str(), value.c_str(), 1);
    if (!folder.empty() && chdir(folder.c_str()) != 0) _exit(126);
    if (prepare) prepare();
    std::vector<char*> argv = {const_cast<char*>(LSTMTRAIN_BINARY)};
    for (const std::string& arg : args) argv.push_back(const_cast<char*>(arg.c_str()));
    argv.push_back(nullptr);
    execv(LSTMTRAIN_BINARY, argv.data());
    _exit(127);
  }

  TempDir files_;
  pid_t pid_ = -1;
};

// Runs to the end.
inline Finished run(const std::vector<std::string>& args, const Process::Environment& env = {},
                    const std::string& input = "", const std::filesystem::path& folder = {},
                    const Process::Prepare& prepare = {}) {
  return Process(args, env, input, folder, prepare).wait();
}

}  // namespace lstmtrain::test
