// The names of the files in the folder of a run.
#pragma once

#include <filesystem>
#include <string>

namespace lstmtrain::files {

inline constexpr const char* kModelFile = "best.safetensors";
inline constexpr const char* kSettingsFile = "resolved.json";
inline constexpr const char* kResultsFile = "results.json";
inline constexpr const char* kMetricsTable = "metrics.csv";
inline constexpr const char* kMetricsLog = "metrics.jsonl";
inline constexpr const char* kReportPage = "report.html";
inline constexpr const char* kTestPredictions = "predictions/test";  // a folder
// Of a sweep: the folder of its runs, and what it keeps of all of them.
inline constexpr const char* kRunsFolder = "runs";
inline constexpr const char* kSweepSummary = "summary.csv";
inline constexpr const char* kSweepRepetitions = "repetitions.csv";

inline std::string path_in(const std::filesystem::path& folder, const char* name) {
  return (folder / name).string();
}

}  // namespace lstmtrain::files
