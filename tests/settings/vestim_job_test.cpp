// VEstim's job folder instead of a file.
#include <filesystem>

#include "base/text/json_limits.hpp"
#include "settings/hyperparams_support.hpp"
#include "support/temp_dir.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;
namespace fs = std::filesystem;

namespace {

using Names = std::vector<std::string>;

constexpr const char* kMetadata = "augmentation_metadata.json";
constexpr const char* kChosen = "augmentation_settings.json";

// As VEstim writes it: one filter, one formula that reads it, 2 Hz.
constexpr const char* kDone = R"({
  "job_id": "job_20250101-101010",
  "applied_filters": [{"column": "Cell V", "output_column_name": "V_slow",
                       "corner_frequency": 0.01, "sampling_rate": 10.0, "filter_order": 2}],
  "created_columns": [{"column_name": "Sag", "formula": "V_slow - 3.5", "type": "calculated"}],
  "resampling": {"applied": true, "frequency": "2Hz"},
  "padding": {"applied": false}, "normalization": {"applied": true},
  "processed_files": [{"original_shape": [10, 3], "status": "Success"}]})";

struct Job {
  explicit Job(const std::string& settings = "{}") { write("hyperparams.json", settings); }
  void write(const std::string& name, const std::string& text) const {
    write_file(dir / name, text);
  }
  std::string path() const { return dir.path().string(); }
  settings::Settings load(const Names& sets = {}) const {
    std::vector<settings::Override> overrides;
    for (const std::string& set : sets) overrides.push_back(settings::parse_override(set, "--set"));
    return settings::load_settings(path(), overrides);
  }
  std::string refused(ErrorCode code) const {
    try {
      load();
    } catch (const Error& error) {
      CHECK(error.code() == code);
      return error.what();
    }
    FAIL("no fault");
    return "";
  }
  Names sets(const char* kind) const {
    Names all;
    for (const char* set : {"train_data", "val_data", "test_data"})
      all.push_back((dir / set / kind).string());
    return all;
  }
  void add_data(const char* kind, const std::string& ending) const {
    for (const char* set : {"train_data", "val_data", "test_data"})
      write(std::string(set) + "/" + kind + "/a" + ending, "Voltage\n1\n");
  }

  TempDir dir;
};

Names data_of(const settings::Settings& settings) {
  Names all;
  for (const Names* set :
       {&settings.values.train_data, &settings.values.val_data, &settings.values.test_data})
    all.insert(all.end(), set->begin(), set->end());
  return all;
}

}  // namespace

TEST_CASE("settings.vestim_job: hyperparams.json alone is read as the file") {
  const Job job(R"({"LOOKBACK": "31"})");
  const settings::Settings settings = job.load();
  CHECK(settings.values.lookback == 31);
  CHECK(all(settings.values) == all(read(R"({"LOOKBACK": "31"})").values));
}

TEST_CASE("settings.vestim_job: filters, then formulas, and the rate become keys") {
  const Job job;
  job.write(kMetadata, kDone);
  const settings::Settings settings = job.load();
  CHECK(settings.values.derived_columns ==
        Names{"V_slow: butterworth_filter(\"Cell V\", 0.01, 10, 2)", "Sag: V_slow - 3.5"});
  CHECK(settings.values.resample_hz == 2);
  CHECK(settings.origin.at("DERIVED_COLUMNS") == (job.dir / kMetadata).string());
  CHECK(noted(settings, "augmentation_metadata.json: DERIVED_COLUMNS is V_slow: butterworth"));
  CHECK(noted(settings, "Butterworth filter is causal"));
  CHECK(noted(settings, "augmentation_metadata.json: RESAMPLE_HZ is 2"));
}

TEST_CASE("settings.vestim_job: what VEstim's window keeps is read, too") {
  const Job job;
  job.write(kChosen, R"({
    "filter_configs": [{"column": "I", "output_column_name": "I_slow", "corner_frequency": "0.1"}],
    "column_formulas": [["P", "I_slow * 2"]], "noise_configs": [{"column": "I"}],
    "resampling": {"enabled": true, "frequency": "10 hz"},
    "padding": {"enabled": true, "length": 10}, "normalization": {"enabled": true}})");
  const settings::Settings settings = job.load();
  CHECK(settings.values.derived_columns ==
        Names{"I_slow: butterworth(\"I\", 4, 0.1)", "P: I_slow * 2"});
  CHECK(settings.values.resample_hz == 10);
  CHECK(noted(settings, "padding is not taken"));
  CHECK(noted(settings, "noise is not taken"));
}

TEST_CASE("settings.vestim_job: what is switched off adds nothing") {
  const Job job;
  job.write(kChosen, R"({"filter_configs": [], "column_formulas": [], "noise_configs": [],
    "resampling": {"enabled": false, "frequency": "0.1Hz"},
    "padding": {"enabled": false, "length": 10}, "normalization": {"enabled": true}})");
  const settings::Settings settings = job.load();
  CHECK(settings.values.derived_columns.empty());
  CHECK(settings.values.resample_hz == 0);
  CHECK_FALSE(noted(settings, "augmentation_settings.json"));
}

TEST_CASE("settings.vestim_job: what was done wins over what was chosen") {
  const Job job;
  job.write(kMetadata, kDone);
  job.write(kChosen, R"({"resampling": {"enabled": true, "frequency": "5Hz"}})");
  const settings::Settings settings = job.load();
  CHECK(settings.values.resample_hz == 2);
  CHECK(noted(settings, "augmentation_settings.json is not read"));
}

TEST_CASE("settings.vestim_job: the keys themselves win, and it is said") {
  const Job job(R"({"DERIVED_COLUMNS": {"P": "I*V"}})");
  job.write(kMetadata, kDone);
  const settings::Settings settings = job.load({"RESAMPLE_HZ=off"});
  CHECK(settings.values.derived_columns == Names{"P: I*V"});
  CHECK(settings.values.resample_hz == 0);
  CHECK(noted(settings, "hyperparams.json:/DERIVED_COLUMNS wins over the filters and columns of"));
  CHECK(noted(settings, "--set RESAMPLE_HZ wins over the resampling of"));
  CHECK_FALSE(noted(settings, "DERIVED_COLUMNS is"));
}

TEST_CASE("settings.vestim_job: raw data are taken, since VEstim scales the others in place") {
  const Job job;
  job.write(kMetadata, kDone);
  job.add_data("processed_data", ".csv");
  CHECK(data_of(job.load()).empty());
  CHECK(contains(job.load().job_data, "processed_data are scaled or padded"));
  job.add_data("raw_data", ".CSV");
  CHECK(data_of(job.load()) == job.sets("raw_data"));
  CHECK(contains(job.load().job_data, "the data are the raw_data of " + job.path()));
}

TEST_CASE("settings.vestim_job: processed data that were not scaled stand for raw ones") {
  const Job job;
  job.add_data("raw_data", ".mat");
  CHECK(data_of(job.load()) == job.sets("raw_data"));
  job.add_data("processed_data", ".csv");
  CHECK(data_of(job.load()) == job.sets("processed_data"));
  CHECK(job.load().origin.at("VAL_DATA") == (job.dir / "val_data").string());
}

TEST_CASE("settings.vestim_job: a set without files is left out, and no data is said") {
  const Job job;
  CHECK(contains(job.load().job_data, "has no data, which VEstim deletes"));
  job.write("train_data/raw_data/a.csv", "Voltage\n1\n");
  fs::create_directories(job.dir / "val_data/raw_data");
  CHECK(data_of(job.load()) == Names{(job.dir / "train_data/raw_data").string()});
}

TEST_CASE("settings.vestim_job: data that the settings name are not mixed with its own") {
  const Job job(R"({"VAL_DATA": "v.csv"})");
  job.add_data("raw_data", ".csv");
  const settings::Settings settings = job.load();
  CHECK(data_of(settings) == Names{(job.dir / "v.csv").string()});
  CHECK(settings.job_data.empty());
}

TEST_CASE("settings.vestim_job: a folder without hyperparams.json says what is missing") {
  const Job job;
  fs::remove(job.dir / "hyperparams.json");
  const std::string said = job.refused(ErrorCode::not_found);
  CHECK(contains(said, job.path() + ": no hyperparams.json in this folder"));
  CHECK(contains(said, "Hint: give the file itself"));
}

TEST_CASE("settings.vestim_job: a broken augmentation file has line and column") {
  const Job job;
  job.write(kMetadata, "{\n  \"resampling\": oops}");
  CHECK(contains(job.refused(ErrorCode::config), "augmentation_metadata.json:2:17: malformed"));
  job.write(kMetadata, "[]");
  CHECK(contains(job.refused(ErrorCode::config), "augmentation_metadata.json: not a set of keys"));
  job.write(kMetadata, std::string(text::kMaxSettings + 1, ' '));
  CHECK(
      contains(job.refused(ErrorCode::config), "augmentation_metadata.json: the file is too long"));
}

TEST_CASE("settings.vestim_job: every wrong value of it is named with its place") {
  const Job job;
  job.write(kMetadata, R"({
    "applied_filters": [{"column": "V", "output_column_name": "", "corner_frequency": -1,
                         "sampling_rate": true}],
    "created_columns": [7, {"column_name": "P"}],
    "resampling": {"applied": true, "frequency": "1min"}})");
  const std::string said = job.refused(ErrorCode::config);
  for (const char* place :
       {":/applied_filters/0/output_column_name: a filter writes over its own column",
        ":/applied_filters/0/corner_frequency", ":/applied_filters/0/sampling_rate",
        ":/created_columns/0: not a created column", ":/created_columns/1/formula",
        ":/resampling/frequency: the value is not usable, got \"1min\""}) {
    INFO(place << "\n" << said);
    CHECK(contains(said, place));
  }
  job.write(kMetadata, R"({"created_columns": {"P": "I*V"}})");
  CHECK(contains(job.refused(ErrorCode::config), ":/created_columns: not a list"));
}

TEST_CASE("settings.vestim_job: a formula that is none of ours names the file") {
  const Job job;
  job.write(kMetadata,
            R"j({"created_columns": [{"column_name": "N", "formula": "noise(0, 1)"}]})j");
  const std::string said = job.refused(ErrorCode::config);
  CHECK(contains(said, "augmentation_metadata.json: column \"N\""));
}

TEST_CASE("settings.vestim_job: the library's door says which data are taken") {
  const Job job;
  job.add_data("raw_data", ".csv");
  Names notes;
  CHECK(load_hyperparams(job.path(), &notes).train_data.size() == 1);
  CHECK(contains(notes.back(), "the data are the raw_data"));
}
