// What stands in the repository is what somebody reads: text, but for the pictures of docs/ and the
// files that tests read, each below 300 kB.
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "support/skip.hpp"
#include "support/temp_dir.hpp"

namespace fs = std::filesystem;
using namespace lstmtrain::test;

namespace {

constexpr std::uintmax_t kMostBytes = 300'000;

// What git prints; "" when it fails.
std::string git(const fs::path& root, const std::string& arguments) {
  const std::string command = "git -C '" + root.string() + "' " + arguments + " 2>/dev/null";
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(popen(command.c_str(), "r"), &pclose);
  std::string text;
  for (int c = 0; pipe && (c = std::fgetc(pipe.get())) != EOF;) text += static_cast<char>(c);
  return text;
}

bool may_be_binary(const fs::path& path) {
  const fs::path top = *path.begin();
  return top == "tests" || (top == "docs" && path.extension() == ".png");
}

// "path: why" of every tracked file below `root` that has no place there.
std::vector<std::string> misplaced(const fs::path& root) {
  std::vector<std::string> faults;
  // "i/-text w/-text attr/ <tab> path <null>": binary in the index and in the work tree
  const std::string list = git(root, "ls-files --eol -z");
  for (std::size_t begin = 0, end = 0; begin < list.size(); begin = end + 1) {
    end = list.find('\0', begin);
    const std::string entry = list.substr(begin, end - begin);
    const fs::path path = entry.substr(entry.find('\t') + 1);
    std::error_code gone;
    const std::uintmax_t bytes = fs::file_size(root / path, gone);
    if (gone) continue;
    const bool binary = entry.find("/-text") < entry.find('\t');
    if (binary && !may_be_binary(path)) faults.push_back(path.string() + ": is not text");
    if (binary && bytes >= kMostBytes)
      faults.push_back(path.string() + ": " + std::to_string(bytes) + " bytes that are not text");
  }
  return faults;
}

}  // namespace

TEST_CASE("base.tracked_files: all is text but pictures of docs/ and files of tests/",
          "[checkout]") {
  const fs::path root = LSTMTRAIN_SOURCE_DIR;
  if (!fs::exists(root / ".git") || git(root, "rev-parse --git-dir").empty()) {
    skip("not a git checkout, or no git");
    return;
  }
  CHECK(git(root, "ls-files -- src").size() > 1000);
  CHECK(misplaced(root) == std::vector<std::string>{});
}

TEST_CASE("base.tracked_files: each rule can fail", "[checkout]") {
  const TempDir dir;
  const std::string bytes("PK\3\4\0\0", 6);
  for (const char* path : {"a.whl", "docs/a.bin", "docs/a.png", "tests/a.bin", "src/a.png"})
    write_file(dir / path, bytes);
  write_file(dir / "tests/large.bin", std::string(kMostBytes, '\0'));
  write_file(dir / "src/large.cpp", std::string(kMostBytes, 'x'));
  write_file(dir / "README.md", "text \xC3\xA9\n");
  if (git(dir.path(), "init -q && echo made").empty()) {
    skip("no git");
    return;
  }
  git(dir.path(), "add -A");
  CHECK(misplaced(dir.path()) ==
        std::vector<std::string>{"a.whl: is not text", "docs/a.bin: is not text",
                                 "src/a.png: is not text",
                                 "tests/large.bin: 300000 bytes that are not text"});
}
