// How large a network and a row count may be. The table of keys, validate() and the reader of model
// files all take their bounds from here, so that whatever trains can be saved and read back.
#pragma once

namespace lstmtrain::limits {

inline constexpr int kMostLayers = 64;
inline constexpr int kMostUnits = 4096;  // of a layer
inline constexpr int kMostThreads = 1024;
inline constexpr int kMostColumns = 10000;  // inputs, or outputs
inline constexpr int kMostRows =
    1'000'000'000;                             // LOOKBACK, TARGET_OFFSET, ...: two fit into an int
inline constexpr int kMostWindow = 1'000'000;  // rows that a filter keeps
inline constexpr int kMostFilterOrder = 32;    // of its polynomial
inline constexpr int kMostRuns = 100'000;      // of a sweep
inline constexpr double kMostDropout = 1;      // as in PyTorch: every unit is dropped

}  // namespace lstmtrain::limits
