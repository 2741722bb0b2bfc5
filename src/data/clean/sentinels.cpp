#include "data/clean/sentinels.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "data/column_alias.hpp"

namespace lstmtrain {
namespace {

constexpr const char* kOnes = "16 bits, all ones";
constexpr const char* kMost = "the largest of 16 bits with a sign";
constexpr const char* kLeast = "the smallest of 16 bits with a sign";
constexpr const char* kNines = "a row of nines";
constexpr const char* kFill = "a fill value";

// By value. An integer of 16 bits is often in tenths, hundredths or thousandths.
constexpr std::array kSentinels = {Sentinel{-1e31, kFill},
                                   Sentinel{-1e30, kFill},
                                   Sentinel{-2147483648, "the smallest of 32 bits with a sign"},
                                   Sentinel{-99999, kNines},
                                   Sentinel{-32768, kLeast},
                                   Sentinel{-9999.9, kNines},
                                   Sentinel{-9999, kNines},
                                   Sentinel{-3276.8, kLeast},
                                   Sentinel{-999.9, kNines},
                                   Sentinel{-999, kNines},
                                   Sentinel{-888, kFill},
                                   Sentinel{-327.68, kLeast},
                                   Sentinel{-200, kFill},
                                   Sentinel{-99.9, kNines},
                                   Sentinel{-99, kNines},
                                   Sentinel{-32.768, kLeast},
                                   Sentinel{32.767, kMost},
                                   Sentinel{65.535, kOnes},
                                   Sentinel{327.67, kMost},
                                   Sentinel{655.35, kOnes},
                                   Sentinel{999, kNines},
                                   Sentinel{999.9, kNines},
                                   Sentinel{3276.7, kMost},
                                   Sentinel{6553.5, kOnes},
                                   Sentinel{9999, kNines},
                                   Sentinel{9999.9, kNines},
                                   Sentinel{32767, kMost},
                                   Sentinel{65535, kOnes},
                                   Sentinel{99999, kNines},
                                   Sentinel{2147483647, "the largest of 32 bits with a sign"},
                                   Sentinel{4294967295, "32 bits, all ones"},
                                   Sentinel{1e20, kFill},
                                   Sentinel{1e30, kFill},
                                   Sentinel{1e31, kFill},
                                   Sentinel{9.9692099683868690e36, "the fill value of netCDF"}};

constexpr std::array kThermometers = {Sentinel{-127, "a DS18B20 that does not answer"},
                                      Sentinel{85, "a DS18B20 before its first measurement"}};

constexpr float kSmallest = 32;  // every one is beyond it

// As the table holds it, in float32.
float held(const Sentinel& sentinel) { return static_cast<float>(sentinel.value); }

template <std::size_t N>
const Sentinel* find_in(const std::array<Sentinel, N>& all, float value) {
  const auto found =
      std::lower_bound(all.begin(), all.end(), value,
                       [](const Sentinel& sentinel, float x) { return held(sentinel) < x; });
  return found != all.end() && held(*found) == value ? &*found : nullptr;
}

}  // namespace

const Sentinel* find_sentinel(float value, const std::string& column) {
  if (std::abs(value) < kSmallest) return nullptr;  // as most cells are
  if (const Sentinel* found = find_in(kSentinels, value)) return found;
  const Sentinel* found = find_in(kThermometers, value);
  return found != nullptr && is_temperature_name(column) ? found : nullptr;
}

}  // namespace lstmtrain
