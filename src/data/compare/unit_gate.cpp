#include "data/compare/unit_gate.hpp"

#include <algorithm>
#include <limits>

#include "base/plain_text.hpp"
#include "data/compare/column_print.hpp"
#include "data/compare/families.hpp"
#include "data/compare/mismatch_text.hpp"

namespace lstmtrain {
namespace {

constexpr std::size_t kFewestFiles = 4;  // to be sure which of them is the other
// Of more files one alone does not move a band, and every file is compared with all.
constexpr std::size_t kMostLeftOut = 50;
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
  const bool each = all.size() <= kMostLeftOut;
  std::vector<ColumnFamily> families;
  if (!each) families = column_families(prints, kNone);
  for (std::size_t f = 0; f < all.size() && all.size() > 1; ++f) {
    if (each) families = column_families(prints, f);
    for (const Mismatch& mismatch : find_mismatches(*prints[f], families)) {
      const std::string text = mismatch_text(mismatch, all[f]->file, all[f]->summary, families,
                                             "in the other " + count_text(all.size() - 1, "file"));
      if (all.size() >= kFewestFiles)
        faults.add({text});
      else
        data.warnings.push_back(text);
    }
  }
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
                                  "in the " + count_text(own[mismatch.column].files, "file") +
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
