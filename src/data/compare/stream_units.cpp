#include "data/compare/stream_units.hpp"

#include <utility>

#include "data/compare/column_print.hpp"
#include "data/compare/mismatch_text.hpp"
#include "data/compare/unit_gate.hpp"

namespace lstmtrain {
namespace {

constexpr std::size_t kRows = 1000;

}  // namespace

StreamUnits::StreamUnits(std::vector<std::string> features, std::vector<ColumnFamily> families)
    : features_(std::move(features)),
      families_(std::move(families)),
      cells_(features_.size()),
      watching_(!families_.empty()) {}

std::vector<std::string> StreamUnits::add(std::span<const double> row) {
  if (!watching_) return {};
  for (std::size_t c = 0; c < cells_.size(); ++c) cells_[c].push_back(row[c]);
  return cells_.front().size() < kRows ? std::vector<std::string>{} : finish();
}

std::vector<std::string> StreamUnits::finish() {
  if (!std::exchange(watching_, false)) return {};
  FileSummary summary;
  for (std::size_t c = 0; c < cells_.size(); ++c)
    summary.prints.push_back(column_print(features_[c], std::exchange(cells_[c], {})));
  SourceFile stream;
  stream.path = "stdin";
  return unlike_training(families_, stream, summary);
}

}  // namespace lstmtrain
