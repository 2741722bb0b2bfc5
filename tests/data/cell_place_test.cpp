#include "data/cell_place.hpp"

#include <cmath>

#include "lstmtrain/memory_data.hpp"
#include "support/catch.hpp"
#include "support/series.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

TEST_CASE(
    "data.cell_place: a row by its file as it was opened and its line, a cell by its column") {
  Dataset data = low_pass_data({20});
  data.files[0].path = "drives/train/a.csv";
  data.files[0].name = "a.csv";
  data.files[0].values[2 * 7 + 1] = INFINITY;
  CHECK(row_place(data.files[0], 7) == "drives/train/a.csv:9");  // the header is line 1
  CHECK(cell_text(data, 0, 7, 1) == "column \"y\" = inf");
  data.files[0].path = "";
  CHECK(row_place(data.files[0], 7) == "a.csv:9");
}

TEST_CASE("data.cell_place: of a series in memory its name and its row") {
  const std::vector<double> x(60, 1.0), y(60, 2.0), z(60, 3.0);
  MemoryData memory;
  memory.train = {{"", {{"x", std::span(x)}, {"y", std::span(y)}}, {}}};
  memory.val = {{"winter", {{"x", std::span(x)}, {"y", std::span(z)}}, {}}};
  const Dataset data = dataset_from_memory(small_run(false), memory);
  CHECK(row_place(data.files[0], 6) == "train[0]:7");
  CHECK(row_place(data.files[1], 0) == "winter:1");
}
