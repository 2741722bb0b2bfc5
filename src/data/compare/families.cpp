#include "data/compare/families.hpp"

#include <algorithm>

#include "data/column_statistics.hpp"

namespace lstmtrain {
namespace {

constexpr double kMoving = 0.1;  // of the spread of the others
constexpr double kShare = 0.1;   // of the files, beyond either end of a band

Band band_of(std::vector<double> numbers) {
  if (numbers.empty()) return {};
  return {quantile(numbers, 0), quantile(numbers, kShare), quantile(numbers, 0.5),
          quantile(numbers, 1 - kShare), quantile(numbers, 1)};
}

}  // namespace

std::vector<ColumnFamily> column_families(std::span<const FilePrints* const> files,
                                          std::size_t left_out) {
  std::vector<ColumnFamily> families;
  if (files.empty()) return families;
  for (std::size_t c = 0; c < files.front()->size(); ++c) {
    ColumnFamily family;
    family.column = (*files.front())[c].column;
    family.target = (*files.front())[c].target;
    std::vector<const ColumnPrint*> prints;
    for (std::size_t f = 0; f < files.size(); ++f)
      if (f != left_out && (*files[f])[c].cells > 0) prints.push_back(&(*files[f])[c]);
    family.files = prints.size();
    const auto band = [&](auto number_of) {
      std::vector<double> numbers;
      for (const ColumnPrint* print : prints) numbers.push_back((number_of(*print)));
      return band_of(std::move(numbers));
    };
    family.low = band([](const ColumnPrint& print) { return print.low; });
    family.median = band([](const ColumnPrint& print) { return print.median; });
    family.high = band([](const ColumnPrint& print) { return print.high; });
    family.spread = band([](const ColumnPrint& print) { return print.spread(); });
    family.roughness = band([](const ColumnPrint& print) { return print.roughness; });
    // A file whose column stands still has nothing but noise in its steps.
    std::erase_if(prints, [&](const ColumnPrint* print) {
      return print->spread() < kMoving * family.spread.middle;
    });
    family.slope = band([](const ColumnPrint& print) { return print.slope; });
    family.correlation = band([](const ColumnPrint& print) { return print.correlation; });
    families.push_back(family);
  }
  return families;
}

}  // namespace lstmtrain
