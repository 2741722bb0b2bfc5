#include "report/report_predictions.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <span>

#include "files/predictions_reader.hpp"
#include "lstmtrain/error.hpp"
#include "report/error_profile.hpp"

namespace lstmtrain::report {
namespace {

using Json = nlohmann::ordered_json;
using Rows = std::vector<std::size_t>;

std::string base64(std::span<const unsigned char> bytes) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t three = 0;
    for (std::size_t j = 0; j < 3; ++j)
      three = three << 8 | (i + j < bytes.size() ? bytes[i + j] : 0U);
    for (int j = 3; j >= 0; --j) text += kDigits[three >> (6 * j) & 63U];
  }
  const std::size_t padding = (3 - bytes.size() % 3) % 3;
  text.replace(text.size() - padding, padding, padding, '=');
  return text;
}

template <class Number>
std::string packed(const std::vector<Number>& values, const Rows& rows) {
  std::vector<unsigned char> bytes(rows.size() * sizeof(Number));
  for (std::size_t i = 0; i < rows.size(); ++i)
    std::memcpy(&bytes[i * sizeof(Number)], &values[rows[i]], sizeof(Number));
  return base64(bytes);
}

// Of each stretch of rows the two of which the error is the largest and the smallest.
Rows kept_rows(std::span<const float> truth, std::span<const float> predicted, std::size_t most) {
  const std::size_t total = truth.size();
  most = std::max<std::size_t>(most, 2);
  const std::size_t stretch = total <= most ? 1 : 2 * (total + most - 1) / most;
  Rows rows;
  for (std::size_t begin = 0; begin < total; begin += stretch) {
    std::size_t low = begin, high = begin;
    const auto error = [&](std::size_t row) { return predicted[row] - truth[row]; };
    for (std::size_t row = begin; row < std::min(begin + stretch, total); ++row) {
      if (!(error(row) >= error(low))) low = row;
      if (!(error(row) <= error(high))) high = row;
    }
    rows.push_back(std::min(low, high));
    if (low != high) rows.push_back(std::max(low, high));
  }
  return rows;
}

double step_of(const std::vector<double>& x) { return x.size() > 1 ? x[1] - x[0] : 1; }

bool is_even(const std::vector<double>& x) {
  const double step = step_of(x);
  bool even = std::isfinite(step) && step > 0;
  for (std::size_t row = 0; even && row < x.size(); ++row)
    even = std::abs(x[row] - (x[0] + static_cast<double>(row) * step)) <= 1e-3 * step;
  return even;
}

// Two numbers where the rows are evenly spaced, as they mostly are.
void put_x(Json& file, const std::vector<double>& x, const Rows& rows) {
  if (rows.size() == x.size() && is_even(x)) {
    file["start"] = x[0];
    file["step"] = step_of(x);
  } else {
    file["x"] = packed(x, rows);
  }
}

// As many rows as fit: base64 makes four bytes of three.
std::size_t most_rows(std::size_t bytes, const files::PredictionsTable& table,
                      std::size_t targets) {
  const std::size_t kept = table.columns.size() - targets;  // all but the errors
  const std::size_t packed = bytes / 4 * 3, values = kept * sizeof(float);
  const std::size_t even = packed / values;
  return table.x.size() <= even && is_even(table.x) ? even : packed / (values + sizeof(double));
}

std::string column_name(const char* what, const std::vector<std::string>& targets, std::size_t k) {
  return targets.size() == 1 ? what : what + ("_" + targets[k]);
}

Json file_json(const files::PredictionsTable& table, const std::vector<std::string>& targets,
               std::vector<ErrorProfile>& profiles, std::size_t most_bytes) {
  Json file = {{"rows", table.x.size()}, {"timed", table.timed}, {"iso", table.iso}};
  Rows rows;
  for (std::size_t k = 0; k < targets.size(); ++k) {
    const int t = table.column(column_name("true", targets, k));
    const int p = table.column(column_name("predicted", targets, k));
    const int f = table.column(column_name("filtered", targets, k));
    if (t < 0 || p < 0)
      throw Error(ErrorCode::data, "holds no true and predicted values of \"" + targets[k] + "\"");
    const auto column = [&](int index) -> const std::vector<float>& {
      return table.columns[static_cast<std::size_t>(index)];
    };
    if (k == 0) {
      rows = kept_rows(column(t), column(p), most_rows(most_bytes, table, targets.size()));
      file["kept"] = rows.size();
      if (!rows.empty()) put_x(file, table.x, rows);
    }
    profiles[k].add(column(t), column(p));
    Json target = {{"true", packed(column(t), rows)}, {"predicted", packed(column(p), rows)}};
    if (f >= 0) target["filtered"] = packed(column(f), rows);
    file["targets"].push_back(std::move(target));
  }
  return file;
}

}  // namespace

Json report_predictions(const std::vector<PredictionsFile>& files,
                        const std::vector<std::string>& targets, const std::vector<double>& factors,
                        std::size_t most_bytes) {
  Json object = {{"files", Json::array()}, {"profiles", Json::array()}};
  std::vector<ErrorProfile> profiles(targets.size());
  for (const PredictionsFile& file : files) {
    Json entry = {{"name", file.name}};
    try {
      entry.update(file_json(files::read_predictions(file.path), targets, profiles,
                             most_bytes / std::max<std::size_t>(files.size(), 1)));
    } catch (const Error& error) {
      entry["error"] = error.what();
    }
    object["files"].push_back(std::move(entry));
  }
  for (std::size_t k = 0; k < targets.size(); ++k)
    object["profiles"].push_back(profiles[k].json(factors[k]));
  return object;
}

}  // namespace lstmtrain::report
