#include "data/file_paths.hpp"

#include "data/csv_case.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

std::vector<std::string> names(const std::vector<std::string>& paths) {
  std::vector<std::string> found;
  for (const FoundFile& file : find_files(paths)) found.push_back(file.name);
  return found;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("data.file_paths: a folder is searched recursively, sorted, for tables only") {
  const TempDir dir;
  for (const char* name :
       {"b.csv", "a.CSV", "sub/c.tsv", "LICENSE.txt", ".hidden.csv", "d.csv.bak"})
    write_file(dir / name, "x");
  CHECK(names({dir.path().string()}) == Names{"a.CSV", "b.csv", "sub/c.tsv"});
}

TEST_CASE("data.file_paths: files of any name, globs, and nothing twice") {
  const TempDir dir;
  write_file(dir / "b.csv", "x");
  write_file(dir / "a.csv", "x");
  write_file(dir / "log.txt", "x");
  write_file(dir / "[odd].csv", "x");
  const std::string folder = dir.path().string();
  CHECK(names({folder + "/log.txt"}) == Names{"log.txt"});
  CHECK(names({folder + "/[odd].csv"}) == Names{"[odd].csv"});
  CHECK(names({folder + "/?.csv"}) == Names{"a.csv", "b.csv"});
  CHECK(names({folder + "/b.csv", folder + "/*.csv", folder}) ==
        Names{"b.csv", "[odd].csv", "a.csv"});
  std::filesystem::create_symlink(dir / "a.csv", dir / "link.csv");
  CHECK(names({folder + "/a.csv", folder + "/link.csv"}) == Names{"a.csv"});
}

TEST_CASE("data.file_paths: files of one name in two folders are told apart") {
  const TempDir dir;
  write_file(dir / "one/x.csv", "x");
  write_file(dir / "two/x.csv", "x");
  CHECK(names({(dir / "one").string(), (dir / "two/x.csv").string()}) ==
        Names{"x.csv", "two/x.csv"});
}

TEST_CASE("data.file_paths: links in a circle are followed once") {
  const TempDir dir;
  write_file(dir / "a/x.csv", "x");
  write_file(dir / "b/y.csv", "y");
  for (const char* link : {"a/self", "a/again"})
    std::filesystem::create_directory_symlink(dir / "a", dir / link);
  std::filesystem::create_directory_symlink(dir / "b", dir / "a/b");
  std::filesystem::create_directory_symlink(dir / "a", dir / "b/a");
  std::filesystem::create_directory_symlink(dir.path(), dir / "b/root");
  CHECK(names({dir.path().string()}) == Names{"a/b/y.csv", "a/x.csv"});
}

TEST_CASE("data.file_paths: files of other kinds beside the usual ones are named") {
  const TempDir dir;
  for (const char* name : {"a.csv", "b.csv"}) write_file(dir / name, "x");
  CHECK(find_files({dir.path().string()})[0].note.empty());
  for (const char* name : {"c.xlsx", "d.parquet", "e.txt", "f.nda"}) write_file(dir / name, "x");
  const auto found = find_files({dir.path().string()});
  REQUIRE(found.size() == 2);
  CHECK_THAT(found[0].note, contains("4 files of other kinds are not read") && contains("c.xlsx"));
  CHECK(found[1].note.empty());
}

TEST_CASE("data.file_paths: what is missing") {
  const TempDir dir;
  std::filesystem::create_directory(dir / "empty");
  CHECK_THAT(refused(ErrorCode::not_found, [] { find_files({"no/such.csv"}); }),
             contains("no/such.csv"));
  refused(ErrorCode::not_found, [&] { find_files({(dir / "*.csv").string()}); });
  CHECK_THAT(refused(ErrorCode::data, [&] { find_files({(dir / "empty").string()}); }),
             contains("without a .csv"));
}

// The superuser may read everything: what nobody can look at is a link to a name that is too long.
TEST_CASE("data.file_paths: what cannot be looked at is an error, never nothing") {
  const TempDir dir;
  write_file(dir / "drives/train/a.csv", "x");
  const std::filesystem::path far(std::string(300, 'x'));
  std::filesystem::create_symlink(far, dir / "drives/train/far.csv");
  CHECK_THAT(refused(ErrorCode::io, [&] { find_files({(dir / "drives/train").string()}); }),
             contains("drives/train/far.csv: cannot be looked at, got \"File name too long\""));
  std::filesystem::remove(dir / "drives/train/far.csv");
  std::filesystem::create_symlink("circle.csv", dir / "drives/train/circle.csv");
  std::filesystem::create_symlink("nothing.csv", dir / "drives/train/dangling.csv");
  CHECK(names({(dir / "drives/train").string()}) == Names{"a.csv"});
  CHECK(data_folder((dir / "drives").string()).test.empty());
  std::filesystem::create_symlink(far, dir / "drives/test");
  CHECK_THAT(refused(ErrorCode::io, [&] { data_folder((dir / "drives").string()); }),
             contains("drives/test: cannot be looked at"));
}
