#include "data/file_paths.hpp"

#include <glob.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <set>
#include <system_error>

#include "base/path_status.hpp"
#include "base/text/quantity.hpp"
#include "base/text/words.hpp"
#include "data/table_reader.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain {
namespace {

namespace fs = std::filesystem;

// Not the hidden files that editors and macOS leave.
Searched searched(const fs::path& file) {
  const TableFormat* format = format_of(file.string());
  const bool hidden = file.filename().string().starts_with('.');
  return format == nullptr || hidden ? Searched::never : format->searched;
}

// ".csv or .tsv"
std::string usual_extensions() {
  std::vector<std::string> names;
  for (const TableFormat& format : table_formats())
    for (const std::string_view extension : format.extensions)
      if (format.searched == Searched::always && !extension.empty()) names.emplace_back(extension);
  return text::joined(names, " or ");
}

[[noreturn]] void cannot_be_searched(const std::string& path, std::error_code error) {
  throw Error(ErrorCode::io,
              path + ": cannot be searched, got \"" + error.message() +
                  "\". Hint: check its rights, those of the folders in it, and the disk.");
}

// The folders from the searched one down to the present one, as they really are: a link to one of
// them would be followed for ever.
class Above {
 public:
  explicit Above(const fs::path& folder) : folders_{real(folder)} {}

  bool enter(const fs::path& folder, int depth) {
    folders_.resize(static_cast<std::size_t>(depth) + 1);
    const fs::path place = real(folder);
    if (std::find(folders_.begin(), folders_.end(), place) != folders_.end()) return false;
    folders_.push_back(place);
    return true;
  }

 private:
  static fs::path real(const fs::path& folder) {
    std::error_code error;
    const fs::path place = fs::weakly_canonical(folder, error);
    if (error) cannot_be_searched(folder.string(), error);
    return place;
  }
  std::vector<fs::path> folders_;
};

// "drives: 2 files of other kinds are not read: b.xlsx, notes.txt. ..."
std::string passed_over_note(const fs::path& folder, const std::vector<FoundFile>& files) {
  constexpr std::size_t kNamed = 3;
  if (files.empty()) return "";
  std::vector<std::string> names;
  for (std::size_t i = 0; i < files.size() && i < kNamed; ++i)
    names.push_back(text::printable(files[i].name));
  if (files.size() > kNamed) names.emplace_back("...");
  return folder.string() + ": " + text::counted(files.size(), "file") + " of other kinds " +
         (files.size() == 1 ? "is" : "are") + " not read beside its " + usual_extensions() +
         " files: " + text::joined(names) +
         ". Hint: name a file to have it read, or to be told how to convert it.";
}

std::vector<FoundFile> in_folder(const fs::path& folder) {
  std::array<std::vector<FoundFile>, 3> by_rank;  // Searched always, otherwise, last
  std::error_code error;
  auto it = fs::recursive_directory_iterator(
      folder, fs::directory_options::follow_directory_symlink, error);
  Above above(folder);
  for (; !error && it != fs::recursive_directory_iterator(); it.increment(error)) {
    const fs::file_status status = path_status(it->path());
    if (fs::is_directory(status) && !above.enter(it->path(), it.depth()))
      it.disable_recursion_pending();
    if (!fs::is_regular_file(status) || searched(it->path()) == Searched::never) continue;
    by_rank.at(static_cast<std::size_t>(searched(it->path())))
        .push_back({it->path().string(), it->path().lexically_relative(folder).generic_string()});
  }
  std::vector<FoundFile> found, passed_over;
  for (std::vector<FoundFile>& files : by_rank) {
    std::vector<FoundFile>& to = found.empty() ? found : passed_over;
    to.insert(to.end(), files.begin(), files.end());
  }
  if (error) cannot_be_searched(folder.string(), error);
  if (found.empty())
    throw Error(ErrorCode::data,
                folder.string() + ": no data, got a folder without a " + usual_extensions() +
                    " file, expected one at least. Hint: name the folder that holds the files, or "
                    "the files.");
  std::sort(found.begin(), found.end(),
            [](const FoundFile& a, const FoundFile& b) { return a.name < b.name; });
  found.front().note = passed_over_note(folder, passed_over);
  return found;
}

std::vector<FoundFile> by_glob(const std::string& pattern) {
  std::vector<FoundFile> found;
  glob_t matches{};
  // glob itself would sort as the locale does.
  const int outcome = glob(pattern.c_str(), GLOB_NOSORT | GLOB_ERR, nullptr, &matches);
  const int error = errno;
  if (outcome == GLOB_ABORTED && error != ENOENT) {
    globfree(&matches);
    cannot_be_searched(pattern, {error, std::generic_category()});
  }
  if (outcome == 0)
    for (std::size_t i = 0; i < matches.gl_pathc; ++i)
      if (std::error_code no; fs::is_regular_file(matches.gl_pathv[i], no)) {
        const fs::path path = matches.gl_pathv[i];
        found.push_back({path.string(), path.filename().string()});
      }
  globfree(&matches);
  std::sort(found.begin(), found.end(),
            [](const FoundFile& a, const FoundFile& b) { return a.path < b.path; });
  return found;
}

std::vector<FoundFile> by_name(const std::string& path) {
  const fs::file_status status = path_status(path);
  if (fs::is_directory(status)) return in_folder(path);
  if (fs::exists(status)) return {{path, fs::path(path).filename().string()}};
  std::vector<FoundFile> found = by_glob(path);
  if (found.empty())
    throw Error(ErrorCode::not_found,
                path + ": no such file, folder or glob match. Hint: check the path.");
  return found;
}

// The shortest end of the path that no other file is shown as: "b/x.csv" beside "x.csv".
std::string free_name(const fs::path& canonical, const std::set<std::string>& taken) {
  fs::path name = canonical.filename();
  for (fs::path folder = canonical.parent_path();
       taken.count(name.generic_string()) > 0 && folder.has_filename();
       folder = folder.parent_path())
    name = folder.filename() / name;
  return name.generic_string();
}

}  // namespace

std::vector<FoundFile> find_files(const std::vector<std::string>& paths) {
  std::vector<FoundFile> all;
  std::set<std::string> seen, names;
  for (const std::string& path : paths)
    for (FoundFile& file : by_name(path)) {
      std::error_code error;
      fs::path canonical = fs::weakly_canonical(file.path, error);
      if (error) canonical = file.path;
      if (!seen.insert(canonical.string()).second) continue;
      if (names.count(file.name) > 0) file.name = free_name(canonical, names);
      names.insert(file.name);
      all.push_back(std::move(file));
    }
  return all;
}

}  // namespace lstmtrain
