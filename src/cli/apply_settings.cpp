#include "cli/apply_settings.hpp"

#include <filesystem>

#include "files/atomic_file.hpp"
#include "settings/edit.hpp"

namespace lstmtrain::cli {

void apply_settings(const std::string& path, const std::string& base,
                    const std::vector<std::pair<std::string, std::string>>& settings) {
  const std::string from = std::filesystem::exists(path) ? path : base;
  files::write_file_atomically(
      path,
      settings::with_settings(from.empty() ? "" : files::read_text_file(from), from, settings));
}

}  // namespace lstmtrain::cli
