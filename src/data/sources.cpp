#include "data/sources.hpp"

#include <algorithm>
#include <set>

#include "base/text/quantity.hpp"
#include "data/batches/windows.hpp"
#include "data/clean/cuts.hpp"
#include "data/clean/gate.hpp"
#include "data/clean/resample.hpp"
#include "data/derive/derived_columns.hpp"
#include "data/time/fill_gaps.hpp"
#include "data/time/gaps.hpp"
#include "data/time/parts.hpp"
#include "data/time/sampling_rate.hpp"
#include "data/time/stamps.hpp"

namespace lstmtrain {

Dataset empty_dataset(const Hyperparams& hp) {
  Dataset data;
  data.columns = hp.feature_columns;
  data.num_features = hp.feature_columns.size();
  data.columns.insert(data.columns.end(), hp.target_columns.begin(), hp.target_columns.end());
  return data;
}

std::size_t add_table(const Hyperparams& hp, Table table, Dataset& data) {
  DerivedColumns derived(hp);
  table.summary.path = table.file.path;
  if (std::optional<std::string> note = spread_stamps(table.file)) table.notes.push_back(*note);
  table.file.period = median_period(table.file);
  table.file.longest_step = longest_step(hp, table.file.period);
  if (std::optional<std::string> note = allow_changing_rate(hp, table.file))
    table.notes.push_back(*note);
  count_gaps(table.file, table.summary);  // of the file as it stands
  table.summary.bad_rows += count_bad_rows(table.file);
  table.summary.filled = fill_gaps(static_cast<std::size_t>(hp.fill_rows), table);
  if (hp.resample_hz > 0) resample(hp, table);
  if (derived.any()) derive_columns(derived, data.columns, table);
  count_cuts(table.file, hp.missing_data == MissingData::keep, table.summary);
  if (hp.resample_hz > 0 || derived.any() || table.summary.filled > 0)
    table.summary.bad_rows = count_bad_rows(table.file);
  for (const std::string& note : table.notes)  // some are the same of every file
    if (std::find(data.notes.begin(), data.notes.end(), note) == data.notes.end())
      data.notes.push_back(note);
  for (const std::string& bad : table.summary.first_bad) data.notes.push_back(bad + ".");
  data.files.push_back(std::move(table.file));
  data.summaries.push_back(std::move(table.summary));
  return data.files.size() - 1;
}

std::vector<std::string> refusals(const Hyperparams& hp, const SourceFile& file,
                                  const FileSummary& summary) {
  std::vector<std::string> reasons;
  std::size_t bad = 0;
  for (const ColumnSummary& column : summary.columns) {
    bad += column.bad();
    if (column.bad() < summary.rows) continue;
    reasons.push_back(
        file.path + ": column \"" + column.name + "\" has no good cell in " +
        text::counted(summary.rows, "row") +
        (column.first_bad.empty() ? "" : ", got " + column.first_bad) +
        ", expected numbers. Hint: is it the right column, and MISSING_VALUES right?");
  }
  if (hp.missing_data == MissingData::error && bad > 0)
    reasons.push_back(summary.first_bad.front() + ", expected no bad cell; " +
                      text::counted(bad, "bad cell") +
                      " in this file. Hint: set MISSING_DATA to \"split\" or \"interpolate\".");
  return reasons;
}

void require_training_rows(const Hyperparams& hp, const Dataset& data) {
  const auto offset = static_cast<std::size_t>(hp.target_offset);
  if (hp.stream())
    require_rows(data, data.train, offset + 1, "training data: no row with a target",
                 "TARGET_OFFSET + 1");
  else
    require_rows(data, data.train, static_cast<std::size_t>(hp.lookback) + offset,
                 "training data: no window", "LOOKBACK + TARGET_OFFSET");
}

void note_short(const Hyperparams& hp, Dataset& data) {
  const auto needed = static_cast<std::size_t>(hp.target_offset + (hp.stream() ? 1 : hp.lookback));
  std::size_t too_short = 0;
  std::set<std::size_t> useless(data.train_files.begin(), data.train_files.end());
  for (const Segment& segment : data.train) {
    too_short += segment.size() < needed;
    if (segment.size() >= needed) useless.erase(segment.file);
  }
  if (too_short > 0)
    data.notes.push_back("training: " + std::to_string(too_short) + " of " +
                         text::counted(data.train.size(), "unbroken part") + " shorter than the " +
                         std::to_string(needed) + " rows of a window, left out; " +
                         text::counted(useless.size(), "file") + " of " +
                         std::to_string(data.train_files.size()) + " without a window.");
}

}  // namespace lstmtrain
