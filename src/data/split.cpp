#include "data/split.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/rng.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain {
namespace {

constexpr std::size_t kBlocks = 40;  // of a long series, in a shuffled split

// No window, target included, reaches from one side to the other.
std::size_t guard_rows(const Hyperparams& hp) {
  return static_cast<std::size_t>(hp.target_offset + (hp.stream() ? hp.history() : hp.lookback));
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

// How many of n go to training: the share, but one at least to each side where there are two.
std::size_t training_share(const Hyperparams& hp, std::size_t n) {
  const auto share =
      static_cast<std::size_t>(std::lround(hp.train_val_split * static_cast<double>(n)));
  return n < 2 ? share : std::clamp<std::size_t>(share, 1, n - 1);
}

// Which of n things train, by a seeded draw.
std::vector<bool> draw_training(const Hyperparams& hp, std::size_t n) {
  const std::vector<std::uint32_t> order =
      permutation(Philox(hp.seed, Purpose::split), 0, static_cast<std::uint32_t>(n));
  std::vector<bool> trains(n, false);
  for (std::size_t i = 0; i < training_share(hp, n); ++i) trains[order[i]] = true;
  return trains;
}

void by_file(const Hyperparams& hp, const std::vector<Segment>& all, Dataset& data) {
  const std::vector<bool> trains = draw_training(hp, data.train_files.size());
  std::set<std::size_t> chosen;
  for (std::size_t i = 0; i < trains.size(); ++i)
    if (trains[i]) chosen.insert(data.train_files[i]);
  for (const Segment& s : all) (chosen.count(s.file) > 0 ? data.train : data.val).push_back(s);
}

// Each series cut into equal blocks, no shorter than a guard and one window.
std::vector<Segment> cut_blocks(const Hyperparams& hp, const std::vector<Segment>& all) {
  std::vector<Segment> blocks;
  for (const Segment& s : all) {
    const std::size_t rows = std::max({2 * guard_rows(hp), s.size() / kBlocks, std::size_t{1}});
    for (std::size_t begin = s.begin; begin < s.end; begin += rows)
      blocks.push_back({s.file, begin, std::min(begin + rows, s.end)});
  }
  return blocks;
}

// A seeded draw gives each block to one side; neighbours on one side are joined again, and where
// the side changes within a series the first rows of the next block are left out.
void shuffled(const Hyperparams& hp, const std::vector<Segment>& all, Dataset& data) {
  const std::vector<Segment> blocks = cut_blocks(hp, all);
  const std::vector<bool> trains = draw_training(hp, blocks.size());
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    Segment block = blocks[i];
    std::vector<Segment>& side = trains[i] ? data.train : data.val;
    const bool touches =
        i > 0 && blocks[i - 1].file == block.file && blocks[i - 1].end == block.begin;
    if (touches && trains[i] == trains[i - 1] && !side.empty() && side.back().end == block.begin) {
      side.back().end = block.end;
      continue;
    }
    if (touches && trains[i] != trains[i - 1])
      block.begin += std::min(guard_rows(hp), block.size());
    add(side, block);
  }
}

std::vector<std::size_t> files_of(const std::vector<Segment>& segments) {
  std::set<std::size_t> files;
  for (const Segment& s : segments) files.insert(s.file);
  return {files.begin(), files.end()};
}

}  // namespace

void split_off_validation(const Hyperparams& hp, Dataset& data) {
  const std::vector<Segment> all = std::move(data.train);
  data.train.clear();
  switch (hp.sequence_split_method) {
    case SplitMethod::temporal:
      temporal(hp, all, data);
      break;
    case SplitMethod::file:
      by_file(hp, all, data);
      break;
    case SplitMethod::shuffled:
      shuffled(hp, all, data);
      break;
  }
  const std::size_t guard = guard_rows(hp);
  if (data.train.empty() || data.val.empty())
    throw Error(ErrorCode::data,
                std::string("training data: the ") + name_of(hp.sequence_split_method) +
                    " split leaves no " + (data.val.empty() ? "validation" : "training") +
                    " rows, got " + std::to_string(rows_of(all)) + " in " +
                    std::to_string(all.size()) + " unbroken series, expected more than the " +
                    std::to_string(guard) + " that keep windows apart (" +
                    (hp.stream() ? "TBPTT_HISTORY" : "LOOKBACK") +
                    "). Hint: give --val, more data, or change TRAIN_VAL_SPLIT or "
                    "SEQUENCE_SPLIT_METHOD.");
  data.train_files = files_of(data.train);
  data.val_files = files_of(data.val);
  data.notes.push_back(std::string("no validation data: a ") + name_of(hp.sequence_split_method) +
                       " split of the training data, " + std::to_string(rows_of(data.train)) +
                       " rows to train, " + std::to_string(rows_of(data.val)) + " to validate, " +
                       std::to_string(rows_of(all) - rows_of(data.train) - rows_of(data.val)) +
                       " left out between them.");
}

}  // namespace lstmtrain
