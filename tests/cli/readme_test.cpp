// What the README tells its reader to type, typed: its settings and its commands, on simulated
// drives.
#include <sstream>

#include "cli/drives.hpp"

using namespace lstmtrain::test;

namespace {

// The text between the first "```<language>\n" after `heading` and its closing fence.
std::string block(const std::string& text, const std::string& heading,
                  const std::string& language) {
  const std::string open = "\n```" + language + "\n";
  const std::size_t begin = text.find(open, text.find(heading));
  REQUIRE(begin != text.npos);
  const std::size_t first = begin + open.size();
  return text.substr(first, text.find("\n```", first) - first);
}

// The words of a command line behind the program's name, without its comment.
Args words(const std::string& line) {
  std::istringstream in(line.substr(0, line.find('#')));
  Args args;
  for (std::string word; in >> word;) args.push_back(word);
  return {args.begin() + 1, args.end()};
}

}  // namespace

TEST_CASE("cli.readme: its smallest settings and its commands work as they stand") {
  const std::string readme = read_file(std::filesystem::path(LSTMTRAIN_SOURCE_DIR) / "README.md");
  const TempDir home;
  write_file(home / "hp.json", block(readme, "## On your own data", "json"));
  std::filesystem::create_directory_symlink(drives(), home / "drives");
  std::filesystem::create_directory_symlink(drives() / "test", home / "other");

  std::istringstream commands(block(readme, "## On your own data", "sh"));
  int count = 0;
  for (std::string line; std::getline(commands, line); ++count) {
    INFO(line);
    CHECK(line.rfind("build/release/src/lstmtrain ", 0) == 0);
    const Finished finished = run(words(line), {}, "", home.path());
    INFO(finished.err);
    CHECK(finished.status == 0);
    CHECK_FALSE(finished.out.empty());
  }
  CHECK(count == 4);
  for (const char* file :
       {"best.safetensors", "results.json", "metrics.csv", "metrics.jsonl", "resolved.json"}) {
    CHECK(contains(readme, file));
    CHECK(std::filesystem::exists(home / "run" / file));
  }
}

TEST_CASE("cli.readme: the recipes that it names are usable") {
  const std::filesystem::path folder = std::filesystem::path(LSTMTRAIN_SOURCE_DIR) / "hyperparams";
  for (const char* name :
       {"demo.json", "lg-hg2.json", "lg-hg2-fast.json", "lg-hg2-soc.json", "torch-parity.json",
        "lstm_small.json", "gru_small.json", "story3-broken.json", "story3-option1.json",
        "story3-option2.json", "story3-option3.json"}) {
    INFO(name);
    const Finished finished =
        run({"--hyperparams", folder / name, "--data", drives(), "--dry-run"});
    INFO(finished.err);
    CHECK(finished.status == 0);
  }
}

TEST_CASE("cli.readme: its program is the one that the package is tested with, under 30 lines") {
  const std::filesystem::path source = LSTMTRAIN_SOURCE_DIR;
  const std::string shown = block(read_file(source / "README.md"), "## As a package", "cpp") + "\n";
  CHECK(shown == read_file(source / "tests/package/example/example.cpp"));
  CHECK(count_lines(shown) < 30);
}
