#include <sstream>

#include "cli/drives.hpp"
#include "lstmtrain/error.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

// The names of the list below "Commands:" in --help.
std::vector<std::string> commands() {
  const std::string help = run({"--help"}).out;
  std::istringstream lines(help.substr(help.find("\nCommands:\n") + 11));
  std::vector<std::string> names;
  for (std::string line; std::getline(lines, line) && line.rfind("  ", 0) == 0;)
    names.push_back(line.substr(2, line.find(' ', 2) - 2));
  return names;
}

}  // namespace

TEST_CASE("cli.usage: help starts with examples and ends with every exit status") {
  std::vector<Args> all = {Args{"--help"}, Args{"-h"}};
  for (const std::string& command : commands()) all.push_back({command, "--help"});
  CHECK(all.size() > 8);
  for (const Args& args : all) {
    const Finished help = run(args);
    CHECK(help.status == 0);
    CHECK(help.err.empty());
    CHECK(help.out.find("Examples:") < help.out.find("--no-color"));
    for (const ErrorKind& kind : error_table()) {
      CHECK(contains(help.out, std::to_string(kind.exit_status) + "  " + kind.meaning));
    }
  }
}

TEST_CASE("cli.usage: the help of train lists the keys") {
  const std::string help = run({"train", "--help"}).out;
  for (const char* key : {"LOOKBACK", "RNN_LAYER_SIZES", "MISSING_DATA"}) {
    CHECK(contains(help, key));
  }
}

TEST_CASE("cli.usage: the exit statuses are frozen") {
  std::vector<int> statuses;
  for (const ErrorKind& kind : error_table()) statuses.push_back(kind.exit_status);
  CHECK(statuses == std::vector<int>{1, 10, 64, 65, 66, 70, 73, 74, 78});
}

TEST_CASE("cli.usage: the version goes to stdout") {
  const Finished version = run({"--version"});
  CHECK(version.status == 0);
  CHECK(version.out.rfind("lstmtrain ", 0) == 0);
  CHECK(count_lines(version.out) == 1);
}

TEST_CASE("cli.usage: a mistyped option or command names the nearest one") {
  check_refused(run({"--hyperparam", "x.json"}), 64,
                {"--hyperparam", "did you mean --hyperparams"});
  check_refused(run({"trian", "--data", "x"}), 64, {"trian", "did you mean train"});
  check_refused(run({"test", "--modle=x"}), 64, {"--modle", "did you mean --model"});
  check_refused(run({"train", "stray"}), 64, {"unexpected word", "stray"});
}

TEST_CASE("cli.usage: numbers are checked where they are given") {
  check_refused(run({"--threads", "two"}), 64, {"--threads", "\"two\""});
  check_refused(run({"--threads", "-1"}), 64, {"--threads", "\"-1\""});
  check_refused(run({"--seed", "1.5"}), 64, {"--seed", "\"1.5\""});
  check_refused(run({"--set", "EPOCHS"}), 64, {"--set", "KEY=VALUE"});
  check_refused(run({"--data"}), 64, {"--data"});
}

TEST_CASE("cli.usage: without data the message shows how to give it") {
  check_refused(run({}), 64, {"--data", "--train", "TRAIN_DATA", "Hint:"});
  check_refused(run({"train"}), 64, {"--data"});
  check_refused(run({"test", "--data", "x"}), 64, {"--model"});
  check_refused(run({"test", "--model", "x"}), 64, {"--data"});
  check_refused(run({"simulate"}), 64, {"--out"});
  const TempDir finished;
  write_file(finished / "results.json", "{}");
  for (const Args& more : {Args{}, Args{"--force"}})
    check_refused(run(Args{"simulate", "--out", finished.path()} + more), 73, {"results.json"});
  CHECK_FALSE(std::filesystem::exists(finished / "train"));
}

TEST_CASE("cli.usage: colour is off in a pipe, forced by FORCE_COLOR, refused by NO_COLOR") {
  const auto coloured = [](const Args& args, const Process::Environment& env) {
    return contains(run(args, env).err, "\x1b[");
  };
  const Args wrong = {"--wrong"};
  const Process::Environment plain = {
      {"NO_COLOR", ""}, {"FORCE_COLOR", ""}, {"CLICOLOR_FORCE", ""}, {"TERM", "xterm"}};
  const auto with = [&](const std::string& key, const std::string& value) {
    Process::Environment env = plain;
    env[key] = value;
    return env;
  };
  CHECK_FALSE(coloured(wrong, plain));
  CHECK(coloured(wrong, with("FORCE_COLOR", "1")));
  CHECK(coloured(wrong, with("CLICOLOR_FORCE", "1")));
  CHECK_FALSE(coloured(wrong, with("CLICOLOR_FORCE", "0")));
  Process::Environment both = with("FORCE_COLOR", "1");
  CHECK_FALSE(coloured({"--wrong", "--no-color"}, both));
  both["NO_COLOR"] = "1";
  CHECK_FALSE(coloured(wrong, both));
  both = with("FORCE_COLOR", "1");
  both["TERM"] = "dumb";
  CHECK_FALSE(coloured(wrong, both));
}

TEST_CASE("cli.usage: a full disk behind stdout is an I/O error") {
  const TempDir dir;
  const std::string command =
      std::string(LSTMTRAIN_BINARY) + " --help > /dev/full 2> '" + (dir / "err").string() + "'";
  const int status = std::system(command.c_str());
  CHECK(WEXITSTATUS(status) == 74);
  CHECK(contains(read_file(dir / "err"), "stdout"));
}

TEST_CASE("cli.usage: the manual page and the completions hold every command and its options") {
  const std::string man = run({"manual"}).out;
  CHECK(man == run({"manual", "man"}).out);
  CHECK(man.rfind(".TH LSTMTRAIN 1", 0) == 0);
  const std::string bash = run({"manual", "bash"}).out, zsh = run({"manual", "zsh"}).out;
  for (const std::string& command : commands()) {
    INFO(command);
    CHECK(contains(
        man, ".SS lstmtrain " + [&] {
          std::string name;
          for (const char c : command) name += c == '-' ? std::string("\\-") : std::string(1, c);
          return name;
        }()));
    CHECK(contains(bash, "    " + command + ") words="));
    CHECK(contains(zsh, "    " + command + ") _arguments"));
  }
  for (const ErrorKind& kind : error_table())
    CHECK(contains(man, ".TP\n" + std::to_string(kind.exit_status) + "\n"));
  CHECK(contains(man, "BATCH_SIZE"));
  CHECK(contains(bash, "--refit-scaler"));
  CHECK(contains(zsh, "BATCH_SIZE="));
  check_refused(run({"manual", "fish"}), 64,
                {"format: not one of its words, got \"fish\", expected man or bash or zsh. Hint:"});
}
