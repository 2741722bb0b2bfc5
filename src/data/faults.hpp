// What is wrong with data, in one of two ways: a training stops at the first fault, a check lists
// them all.
#pragma once

#include <string>
#include <vector>

#include "lstmtrain/error.hpp"

namespace lstmtrain {

class Faults {
 public:
  // The first fault is thrown.
  Faults() = default;
  // Every fault becomes one of `lines`, which must outlive this.
  explicit Faults(std::vector<std::string>& lines) : lines_(&lines) {}

  // Runs `step`; what it throws is a fault.
  template <class Step>
  void of(Step step) const {
    if (lines_ == nullptr) return step();
    try {
      step();
    } catch (const Error& error) {
      lines_->push_back(error.what());
    }
  }

  void add(const std::vector<std::string>& faults) const {
    if (faults.empty()) return;
    if (lines_ == nullptr) throw Error(ErrorCode::data, faults.front());
    lines_->insert(lines_->end(), faults.begin(), faults.end());
  }

  bool none() const { return lines_ == nullptr || lines_->empty(); }

 private:
  std::vector<std::string>* lines_ = nullptr;  // null: throw
};

}  // namespace lstmtrain
