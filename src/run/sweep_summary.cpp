#include "run/sweep_summary.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/plain_text.hpp"
#include "base/text/number_text.hpp"
#include "base/text/words.hpp"

namespace lstmtrain::run {
namespace {

// A row is a line: a reason of several lines becomes one.
std::string line(std::vector<std::string> cells) {
  for (std::string& cell : cells) {
    std::replace(cell.begin(), cell.end(), '\n', ' ');
    cell = text::spreadsheet_cell(cell);
  }
  return text::joined(cells, ",") + "\n";
}

std::string number(double value) { return std::isnan(value) ? "" : text::number_text(value); }

}  // namespace

bool ranks_before(double a, double b) { return std::isnan(b) ? !std::isnan(a) : a < b; }

Moments moments(std::vector<double> values) {
  std::erase_if(values, [](double value) { return !std::isfinite(value); });
  Moments m;
  if (values.empty()) return m;
  double sum = 0, squares = 0;
  for (const double value : values) sum += value;
  m.mean = sum / static_cast<double>(values.size());
  for (const double value : values) squares += (value - m.mean) * (value - m.mean);
  if (values.size() > 1) m.deviation = std::sqrt(squares / static_cast<double>(values.size() - 1));
  m.best = *std::min_element(values.begin(), values.end());
  return m;
}

SweepRow row_of(const settings::SweepRun& run, const std::vector<std::string>& keys) {
  SweepRow row;
  row.run = run.name;
  row.group = run.group;
  row.val_rmse = row.test_rmse = row.seconds = kNaN;
  for (const std::string& key : keys) {
    const auto found = std::find_if(run.overrides.begin(), run.overrides.end(),
                                    [&](const settings::Override& o) { return o.key == key; });
    row.values.push_back(found == run.overrides.end() ? "" : found->value);
  }
  return row;
}

void fill(SweepRow& row, const ResultsSummary& results) {
  row.epochs = results.epochs;
  row.best_epoch = results.best_epoch;
  row.parameters = results.parameters;
  row.val_rmse = results.best_epoch > 0 ? results.val_rmse : kNaN;
  row.test_rmse = results.best_epoch > 0 ? results.test_rmse : kNaN;
  row.seconds = results.seconds;
  row.status = results.stop_reason;
  row.reason = results.diagnosis.substr(0, results.diagnosis.find('\n'));
}

void rank(std::vector<SweepRow>& rows) {
  std::stable_sort(rows.begin(), rows.end(), [](const SweepRow& a, const SweepRow& b) {
    return ranks_before(a.val_rmse, b.val_rmse);
  });
}

std::string summary_csv(const std::vector<std::string>& keys, const std::vector<SweepRow>& rows,
                        const std::string& unit) {
  std::vector<std::string> header = {"rank", "run"};
  header.insert(header.end(), keys.begin(), keys.end());
  for (const std::string& name :
       {"val_rmse" + unit_suffix(unit), "test_rmse" + unit_suffix(unit), std::string("parameters"),
        std::string("epochs"), std::string("best_epoch"), std::string("seconds"),
        std::string("status"), std::string("reason")})
    header.push_back(name);
  std::string text = line(header);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const SweepRow& row = rows[i];
    std::vector<std::string> cells = {std::to_string(i + 1), row.run};
    cells.insert(cells.end(), row.values.begin(), row.values.end());
    for (const std::string& value :
         {number(row.val_rmse), number(row.test_rmse), std::to_string(row.parameters),
          std::to_string(row.epochs), std::to_string(row.best_epoch), number(row.seconds),
          row.status, row.reason})
      cells.push_back(value);
    text += line(cells);
  }
  return text;
}

std::vector<Repeated> repeated(const std::vector<SweepRow>& rows) {
  std::map<std::size_t, std::vector<const SweepRow*>> groups;
  for (const SweepRow& row : rows) groups[row.group].push_back(&row);
  std::vector<Repeated> all;
  for (const auto& [group, members] : groups) {
    Repeated& r = all.emplace_back();
    r.values = members.front()->values;
    r.values.pop_back();
    r.runs = members.size();
    std::vector<double> val, test;
    for (const SweepRow* row : members) {
      val.push_back(row->val_rmse);
      test.push_back(row->test_rmse);
      r.failed += !row->reason.empty();
    }
    const Moments v = moments(val), t = moments(test);
    r.val_mean = v.mean, r.val_deviation = v.deviation, r.val_best = v.best;
    r.test_mean = t.mean, r.test_deviation = t.deviation, r.test_best = t.best;
  }
  std::stable_sort(all.begin(), all.end(), [](const Repeated& a, const Repeated& b) {
    return ranks_before(a.val_mean, b.val_mean);
  });
  return all;
}

std::string repetitions_csv(const std::vector<std::string>& keys, const std::vector<Repeated>& rows,
                            const std::string& unit) {
  std::vector<std::string> header(keys.begin(), keys.end() - 1);
  header.insert(header.end(), {"runs", "failed"});
  for (const char* set : {"val", "test"})
    for (const char* what : {"mean", "deviation", "best"})
      header.push_back(std::string(set) + "_rmse_" + what + unit_suffix(unit));
  std::string text = line(header);
  for (const Repeated& r : rows) {
    std::vector<std::string> cells = r.values;
    cells.insert(cells.end(), {std::to_string(r.runs), std::to_string(r.failed)});
    for (const double value :
         {r.val_mean, r.val_deviation, r.val_best, r.test_mean, r.test_deviation, r.test_best})
      cells.push_back(number(value));
    text += line(cells);
  }
  return text;
}

}  // namespace lstmtrain::run
