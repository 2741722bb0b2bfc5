// What one CSV file may hold, so that memory is bounded by the file or by these, never by what a
// damaged file claims. Stated to users in docs/reliability.md.
#pragma once

#include <cstddef>

namespace lstmtrain {

inline constexpr std::size_t kMaxLine = std::size_t{1} << 20;  // bytes, its end not counted
inline constexpr std::size_t kMaxColumns = 16384;              // as many as a spreadsheet has
inline constexpr std::size_t kMaxRows = 1'000'000'000;
inline constexpr int kSearchedLines = 200;  // for a header: a longer preamble is none

}  // namespace lstmtrain
