// libmatio, loaded when the first MATLAB file is read: it brings HDF5, which brings 30 libraries of
// network and cryptography.
#pragma once

#include <matio.h>

#include <string>

namespace lstmtrain::mat {

// Its functions under their own names, less "Mat_".
struct Matio {
  decltype(&Mat_LogInitFunc) LogInitFunc = nullptr;
  decltype(&Mat_Open) Open = nullptr;
  decltype(&Mat_Close) Close = nullptr;
  decltype(&Mat_VarReadNext) VarReadNext = nullptr;
  decltype(&Mat_VarFree) VarFree = nullptr;
  decltype(&Mat_VarGetCell) VarGetCell = nullptr;
  decltype(&Mat_VarGetNumberOfFields) VarGetNumberOfFields = nullptr;
  decltype(&Mat_VarGetStructFieldnames) VarGetStructFieldnames = nullptr;
  decltype(&Mat_VarGetStructFieldByIndex) VarGetStructFieldByIndex = nullptr;
};

// Throws data where `path` cannot be read since the library is not here.
const Matio& matio_for(const std::string& path);

// Of a library that is loaded: a variable is there.
const Matio& matio();

}  // namespace lstmtrain::mat
