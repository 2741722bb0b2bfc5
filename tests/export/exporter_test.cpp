#include "export/exporter.hpp"

#include <filesystem>

#include "lstmtrain/error.hpp"
#include "lstmtrain/predictor.hpp"
#include "support/catch.hpp"
#include "support/random_model.hpp"
#include "support/temp_dir.hpp"

using namespace lstmtrain;
using namespace lstmtrain::exporting;
using lstmtrain::test::contains;
using lstmtrain::test::random_model;
using lstmtrain::test::read_file;
using lstmtrain::test::TempDir;
using lstmtrain::test::write_file;

namespace fs = std::filesystem;

namespace {

const std::string kGolden = LSTMTRAIN_SOURCE_DIR "/tests/golden/model_v1.safetensors";

std::size_t entries(const std::string& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

}  // namespace

TEST_CASE("export.exporter: a form is found by its name, an unknown one names the known") {
  REQUIRE_FALSE(exporters().empty());
  for (const Exporter& exporter : exporters()) {
    CHECK(&find_exporter(exporter.name) == &exporter);
    CHECK_THROWS_WITH(find_exporter("tflite"), contains("tflite") && contains(exporter.name));
  }
}

TEST_CASE("export.exporter: the name of a target is a C identifier") {
  CHECK(name_of_target("Voltage") == "voltage");
  CHECK(name_of_target("Cell Voltage [V]") == "cell_voltage");
  CHECK(name_of_target("Tamb (degC)") == "tamb");
  CHECK(name_of_target("U/V") == "u");
  CHECK(name_of_target("2nd cell") == "model2nd_cell");
  CHECK(name_of_target("double") == "modeldouble");
  CHECK(name_of_target("Spannung \xC3\xBC") == "spannung");
  CHECK(name_of_target("[V]") == "model");
  for (const char* wrong : {"", "1a", "a-b", "a b", "int", "class", "\xC3\xBC"})
    CHECK_THROWS_WITH(require_name(wrong), contains("--name") && contains("C identifier"));
  CHECK_NOTHROW(require_name("cell_2_voltage"));
}

TEST_CASE("export.exporter: files are there all together") {
  const TempDir dir;
  const std::vector<ExportedFile> files = {text_file("a.txt", "one"),
                                           text_file("below/b.txt", "two")};
  const auto paths = write_export(dir / "new/folder", files, false);
  CHECK(paths ==
        std::vector<std::string>{dir / "new/folder/a.txt", dir / "new/folder/below/b.txt"});
  CHECK(read_file(paths[1]) == "two");
  CHECK(entries(dir / "new") == 1);  // nothing beside it

  CHECK_THROWS_WITH(write_export(dir / "new/folder/", files, false), contains("exists already"));
  write_file(dir / "new/folder/mine.txt", "kept");
  CHECK_NOTHROW(write_export(dir / "new/folder", {text_file("a.txt", "three")}, true));
  CHECK(read_file(paths[0]) == "three");
  CHECK(read_file(dir / "new/folder/mine.txt") == "kept");
}

TEST_CASE("export.exporter: a folder that cannot be made leaves nothing behind") {
  const TempDir dir;
  write_file(dir / "taken", "a file");
  CHECK_THROWS_WITH(write_export(dir / "taken/below", {text_file("a", "")}, false),
                    contains("taken"));
  // The second file wants a folder where the first one is a file.
  CHECK_THROWS_AS(write_export(dir / "half", {text_file("a", "x"), text_file("a/b", "y")}, false),
                  Error);
  CHECK(entries(dir.path()) == 1);
}

TEST_CASE("export.exporter: torch folds the scaler into the first and the last layer") {
  const Model model = random_model({Cell::lstm, 2, {5}, 1, LayerNorm::none, 0, OutputFilter::none});
  const TempDir dir;
  const Hyperparams settings;
  const Exported made =
      find_exporter("torch").make({.model = model, .settings = settings, .name = "cell"});
  const auto paths = write_export((dir / "out").string(), made.files, false);
  REQUIRE(paths.size() == 2);
  // The same numbers without a scaler.
  Predictor plain(model), folded(load_model(paths[0]));
  CHECK(folded.model().scaler.offset == std::vector<double>{0, 0, 0});
  CHECK(folded.model().scaler.scale == std::vector<double>{1, 1, 1});
  std::vector<float> y(1), expected(1);
  for (int row = 0; row < 50; ++row) {
    const std::vector<float> x = {1.0F + 0.04F * static_cast<float>(row),
                                  2.0F + 0.05F * static_cast<float>(row % 9)};
    REQUIRE(folded.step(std::span<const float>(x), y));
    REQUIRE(plain.step(std::span<const float>(x), expected));
    CHECK(y[0] == Approx(expected[0]).epsilon(2e-6));
  }
}

TEST_CASE("export.exporter: a model that is not whole is refused") {
  Model model = load_model(kGolden);
  model.params.pop_back();
  const Hyperparams settings;
  for (const Exporter& exporter : exporters())
    CHECK_THROWS_AS(exporter.make({.model = model, .settings = settings, .name = "cell"}), Error);
}
