// Stage 1: from what the user named - files, folders, globs - to the files that are read.
#pragma once

#include <string>
#include <vector>

namespace lstmtrain {

struct FoundFile {
  std::string path;       // to open
  std::string name;       // to show: relative to the folder that was named, '/' separated
  std::string note = {};  // a line for the user, of the first file of a folder: what is not read
};

// Folders are searched recursively, for files of the formats in table_reader.hpp; what a folder or
// glob yields is sorted; a file found twice is read once; names are unique. Throws not_found for a
// path or glob that matches nothing, data for a folder without such a file, io for one that cannot
// be searched.
std::vector<FoundFile> find_files(const std::vector<std::string>& paths);

}  // namespace lstmtrain
