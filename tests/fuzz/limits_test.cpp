// docs/reliability.md states the limits that the readers have.
#include "data/csv/limits.hpp"

#include "base/limits.hpp"
#include "base/text/json_limits.hpp"
#include "files/tensors/safetensors.hpp"
#include "files/tensors/safetensors_layout.hpp"
#include "settings/rules.hpp"
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
  states("bytes of the file", text::kMaxSettings);
  states("bytes of the file", files::kMaxTensorFile);
  states("nesting of arrays and objects", text::kMaxJsonDepth);
  states("nesting of JSON in it", text::kMaxJsonDepth);
  states("keys of an object", text::kMaxJsonKeys);
  states("values listed for a key", text::kMaxValues);
  states("combinations of a grid", settings::kMostPoints);
  states("bytes of its header", files::kMaxHeader);
  states("bytes of a tensor's name", files::kMaxName);
  states("axes of a tensor", files::kMaxAxes);
  states("layers", limits::kMostLayers);
  states("units of a layer", limits::kMostUnits);
  states("inputs, or outputs", limits::kMostColumns);
}
