#include "data/mat/matio.hpp"

#include "base/shared_library.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain::mat {
namespace {

struct Loaded {
  Matio functions;
  std::string error;  // "": all are there
};

Loaded load() {
  const SharedLibrary library(LSTMTRAIN_MATIO_LIBRARY);
  Loaded loaded{{}, library.error()};
  const auto find = [&](const char* name, auto& function) {
    if (!library.find(name, function) && loaded.error.empty())
      loaded.error = std::string(LSTMTRAIN_MATIO_LIBRARY) + ": has no " + name;
  };
  Matio& f = loaded.functions;
  find("Mat_LogInitFunc", f.LogInitFunc);
  find("Mat_Open", f.Open);
  find("Mat_Close", f.Close);
  find("Mat_VarReadNext", f.VarReadNext);
  find("Mat_VarFree", f.VarFree);
  find("Mat_VarGetCell", f.VarGetCell);
  find("Mat_VarGetNumberOfFields", f.VarGetNumberOfFields);
  find("Mat_VarGetStructFieldnames", f.VarGetStructFieldnames);
  find("Mat_VarGetStructFieldByIndex", f.VarGetStructFieldByIndex);
  return loaded;
}

const Loaded& loaded_matio() {
  static const Loaded loaded = load();
  return loaded;
}

}  // namespace

const Matio& matio_for(const std::string& path) {
  if (const std::string& error = loaded_matio().error; !error.empty())
    throw Error(ErrorCode::data,
                path + ": a MATLAB file needs libmatio, which cannot be loaded (" + error +
                    "), expected the library or .csv. Hint: sudo apt-get install " +
                    LSTMTRAIN_MATIO_PACKAGE +
                    "; or in MATLAB: s = load('f.mat'); writetable(struct2table(s.meas), 'f.csv'), "
                    "where meas is the struct of equally long vectors.");
  return matio();
}

const Matio& matio() { return loaded_matio().functions; }

}  // namespace lstmtrain::mat
