// The predictions of a run for the page of report_page: numbers as base64 of their little-endian
// bytes, which a browser reads a hundred times as fast as text.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace lstmtrain::report {

// A file of predictions: its name for people, and where it stands.
struct PredictionsFile {
  std::string name, path;
};

// {"files":[{"name","rows","kept","timed","iso","start","step" or "x","targets":[{"true",
// "predicted","filtered"}]}],"profiles":[...]}. `targets` are the names of the columns, `factors`
// take an error to its unit. All files together keep the rows that fit into `most_bytes`: those
// with the largest and the smallest error of each stretch. A file that cannot be read has an
// "error".
nlohmann::ordered_json report_predictions(const std::vector<PredictionsFile>& files,
                                          const std::vector<std::string>& targets,
                                          const std::vector<double>& factors,
                                          std::size_t most_bytes);

}  // namespace lstmtrain::report
