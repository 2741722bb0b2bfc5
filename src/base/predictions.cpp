
#include "base/arguments.hpp"
#include "base/nan.hpp"
#include "lstmtrain/error.hpp"
#include "lstmtrain/evaluate.hpp"

namespace lstmtrain {
namespace {

void require_below(std::size_t got, std::size_t count, const char* what) {
  if (got >= count)
    throw Error(ErrorCode::config, "predictions: " + std::string(what) + ", got " +
                                       std::to_string(got) + ", expected less than " +
                                       std::to_string(count) +
                                       ". Hint: files, rows and targets are counted from 0.");
}

}  // namespace

Predictions::Predictions(const Dataset& dataset, std::vector<std::size_t> files)
    : targets_(dataset.num_targets()), sources_(std::move(files)) {
  require_dataset("Predictions", dataset);
  for (const std::size_t source : sources_) {
    require_below(source, dataset.files.size(), "file of the dataset");
    values_.emplace_back(dataset.files[source].rows * targets_, kNaNf);
  }
}

void Predictions::require(std::size_t file) const { require_below(file, files(), "file"); }

std::size_t Predictions::source(std::size_t file) const {
  require(file);
  return sources_[file];
}

std::size_t Predictions::rows(std::size_t file) const {
  require(file);
  return targets_ == 0 ? 0 : values_[file].size() / targets_;
}

float Predictions::at(std::size_t file, std::size_t row, std::size_t target) const {
  require_below(row, rows(file), "row");
  require_below(target, targets_, "target");
  return values_[file][row * targets_ + target];
}

std::span<const float> Predictions::values(std::size_t file) const {
  require(file);
  return values_[file];
}

std::span<float> Predictions::values(std::size_t file) {
  require(file);
  return values_[file];
}

}  // namespace lstmtrain
