// Without a fuzzer: every file of the corpora and every finding, and damaged copies of the corpora.
#include "fuzz/feed.hpp"
#include "fuzz/mutate.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

namespace fs = std::filesystem;

namespace lstmtrain::fuzz {
namespace {

const fs::path kFolder = fs::path(LSTMTRAIN_SOURCE_DIR) / "tests" / "fuzz";

std::vector<fs::path> files(const fs::path& folder) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(folder)) found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

TEST_CASE("fuzz.regressions: every corpus file is accepted") {
  for (const Target& target : kTargets) {
    const auto corpus = files(kFolder / "corpus" / target.name);
    CHECK(corpus.size() >= 3);
    for (const fs::path& path : corpus) {
      INFO(path);
      CHECK(target.feed(test::read_file(path)));
    }
  }
}

TEST_CASE("fuzz.regressions: no finding crashes a reader or makes it throw what it must not") {
  for (const Target& target : kTargets)
    for (const fs::path& path : files(kFolder / "regressions" / target.name)) {
      INFO(path);
      CHECK_NOTHROW(target.feed(test::read_file(path)));
    }
}

TEST_CASE("fuzz.mutations: ten thousand damaged files are read or refused") {
  std::uint32_t round = 0, accepted = 0;
  for (const Target& target : kTargets) {
    const auto corpus = files(kFolder / "corpus" / target.name);
    std::vector<std::string> good;
    for (const fs::path& path : corpus) good.push_back(test::read_file(path));
    for (int i = 0; i < 2500; ++i, ++round) {
      const std::string& text = good[round % good.size()];
      INFO(target.name << " round " << round);
      bool taken = false;
      REQUIRE_NOTHROW(taken = target.feed(mutated(text, 1, round)));
      accepted += taken ? 1 : 0;
    }
  }
  CHECK(accepted > 500);  // bad cells and blanks are read
  CHECK(accepted < 7500);
}

}  // namespace
}  // namespace lstmtrain::fuzz
