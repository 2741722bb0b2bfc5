#include "run/run_directory.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>
#include <span>

#include "base/arguments.hpp"
#include "base/checksum.hpp"
#include "base/path_status.hpp"
#include "files/atomic_file.hpp"
#include "files/checkpoint_store.hpp"
#include "files/file_system.hpp"
#include "files/predictions_csv.hpp"
#include "lstmtrain/error.hpp"
#include "run/event_file.hpp"

namespace lstmtrain::run {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestStem = 180;  // of a file of predictions, in bytes

constexpr const char* kRunFiles[] = {
    files::kSettingsFile, files::kModelFile,    files::kMetricsTable,     files::kMetricsLog,
    files::kResultsFile,  files::kSweepSummary, files::kSweepRepetitions, files::kReportPage};

[[noreturn]] void refuse(const std::string& path, const std::string& what) {
  throw Error(ErrorCode::cannot_create, path + ": " + what);
}

bool is_checkpoint_file(const std::string& name) {
  return files::CheckpointStore::is_checkpoint(name) || files::CheckpointStore::is_corrupt(name);
}

std::vector<std::string> names_in(const fs::path& folder) {
  return files::FileSystem::posix().list(folder.string());
}

// The files of an earlier run: those of fixed names, checkpoints, and predictions that start as
// ours do.
std::vector<fs::path> run_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (const char* name : kRunFiles) {
    if (fs::exists(path_status(folder / name))) files.push_back(folder / name);
  }
  for (const std::string& name : names_in(folder))
    if (is_checkpoint_file(name) || is_event_file(name)) files.push_back(folder / name);
  for (const std::string& name : names_in(folder / files::kTestPredictions)) {
    const fs::path path = folder / files::kTestPredictions / name;
    if (path.extension() != ".csv" || !fs::is_regular_file(path, error)) continue;  // a pipe blocks
    std::ifstream in(path);
    std::string first;
    if (std::getline(in, first) && files::is_predictions_header(first)) files.push_back(path);
  }
  return files;
}

void remove_run(const fs::path& folder) {
  std::error_code error;
  for (const std::string& name : names_in(folder / files::kRunsFolder)) {  // of a sweep
    const fs::path run = folder / files::kRunsFolder / name;
    if (fs::is_symlink(run, error)) continue;  // what it leads to is not of this sweep
    remove_run(run);
    fs::remove(run, error);
  }
  fs::remove(folder / files::kRunsFolder, error);
  for (const fs::path& file : run_files(folder)) {
    if (!fs::remove(file, error) && error) {
      refuse(file.string(), "the earlier run cannot be removed, got \"" + error.message() +
                                "\", expected a file that can. Hint: give another folder.");
    }
  }
  fs::remove(folder / files::kTestPredictions, error);  // stays when it holds something else
  fs::remove((folder / files::kTestPredictions).parent_path(), error);
}

// What a process that was killed while writing left behind.
std::vector<fs::path> temporaries(const fs::path& folder) {
  std::vector<fs::path> left;
  for (const std::string& name : names_in(folder)) {
    const std::string target = files::temporary_target(name);
    const bool ours =
        std::find(std::begin(kRunFiles), std::end(kRunFiles), target) != std::end(kRunFiles) ||
        files::CheckpointStore::is_checkpoint(target);
    if (ours) left.push_back(folder / name);
  }
  for (const std::string& name : names_in(folder / files::kTestPredictions))
    if (!files::temporary_target(name).empty())
      left.push_back(folder / files::kTestPredictions / name);
  return left;
}

void prove_writable(const fs::path& folder) {
  const std::string probe = (folder / ".lstmtrain-probe").string();
  const int fd = ::open(probe.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0666);
  if (fd < 0) {
    refuse(folder.string(), std::string("no file can be created in it, got \"") +
                                std::strerror(errno) +
                                "\", expected a folder that can be written. Hint: give another "
                                "folder.");
  }
  ::close(fd);
  ::unlink(probe.c_str());
}

// A file system takes 255 bytes: the beginning of a longer name and a CRC-32C of all of it.
std::string shortened(const std::string& stem) {
  Crc32c crc;
  crc.add(std::as_bytes(std::span(stem)));
  return stem.substr(0, kLongestStem) + "-" + std::to_string(crc.value());
}

// "run/" is "run": what stands below it begins with its path.
std::string without_slashes(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

}  // namespace

void RunDirectory::check(const std::string& path, EarlierRun earlier) {
  if (earlier != EarlierRun::refuse && earlier != EarlierRun::replace &&
      earlier != EarlierRun::resume)
    refuse_choice(path, "earlier run", static_cast<int>(earlier));
  const fs::file_status status = path_status(path);
  if (!fs::exists(status)) return;
  if (!fs::is_directory(status)) {
    refuse(path,
           "is not a folder, got a file, expected a folder or nothing. Hint: give another "
           "folder.");
  }
  if (earlier != EarlierRun::refuse) return;
  if (const std::string file = earlier_file(path); !file.empty()) {
    refuse(path, "holds an earlier run, got " + file +
                     ", expected a folder without one. Hint: go on with that run (--resume), "
                     "replace it (--force), or give another folder (--out).");
  }
}

void RunDirectory::prove(const std::string& path) {
  fs::path folder = fs::absolute(path);
  while (!fs::exists(path_status(folder)) && folder.has_relative_path())
    folder = folder.parent_path();
  prove_writable(folder);
}

std::string RunDirectory::earlier_file(const std::string& path) {
  const std::vector<fs::path> files = run_files(path);
  return files.empty() ? "" : files.front().string();
}

bool RunDirectory::has_temporaries(const std::string& path) { return !temporaries(path).empty(); }

RunDirectory::RunDirectory(const std::string& path, EarlierRun earlier, bool lock)
    : path_(without_slashes(path)), locked_(lock), last_(path_) {
  check(path_, earlier);
  std::error_code error;
  fs::create_directories(path_, error);
  if (error) {
    refuse(path_,
           "cannot be created, got \"" + error.message() +
               "\", expected a place where a folder can be made. Hint: give another folder.");
  }
  held_.emplace(path_);
  if (locked_) this->lock();
  prove_writable(path_);
  for (const fs::path& file : temporaries(path_)) fs::remove(file, error);
  if (earlier == EarlierRun::replace) remove_run(path_);
}

// The lock is on the folder itself: it goes where the folder goes.
void RunDirectory::lock() const {
  if (::flock(held_->descriptor(), LOCK_EX | LOCK_NB) == 0) return;
  if (errno == EWOULDBLOCK)
    refuse(path_,
           "is locked, got another lstmtrain that writes into it, expected a folder of its own. "
           "Hint: wait for that run, or give another folder.");
  refuse(path_,
         std::string("cannot be locked, got \"") + std::strerror(errno) +
             "\", expected a file system with locks. Hint: give a folder on another disk, or "
             "--no-lock where no other lstmtrain can write into it.");
}

std::string RunDirectory::where() const {
  const std::string now = held_->where();
  return now.empty() ? path_ : now;
}

std::string RunDirectory::follow() {
  const std::string now = held_->where();
  if (now == last_) return "";
  last_ = now;
  if (!now.empty())
    return path_ + ": the folder of this run was renamed while it trains; it goes on in " + now +
           ".";
  if (!held_->make_again())
    return path_ +
           ": the folder of this run was removed while it trains and cannot be made again. "
           "The training goes on, and its model will be saved beside it.";
  if (locked_) lock();
  last_ = path_;
  return path_ +
         ": the folder of this run was removed while it trains. It was made again; "
         "what it held is lost, what is written from here on is in it.";
}

std::string RunDirectory::predictions_folder() const {
  files::FileSystem& files = files::FileSystem::posix();
  const fs::path folder = fs::path(path_) / files::kTestPredictions;
  files.make_folder(folder.parent_path().string());
  files.make_folder(folder.string());
  return folder.string();
}

std::vector<std::string> flat_names(const std::vector<std::string>& names) {
  std::set<std::string> taken;
  std::vector<std::string> flat;
  for (const std::string& name : names) {
    std::string stem = name;
    std::replace(stem.begin(), stem.end(), '/', '_');
    std::replace(stem.begin(), stem.end(), '\\', '_');
    stem.erase(0, stem.find_first_not_of("._"));
    if (stem.size() >= 4 && stem.compare(stem.size() - 4, 4, ".csv") == 0) {
      stem.resize(stem.size() - 4);
    }
    if (stem.empty()) stem = "file";
    if (stem.size() > kLongestStem) stem = shortened(stem);
    std::string candidate = stem + ".csv";
    for (int i = 2; !taken.insert(candidate).second; ++i) {
      candidate = stem + "-" + std::to_string(i) + ".csv";
    }
    flat.push_back(candidate);
  }
  return flat;
}

}  // namespace lstmtrain::run
