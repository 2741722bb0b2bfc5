// NAME_test.c: what the exported C must give, bit by bit.
#pragma once

#include <string>
#include <vector>

#include "export/c/c_loss.hpp"

namespace lstmtrain::exporting {

// Rows over the range of each feature, held for a few rows, and what the model says of them.
struct GoldenRows {
  std::vector<float> x, y;  // [rows][D], [rows][K]
};
GoldenRows golden_rows(const Model& model, const FormStream& form, int rows);

std::string self_test_source(const std::string& name, const GoldenRows& golden, int rows);

// Compiles the self test on the machine at hand, or NAME.o with another compiler.
std::string makefile(const std::string& name);

}  // namespace lstmtrain::exporting
