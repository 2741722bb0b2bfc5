#include "lstmtrain/version.hpp"

#include <string>

#include "support/catch.hpp"

TEST_CASE("base.version: the macros, the text and the build say the same") {
  const std::string from_parts = std::to_string(LSTMTRAIN_VERSION_MAJOR) + "." +
                                 std::to_string(LSTMTRAIN_VERSION_MINOR) + "." +
                                 std::to_string(LSTMTRAIN_VERSION_PATCH);
  CHECK(from_parts == LSTMTRAIN_VERSION_STRING);
  CHECK(lstmtrain::version() == from_parts);
  CHECK(from_parts == LSTMTRAIN_PROJECT_VERSION);  // what CMake packages
}
