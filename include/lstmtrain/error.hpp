// The one table of error codes: code -> name -> exit status -> meaning.
// Every fault of what the library was given, or of the machine, is thrown as Error. The program
// lstmtrain catches it once, at its end; a program of one's own does so where it sees fit: the
// library keeps no half-done state behind.
#pragma once

#include <span>
#include <stdexcept>
#include <string>

namespace lstmtrain {

enum class ErrorCode {
  above_limit,    // a model errs more than was allowed
  diverged,       // training ended early: too many skipped steps, or parameters not finite
  usage,          // wrong words on the command line
  data,           // cells, columns or files that cannot be used, or a bad model file
  not_found,      // a path that does not exist
  internal,       // a fault of lstmtrain itself
  cannot_create,  // output cannot be created, exists or is locked
  io,             // reading or writing failed, or the disk is full
  config,         // malformed or contradictory settings; arguments that do not fit together
};

struct ErrorKind {
  ErrorCode code;
  const char* name;
  int exit_status;
  const char* meaning;
};

// All codes, in the order of their exit status.
std::span<const ErrorKind> error_table();

// The process exit status of `code`, as error_table() states it; that of `internal` for no code.
int exit_status(ErrorCode code);

// A value, as std::runtime_error is. A fault with the wording that the user sees: "where: what, got
// X, expected Y. Hint: do Z".
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  ErrorCode code() const { return code_; }

 private:
  ErrorCode code_;
};

}  // namespace lstmtrain
