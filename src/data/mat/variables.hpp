// Values of MATLAB variables as columns.
#pragma once

#include <matio.h>

#include <string>
#include <vector>

namespace lstmtrain::mat {

struct Vector {
  std::string name;
  std::vector<double> values;  // [rows]
};
using Vectors = std::vector<Vector>;

// A vector as itself. A matrix as a column a feature, named by its number: X1, X2, ...; rows are
// along its longer side, of a square along the first. What is not numeric, real and of two axes, or
// larger than a file may be, is passed over, and so is a matrix with the name of a time.
void append_numbers(const matvar_t& variable, const std::string& name, Vectors& vectors);

std::vector<std::string> names_of(const Vectors& vectors);

}  // namespace lstmtrain::mat
