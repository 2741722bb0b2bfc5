#include "base/caught.hpp"

#include <filesystem>
#include <ios>
#include <new>
#include <string>

namespace lstmtrain {

Error caught(const std::exception& exception) {
  const std::exception* const any = &exception;
  if (const auto* error = dynamic_cast<const Error*>(any)) return *error;
  if (dynamic_cast<const std::bad_alloc*>(any) != nullptr ||
      dynamic_cast<const std::length_error*>(any) != nullptr)
    return {ErrorCode::config,
            "memory: not enough of it. Hint: --dry-run states what a run needs; lower BATCH_SIZE, "
            "TBPTT_HISTORY or RNN_LAYER_SIZES."};
  if (const auto* error = dynamic_cast<const std::filesystem::filesystem_error*>(any))
    return {ErrorCode::io, error->path1().string() + ": the file system refuses it, got \"" +
                               error->code().message() +
                               "\", expected a path that can be used. Hint: check its rights and "
                               "the disk."};
  if (const auto* error = dynamic_cast<const std::ios_base::failure*>(any))
    return {ErrorCode::io,
            std::string("a stream failed, got \"") + error->what() + "\". Hint: is the disk full?"};
  return {ErrorCode::internal, std::string("internal: ") + exception.what() +
                                   ". Hint: please report this with the command that led to it."};
}

}  // namespace lstmtrain
