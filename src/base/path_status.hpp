// What stands at a path, where "cannot be told" is not taken for "nothing".
#pragma once

#include <filesystem>

namespace lstmtrain {

// A link counts as what it leads to; one that leads to nothing, or to itself, is nothing.
// Throws io: the file system does not tell (rights, a broken disk, a name that is too long for it).
std::filesystem::file_status path_status(const std::filesystem::path& path);

}  // namespace lstmtrain
