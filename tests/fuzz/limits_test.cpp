// docs/reliability.md states the limits that the readers have.
#include "data/csv_limits.hpp"
#include "io/hyperparams_rules.hpp"
#include "io/json_limits.hpp"
#include "io/safetensors.hpp"
#include "io/safetensors_layout.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

using namespace lstmtrain;

TEST_CASE("fuzz.limits: the page for users states each limit as it is") {
  const std::string page = test::read_file(LSTMTRAIN_SOURCE_DIR "/docs/reliability.md");
  const auto states = [&](const std::string& what, std::uint64_t most) {
    INFO(what << " " << most);
    CHECK(page.find(" | " + what + " | " + std::to_string(most) + " |\n") != page.npos);
  };
  states("bytes of a line", kMaxLine);
  states("columns of the header", kMaxColumns);
  states("rows of a file", kMaxRows);
  states("bytes of the file", io::kMaxSettings);
  states("bytes of the file", io::kMaxTensorFile);
  states("nesting of arrays and objects", io::kMaxJsonDepth);
  states("nesting of JSON in it", io::kMaxJsonDepth);
  states("keys of an object", io::kMaxJsonKeys);
  states("values listed for a key", io::kMaxValues);
  states("combinations of a grid", io::kMostPoints);
  states("bytes of its header", io::kMaxHeader);
  states("bytes of a tensor's name", io::kMaxName);
  states("axes of a tensor", io::kMaxAxes);
}
