#include "base/shared_library.hpp"

#include <dlfcn.h>

namespace lstmtrain {

#ifdef LSTMTRAIN_STATIC

// A program without a dynamic loader has none of the C library's either.
SharedLibrary::SharedLibrary(const char* name)
    : error_(std::string(name) + ": this program is linked statically and loads no library") {}

void* SharedLibrary::address(const char*) const { return nullptr; }

#else

SharedLibrary::SharedLibrary(const char* name) : handle_(dlopen(name, RTLD_NOW | RTLD_LOCAL)) {
  if (handle_ != nullptr) return;
  const char* const what = dlerror();
  error_ = what != nullptr ? what : name;
}

void* SharedLibrary::address(const char* name) const {
  return handle_ == nullptr ? nullptr : dlsym(handle_, name);
}

#endif

}  // namespace lstmtrain
