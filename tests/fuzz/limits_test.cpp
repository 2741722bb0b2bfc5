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
  const std::pair<const char*, std::uint64_t> limits_of[] = {
      {"bytes of a line", kMaxLine},
      {"columns of the header", kMaxColumns},
      {"rows of a file", kMaxRows},
      {"bytes of the file", text::kMaxSettings},
      {"bytes of the file", files::kMaxTensorFile},
      {"nesting of arrays and objects", text::kMaxJsonDepth},
      {"nesting of JSON in it", text::kMaxJsonDepth},
      {"keys of an object", text::kMaxJsonKeys},
      {"values listed for a key", text::kMaxValues},
      {"combinations of a grid", settings::kMostPoints},
      {"bytes of its header", files::kMaxHeader},
      {"bytes of a tensor's name", files::kMaxName},
      {"axes of a tensor", files::kMaxAxes},
      {"layers", limits::kMostLayers},
      {"units of a layer", limits::kMostUnits},
      {"inputs, or outputs", limits::kMostColumns},
  };
  for (const auto& [what, most] : limits_of) {
    INFO(what << " " << most);
    CHECK(page.find(" | " + std::string(what) + " | " + std::to_string(most) + " |\n") !=
          page.npos);
  }
}
