// What an exported form says of files, beside what the model itself says and what was measured.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "lstmtrain/dataset.hpp"
#include "lstmtrain/model.hpp"

namespace lstmtrain::exporting {

// Of one target over all rows that have both, in the unit of reports; all 0 without a row.
struct FormLoss {
  std::size_t rows = 0;
  double rms = 0, max = 0, bias = 0;           // of form - model
  double first_quarter = 0, last_quarter = 0;  // rms over these rows of each file
  std::string worst_file;                      // by its rms
  double worst_rms = 0;
  std::size_t measured = 0;              // rows with a target
  double form_rmse = 0, model_rmse = 0;  // to the target
};

// A stream of rows through the form: reset, and x [D] to y [K].
struct FormStream {
  std::function<void()> reset;
  std::function<bool(const float* x, float* y)> step;
};

// Over the test_files of `dataset`, read as predict() reads them. [K]
std::vector<FormLoss> form_loss(const Model& model, const Dataset& dataset, const FormStream& form);

}  // namespace lstmtrain::exporting
