#include "data/time/stamps.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/plain_text.hpp"
#include "base/text/quantity.hpp"

namespace lstmtrain {
namespace {

constexpr std::size_t kFewestGroups = 5;
constexpr double kEqual = 0.95;     // of the groups
constexpr double kSameStep = 0.01;  // of the step

// Rows [begin, end) of one stamp.
struct Group {
  std::size_t begin = 0, end = 0;
  std::size_t rows() const { return end - begin; }
};

std::vector<Group> groups_of(const std::vector<double>& time) {
  std::vector<Group> groups;
  for (std::size_t row = 0; row < time.size(); ++row) {
    if (groups.empty() || time[row] != time[row - 1]) groups.push_back({row, row});
    groups.back().end = row + 1;
  }
  return groups;
}

template <class Number>
Number median_of(std::vector<Number> numbers) {
  const auto middle = numbers.begin() + static_cast<std::ptrdiff_t>(numbers.size() / 2);
  std::nth_element(numbers.begin(), middle, numbers.end());
  return *middle;
}

// Where most rows repeat the stamp above.
std::optional<std::string> coarse_note(const SourceFile& file, std::size_t stamps) {
  if (2 * stamps >= file.time.size()) return std::nullopt;
  return file.path + ": the clock is coarser than the rows: " +
         text::counted(file.time.size() - stamps, "row") +
         " repeat the stamp above; rates and gaps are those of the stamps. Hint: TIME_COLUMN names "
         "a finer one, or is \"none\".";
}

}  // namespace

std::optional<std::string> spread_stamps(SourceFile& file) {
  std::vector<double>& time = file.time;
  if (std::adjacent_find(time.begin(), time.end()) == time.end()) return std::nullopt;
  const std::vector<Group> groups = groups_of(time);
  if (groups.size() < kFewestGroups) return coarse_note(file, groups.size());
  std::vector<std::size_t> rows;
  std::vector<double> steps;
  for (std::size_t g = 1; g < groups.size(); ++g) {
    steps.push_back(time[groups[g].begin] - time[groups[g - 1].begin]);
    if (g + 1 < groups.size()) rows.push_back(groups[g].rows());
  }
  const std::size_t each = median_of(rows);
  const double step = median_of(steps);
  const auto alike = [&](std::size_t n) { return n + 1 >= each && n <= each + 1; };
  const auto equal = static_cast<double>(std::count_if(rows.begin(), rows.end(), alike));
  const auto same = static_cast<double>(std::count_if(steps.begin(), steps.end(), [&](double s) {
    return std::abs(s - step) <= kSameStep * step;
  }));
  const bool plain = each > 1 && step > 0 && equal >= kEqual * static_cast<double>(rows.size()) &&
                     same >= kEqual * static_cast<double>(steps.size());
  if (!plain) return coarse_note(file, groups.size());
  for (const Group& group : groups) {
    // The first group may have begun before the file: its rows are the last of their stamp's.
    const bool first = &group == &groups.front() && group.rows() < each;
    const std::size_t missing = first ? each - group.rows() : 0;
    const auto of = static_cast<double>(std::max(group.rows() + missing, each));
    for (std::size_t row = group.begin; row < group.end; ++row)
      time[row] += step * static_cast<double>(row - group.begin + missing) / of;
  }
  return file.path + ": the clock stands still for " + text::counted(each, "row") +
         " at a time; their stamps, " + four_digits(step) + " s apart, are spread evenly: every " +
         four_digits(step / static_cast<double>(each)) +
         " s. Hint: where they are several series in turn, SERIES_COLUMN names the column that "
         "tells "
         "them apart.";
}

}  // namespace lstmtrain
