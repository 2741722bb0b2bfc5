#include "settings/vestim_job.hpp"

#include <algorithm>
#include <filesystem>

#include "base/path_status.hpp"
#include "base/text/number_text.hpp"
#include "lstmtrain/error.hpp"
#include "settings/vestim_augmentation.hpp"

namespace lstmtrain::settings {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSettings = "hyperparams.json";
constexpr const char* kDone = "augmentation_metadata.json";  // wins: it says what was done
constexpr const char* kChosen = "augmentation_settings.json";

constexpr std::size_t kShownColumns = 1000;  // bytes

std::string path_in(const std::string& folder, const char* name) {
  return (fs::path(folder) / name).string();
}

bool is_there(const std::string& path) { return fs::exists(path_status(path)); }

// The entry that sets `key` already; nullptr when there is none.
const Entry* given(const Source& source, const char* key) {
  const auto found = std::find_if(
      source.entries.begin(), source.entries.end(),
      [field = find_field(key)](const Entry& entry) { return find_field(entry.key) == field; });
  return found == source.entries.end() ? nullptr : &*found;
}

void add_made_columns(const Augmentation& from, Source& source, text::Faults& faults,
                      std::vector<std::string>& notes) {
  if (const Entry* entry = given(source, "DERIVED_COLUMNS")) {
    notes.push_back(entry->where + " wins over the filters and columns of " + from.file + ".");
    return;
  }
  const MadeColumns made = made_columns(from, faults);
  if (made.columns.empty()) return;
  source.entries.push_back({"DERIVED_COLUMNS", made.columns, from.file, from.file, Level::file});
  notes.push_back(from.file + ": DERIVED_COLUMNS is " +
                  text::printable(text::joined(made.columns, "; "), kShownColumns) + ".");
  if (made.filters)
    notes.push_back(
        "VEstim's Butterworth filter is causal, as the one here is; it begins at zero, the one "
        "here "
        "from a steady state.");
}

void add_resampling(const Augmentation& from, Source& source, text::Faults& faults,
                    std::vector<std::string>& notes) {
  if (const Entry* entry = given(source, "RESAMPLE_HZ")) {
    notes.push_back(entry->where + " wins over the resampling of " + from.file + ".");
    return;
  }
  const std::optional<double> hertz = resampling_rate(from, faults);
  if (!hertz) return;
  source.entries.push_back({"RESAMPLE_HZ", *hertz, from.file, from.file, Level::file});
  notes.push_back(from.file + ": RESAMPLE_HZ is " + text::number_text(*hertz) +
                  ", by means or straight lines; VEstim repeats the last value.");
}

void add_untaken_notes(const Augmentation& from, std::vector<std::string>& notes) {
  if (was_padded(from))
    notes.push_back(from.file + ": padding is not taken: a file begins with its first row.");
  if (has_noise(from))
    notes.push_back(from.file +
                    ": noise is not taken: INPUT_NOISE_COLUMNS makes it anew at every step.");
}

std::optional<Augmentation> augmentation_of(const std::string& folder, text::Faults& faults,
                                            std::vector<std::string>& notes) {
  const std::string done = path_in(folder, kDone), chosen = path_in(folder, kChosen);
  if (is_there(done) && is_there(chosen))
    notes.push_back(chosen + " is not read: " + kDone + " says what was done.");
  for (const std::string& path : {done, chosen})
    if (is_there(path)) return read_augmentation(read_settings_file(path), faults);
  return {};
}

// Is there a file of that ending in the folder?
bool holds(const fs::path& folder, const char* ending) {
  std::error_code failed;
  fs::directory_iterator files(folder, failed);
  for (; !failed && files != fs::directory_iterator(); files.increment(failed))
    if (text::same_word(files->path().extension().string(), ending)) return true;
  return false;
}

// The folder of each set that the data are read from, or nullptr. VEstim scales and pads the
// processed files in place, and they hold no more than the raw ones and what is derived here.
const char* kind_of_data(const std::string& folder, bool changed) {
  const fs::path train = fs::path(folder) / "train_data";
  if (holds(train / "raw_data", ".csv")) return "raw_data";
  if (!changed && holds(train / "processed_data", ".csv")) return "processed_data";
  return holds(train / "raw_data", ".mat") ? "raw_data" : nullptr;
}

std::string no_data(const std::string& folder, bool changed) {
  const bool processed = holds(fs::path(folder) / "train_data/processed_data", ".csv");
  return folder +
         (changed && processed ? " has no raw_data, and its processed_data are scaled or padded."
                               : " has no data, which VEstim deletes after its test.") +
         " Hint: job_metadata.json names the folders that they came from: --train, --val, --test.";
}

constexpr std::pair<const char*, const char*> kSets[] = {
    {"TRAIN_DATA", "train_data"}, {"VAL_DATA", "val_data"}, {"TEST_DATA", "test_data"}};

std::string add_data(const std::string& folder, bool changed, Source& source) {
  for (const auto& [key, set] : kSets)
    if (given(source, key)) return "";
  const char* kind = kind_of_data(folder, changed);
  if (kind == nullptr) return no_data(folder, changed);
  for (const auto& [key, set] : kSets) {
    const fs::path data = fs::path(set) / kind;
    const std::string whole = (fs::path(folder) / data).string();
    const std::string origin = path_in(folder, set);  // paths are relative to what it is in
    if (holds(whole, ".csv") || holds(whole, ".mat"))
      source.entries.push_back(
          {key, text::Json::array({data.string()}), whole, origin, Level::file});
  }
  return "the data are the " + std::string(kind) + " of " + folder + ".";
}

}  // namespace

SettingsFile settings_file_of_job(const std::string& folder) {
  const std::string path = path_in(folder, kSettings);
  if (!is_there(path))
    throw Error(ErrorCode::not_found,
                folder + ": no " + kSettings +
                    " in this folder, expected a file of settings, or VEstim's job folder, which "
                    "holds one. Hint: give the file itself; a folder of data goes to --data.");
  return read_settings_file(path);
}

std::string add_vestim_job(const std::string& folder, Source& source, text::Faults& faults,
                           std::vector<std::string>& notes) {
  const std::optional<Augmentation> done = augmentation_of(folder, faults, notes);
  if (done) {
    add_made_columns(*done, source, faults, notes);
    add_resampling(*done, source, faults, notes);
    add_untaken_notes(*done, notes);
  }
  return add_data(folder, done && (was_scaled(*done) || was_padded(*done)), source);
}

}  // namespace lstmtrain::settings
