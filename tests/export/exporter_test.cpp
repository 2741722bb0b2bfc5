#include "export/exporter.hpp"

#include "lstmtrain/error.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

using namespace lstmtrain;
using namespace lstmtrain::exporting;
using lstmtrain::test::contains;
using lstmtrain::test::TempDir;
using lstmtrain::test::write_file;

namespace {

const std::string kGolden = LSTMTRAIN_SOURCE_DIR "/tests/golden/model_v1.safetensors";

}  // namespace

TEST_CASE("export.exporter: a form is found by its name, an unknown one names the known") {
  REQUIRE_FALSE(exporters().empty());
  for (const Exporter& exporter : exporters()) CHECK(&find_exporter(exporter.name) == &exporter);
  for (const Exporter& exporter : exporters())
    CHECK_THROWS_WITH(find_exporter("tflite"), contains("tflite") && contains(exporter.name));
}

TEST_CASE("export.exporter: torch writes the model that is read back equal") {
  const TempDir dir;
  const Model model = load_model(kGolden);
  const auto paths = export_model(find_exporter("torch"), model, dir / "new/folder", "cell");
  REQUIRE(paths == std::vector<std::string>{dir / "new/folder/cell.safetensors"});
  const Model read = load_model(paths[0]);
  CHECK(read.params == model.params);
  CHECK(read.features == model.features);
  CHECK(read.scaler.scale == model.scaler.scale);
}

TEST_CASE("export.exporter: a folder that cannot be made is said, and nothing is written") {
  const TempDir dir;
  write_file(dir / "taken", "a file");
  const Model model = load_model(kGolden);
  CHECK_THROWS_WITH(export_model(find_exporter("torch"), model, dir / "taken/below", "cell"),
                    contains("taken/below"));
}

TEST_CASE("export.exporter: a model that cannot be expressed leaves no folder behind") {
  const TempDir dir;
  Model model = load_model(kGolden);
  model.params.pop_back();
  CHECK_THROWS_AS(export_model(find_exporter("torch"), model, dir / "none", "cell"), Error);
  CHECK_FALSE(std::filesystem::exists(dir / "none"));
}
