// lstmtrain watch: a run in the terminal, from its metrics.jsonl: curves, last epochs, last events.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/nan.hpp"
#include "cli/command.hpp"
#include "cli/options/shared_options.hpp"
#include "cli/screen/line_chart.hpp"
#include "cli/screen/quantity.hpp"
#include "cli/screen/table.hpp"
#include "files/json_lines.hpp"
#include "files/run_files.hpp"
#include "lstmtrain/error.hpp"
#include "report/report_page.hpp"

namespace lstmtrain::cli {
namespace {

constexpr const char* kOpening =
    R"(Shows a run in the terminal: its curves, the last epochs, the last events. In a terminal it redraws
every second until the run ends; otherwise, and for a run that has ended, it is printed once.

Examples:
  lstmtrain watch run
  ssh device lstmtrain watch run
)";

struct Options {
  std::string run;
};

void declare(OptionSet& set, Options& options) {
  set.text("run", options.run, "RUN", "Folder of a run, running or finished");
}

using Json = nlohmann::json;

constexpr auto kRedraw = std::chrono::seconds(1);
constexpr int kChartHeight = 12, kAxisWidth = 12, kWidest = 100;
constexpr std::size_t kEpochsShown = 6, kEventsShown = 4;
constexpr const char* kHome = "\x1b[H\x1b[J";  // to the top left, and clear from there

double value(const Json& line, const char* key) {
  const auto found = line.find(key);
  return found != line.end() && found->is_number() ? found->get<double>() : kNaN;
}

std::string text(const Json& line, const char* key) {
  const auto found = line.find(key);
  return found != line.end() && found->is_string() ? found->get<std::string>() : "";
}

// What a metrics.jsonl holds, by kind.
struct Log {
  Json start = Json::object();
  std::vector<Json> epochs, events;
  std::string unit() const { return text(start, "unit"); }
};

Log read_log(const std::string& run) {
  Log log;
  for (Json& line : files::json_lines(files::path_in(run, files::kMetricsLog))) {
    const std::string event = text(line, "event");
    if (event == "start" || event == "resume")
      log.start = std::move(line);
    else if (event == "epoch")
      log.epochs.push_back(std::move(line));
    else if (event == "guard")
      log.events.push_back(std::move(line));
  }
  return log;
}

Curve curve_of(const Log& log, const char* name, const char* key) {
  Curve curve{name, {}};
  for (const Json& epoch : log.epochs)
    curve.points.emplace_back(value(epoch, "epoch"), value(epoch, key));
  return curve;
}

std::string head(const std::string& run, const Log& log, bool running) {
  std::string line = run + ": " + (running ? "running" : "ended");
  if (const std::string model = text(log.start, "model"); !model.empty()) line += ", " + model;
  if (log.epochs.empty()) return line + "\n";
  const Json& last = log.epochs.back();
  line += "\nepoch " + plain(value(last, "epoch")) + " after " + duration(value(last, "t")) +
          ", best validation RMSE " + with_unit(value(last, "best_val_rmse"), log.unit());
  return line + ", " + counted(log.events.size(), "guard event") + "\n";
}

std::string epochs_table(const Log& log) {
  Table table({"epoch", "train loss", "val loss", "val RMSE " + log.unit(), "best", "norm", "rate",
               "skipped"});
  const std::size_t first = log.epochs.size() - std::min(log.epochs.size(), kEpochsShown);
  for (std::size_t i = first; i < log.epochs.size(); ++i) {
    const Json& e = log.epochs[i];
    const auto shown = [&](const char* key) {
      const double v = value(e, key);
      return std::isnan(v) ? std::string("-") : plain(v);
    };
    table.add({shown("epoch"), shown("train_loss"), shown("val_loss"), shown("val_rmse"),
               shown("best_val_rmse"), shown("grad_norm_median"),
               scientific(value(e, "learning_rate")), shown("skipped_steps")});
  }
  return table.text();
}

std::string events_text(const Log& log) {
  std::string lines;
  const std::size_t first = log.events.size() - std::min(log.events.size(), kEventsShown);
  for (std::size_t i = first; i < log.events.size(); ++i) {
    const Json& e = log.events[i];
    const std::string where = text(e, "where");
    lines += text(e, "kind") + ", epoch " + plain(value(e, "epoch")) +
             (where.empty() ? "" : ", " + where) + ": " + text(e, "message") + "\n";
  }
  return lines;
}

std::string picture(const std::string& run, bool running, int width) {
  const Log log = read_log(run);
  std::string all = head(run, log, running);
  if (log.epochs.empty()) return all + "no epoch has ended\n";
  const int columns = std::clamp(width, 40, kWidest) - kAxisWidth;
  all += line_chart(
      {curve_of(log, "training RMSE", "train_rmse"), curve_of(log, "validation RMSE", "val_rmse")},
      "epoch", "RMSE " + log.unit(), columns, kChartHeight);
  return all + epochs_table(log) + events_text(log);
}

void require_log(const std::string& run) {
  if (!std::filesystem::exists(files::path_in(run, files::kMetricsLog)))
    throw Error(ErrorCode::not_found, run +
                                          ": holds no metrics.jsonl, expected the folder of a run. "
                                          "Hint: give the --out of a training.");
}

int run_watch(const Options& options, Terminal& terminal) {
  const std::string run = required_run(options.run);
  require_log(run);
  bool running = report::is_running(run);
  while (running && terminal.out.live()) {
    terminal.out.write(kHome + picture(run, true, terminal.out.width()));
    if (terminal.out.gone()) return 0;
    std::this_thread::sleep_for(kRedraw);
    running = report::is_running(run);
    if (!running) terminal.out.write(kHome);
  }
  terminal.out.write(picture(run, running, terminal.out.width()));
  return 0;
}

}  // namespace

extern const Command watch_command = {"watch", "shows a run in the terminal as it goes", kOpening,
                                      bound<Options, declare, run_watch>};

}  // namespace lstmtrain::cli
