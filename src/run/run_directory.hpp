// The folder of a run and the names in it. An earlier run is never overwritten unasked, and when it
// is asked for, only files that a run writes are removed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "files/held_folder.hpp"
#include "files/run_files.hpp"
#include "lstmtrain/run.hpp"

namespace lstmtrain::run {

class RunDirectory {
 public:
  // Refuses a path that is no folder and, for EarlierRun::refuse, a folder that holds a run;
  // creates and changes nothing. Throws cannot_create, and config for a value that is none.
  static void check(const std::string& path, EarlierRun earlier);

  // Throws cannot_create where no folder could be made, or no file in it: a file is made in the
  // nearest folder that there is, and removed.
  static void prove(const std::string& path);

  // A file of the run that the folder holds; "" when it holds none.
  static std::string earlier_file(const std::string& path);

  // Whether a killed run left half-written files.
  static bool has_temporaries(const std::string& path);

  // Creates the folder, locks it for this process (a dead one's lock is gone with it), removes what
  // a killed run left half-written and, for EarlierRun::replace, the whole earlier run; proves that
  // a file can be written. Throws cannot_create.
  // Held by its descriptor: what is written goes into this folder wherever it is renamed to. Where
  // the file system has no locks, `lock` false does without.
  RunDirectory(const std::string& path, EarlierRun earlier, bool lock = true);
  RunDirectory(const RunDirectory&) = delete;
  RunDirectory& operator=(const RunDirectory&) = delete;

  const std::string& path() const { return path_; }
  // Where it is now; path() where it was removed.
  std::string where() const;
  // Looks whether the folder was renamed, or removed: then it is made again, if nothing else stands
  // at its path. A line for the user where that is new.
  std::string follow();
  std::string resolved() const { return file(files::kSettingsFile); }
  std::string model() const { return file(files::kModelFile); }
  std::string metrics_csv() const { return file(files::kMetricsTable); }
  std::string metrics_jsonl() const { return file(files::kMetricsLog); }
  std::string results() const { return file(files::kResultsFile); }
  // Made when it is asked for.
  std::string predictions_folder() const;

 private:
  std::string file(const char* name) const { return files::path_in(path_, name); }

  void lock() const;

  const std::string path_;
  const bool locked_;
  std::optional<files::HeldFolder> held_;
  std::string last_;  // where it was when it was looked for
};

// "a/b.csv" -> "a_b.csv"; names that would meet get "-2", "-3", ...; of a name that is too long for
// a file system its beginning and a checksum. Order is kept; every result ends in .csv and none
// leaves its folder.
std::vector<std::string> flat_names(const std::vector<std::string>& names);

}  // namespace lstmtrain::run
