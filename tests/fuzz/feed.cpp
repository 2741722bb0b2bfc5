#include "fuzz/feed.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <span>
#include <stdexcept>
#include <vector>

#include "fuzz/checksum.hpp"
#include "io/checkpoint_store.hpp"
#include "io/guard_json.hpp"
#include "io/hyperparams_json.hpp"
#include "io/model_file.hpp"
#include "io/report_data.hpp"
#include "io/report_predictions.hpp"
#include "io/results_json.hpp"
#include "io/resume_check.hpp"
#include "io/safetensors.hpp"
#include "lstmtrain/dataset.hpp"
#include "lstmtrain/error.hpp"
#include "support/temp_dir.hpp"
#include "train/early_stopping.hpp"
#include "train/guard.hpp"
#include "train/optimizer.hpp"
#include "train/schedule.hpp"

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

Hyperparams settings(const char* missing_data, const char* training_method) {
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
  Reporter reporter;
  Guard guard(Hyperparams{}, reporter);
  guard.load(state, {});
}

std::span<const std::byte> as_bytes(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

}  // namespace

bool feed_csv(std::string_view bytes) {
  const MemoryFile file(bytes);
  // One way to read it, chosen by its length: all of them for each would take three times as long.
  constexpr std::array<std::pair<const char*, const char*>, 3> ways = {
      {{"split", "Sequence-to-Sequence"}, {"interpolate", "Stream"}, {"keep", "Stream"}}};
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
      const io::Settings read =
          io::read_settings(io::SettingsFile{"hp.json", std::string(bytes)}, {}, lenient);
      require(!io::print_config(read).empty(), "nothing printed");
      io::resolved_with_origin(read);
      const std::string resolved = io::resolved_json(read.values);
      const io::Settings again = io::read_settings(io::SettingsFile{"hp.json", resolved}, {});
      require(io::resolved_json(again.values) == resolved, "resolved settings read differently");
    });
  return accepted;
}

bool feed_model(std::string_view bytes) {
  return accepts(ErrorCode::data, [&] {
    const Model model = io::model_from_bytes(as_bytes(with_checksum(bytes)), "model");
    const auto written = io::model_to_bytes(model, "model");
    require(io::model_to_bytes(io::model_from_bytes(written, "model"), "model") == written,
            "a model that was read is written differently");
  });
}

bool feed_safetensors(std::string_view bytes) {
  return accepts(ErrorCode::data, [&] {
    const io::TensorFile file = io::from_safetensors(as_bytes(with_checksum(bytes)), "file");
    const auto written = io::to_safetensors(file.tensors, file.metadata, "file");
    const io::TensorFile again = io::from_safetensors(written, "file");
    require(again.verified, "no checksum in what was written");
    require(io::to_safetensors(again.tensors, again.metadata, "file") == written,
            "a file that was read is written differently");
  });
}

bool feed_checkpoint(std::string_view bytes) {
  return accepts(ErrorCode::data, [&] {
    const io::Checkpoint checkpoint =
        io::checkpoint_from_bytes("checkpoint", as_bytes(with_checksum(bytes)));
    const auto text = [&](const char* key) {
      const auto found = checkpoint.metadata.find(key);
      return found == checkpoint.metadata.end() ? std::string("{}") : found->second;
    };
    io::guard_events_from(text("events"), "events");
    io::settings_differences(text("hyperparams"), Hyperparams{});
    io::data_differences(text("data"), "{}");
    load_state(checkpoint.tensors);
  });
}

bool feed_report(std::string_view bytes) {
  static const test::TempDir run;
  const std::size_t line = std::min(bytes.find('\n'), bytes.size());
  const std::string results(bytes.substr(0, line));
  test::write_file(run / "results.json", results);
  test::write_file(run / "metrics.jsonl", std::string(bytes.substr(line)));
  const auto data = nlohmann::json::parse(io::report_data(run.path().string(), false));
  require(data.at("epochs").is_array() && data.at("state").is_string(), "a report without a run");
  return accepts(ErrorCode::data, [&] { io::results_summary(results, "results.json"); });
}

bool feed_predictions(std::string_view bytes) {
  const MemoryFile file(bytes);
  const auto data = io::report_predictions({{"a.csv", file.path()}}, {"Voltage"}, {1000.0}, 20);
  require(!data.dump().empty(), "nothing printed");
  return !data.at("files").at(0).contains("error");
}

}  // namespace lstmtrain::fuzz
