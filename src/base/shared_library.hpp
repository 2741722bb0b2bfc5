// A library of the system that only some runs need: loaded at first use, so that no other run pays
// for it or lacks it.
#pragma once

#include <string>

namespace lstmtrain {

class SharedLibrary {
 public:
  // By its file's name as the dynamic loader takes it, such as "libmatio.so.11". Stays loaded.
  explicit SharedLibrary(const char* name);

  // What the loader says; "" where it is loaded.
  const std::string& error() const { return error_; }

  // Sets `function` to the library's of that name; false, and nothing set, where it has none.
  template <class Function>
  bool find(const char* name, Function*& function) const {
    void* const found = address(name);
    if (found == nullptr) return false;
    function = reinterpret_cast<Function*>(found);
    return true;
  }

 private:
  void* address(const char* name) const;

  void* handle_ = nullptr;
  std::string error_;
};

}  // namespace lstmtrain
