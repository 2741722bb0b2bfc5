// What is said when something is refused.
#pragma once

#include <string>

#include "lstmtrain/error.hpp"
#include "support/catch.hpp"

namespace lstmtrain::test {

// The message of the Error with `code` that `step` throws; "" when it throws none.
template <class Step>
std::string refusal_of(ErrorCode code, Step step) {
  try {
    step();
  } catch (const Error& error) {
    CHECK(exit_status(error.code()) == exit_status(code));
    return error.what();
  }
  return "";
}

// The same, and a failure when nothing is thrown.
template <class Step>
std::string refused(ErrorCode code, Step step) {
  const std::string message = refusal_of(code, step);
  if (message.empty()) FAIL("nothing was refused");
  return message;
}

}  // namespace lstmtrain::test
