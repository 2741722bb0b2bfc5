#include "base/path_status.hpp"

#include <system_error>

#include "lstmtrain/error.hpp"

namespace lstmtrain {

std::filesystem::file_status path_status(const std::filesystem::path& path) {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() != fs::file_type::none) return status;
  if (error == std::errc::too_many_symbolic_link_levels)
    return fs::file_status(fs::file_type::not_found);
  throw Error(ErrorCode::io, path.string() + ": cannot be looked at, got \"" + error.message() +
                                 "\". Hint: check its rights, those of its folder, and the disk.");
}

}  // namespace lstmtrain
