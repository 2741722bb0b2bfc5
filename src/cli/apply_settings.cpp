#include "cli/apply_settings.hpp"

#include <filesystem>

#include "files/atomic_file.hpp"
#include "settings/edit.hpp"
#include "settings/settings.hpp"

namespace lstmtrain::cli {
namespace {

// Of VEstim's job folder all that it says, in one file.
std::string text_of(const std::string& path) {
  if (path.empty()) return "";
  if (std::filesystem::is_directory(path))
    return settings::sweep_json(settings::load_settings(path, {}, true));
  return files::read_text_file(path);
}

}  // namespace

void apply_settings(const std::string& path, const std::string& base,
                    const std::vector<std::pair<std::string, std::string>>& settings) {
  const std::string from = std::filesystem::exists(path) ? path : base;
  files::write_file_atomically(path, settings::with_settings(text_of(from), from, settings));
}

}  // namespace lstmtrain::cli
