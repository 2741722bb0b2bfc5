#include "settings/sweep_runs.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/checksum.hpp"
#include "base/plain_text.hpp"
#include "base/rng.hpp"
#include "base/text/json_text.hpp"
#include "settings/table/fields.hpp"

namespace lstmtrain::settings {
namespace {

constexpr std::size_t kMostName = 120;  // bytes of a sub-directory's name

// 6 significant digits: a searched rate that can be read, and typed again.
std::string short_number(double value) {
  return decimal_text(value, std::chars_format::general, 6);
}

// The number at `at`, in [0, 1), of the way from low to high.
std::string between(const Field& field, double low, double high, double at, bool whole) {
  if (whole)
    return std::to_string(static_cast<std::int64_t>(low + std::floor(at * (high - low + 1))));
  if (field.log_search && low > 0) return short_number(low * std::pow(high / low, at));
  return short_number(low + (high - low) * at);
}

bool is_whole(const Field& field) {
  return std::holds_alternative<int FieldValues::*>(field.member) ||
         std::holds_alternative<std::uint64_t FieldValues::*>(field.member);
}

Override draw(const Field& field, const std::vector<std::string>& ends, std::uint64_t seed,
              int trial) {
  const Philox rng(seed, Purpose::search);
  const text::Json low = text::Json::parse(ends[0]), high = text::Json::parse(ends[1]);
  const auto at = [&](std::uint32_t index) {
    return rng.uniform(static_cast<std::uint32_t>(trial), crc32c(field.key), index);
  };
  std::string text;
  if (low.is_array()) {
    for (std::uint32_t i = 0; i < low.size(); ++i)
      text += (i > 0 ? "," : "") + between(field, low[i], high[i], at(i), true);
  } else {
    text = between(field, low, high, at(0), is_whole(field));
  }
  return {field.key, text, "search"};
}

std::string name_of(std::size_t number, std::size_t count, const std::vector<Override>& overrides) {
  const std::size_t digits = std::max<std::size_t>(3, std::to_string(count).size());
  std::string name = std::to_string(number);
  name.insert(0, digits - name.size(), '0');
  for (const Override& o : overrides) {
    if (o.key != "REPETITIONS") name += "_" + o.key + "-" + o.value;
  }
  for (char& c : name) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                       c == '.' || c == '_';
    if (!plain) c = '-';
  }
  return name.substr(0, kMostName);
}

}  // namespace

std::vector<SweepRun> sweep_runs(const Settings& settings) {
  const Hyperparams& hp = settings.values;
  const int trials = settings.ranges.empty() ? 1 : hp.trials;
  std::vector<SweepRun> runs;
  std::size_t group = 0;
  for (const std::vector<Override>& point : settings.grid)
    for (int trial = 0; trial < trials; ++trial, ++group)
      for (int repetition = 0; repetition < hp.repetitions; ++repetition) {
        SweepRun run;
        run.group = group;
        run.trial = settings.ranges.empty() ? -1 : trial;
        run.overrides = point;
        for (const auto& [key, ends] : settings.ranges)
          run.overrides.push_back(draw(*find_field(key), ends, hp.seed, trial));
        if (hp.repetitions > 1) {
          run.overrides.push_back({"REPETITIONS", "1", "repetition"});
          run.overrides.push_back({"SEED",
                                   std::to_string(hp.seed + static_cast<std::uint64_t>(repetition)),
                                   "repetition"});
        }
        run.name = name_of(runs.size() + 1, settings.runs, run.overrides);
        runs.push_back(std::move(run));
      }
  return runs;
}

std::vector<std::string> sweep_keys(const Settings& settings) {
  std::vector<std::string> keys;
  if (!settings.grid.empty())
    for (const Override& o : settings.grid.front()) keys.push_back(o.key);
  for (const auto& [key, ends] : settings.ranges) keys.push_back(key);
  if (settings.values.repetitions > 1) keys.emplace_back("SEED");
  return keys;
}

}  // namespace lstmtrain::settings
