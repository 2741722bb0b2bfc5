// What a form takes of a model, and what it leaves out: a model is refused where its outputs would
// be others, and a note says what the receiver has to do himself.
#pragma once

#include <string>
#include <vector>

#include "export/exporter.hpp"

namespace lstmtrain::exporting {

// What a form can express beside stacks of LSTM and GRU layers and a linear head.
struct Carries {
  const char* format;   // its word
  const char* runtime;  // who runs it, in messages: "RTNeural"
  bool output_norm = false;
  bool output_filter = false;
};

// Throws config for a model that is not whole, or that has what is not carried (the norm inside the
// cell never is), with the way out.
void require_carried(const Model& model, const Carries& carries);

// What is left out of float32 forms that run elsewhere: dropout, the inference filter, derived
// columns, resampling, offsets, numbers of many digits, weights of fewer bits. Sentences.
std::vector<std::string> left_out(const ExportRequest& request);

// Likewise, for a form whose arithmetic is another program's: data was given, and nothing measured.
std::vector<std::string> left_out_and_unmeasured(const ExportRequest& request);

}  // namespace lstmtrain::exporting
