#include "data/validation_rows.hpp"

#include <cmath>
#include <optional>

#include "data/batches/windows.hpp"
#include "data/cell_place.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain {
namespace {

// The first column whose cell loses the error of the series. An input that is not finite stays in
// the state to the end of the series, or saturates a gate for a row: neither is an error to choose
// a model by. A target that is not finite has no error.
std::optional<std::size_t> spoiling_column(const Hyperparams& hp, const Dataset& data,
                                           const Segment& series, std::size_t row) {
  const SourceFile& file = data.files[series.file];
  const bool fed = row + static_cast<std::size_t>(hp.target_offset) < series.end;
  const bool scored = row >= series.begin + first_scored_row(hp);
  for (std::size_t c = 0; c < data.columns.size(); ++c) {
    const float cell = file.at(row, c);
    if ((c < data.num_features ? fed : scored) && !std::isfinite(cell)) return c;
  }
  return {};
}

// The mean over all rows is finite only if every one is.
void require_finite_cells(const Hyperparams& hp, const Dataset& data) {
  std::size_t rows = 0, all = 0;
  std::string first;
  for (const Segment& series : data.val) {
    if (series.size() <= first_scored_row(hp)) continue;  // no row of it counts
    all += series.size();
    for (std::size_t row = series.begin; row < series.end; ++row) {
      const std::optional<std::size_t> column = spoiling_column(hp, data, series, row);
      if (!column || rows++ > 0) continue;
      first = row_place(data.files[series.file], row) + ", " +
              cell_text(data, series.file, row, *column);
    }
  }
  if (rows == 0) return;
  throw Error(
      ErrorCode::data,
      "validation data: no error would be finite, got " + std::to_string(rows) + " of " +
          std::to_string(all) + " rows with a cell that is not finite, the first at " + first +
          ", expected numbers. Hint: " +
          (hp.missing_data == MissingData::keep
               ? "MISSING_DATA keep feeds them as they are; set it to \"split\"."
               : "leave such rows out of the validation segments, as load_dataset() does."));
}

}  // namespace

std::size_t first_scored_row(const Hyperparams& hp) {
  return static_cast<std::size_t>(hp.warmup_rows) + static_cast<std::size_t>(hp.target_offset);
}

void require_validation_rows(const Hyperparams& hp, const Dataset& data) {
  const std::size_t scored = first_scored_row(hp) + 1;
  const std::size_t window =
      static_cast<std::size_t>(hp.lookback) + static_cast<std::size_t>(hp.target_offset);
  if (!hp.stream() && window >= scored)
    require_rows(data, data.val, window, "validation data: no window", "LOOKBACK + TARGET_OFFSET");
  else
    require_rows(data, data.val, scored, "validation data: no row to be scored",
                 "WARMUP_ROWS + TARGET_OFFSET + 1");
  require_finite_cells(hp, data);
}

}  // namespace lstmtrain
