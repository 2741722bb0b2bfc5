// A finished run as its folder tells it: settings, results and the curve of its validation.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "run/results_json.hpp"

namespace lstmtrain::run {

struct RunSummary {
  std::string path;
  ResultsSummary results;
  std::map<std::string, std::string> settings;   // of resolved.json, as JSON text
  double final_loss = 0;                         // training loss of the last epoch, scaled
  std::vector<std::pair<double, double>> curve;  // epoch, validation RMSE where it was measured
};

// Throws not_found for a folder without results.json, data for one that is damaged.
RunSummary read_run(const std::string& folder);

// The keys whose values differ between the runs, those of the machine, paths and the seed left out.
std::vector<std::string> differing_keys(const std::vector<RunSummary>& runs);

}  // namespace lstmtrain::run
