#include "settings/resume_check.hpp"

#include <array>

#include "base/checksum.hpp"
#include "base/text/json_field.hpp"
#include "base/text/json_text.hpp"
#include "base/text/number_text.hpp"
#include "base/text/strict_json.hpp"
#include "lstmtrain/error.hpp"
#include "settings/settings.hpp"
#include "settings/table/fields.hpp"

namespace lstmtrain::settings {
namespace {

// MAX_EPOCHS moves nothing that was computed, unless the rate follows from it.
bool may_differ(const Field& field, const Hyperparams& hp) {
  if (std::string_view(field.key) == "MAX_EPOCHS") return !rate_follows_epochs(hp);
  return field.machine || field.resumable;
}

std::string value_or_none(const nlohmann::json& object, const std::string& key) {
  return object.contains(key) ? text::shown(object[key]) : "none";
}

std::string crc_text(std::span<const std::byte> bytes) {
  Crc32c crc;
  crc.add(bytes);
  return "crc32c " + std::to_string(crc.value());
}

std::string rows_and_crc(const SourceFile& file) {
  const std::string rest =
      file.residuals.empty() ? "" : " and " + crc_text(std::as_bytes(std::span(file.residuals)));
  return std::to_string(file.rows) + " rows, " + crc_text(std::as_bytes(std::span(file.values))) +
         rest;
}

std::string entry(const std::vector<Segment>& segments, const SourceFile& file, std::size_t index) {
  std::string text = rows_and_crc(file);
  for (const Segment& s : segments) {
    if (s.file == index) text += ", " + std::to_string(s.begin) + "-" + std::to_string(s.end);
  }
  return text;
}

// The rule of version 1.
std::string files_and_splits(const Dataset& dataset, const Scaler& scaler) {
  Crc32c crc;
  crc.add(std::as_bytes(std::span(scaler.offset)));
  crc.add(std::as_bytes(std::span(scaler.scale)));
  text::Json object = {{"columns", text::compact(dataset.columns)},
                       {"scaler", "crc32c " + std::to_string(crc.value())}};
  for (const std::size_t i : dataset.train_files)
    object["train/" + dataset.files[i].name] = entry(dataset.train, dataset.files[i], i);
  for (const std::size_t i : dataset.val_files)
    object["val/" + dataset.files[i].name] = entry(dataset.val, dataset.files[i], i);
  return text::compact(object);
}

// The rule of version 2: also the times, the sampling period and the test files.
std::string files_and_times(const Dataset& dataset, const Scaler& scaler) {
  text::Json object = text::Json::parse(files_and_splits(dataset, scaler));
  object["sampling period"] = text::number_text(dataset.period) + " s";
  const auto put = [&](const std::string& set, const std::vector<std::size_t>& files, bool values) {
    for (const std::size_t i : files) {
      const SourceFile& file = dataset.files[i];
      const std::string name = set + "/" + file.name;
      if (values) object[name] = rows_and_crc(file);
      if (!file.time.empty())
        object[name + ": times"] = "a row every " + text::number_text(file.period) + " s, " +
                                   crc_text(std::as_bytes(std::span(file.time)));
    }
  };
  put("train", dataset.train_files, false);
  put("val", dataset.val_files, false);
  put("test", dataset.test_files, true);
  return text::compact(object);
}

}  // namespace

bool rate_follows_epochs(const Hyperparams& hp) {
  return hp.scheduler_type == SchedulerType::cosine_annealing_lr;
}

std::vector<std::string> settings_differences(const std::string& then, const Hyperparams& now) {
  const nlohmann::json run = text::parse_strict_object(then, "checkpoint: hyperparams"),
                       here = nlohmann::json::parse(resolved_json(now)),
                       defaults = nlohmann::json::parse(resolved_json(Hyperparams{}));
  std::vector<std::string> lines;
  for (const Field* field : fields()) {
    const std::string key = field->key;
    if (!here.contains(key) || may_differ(*field, now)) continue;
    const nlohmann::json& was = run.contains(key) ? run : defaults;  // a key that is younger
    if (was[key] != here[key]) {
      lines.push_back(key + ": the run has " + text::shown(was[key]) + ", got " +
                      text::shown(here[key]) +
                      (key == "MAX_EPOCHS" ? "; SCHEDULER_TYPE CosineAnnealingLR falls to its end "
                                             "at MAX_EPOCHS, so that every rate would be another"
                                           : ""));
    }
  }
  return lines;
}

bool extends(const std::string& then, const Hyperparams& now) {
  const nlohmann::json run = text::parse_strict_object(then, "checkpoint: hyperparams"),
                       here = nlohmann::json::parse(resolved_json(now));
  for (const char* key : {"MAX_EPOCHS", "VALID_PATIENCE", "MAX_TRAINING_TIME_SECONDS"}) {
    if (!run.contains(key) || run[key] != here[key]) return true;
  }
  return false;
}

std::string refused_change(const char* what, const std::vector<std::string>& differences) {
  std::string lines = std::string("resume: ") + what +
                      " changed since the run began, expected what it began with. Hint: give "
                      "another folder for a new run, or undo:";
  for (const std::string& line : differences) lines += "\n  " + line;
  return lines;
}

std::string data_fingerprint(const Dataset& dataset, const Scaler& scaler, int version) {
  using Rule = std::string (*)(const Dataset&, const Scaler&);
  constexpr std::array<Rule, kFingerprintVersion> rules = {files_and_splits, files_and_times};
  return rules.at(static_cast<std::size_t>(version - 1))(dataset, scaler);
}

int fingerprint_version(const Metadata& metadata, const std::string& where) {
  const auto found = metadata.find("fingerprint_version");
  if (found == metadata.end()) return 1;
  const std::string place = where + ": metadata \"fingerprint_version\"";
  const nlohmann::json value = text::parse_strict_json(found->second, place);
  const int version = text::JsonField{value, place}.integer(1, 1e6);
  if (version > kFingerprintVersion)
    throw Error(ErrorCode::data, place + ", got " + std::to_string(version) + ", expected 1 to " +
                                     std::to_string(kFingerprintVersion) +
                                     ". Hint: it is from a newer lstmtrain; update this one.");
  return version;
}

std::string fingerprint_digest(const std::string& fingerprint, int version) {
  Crc32c crc;
  crc.add(std::as_bytes(std::span(fingerprint)));
  return "v" + std::to_string(version) + " crc32c " + std::to_string(crc.value());
}

std::vector<std::string> data_differences(const std::string& then, const std::string& now) {
  const nlohmann::json was = text::parse_strict_object(then, "checkpoint: data"),
                       is = nlohmann::json::parse(now);
  std::vector<std::string> lines;
  nlohmann::json all = was;
  all.update(is);
  for (const auto& [key, value] : all.items()) {
    const std::string before = value_or_none(was, key), after = value_or_none(is, key);
    if (before != after) lines.push_back(key + ": the run has " + before + ", got " + after);
  }
  return lines;
}

}  // namespace lstmtrain::settings
