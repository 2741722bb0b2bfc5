#include "data/compare/unit_gate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include "base/text/quantity.hpp"
#include "data/compare/column_print.hpp"
#include "data/compare/families.hpp"
#include "data/compare/mismatch_text.hpp"

namespace lstmtrain {
namespace {

constexpr std::size_t kFewestFiles = 4;  // to be sure which of them is the other
// Of more files one alone does not move a band, and every file is compared with all.
constexpr std::size_t kMostLeftOut = 50;
constexpr double kSpreadGap = 3;    // in logarithms, a factor of 20: less than that of any unit
constexpr double kMedianGap = 150;  // of kelvin and degrees Celsius
constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

bool has_cells(const FilePrints& prints) {
  return std::any_of(prints.begin(), prints.end(),
                     [](const ColumnPrint& print) { return print.cells > 0; });
}

bool has_target(const FilePrints& prints) {
  return std::any_of(prints.begin(), prints.end(),
                     [](const ColumnPrint& print) { return print.target; });
}

// The families of a model for the columns of a file, in its order. Without a target no relation to
// it is known.
std::vector<ColumnFamily> aligned(const std::vector<ColumnFamily>& families,
                                  const FilePrints& prints) {
  std::vector<ColumnFamily> own;
  for (const ColumnPrint& print : prints) {
    const auto found =
        std::find_if(families.begin(), families.end(),
                     [&](const ColumnFamily& family) { return family.column == print.column; });
    own.push_back(found == families.end() ? ColumnFamily{} : *found);
    if (!has_target(prints)) own.back().slope = own.back().correlation = {};
  }
  return own;
}

std::vector<const FilePrints*> picked(const std::vector<const FilePrints*>& prints,
                                      const std::vector<std::size_t>& files) {
  std::vector<const FilePrints*> some;
  for (const std::size_t file : files) some.push_back(prints[file]);
  return some;
}

// Of a number of each file: the larger group, where a gap of at least `gap` parts two of them.
std::vector<std::size_t> larger_group(std::vector<std::pair<double, std::size_t>> numbers,
                                      double gap) {
  std::sort(numbers.begin(), numbers.end());
  std::size_t split = 0;
  for (std::size_t i = 1; i < numbers.size(); ++i)
    if (const double step = numbers[i].first - numbers[i - 1].first; step >= gap)
      gap = step, split = i;
  std::vector<std::size_t> group;
  const bool upper = split < numbers.size() - split;
  for (std::size_t i = upper ? split : 0; split > 0 && i < (upper ? numbers.size() : split); ++i)
    group.push_back(numbers[i].second);
  return group;
}

// Groups of files that are alike in a column, where the others are far from them: by their spreads,
// as by a factor, or by their medians, as by 273.15.
std::vector<std::vector<std::size_t>> majorities(const std::vector<const FilePrints*>& prints) {
  std::vector<std::vector<std::size_t>> groups;
  for (std::size_t c = 0; !prints.empty() && c < prints.front()->size(); ++c) {
    std::vector<std::pair<double, std::size_t>> spreads, medians;
    for (std::size_t f = 0; f < prints.size(); ++f) {
      const ColumnPrint& print = (*prints[f])[c];
      if (print.cells == 0) continue;
      if (print.spread() > 0) spreads.emplace_back(std::log(print.spread()), f);
      medians.emplace_back(print.median, f);
    }
    for (std::vector<std::size_t> group : {larger_group(std::move(spreads), kSpreadGap),
                                           larger_group(std::move(medians), kMedianGap)})
      if (!group.empty()) groups.push_back(std::move(group));
  }
  return groups;
}

}  // namespace

void print_tables(const Hyperparams& hp, const std::vector<std::string>& columns,
                  std::vector<Table>& tables) {
  if (hp.ignore_unit_check) return;
  const std::string target = hp.target_columns.empty() ? "" : hp.target_columns.front();
  for (Table& table : tables) table.summary.prints = column_prints(columns, target, table.file);
}

void gate_units(const Hyperparams& hp, const RawTables& tables, const Faults& faults,
                Dataset& data) {
  if (hp.ignore_unit_check) return;
  std::vector<const Table*> all;
  std::vector<const FilePrints*> prints;
  for (const std::vector<Table>* set : {&tables.train, &tables.val, &tables.test})
    for (const Table& table : *set)
      if (has_cells(table.summary.prints)) {
        all.push_back(&table);
        prints.push_back(&table.summary.prints);
      }
  const std::size_t trained = static_cast<std::size_t>(
      std::count_if(tables.train.begin(), tables.train.end(),
                    [](const Table& table) { return has_cells(table.summary.prints); }));
  std::set<std::size_t> told;
  const auto tell = [&](std::size_t f, const std::vector<ColumnFamily>& families,
                        const std::string& others) {
    for (const Mismatch& mismatch : find_mismatches(*prints[f], families)) {
      const std::string text =
          mismatch_text(mismatch, all[f]->file, all[f]->summary, families, others);
      if (all.size() >= kFewestFiles)
        faults.add({text});
      else
        data.warnings.push_back(text);
      told.insert(f);
    }
  };
  const bool each = all.size() <= kMostLeftOut;
  std::vector<ColumnFamily> families;
  if (!each) families = column_families(prints, kNone);
  for (std::size_t f = 0; f < all.size() && all.size() > 1; ++f) {
    if (each) families = column_families(prints, f);
    tell(f, families, "in the other " + text::counted(all.size() - 1, "file"));
  }
  // Several files in other units widen the bands of all: they are seen against the files that are
  // alike, and a whole set against the training files.
  for (const std::vector<std::size_t>& alike : majorities(prints)) {
    if (!told.empty() || alike.size() < kFewestFiles) break;
    families = column_families(picked(prints, alike), kNone);
    for (std::size_t f = 0; f < all.size(); ++f)
      if (std::find(alike.begin(), alike.end(), f) == alike.end())
        tell(f, families, "in " + text::counted(alike.size(), "other file"));
  }
  if (!told.empty() || trained < kFewestFiles) return;
  families = column_families(
      {prints.begin(), prints.begin() + static_cast<std::ptrdiff_t>(trained)}, kNone);
  for (std::size_t f = trained; f < all.size(); ++f)
    tell(f, families, "in the " + text::counted(trained, "training file"));
}

std::vector<ColumnFamily> training_families(const Dataset& dataset) {
  std::vector<const FilePrints*> prints;
  for (const std::size_t file : dataset.train_files)
    if (file < dataset.summaries.size() && has_cells(dataset.summaries[file].prints))
      prints.push_back(&dataset.summaries[file].prints);
  return column_families(prints, kNone);
}

std::vector<std::string> unlike_training(const std::vector<ColumnFamily>& families,
                                         const SourceFile& file, const FileSummary& summary) {
  std::vector<std::string> texts;
  if (!has_cells(summary.prints)) return texts;
  const std::vector<ColumnFamily> own = aligned(families, summary.prints);
  for (const Mismatch& mismatch : find_mismatches(summary.prints, own))
    texts.push_back(mismatch_text(mismatch, file, summary, own,
                                  "in the " + text::counted(own[mismatch.column].files, "file") +
                                      " that the model was trained on"));
  return texts;
}

UnitFindings find_other_units(const Hyperparams& hp, const std::vector<ColumnFamily>& families,
                              const Dataset& dataset) {
  UnitFindings findings;
  if (hp.ignore_unit_check || families.empty()) return findings;
  const bool sure = families.front().files >= kFewestFiles;
  for (const std::size_t file : dataset.test_files)
    for (std::string& text :
         unlike_training(families, dataset.files[file], dataset.summaries[file]))
      (sure ? findings.faults : findings.notes).push_back(std::move(text));
  return findings;
}

}  // namespace lstmtrain
