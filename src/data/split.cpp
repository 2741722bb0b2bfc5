#include "data/split.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/rng.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain {
namespace {

constexpr std::size_t kBlocks = 10;  // of a series, at least, in a shuffled split

std::size_t guard_rows(const Hyperparams& hp) {
  return static_cast<std::size_t>(hp.stream() ? hp.tbptt_history : hp.lookback);
}

std::size_t rows_of(const std::vector<Segment>& segments) {
  std::size_t rows = 0;
  for (const Segment& s : segments) rows += s.size();
  return rows;
}

void add(std::vector<Segment>& segments, Segment segment) {
  if (segment.end > segment.begin) segments.push_back(segment);
}

// The last rows of each file: its cut lies at `share` of the file's usable rows.
void temporal(const Hyperparams& hp, const std::vector<Segment>& all, Dataset& data) {
  for (const std::size_t file : data.train_files) {
    std::size_t usable = 0, passed = 0;
    for (const Segment& s : all) usable += s.file == file ? s.size() : 0;
    const auto cut =
        static_cast<std::size_t>(std::floor(hp.train_val_split * static_cast<double>(usable)));
    for (const Segment& s : all) {
      if (s.file != file) continue;
      const std::size_t before =
          std::min(s.size(), cut - std::min(cut, passed));  // rows of s that train
      const std::size_t guard =
          before == 0 || before == s.size() ? 0 : std::min(guard_rows(hp), s.size() - before);
      add(data.train, {s.file, s.begin, s.begin + before});
      add(data.val, {s.file, s.begin + before + guard, s.end});
      passed += s.size();
    }
  }
}

void by_file(const Hyperparams& hp, const std::vector<Segment>& all, Dataset& data) {
  const auto n = static_cast<std::uint32_t>(data.train_files.size());
  const auto training = static_cast<std::size_t>(std::lround(hp.train_val_split * n));
  const std::vector<std::uint32_t> order = permutation(Philox(hp.seed, Purpose::split), 0, n);
  std::set<std::size_t> chosen;
  for (std::size_t i = 0; i < std::clamp<std::size_t>(training, 1, n); ++i)
    chosen.insert(data.train_files[order[i]]);
  for (const Segment& s : all) (chosen.count(s.file) ? data.train : data.val).push_back(s);
}

// Each series is cut into equal blocks; a seeded draw gives each to one side; after every change of
// side rows are left out.
void shuffled(const Hyperparams& hp, const std::vector<Segment>& all, Dataset& data) {
  const Philox rng(hp.seed, Purpose::split);
  const std::size_t guard = guard_rows(hp);
  for (std::uint32_t i = 0; i < all.size(); ++i) {
    const Segment& s = all[i];
    const std::size_t block = std::max({2 * guard, s.size() / (4 * kBlocks), std::size_t{1}});
    bool was_training = true;
    for (std::size_t begin = s.begin; begin < s.end; begin += block) {
      const std::size_t end = std::min(begin + block, s.end);
      const bool training =
          rng.uniform(1, i, static_cast<std::uint32_t>((begin - s.begin) / block)) <
          hp.train_val_split;
      const std::size_t skipped =
          begin > s.begin && training != was_training ? std::min(guard, end - begin) : 0;
      std::vector<Segment>& side = training ? data.train : data.val;
      if (skipped == 0 && !side.empty() && side.back().file == s.file && side.back().end == begin)
        side.back().end = end;
      else
        add(side, {s.file, begin + skipped, end});
      was_training = training;
    }
  }
}

}  // namespace

void split_off_validation(const Hyperparams& hp, Dataset& data) {
  const std::vector<Segment> all = std::move(data.train);
  data.train.clear();
  if (hp.sequence_split_method == "file")
    by_file(hp, all, data);
  else if (hp.sequence_split_method == "shuffled")
    shuffled(hp, all, data);
  else
    temporal(hp, all, data);
  if (data.train.empty() || data.val.empty())
    throw Error(
        ErrorCode::data,
        "training data: the " + hp.sequence_split_method + " split leaves no " +
            (data.val.empty() ? "validation" : "training") + " rows of " +
            std::to_string(rows_of(all)) +
            ". Hint: give --val, more data, or change TRAIN_VAL_SPLIT or SEQUENCE_SPLIT_METHOD.");
  data.val_files = data.train_files;
  data.notes.push_back("no validation data: a " + hp.sequence_split_method +
                       " split of the training data, " + std::to_string(rows_of(data.train)) +
                       " rows to train, " + std::to_string(rows_of(data.val)) + " to validate, " +
                       std::to_string(rows_of(all) - rows_of(data.train) - rows_of(data.val)) +
                       " left out between them.");
}

}  // namespace lstmtrain
