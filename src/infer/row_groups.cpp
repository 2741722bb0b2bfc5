#include "infer/row_groups.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include "base/text/number_text.hpp"
#include "base/text/quantity.hpp"
#include "data/assembly.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain {
namespace {

constexpr std::size_t kMostGroups = 1000;

[[noreturn]] void refuse(const std::string& by) {
  throw Error(ErrorCode::usage,
              "command line: --by, got \"" + by +
                  "\", expected COLUMN:WIDTH with a width above 0, or file-prefix. Hint: --by "
                  "Temperature:5.");
}

RowGroups by_file(const Dataset& dataset) {
  std::map<std::string, int> numbers;
  std::vector<std::string> prefixes;
  for (const std::size_t file : dataset.test_files) {
    const std::string& path = dataset.files[file].name;
    const std::string name = path.substr(path.find_last_of('/') + 1);
    prefixes.push_back(name.substr(0, name.find_first_of("_-. ")));
    numbers[prefixes.back()] = 0;
  }
  RowGroups groups;
  for (auto& [prefix, number] : numbers) {
    number = static_cast<int>(groups.names.size());
    groups.names.push_back(prefix);
  }
  for (std::size_t i = 0; i < prefixes.size(); ++i)
    groups.rows.emplace_back(dataset.files[dataset.test_files[i]].rows, numbers[prefixes[i]]);
  return groups;
}

// The column in the same rows: the model's own data, or the files read again for it alone.
std::vector<std::vector<float>> column_of(const std::string& name, const Hyperparams& hp,
                                          const Dataset& dataset,
                                          const std::vector<std::string>& paths) {
  const auto found = std::find(dataset.columns.begin(), dataset.columns.end(), name);
  Dataset again;
  if (found == dataset.columns.end()) {
    Hyperparams only = hp;
    only.feature_columns = {name};
    only.target_columns.clear();
    again = assemble_test(only, file_sources(only, paths), Faults());  // no target: no settings
  }
  const Dataset& from = found == dataset.columns.end() ? again : dataset;
  const auto column = found == dataset.columns.end()
                          ? std::size_t{0}
                          : static_cast<std::size_t>(std::distance(dataset.columns.begin(), found));
  std::vector<std::vector<float>> values;
  for (const std::size_t file : from.test_files) {
    const SourceFile& source = from.files[file];
    values.emplace_back();
    for (std::size_t row = 0; row < source.rows; ++row)
      values.back().push_back(source.at(row, column));
  }
  return values;
}

RowGroups by_column(const std::vector<std::vector<float>>& values, double width) {
  std::map<double, int> numbers;  // floor(x / width)
  for (const auto& file : values)
    for (const float x : file)
      if (std::isfinite(x)) numbers[std::floor(static_cast<double>(x) / width)] = 0;
  if (numbers.size() > kMostGroups)
    throw Error(ErrorCode::usage, "command line: --by gives " + text::grouped(numbers.size()) +
                                      " groups, expected at most 1,000. Hint: set a larger width.");
  RowGroups groups;
  for (auto& [bin, number] : numbers) {
    number = static_cast<int>(groups.names.size());
    groups.names.push_back(text::plain(bin * width) + " to " + text::plain((bin + 1) * width));
  }
  for (const auto& file : values) {
    groups.rows.emplace_back();
    for (const float x : file)
      groups.rows.back().push_back(
          std::isfinite(x) ? numbers[std::floor(static_cast<double>(x) / width)] : -1);
  }
  return groups;
}

// The least of 1, 2, 5 x 10^n that gives at most a dozen steps over `range`.
double step_of(double range) {
  const double least = range / 12, power = std::pow(10, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * power >= least) return factor * power;
  return 10 * power;
}

}  // namespace

std::vector<std::string> usual_conditions(const Dataset& dataset) {
  std::vector<std::string> conditions;
  if (by_file(dataset).names.size() > 1) conditions.push_back("file-prefix");
  for (std::size_t d = 0; d < dataset.num_features; ++d) {
    double low = HUGE_VAL, high = -HUGE_VAL;
    for (const std::size_t file : dataset.test_files) {
      for (std::size_t row = 0; row < dataset.files[file].rows; ++row) {
        const double x = static_cast<double>(dataset.files[file].at(row, d));
        if (std::isfinite(x)) low = std::min(low, x), high = std::max(high, x);
      }
    }
    const double width = high > low ? step_of(high - low) : 0;
    if (width > 0 && std::isfinite(width))
      conditions.push_back(dataset.columns[d] + ":" + text::number_text(width));
  }
  return conditions;
}

RowGroups row_groups(const std::string& by, const Hyperparams& hp, const Dataset& dataset,
                     const std::vector<std::string>& paths) {
  if (by == "file-prefix") return by_file(dataset);
  const auto colon = by.rfind(':');
  if (colon == by.npos || colon == 0) refuse(by);
  double width = 0;
  const char* end = by.data() + by.size();
  const auto read = std::from_chars(by.data() + colon + 1, end, width);
  if (read.ec != std::errc() || read.ptr != end || !(width > 0) || !std::isfinite(width))
    refuse(by);
  return by_column(column_of(by.substr(0, colon), hp, dataset, paths), width);
}

}  // namespace lstmtrain
