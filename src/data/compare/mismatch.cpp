#include "data/compare/mismatch.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "data/column_alias.hpp"

namespace lstmtrain {
namespace {

// kilo and milli, percent and fraction, hours and seconds
constexpr std::array kFactors = {1000.0, 1e-3, 100.0, 1e-2, 3600.0, 1 / 3600.0};
constexpr std::array kOffsets = {273.15, -273.15};  // kelvin and degrees Celsius

// How far a file may lie from the band of the others and still be one of them.
constexpr double kLevelRoom = 0.75;  // of their middle spread, in its quantiles
constexpr double kReach = 0.1;       // or of the range of all
constexpr double kSpreadRoom = 3;    // times, in its spread and slope
constexpr double kOffsetRoom = 30;   // at least, of quantiles after an offset is taken off
constexpr double kOffsetAway = 150;  // at least, before
constexpr double kRarity = 0.8;      // in logarithms
constexpr double kSwapSpreadRoom = 4;
constexpr double kRoughnessRoom = 5;

constexpr double kSizeRoom = 3.16;   // times, of a factor: half of ten in logarithms
constexpr double kCurrentRoom = 10;  // the same, for what lies on both sides of 0
constexpr double kLevel = 0.25;      // of the size

// A relation of steps that tells files from each other, and one that is none.
constexpr double kStrong = 0.5, kPresent = 0.35, kWeak = 0.45, kAbsent = 0.7;

// With any of the others; or no farther from most of them than these are from each other, which no
// second file in other units widens.
enum class Like { any, most };

bool within(double x, const Band& band, double room, Like like) {
  if (like == Like::any) {
    room = std::max(room, kReach * (band.most - band.least));
    return x >= band.least - room && x <= band.most + room;
  }
  room += band.high - band.low;
  return x >= band.low - room && x <= band.high + room;
}

bool within_factor(double x, const Band& band, double factor) {
  return x >= band.low / factor && x <= band.high * factor;
}

double sign_of(const ColumnFamily& family) { return family.correlation.middle < 0 ? -1 : 1; }

// Whether the column moves the target alike in all files.
bool is_related(const ColumnFamily& family) {
  const Band& r = family.correlation;
  return sign_of(family) > 0 ? r.low >= kStrong : r.high <= -kStrong;
}

bool is_unrelated(const ColumnFamily& family) {
  return std::max(std::abs(family.correlation.low), std::abs(family.correlation.high)) < kWeak;
}

Band absolute(const Band& band) {
  return band.middle < 0 ? Band{-band.most, -band.high, -band.middle, -band.low, -band.least}
                         : band;
}

// As if each cell were (x - offset) / factor.
ColumnPrint converted(ColumnPrint print, double factor, double offset = 0) {
  const auto back = [&](double x) { return (x - offset) / factor; };
  print.low = back(print.low);
  print.median = back(print.median);
  print.high = back(print.high);
  if (factor < 0) std::swap(print.low, print.high);
  print.slope *= factor;
  if (factor < 0) print.correlation = -print.correlation;
  return print;
}

bool fits_level(const ColumnPrint& print, const ColumnFamily& family, Like like,
                double at_least = 0) {
  const double room = std::max(kLevelRoom * family.spread.middle, at_least);
  return within(print.low, family.low, room, like) && within(print.high, family.high, room, like);
}

// By the relation to the target where there is one, else by spread and level: a file at rest is
// small, too, but moves its target as all do.
bool fits_factor(const ColumnPrint& print, const ColumnFamily& family) {
  if (is_related(family))
    return std::abs(print.correlation) >= kPresent &&
           within_factor(std::abs(print.slope), absolute(family.slope), kSpreadRoom) &&
           print.spread() <= family.spread.high * kSwapSpreadRoom;
  return fits_level(print, family, Like::any) &&
         within_factor(print.spread(), family.spread, kSpreadRoom);
}

bool is_out_by_factor(const ColumnPrint& print, const ColumnFamily& family) {
  if (is_related(family))
    return std::abs(print.correlation) >= kPresent &&
           !within_factor(std::abs(print.slope), absolute(family.slope), kSpreadRoom);
  return print.spread() > 0 && !within_factor(print.spread(), family.spread, kSpreadRoom) &&
         !fits_level(print, family, Like::most);
}

// How far from the middle, in factors: of the spread, and of the slope where there is a relation.
double distance(const ColumnPrint& print, const ColumnFamily& family) {
  const auto between = [](double x, double middle) { return std::abs(std::log(x / middle)); };
  const bool spread_known = print.spread() > 0 && family.spread.middle > 0;
  const double spread = spread_known ? between(print.spread(), family.spread.middle) : 0;
  if (!is_related(family)) return spread;
  return spread + between(std::abs(print.slope), std::abs(family.slope.middle));
}

// Percent and fraction are of what is not below 0.
bool is_percent(double factor) { return factor == 100.0 || factor == 1e-2; }
bool goes_below_0(const ColumnFamily& family) { return family.low.least < 0; }

// Hours for seconds are seen less often than kilo and milli, which are hard to tell from them.
bool is_rare(double factor) { return factor == 3600.0 || factor == 1 / 3600.0; }

// How large cells are, whatever their sign.
double size_of(const ColumnPrint& print) {
  return std::max(std::abs(print.low), std::abs(print.high));
}
double middle_size(const ColumnFamily& family) {
  return std::max(std::abs(family.low.middle), std::abs(family.high.middle));
}
// That most files stay below.
double high_size(const ColumnFamily& family) {
  return std::max(std::abs(family.low.low), std::abs(family.high.high));
}

// Whether the file is about so many times as large as the middle of the others.
bool is_times(double factor, const ColumnPrint& print, const ColumnFamily& family,
              double room = kSizeRoom) {
  const double off = size_of(print) / (factor * middle_size(family));
  return off > 1 / room && off < room;
}

// Above 0 and away from it, such as a voltage: no file is small because it rests.
bool is_level(const ColumnFamily& family) {
  return !is_temperature_name(family.column) && family.low.least > 0 &&
         family.low.middle >= kLevel * middle_size(family);
}

// Whether no more than a few of the others are nearly as large, or as small.
bool is_alone(double factor, const ColumnPrint& print, const ColumnFamily& family) {
  return factor > 1 ? size_of(print) > std::sqrt(factor) * high_size(family)
                    : size_of(print) < std::sqrt(factor) * middle_size(family);
}

// By the size alone, where the file lies far outside of all others: it may be at another SOC, or of
// a constant current, which says nothing by its steps. A current may be small because it rests, or
// ten times that of the others; a thousand times it is not.
std::optional<double> factor_by_size(const ColumnPrint& print, const ColumnFamily& family) {
  if (!(middle_size(family) > 0) || is_temperature_name(family.column)) return std::nullopt;
  for (const double factor : kFactors) {
    const bool level = is_level(family);
    if (!level && (factor != 1000.0 || !goes_below_0(family))) continue;
    if (is_times(factor, print, family, level ? kSizeRoom : kCurrentRoom) &&
        is_alone(factor, print, family))
      return factor;
  }
  return std::nullopt;
}

std::optional<double> factor_of(const ColumnPrint& print, const ColumnFamily& family) {
  std::optional<double> best;
  if (!is_out_by_factor(print, family)) return best;
  double nearest = HUGE_VAL;
  for (const double factor : kFactors) {
    const ColumnPrint back = converted(print, factor);
    const double away = distance(back, family) + (is_rare(factor) ? kRarity : 0);
    if (!fits_factor(back, family) || !is_times(factor, print, family) || away >= nearest) continue;
    if (!is_related(family) && !is_alone(factor, print, family)) continue;
    if (!is_related(family) && is_percent(factor) && goes_below_0(family)) continue;
    nearest = away;
    best = factor;
  }
  return best;
}

std::optional<double> offset_of(const ColumnPrint& print, const ColumnFamily& family) {
  if (!is_temperature_name(print.column) ||
      within(print.median, family.median, kOffsetAway, Like::most))
    return std::nullopt;
  for (const double offset : kOffsets)
    if (fits_level(converted(print, 1, offset), family, Like::any, kOffsetRoom)) return offset;
  return std::nullopt;
}

bool is_turned(const ColumnPrint& print, const ColumnFamily& family) {
  if (is_related(family)) return print.correlation * sign_of(family) <= -kPresent;
  const bool one_sign = family.low.low > 0 || family.high.high < 0;
  return family.target && one_sign && !fits_level(print, family, Like::most) &&
         fits_level(converted(print, -1), family, Like::any);
}

enum class With { relation, level };

// Whether the cells of `print` are such as the column of `family` has.
bool is_like(const ColumnPrint& print, const ColumnFamily& family, With with, Like like) {
  if (!fits_level(print, family, like) ||
      !within_factor(print.spread(), family.spread, kSwapSpreadRoom))
    return false;
  if (!within_factor(print.roughness, family.roughness, kRoughnessRoom)) return false;
  if (with == With::level) return true;
  if (is_related(family)) return print.correlation * sign_of(family) >= kPresent;
  return !is_unrelated(family) || std::abs(print.correlation) < kAbsent;
}

// Two columns of which at least one is not like its own others, and each like the other's.
std::optional<Mismatch> swap_of(const FilePrints& file, const std::vector<ColumnFamily>& families) {
  for (std::size_t a = 0; a < file.size(); ++a) {
    if (file[a].cells == 0 || families[a].files == 0) continue;
    if (is_like(file[a], families[a], With::relation, Like::most)) continue;
    for (std::size_t b = 0; b < file.size(); ++b) {
      if (a == b || file[b].cells == 0 || families[b].files == 0) continue;
      const bool target = families[a].target || families[b].target;
      const With with = target ? With::level : With::relation;
      if (target && is_like(file[a], families[a], With::level, Like::most)) continue;
      if (is_like(file[a], families[b], with, Like::any) &&
          is_like(file[b], families[a], with, Like::any))
        return Mismatch{Mismatch::Kind::swapped, a, b, 0};
    }
  }
  return std::nullopt;
}

std::optional<Mismatch> mismatch_of(std::size_t column, const ColumnPrint& print,
                                    const ColumnFamily& family) {
  if (print.cells == 0 || family.files == 0) return std::nullopt;
  if (const auto factor = factor_of(print, family))
    return Mismatch{Mismatch::Kind::factor, column, 0, *factor};
  if (const auto factor = factor_by_size(print, family))
    return Mismatch{Mismatch::Kind::factor, column, 0, *factor};
  if (const auto offset = offset_of(print, family))
    return Mismatch{Mismatch::Kind::offset, column, 0, *offset};
  if (is_turned(print, family)) return Mismatch{Mismatch::Kind::sign, column, 0, -1};
  return std::nullopt;
}

// As the slopes would be with a target in the unit of the others.
void convert_target(const Mismatch& mismatch, FilePrints& file) {
  const double factor = mismatch.kind == Mismatch::Kind::offset ? 1 : mismatch.value;
  for (ColumnPrint& print : file) {
    print.slope /= factor;
    if (factor < 0) print.correlation = -print.correlation;
  }
}

}  // namespace

std::vector<Mismatch> find_mismatches(const FilePrints& file,
                                      const std::vector<ColumnFamily>& families) {
  if (const std::optional<Mismatch> swapped = swap_of(file, families)) return {*swapped};
  std::vector<Mismatch> found;
  FilePrints prints = file;
  for (const bool target : {true, false})
    for (std::size_t c = 0; c < prints.size(); ++c) {
      if (families[c].target != target) continue;
      const std::optional<Mismatch> mismatch = mismatch_of(c, prints[c], families[c]);
      if (!mismatch) continue;
      found.push_back(*mismatch);
      if (target) convert_target(*mismatch, prints);
    }
  return found;
}

}  // namespace lstmtrain
