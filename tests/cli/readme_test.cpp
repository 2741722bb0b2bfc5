// What the README tells its reader to type, typed: its settings and its commands, on simulated
// drives.
#include <regex>
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

// All "```<language>" blocks, one behind the other.
std::string blocks(const std::string& text, const std::string& language) {
  std::string all;
  const std::string open = "\n```" + language + "\n";
  for (std::size_t at = text.find(open); at != text.npos; at = text.find(open, at + 1)) {
    const std::size_t first = at + open.size();
    all += text.substr(first, text.find("\n```", first) - first) + "\n";
  }
  return all;
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

TEST_CASE("cli.readme: at most 130 lines, and every link of the documents leads somewhere") {
  const std::filesystem::path source = LSTMTRAIN_SOURCE_DIR;
  CHECK(count_lines(read_file(source / "README.md")) <= 130);
  std::vector<std::filesystem::path> documents = {source / "README.md", source / "CHANGELOG.md",
                                                  source / "bench/README.md"};
  for (const auto& entry : std::filesystem::directory_iterator(source / "docs"))
    if (entry.path().extension() == ".md") documents.push_back(entry.path());
  int links = 0;
  for (const auto& document : documents) {
    const std::string text = read_file(document);
    for (std::size_t at = text.find("]("); at != text.npos; at = text.find("](", at + 1)) {
      const std::string target = text.substr(at + 2, text.find_first_of(")#", at) - at - 2);
      if (target.empty() || contains(target, "://")) continue;
      INFO(document << ": " << target);
      CHECK(std::filesystem::exists(document.parent_path() / target));
      ++links;
    }
  }
  CHECK(links > 40);
}

TEST_CASE(
    "cli.readme: the library's program is the one that the package is tested with, under 30 "
    "lines") {
  const std::filesystem::path source = LSTMTRAIN_SOURCE_DIR;
  const std::string shown =
      block(read_file(source / "docs/library.md"), "## The library", "cpp") + "\n";
  CHECK(shown == read_file(source / "tests/package/example/example.cpp"));
  CHECK(count_lines(shown) < 30);
}

TEST_CASE("cli.readme: the tutorial's settings and commands work as they stand") {
  const std::string tutorial =
      read_file(std::filesystem::path(LSTMTRAIN_SOURCE_DIR) / "docs/tutorial.md");
  const TempDir home;
  write_file(home / "hp.json", blocks(tutorial, "json"));
  std::string script = blocks(tutorial, "sh");
  const std::string simulate = "simulate --out drives";
  REQUIRE(script.find(simulate) != script.npos);
  script.insert(script.find(simulate) + simulate.size(), " --rows 300");  // the only difference
  write_file(home / "tutorial.sh", script);
  const auto folder = std::filesystem::path(LSTMTRAIN_BINARY).parent_path();
  const std::string command = "cd '" + home.path().string() + "' && PATH='" + folder.string() +
                              "':$PATH sh -e tutorial.sh > out 2> err";
  const int status = std::system(command.c_str());
  INFO(read_file(home / "err"));
  CHECK(status == 0);
  CHECK(count_lines(script) >= 9);
  for (const char* file : {"run/report.html", "run/best.safetensors", "sizes/summary.csv"})
    CHECK(std::filesystem::exists(home / file));
  CHECK(contains(read_file(home / "hp.json"), "INITIAL_LR"));
}

TEST_CASE("cli.readme: every command that the documents name is one") {
  const std::string help = run({"--help"}).out;
  for (const char* file :
       {"README.md", "docs/using.md", "docs/tutorial.md", "docs/troubleshooting.md", "docs/data.md",
        "docs/files.md", "docs/reliability.md", "docs/from-vestim.md", "docs/library.md"}) {
    const std::string text = read_file(std::filesystem::path(LSTMTRAIN_SOURCE_DIR) / file);
    const std::string mark = "`lstmtrain ";
    for (std::size_t at = text.find(mark); at != text.npos; at = text.find(mark, at + 1)) {
      const std::size_t begin = at + mark.size();
      const std::string word = text.substr(begin, text.find_first_of(" `\n", begin) - begin);
      INFO(file << ": " << word);
      CHECK((word[0] == '-' || word == "..." || contains(help, "\n  " + word + " ")));
    }
  }
}

// `room.name` or `room.name: how it begins ...` in the documents.
TEST_CASE("cli.readme: every test that keeps a promise is one") {
  std::string names;
  const auto tests = std::filesystem::path(LSTMTRAIN_SOURCE_DIR) / "tests";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(tests))
    if (entry.path().extension() == ".cpp") names += read_file(entry.path());
  const std::string page = read_file(tests / "../docs/reliability.md");
  const std::regex mark(
      "`((?:base|cli|data|doctor|files|infer|nn|report|run|settings|stories|train)"
      "\\.[a-z0-9_]+)(: [^`]*?)?(?: \\.\\.\\.)?`");
  int seen = 0;
  for (auto at = std::sregex_iterator(page.begin(), page.end(), mark); at != std::sregex_iterator();
       ++at, ++seen) {
    const std::string more = (*at)[2].str() == ": ..." ? ":" : (*at)[2].str();
    INFO((*at)[0].str());
    CHECK(contains(names, "\"" + (*at)[1].str() + (more.empty() ? ": " : more)));
  }
  CHECK(seen > 60);
}
