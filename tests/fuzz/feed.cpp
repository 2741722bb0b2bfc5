#include "fuzz/feed.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <span>
#include <stdexcept>
#include <vector>

#include "files/checkpoint_store.hpp"
#include "files/guard_json.hpp"
#include "files/model_file.hpp"
#include "files/tensors/safetensors.hpp"
#include "fuzz/checksum.hpp"
#include "lstmtrain/dataset.hpp"
#include "lstmtrain/error.hpp"
#include "predict/model_reader.hpp"
#include "report/report_data.hpp"
#include "report/report_predictions.hpp"
#include "run/results_json.hpp"
#include "settings/resume_check.hpp"
#include "settings/settings.hpp"
#include "support/temp_dir.hpp"
#include "train/guards/guard.hpp"
#include "train/optim/early_stopping.hpp"
#include "train/optim/optimizer.hpp"
#include "train/optim/schedule.hpp"

namespace lstmtrain::fuzz {
namespace {

// Runs `read`; true when it accepted, false when it refused with `code`.
template <class Read>
bool accepts(ErrorCode code, Read read) {
  try {
    read();
    return true;
  } catch (const Error& error) {
    if (error.code() != code)
      throw std::logic_error(std::string("refused with another code: ") + error.what());
    return false;
  }
}

void require(bool holds, const char* what) {
  if (!holds) throw std::logic_error(what);
}

// A file in memory with a path of its own: the CSV reader opens files.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view bytes) : fd_(memfd_create("fuzz", MFD_CLOEXEC)) {
    require(fd_ >= 0 && write(fd_, bytes.data(), bytes.size()) == std::ssize(bytes), "memfd");
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() { close(fd_); }
  std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }

 private:
  int fd_;
};

Hyperparams settings(MissingData missing_data, TrainingMethod training_method) {
  Hyperparams hp;
  hp.feature_columns = {"Current", "Temperature", "SOC"};
  hp.target_columns = {"Voltage"};
  hp.missing_values = {-200};
  hp.missing_data = missing_data;
  hp.training_method = training_method;
  hp.lookback = 4;
  return hp;
}

// Whatever a training of 26 parameters, which the corpus has, reads back without a kernel.
void load_state(const StateDict& state) {
  Optimizer<float> optimizer({}, std::vector<float>(26));
  optimizer.load(state);
  Schedule schedule(Hyperparams{}, 3);
  schedule.load(state);
  EarlyStopping early(1);
  early.load(state, 26);
  Guard guard(Hyperparams{}, 3);
  guard.load(state, {});
}

std::span<const std::byte> as_bytes(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

}  // namespace

bool feed_csv(std::string_view bytes) {
  const MemoryFile file(bytes);
  // One way to read it, chosen by its length: all of them for each would take three times as long.
  constexpr std::array<std::pair<MissingData, TrainingMethod>, 3> ways = {
      {{MissingData::split, TrainingMethod::window},
       {MissingData::interpolate, TrainingMethod::stream},
       {MissingData::keep, TrainingMethod::stream}}};
  const auto [missing, method] = ways[bytes.size() % ways.size()];
  const Hyperparams hp = settings(missing, method);
  const bool checked = check_data(hp, {file.path()}).problems.empty();
  const bool loaded = accepts(ErrorCode::data, [&] { load_dataset(hp, {{file.path()}, {}, {}}); });
  require(checked || !loaded, "training takes what the check refuses");
  return checked;
}

bool feed_hyperparams(std::string_view bytes) {
  bool accepted = false;
  for (const bool lenient : {false, true})
    accepted |= accepts(ErrorCode::config, [&] {
      const settings::Settings read = settings::read_settings(
          settings::SettingsFile{"hp.json", std::string(bytes)}, {}, lenient);
      require(!settings::print_config(read).empty(), "nothing printed");
      settings::resolved_with_origin(read);
      const std::string resolved = settings::resolved_json(read.values);
      const settings::Settings again =
          settings::read_settings(settings::SettingsFile{"hp.json", resolved}, {});
      require(settings::resolved_json(again.values) == resolved,
              "resolved settings read differently");
    });
  return accepted;
}

bool feed_model(std::string_view bytes) {
  const std::string file = with_checksum(bytes);
  bool refused = false;  // as damaged, by the small reader
  try {
    predicting::read_model(as_bytes(file), "model");
  } catch (const Error& error) {
    refused = error.code() == ErrorCode::data;
    require(refused || error.code() == ErrorCode::config, "the small reader's code");
  }
  return accepts(ErrorCode::data, [&] {
    const Model model = files::model_from_bytes(as_bytes(file), "model");
    require(!refused, "the small reader refuses what the whole one reads");
    const auto written = files::model_to_bytes(model, "model");
    require(files::model_to_bytes(files::model_from_bytes(written, "model"), "model") == written,
            "a model that was read is written differently");
  });
}

bool feed_safetensors(std::string_view bytes) {
  return accepts(ErrorCode::data, [&] {
    const files::TensorFile file = files::from_safetensors(as_bytes(with_checksum(bytes)), "file");
    const auto written = files::to_safetensors(file.tensors, file.metadata, "file");
    const files::TensorFile again = files::from_safetensors(written, "file");
    require(again.verified, "no checksum in what was written");
    require(files::to_safetensors(again.tensors, again.metadata, "file") == written,
            "a file that was read is written differently");
  });
}

bool feed_checkpoint(std::string_view bytes) {
  return accepts(ErrorCode::data, [&] {
    const files::Checkpoint checkpoint =
        files::checkpoint_from_bytes("checkpoint", as_bytes(with_checksum(bytes)));
    const auto text = [&](const char* key) {
      const auto found = checkpoint.metadata.find(key);
      return found == checkpoint.metadata.end() ? std::string("{}") : found->second;
    };
    files::guard_events_from(text("events"), "events");
    settings::settings_differences(text("hyperparams"), Hyperparams{});
    settings::fingerprint_version(checkpoint.metadata, "checkpoint");
    settings::data_differences(text("data"), "{}");
    load_state(checkpoint.tensors);
  });
}

bool feed_report(std::string_view bytes) {
  static const test::TempDir run;
  const std::size_t line = std::min(bytes.find('\n'), bytes.size());
  const std::string results(bytes.substr(0, line));
  test::write_file(run / "results.json", results);
  test::write_file(run / "metrics.jsonl", std::string(bytes.substr(line)));
  const auto data = nlohmann::json::parse(report::report_data(run.path().string(), false));
  require(data.at("epochs").is_array() && data.at("state").is_string(), "a report without a run");
  return accepts(ErrorCode::data, [&] { run::results_summary(results, "results.json"); });
}

bool feed_predictions(std::string_view bytes) {
  const MemoryFile file(bytes);
  const auto data =
      report::report_predictions({{"a.csv", file.path()}}, {"Voltage"}, {1000.0}, 400);
  require(!data.dump().empty(), "nothing printed");
  return !data.at("files").at(0).contains("error");
}

}  // namespace lstmtrain::fuzz
