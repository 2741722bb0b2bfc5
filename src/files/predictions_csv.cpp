#include "files/predictions_csv.hpp"

#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "base/text/number_text.hpp"
#include "base/text/words.hpp"
#include "files/atomic_file.hpp"

namespace lstmtrain::files {
namespace {

constexpr std::size_t kFlushBytes = 1 << 20;

std::string header(const Dataset& dataset, bool timed, const std::vector<std::string>& names) {
  std::string text = timed ? "time" : "row";
  const std::size_t K = dataset.num_targets();
  for (std::size_t k = 0; k < K; ++k) {
    const std::string target = K == 1 ? "" : "_" + dataset.columns[dataset.num_features + k];
    for (const std::string& name : names) text += "," + text::spreadsheet_cell(name + target);
  }
  return text + "\n";
}

std::string finite_text(float value) {
  return std::isfinite(value) ? text::number_text(value) : "";
}

std::span<const float> values_or_none(const Predictions& predictions, std::size_t file) {
  return predictions.files() == 0 ? std::span<const float>{} : predictions.values(file);
}

// cells(row): what stands behind the time of a row.
template <class Cells>
void write_rows(const std::string& path, const Dataset& dataset, const SourceFile& source,
                const std::vector<std::string>& names, Cells cells) {
  AtomicFile out(path);
  const bool timed = !source.time.empty();
  std::string text = header(dataset, timed, names);
  for (std::size_t row = 0; row < source.rows; ++row) {
    if (timed) {
      const double time = source.time[row];
      text += source.iso_time ? iso_time(time) : text::number_text(time);
    } else {
      text += std::to_string(row);
    }
    text += ',' + cells(row) + '\n';
    if (text.size() > kFlushBytes) {
      out.write(text);
      text.clear();
    }
  }
  out.write(text);
  out.commit();
}

// cells(row, k, predicted): of one target, as `names` says; the filtered value stands behind them
// where there is one.
template <class Cells>
void write_targets(const std::string& path, const Dataset& dataset, const Predictions& predictions,
                   std::size_t file, const Predictions& filtered, std::vector<std::string> names,
                   Cells cells) {
  const SourceFile& source = dataset.files[predictions.source(file)];
  const std::span<const float> of_file = predictions.values(file),
                               smooth = values_or_none(filtered, file);
  const std::size_t K = dataset.num_targets();
  if (!smooth.empty()) names.emplace_back("filtered");
  write_rows(path, dataset, source, names, [&](std::size_t row) {
    std::string text;
    for (std::size_t k = 0; k < K; ++k) {
      text += (k > 0 ? "," : "") + cells(row, k, of_file[row * K + k]);
      if (!smooth.empty()) text += ',' + finite_text(smooth[row * K + k]);
    }
    return text;
  });
}

}  // namespace

std::string iso_time(double seconds) {
  if (!std::isfinite(seconds) || std::abs(seconds) > 2e11) return text::number_text(seconds);
  // A double of this size holds microseconds to about a quarter.
  const auto micros = static_cast<std::int64_t>(std::llround(seconds * 1e6));
  std::int64_t whole = micros / 1'000'000, rest = micros % 1'000'000;
  if (rest < 0) {
    rest += 1'000'000;
    --whole;
  }
  const std::chrono::sys_seconds point{std::chrono::seconds(whole)};
  const auto day = std::chrono::floor<std::chrono::days>(point);
  const std::chrono::year_month_day date(day);
  const std::int64_t second = (point - day).count();
  std::array<char, 80> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d",
                static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), static_cast<int>(second / 3600),
                static_cast<int>(second / 60 % 60), static_cast<int>(second % 60));
  std::string result = text.data();
  if (rest != 0) {
    std::snprintf(text.data(), text.size(), ".%06d", static_cast<int>(rest));
    result += text.data();
    result.erase(result.find_last_not_of('0') + 1);
  }
  return result;
}

std::string prediction_cells(std::span<const float> predicted) {
  std::string text;
  for (std::size_t k = 0; k < predicted.size(); ++k)
    text += (k > 0 ? "," : "") + finite_text(predicted[k]);
  return text;
}

void write_predictions(const std::string& path, const Dataset& dataset,
                       const Predictions& predictions, std::size_t file,
                       const Predictions& filtered) {
  const SourceFile& source = dataset.files[predictions.source(file)];
  write_targets(path, dataset, predictions, file, filtered, {"true", "predicted", "error"},
                [&](std::size_t row, std::size_t k, float predicted) {
                  const float truth = source.at(row, dataset.num_features + k);
                  return finite_text(truth) + ',' + finite_text(predicted) + ',' +
                         finite_text(predicted - truth);
                });
}

void write_predicted(const std::string& path, const Dataset& dataset,
                     const Predictions& predictions, std::size_t file,
                     const Predictions& filtered) {
  write_targets(path, dataset, predictions, file, filtered, {"predicted"},
                [](std::size_t, std::size_t, float predicted) { return finite_text(predicted); });
}

bool is_predictions_header(const std::string& line) {
  return line.rfind("time,true", 0) == 0 || line.rfind("row,true", 0) == 0 ||
         line.rfind("time,\"true", 0) == 0 || line.rfind("row,\"true", 0) == 0;
}

}  // namespace lstmtrain::files
