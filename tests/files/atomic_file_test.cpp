#include "files/atomic_file.hpp"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "lstmtrain/error.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;
using files::AtomicFile;

namespace {

std::size_t files_in(const std::filesystem::path& folder) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    count += entry.exists() ? 1 : 0;
  return count;
}

}  // namespace

TEST_CASE("files.atomic_file: what is there stays until the new file is whole") {
  const TempDir dir;
  const std::string path = dir / "p.csv";
  std::ofstream(path) << "old";
  {
    AtomicFile file(path);
    file.write("half of it");
    CHECK(files::read_text_file(path) == "old");
  }
  CHECK(files::read_text_file(path) == "old");
  CHECK(files_in(dir.path()) == 1);
  AtomicFile file(path);
  file.write("all ");
  file.write("of it");
  CHECK(files::read_text_file(path) == "old");
  file.commit();
  CHECK(files::read_text_file(path) == "all of it");
  CHECK(files_in(dir.path()) == 1);
}

TEST_CASE("files.atomic_file: names of 255 bytes, and folders that are not there") {
  const TempDir dir;
  const std::string longest = dir / std::string(255, 'n');
  AtomicFile file(longest);
  file.write("x");
  file.commit();
  CHECK(files::read_text_file(longest) == "x");
  CHECK_THROWS_AS(AtomicFile(dir / "none/p.csv"), Error);
  std::filesystem::create_directory(dir / "folder");
  AtomicFile onto_folder(dir / "folder");
  CHECK_THROWS_AS(onto_folder.commit(), Error);
}

TEST_CASE("files.atomic_file: a pipe is a stream and stays one") {
  const TempDir dir;
  const std::string path = dir / "pipe";
  REQUIRE(mkfifo(path.c_str(), 0600) == 0);
  std::string seen;
  std::thread reader([&] {
    std::ifstream in(path);
    std::getline(in, seen, '\0');
  });
  AtomicFile file(path);
  file.write("row by row");
  file.commit();
  reader.join();
  CHECK(seen == "row by row");
  CHECK(std::filesystem::is_fifo(path));
}
