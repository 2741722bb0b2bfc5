// A cubic polynomial in the features by least squares: the best that a model without memory of this
// size can do.
#pragma once

#include <Eigen/Dense>
#include <cmath>
#include <vector>

#include "lstmtrain/dataset.hpp"
#include "lstmtrain/scaler.hpp"

namespace lstmtrain::test {

class CubicPolynomial {
 public:
  // Fits the first target on the rows of `segments`.
  CubicPolynomial(const Dataset& data, const std::vector<Segment>& segments)
      : data_(data), scaler_(fit_scaler(data, segments, Normalization::minmax)) {
    const std::size_t terms = row_of(0, segments.front().begin).size();
    Eigen::MatrixXd normal =
        Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(terms), static_cast<Eigen::Index>(terms));
    Eigen::VectorXd moment = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(terms));
    for (const Segment& s : segments)
      for (std::size_t row = s.begin; row < s.end; ++row) {
        const std::vector<double> terms_of_row = row_of(s.file, row);
        const Eigen::Map<const Eigen::VectorXd> x(terms_of_row.data(),
                                                  static_cast<Eigen::Index>(terms));
        normal += x * x.transpose();
        moment += x * truth(s.file, row);
      }
    weights_ = normal.ldlt().solve(moment);
  }

  // RMSE over whole files, physical units.
  double rmse(const std::vector<std::size_t>& files) const {
    double squared = 0, rows = 0;
    for (const std::size_t file : files)
      for (std::size_t row = 0; row < data_.files[file].rows; ++row, ++rows) {
        const std::vector<double> x = row_of(file, row);
        double y = 0;
        for (std::size_t i = 0; i < x.size(); ++i)
          y += weights_[static_cast<Eigen::Index>(i)] * x[i];
        squared += (y - truth(file, row)) * (y - truth(file, row));
      }
    return std::sqrt(squared / rows);
  }

 private:
  double truth(std::size_t file, std::size_t row) const {
    return static_cast<double>(data_.files[file].at(row, data_.num_features));
  }

  // 1, x_i, x_i x_j, x_i x_j x_k of the scaled features.
  std::vector<double> row_of(std::size_t file, std::size_t row) const {
    std::vector<double> terms = {1};
    const auto x = [&](std::size_t i) {
      return scaler_.transform(i, static_cast<double>(data_.files[file].at(row, i)));
    };
    for (std::size_t i = 0; i < data_.num_features; ++i) {
      terms.push_back(x(i));
      for (std::size_t j = i; j < data_.num_features; ++j) {
        terms.push_back(x(i) * x(j));
        for (std::size_t k = j; k < data_.num_features; ++k) terms.push_back(x(i) * x(j) * x(k));
      }
    }
    return terms;
  }

  const Dataset& data_;
  Scaler scaler_;
  Eigen::VectorXd weights_;
};

}  // namespace lstmtrain::test
