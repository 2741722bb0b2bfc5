#include "data/clean/outlier_range.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "data/clean/sentinels.hpp"
#include "data/column_statistics.hpp"

namespace lstmtrain {
namespace {

constexpr std::size_t kFewestCells = 10;  // fewer tell nothing of their column
constexpr double kIsolated = 1;           // ranges of the others between them and an outlier
constexpr double kSentinelGap = 0.1;      // the same for a sentinel
constexpr std::size_t kHeldRows = 2;      // a level that is held for longer is signal

struct Cells {
  std::vector<float> plain;      // without the sentinels
  std::vector<float> sentinels;  // each once, rising
};

Cells cells_of(const ColumnOfTables& column) {
  Cells cells;
  std::size_t rows = 0;
  for (const Table* table : column.tables) rows += table->file.rows;
  cells.plain.reserve(rows);
  column.each([&](const Table&, std::size_t, float x) {
    (find_sentinel(x, column.name) != nullptr ? cells.sentinels : cells.plain).push_back(x);
  });
  std::sort(cells.sentinels.begin(), cells.sentinels.end());
  cells.sentinels.erase(std::unique(cells.sentinels.begin(), cells.sentinels.end()),
                        cells.sentinels.end());
  return cells;
}

OutlierRange whole(std::span<const float> cells) {
  const auto [low, high] = std::minmax_element(cells.begin(), cells.end());
  return {static_cast<double>(*low), static_cast<double>(*high)};
}

struct Bulk {
  double median = 0, spread = 0;
};

// Overwrites `cells`: a copy of a column of 1e7 rows is 40 MB.
Bulk bulk_of(std::span<float> cells) {
  const double width = quantile(cells, 0.99) - quantile(cells, 0.01);
  const double median = quantile(cells, 0.5), distance = median_distance(cells, median);
  return {median, distance > 0 ? 1.4826 * distance : width / 4.6527};
}

// From the near cells outward, up to the first gap. `sign`: 1 upward, -1 downward.
double last_before_gap(std::vector<double> far, double edge, double width, double sign) {
  std::sort(far.begin(), far.end(), [&](double a, double b) { return sign * a < sign * b; });
  for (const double x : far) {
    const double gap = sign * (x - edge);
    if (gap >= kIsolated * width) break;
    width += gap;
    edge = x;
  }
  return edge;
}

// Without the isolated cells that lie beyond `threshold` spreads.
OutlierRange without_far_cells(std::span<const float> cells, const Bulk& bulk, double threshold) {
  const double reach = threshold * bulk.spread;
  OutlierRange near{bulk.median, bulk.median};
  std::vector<double> above, below;
  for (const float cell : cells) {
    const auto x = static_cast<double>(cell);
    if (x > bulk.median + reach)
      above.push_back(x);
    else if (x < bulk.median - reach)
      below.push_back(x);
    else
      near.add(x);
  }
  const double width = near.high - near.low;
  return {last_before_gap(std::move(below), near.low, width, -1),
          last_before_gap(std::move(above), near.high, width, 1)};
}

// The far cells of one side: how many, and in how many runs of rows one behind the other.
struct FarCells {
  std::size_t cells = 0, runs = 0;
  OutlierRange range;
  const Table* table = nullptr;
  std::size_t row = 0;

  void add(const Table& in, std::size_t at, double x) {
    runs += table != &in || row + 1 != at;
    if (cells++ == 0) range = {x, x};
    range.add(x);
    table = &in;
    row = at;
  }
  bool held() const { return cells > kHeldRows * runs; }
};

void add_held_levels(const ColumnOfTables& column, OutlierRange& range) {
  FarCells above, below;
  column.each([&](const Table& table, std::size_t row, float x) {
    if (range.holds(x) || find_sentinel(x, column.name) != nullptr) return;
    const auto value = static_cast<double>(x);
    (value > range.high ? above : below).add(table, row, value);
  });
  if (above.held()) range.high = above.range.high;
  if (below.held()) range.low = below.range.low;
}

// A number that stands beside the others is one of them.
void add_near_sentinels(const std::vector<float>& sentinels, OutlierRange& range) {
  const auto add_if_near = [&](float sentinel) {
    const auto x = static_cast<double>(sentinel);
    const double gap = std::max(x - range.high, range.low - x);
    if (gap < kSentinelGap * (range.high - range.low)) range.add(x);
  };
  // On each side from the inside out.
  for (const float x : sentinels)
    if (static_cast<double>(x) > range.high) add_if_near(x);
  for (auto x = sentinels.rbegin(); x != sentinels.rend(); ++x)
    if (static_cast<double>(*x) < range.low) add_if_near(*x);
}

}  // namespace

OutlierRange outlier_range(const ColumnOfTables& column, double threshold) {
  Cells cells = cells_of(column);
  if (cells.plain.size() < kFewestCells) {
    OutlierRange range = cells.plain.empty() ? OutlierRange{} : whole(cells.plain);
    for (const float x : cells.sentinels) range.add(static_cast<double>(x));
    return range;
  }
  OutlierRange range = whole(cells.plain);
  const Bulk bulk = bulk_of(cells.plain);
  cells.plain = {};
  if (bulk.spread > 0 &&
      std::max(range.high - bulk.median, bulk.median - range.low) > threshold * bulk.spread) {
    range = without_far_cells(cells_of(column).plain, bulk, threshold);
    add_held_levels(column, range);
  }
  add_near_sentinels(cells.sentinels, range);
  return range;
}

}  // namespace lstmtrain
