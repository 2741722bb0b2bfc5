// Nearest name by the optimal string alignment distance.
#include "base/nearest.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace lstmtrain {
namespace {

constexpr std::size_t kLongestName = 200;  // more is not a name: the table below stays small

// Lower case letters and digits; separators dropped, other bytes kept.
std::string folded(std::string_view name) {
  std::string out;
  for (const char c : name.substr(0, kLongestName)) {
    if (c == '_' || c == '-' || c == ' ') continue;
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> two_back(b.size() + 1), back(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    two_back.swap(back);
    back.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = back[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({replaced, back[j] + 1, row[j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], two_back[j - 2] + 1);
    }
  }
  return row[b.size()];
}

}  // namespace

std::string nearest_name(std::string_view name, std::span<const std::string> candidates) {
  const std::string wanted = folded(name);
  if (wanted.empty()) return "";
  std::string best;
  std::size_t best_distance = 0;
  for (const std::string& candidate : candidates) {
    const std::string known = folded(candidate);
    if (known.empty()) continue;
    const std::size_t distance = edit_distance(wanted, known);
    const std::size_t longer = std::max(wanted.size(), known.size());
    const std::size_t shorter = std::min(wanted.size(), known.size());
    const bool prefix = shorter >= 3 && wanted.compare(0, shorter, known, 0, shorter) == 0;
    if (distance * 3 > longer && !prefix) continue;
    if (best.empty() || distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace lstmtrain
