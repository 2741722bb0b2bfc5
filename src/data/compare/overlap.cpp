#include "data/compare/overlap.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <set>
#include <span>
#include <unordered_map>

#include "base/text/quantity.hpp"

namespace lstmtrain {
namespace {

constexpr std::size_t kRun = 300, kDistinct = 30;
// Every run of kRun rows holds a whole block of half as many that begins at a multiple of it.
constexpr std::size_t kBlock = kRun / 2;
constexpr std::size_t kPlaces = 4;  // of one block that comes again and again, as a rest does
constexpr std::uint64_t kPrime = 1099511628211ULL;

struct Place {
  const SourceFile* file = nullptr;
  std::size_t row = 0;
};

struct Overlap {
  Place judged, trained;
  std::size_t rows = 0;
};

// FNV-1a over the bits of some cells.
std::uint64_t add_bits(std::uint64_t hash, const float* cells, std::size_t count) {
  for (std::size_t c = 0; c < count; ++c) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, &cells[c], sizeof bits);
    hash = (hash ^ bits) * kPrime;
  }
  return hash;
}

std::uint64_t row_hash(const SourceFile& file, std::size_t row) {
  const std::size_t first = row * file.columns;
  std::uint64_t hash = add_bits(14695981039346656037ULL, &file.values[first], file.columns);
  if (!file.residuals.empty()) hash = add_bits(hash, &file.residuals[first], file.columns);
  return hash ^ (hash >> 29U);
}

bool same_row(const Place& a, const Place& b) {
  const std::size_t bytes = a.file->columns * sizeof(float);
  const auto same = [&](const std::vector<float>& x, const std::vector<float>& y) {
    return std::memcmp(&x[a.row * a.file->columns], &y[b.row * b.file->columns], bytes) == 0;
  };
  const bool both = !a.file->residuals.empty() && !b.file->residuals.empty();
  return same(a.file->values, b.file->values) &&
         (!both || same(a.file->residuals, b.file->residuals));
}

// Blocks of the training rows, by a hash that rolls along a file:
// H(r) = sum_j h(r + j) p^(B - 1 - j), so H(r + 1) = (H(r) - h(r) p^(B - 1)) p + h(r + B)
// (Karp and Rabin 1987).
class Blocks {
 public:
  Blocks() {
    for (std::size_t j = 1; j < kBlock; ++j) highest_ *= kPrime;
  }

  void add(const SourceFile& file) {
    for (std::size_t row = 0; row + kBlock <= file.rows; row += kBlock) {
      std::vector<Place>& places = places_[block_hash(file, row)];
      if (places.size() < kPlaces) places.push_back({&file, row});
    }
  }

  // The longest run of equal rows that holds a known block of `file`; none of fewer than kRun rows
  // or kDistinct values of `target`.
  std::optional<Overlap> find(const SourceFile& file, std::size_t target) const {
    if (file.rows < kRun || places_.empty()) return std::nullopt;
    std::array<std::uint64_t, kBlock> hashes;  // of rows row..row + kBlock - 1, each at its mod
    for (std::size_t row = 0; row < kBlock; ++row) hashes[row] = row_hash(file, row);
    std::optional<Overlap> best;
    std::uint64_t hash = block_hash(file, 0);
    std::size_t known_to = 0;  // rows up to here stand in a run that was looked at
    for (std::size_t row = 0;; ++row) {
      if (const auto found = places_.find(hash); found != places_.end() && row >= known_to)
        for (const Place& place : found->second) {
          const Overlap run = extended({{&file, row}, place, 0});
          known_to = std::max(known_to, run.judged.row + run.rows);
          if (run.rows >= kRun && (!best || run.rows > best->rows) && has_values(run, target))
            best = run;
        }
      if (row + kBlock >= file.rows) break;
      std::uint64_t& leaves = hashes[row % kBlock];
      const std::uint64_t enters = row_hash(file, row + kBlock);
      hash = (hash - leaves * highest_) * kPrime + enters;
      leaves = enters;
    }
    return best;
  }

 private:
  static std::uint64_t block_hash(const SourceFile& file, std::size_t row) {
    std::uint64_t hash = 0;
    for (std::size_t j = 0; j < kBlock; ++j) hash = hash * kPrime + row_hash(file, row + j);
    return hash;
  }

  // From one common row on to both sides.
  static Overlap extended(Overlap run) {
    while (
        run.judged.row > 0 && run.trained.row > 0 &&
        same_row({run.judged.file, run.judged.row - 1}, {run.trained.file, run.trained.row - 1})) {
      --run.judged.row;
      --run.trained.row;
    }
    while (run.judged.row + run.rows < run.judged.file->rows &&
           run.trained.row + run.rows < run.trained.file->rows &&
           same_row({run.judged.file, run.judged.row + run.rows},
                    {run.trained.file, run.trained.row + run.rows}))
      ++run.rows;
    return run;
  }

  static bool has_values(const Overlap& run, std::size_t target) {
    std::set<float> values;
    for (std::size_t r = 0; r < run.rows && values.size() < kDistinct; ++r)
      values.insert(
          run.judged.file->values[(run.judged.row + r) * run.judged.file->columns + target]);
    return values.size() >= kDistinct;
  }

  std::unordered_map<std::uint64_t, std::vector<Place>> places_;
  std::uint64_t highest_ = 1;  // p^(B - 1)
};

// Whole tables by all of their rows, of whatever length.
std::optional<Overlap> whole(const SourceFile& file, const std::vector<Table>& train) {
  for (const Table& table : train)
    if (table.file.rows == file.rows && file.rows > 1 && table.file.columns == file.columns &&
        std::memcmp(table.file.values.data(), file.values.data(),
                    file.values.size() * sizeof(float)) == 0 &&
        table.file.residuals == file.residuals)
      return Overlap{{&file, 0}, {&table.file, 0}, file.rows};
  return std::nullopt;
}

std::string place_text(const Place& place) {
  return place.file->path + ":" + std::to_string(place.file->line(place.row));
}

std::string overlap_text(const Overlap& overlap, const std::string& set) {
  const std::size_t rows = overlap.rows;
  const bool all = rows == overlap.judged.file->rows;
  return place_text(overlap.judged) + ": " + (all ? "all " : "") + text::grouped(rows) +
         (all ? " rows" : " rows from here on") + " of this " + set +
         " file are training rows too, from " + place_text(overlap.trained) +
         " on; errors there are no evidence";
}

}  // namespace

void find_overlaps(const Hyperparams& hp, const std::vector<std::string>& columns,
                   const RawTables& tables, const Faults& faults, Dataset& data) {
  if (tables.val.empty() && tables.test.empty()) return;
  const std::string name = hp.target_columns.empty() ? "" : hp.target_columns.front();
  const auto found =
      static_cast<std::size_t>(std::find(columns.begin(), columns.end(), name) - columns.begin());
  const std::size_t target = found < columns.size() ? found : columns.size() - 1;
  Blocks blocks;
  for (const Table& table : tables.train) blocks.add(table.file);
  for (const auto& [set, judged] :
       {std::pair{"validation", &tables.val}, std::pair{"test", &tables.test}})
    for (const Table& table : *judged) {
      std::optional<Overlap> overlap = whole(table.file, tables.train);
      if (!overlap) overlap = blocks.find(table.file, target);
      if (!overlap) continue;
      const std::string text = overlap_text(*overlap, set);
      if (hp.allow_overlap)
        data.notes.push_back(text + ".");
      else
        faults.add({text + ". Hint: leave them out of one of the two, or set ALLOW_OVERLAP."});
    }
}

}  // namespace lstmtrain
