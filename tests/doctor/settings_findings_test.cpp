#include "doctor/settings_findings.hpp"

#include <algorithm>
#include <filesystem>

#include "support/catch.hpp"

using namespace lstmtrain;

namespace {

std::size_t count(const Findings& findings, Severity severity) {
  return static_cast<std::size_t>(
      std::count_if(findings.begin(), findings.end(),
                    [&](const Finding& finding) { return finding.severity == severity; }));
}

}  // namespace

TEST_CASE("doctor.settings: what is shipped passes, but for what is shipped as broken") {
  const std::filesystem::path folder = std::filesystem::path(LSTMTRAIN_SOURCE_DIR) / "hyperparams";
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename();
    INFO(name);
    const Findings findings = settings_findings(load_hyperparams(entry.path()));
    CHECK(count(findings, Severity::error) == 0);
    CHECK(count(findings, Severity::warning) == (name == "story3-broken.json" ? 4 : 0));
    ++files;
  }
  CHECK(files >= 12);
}

TEST_CASE("doctor.settings: of the defaults it says why they are kept") {
  const Findings findings = settings_findings(Hyperparams{});
  CHECK(count(findings, Severity::warning) == 0);
  REQUIRE(count(findings, Severity::advice) > 0);
  CHECK(findings.front().evidence.find("kept because files of VEstim mean it") !=
        std::string::npos);
}

TEST_CASE("doctor.settings: the recipe is warned of whole; its parts are advice") {
  Hyperparams broken;
  broken.clip_max_norm = 0.5;
  CHECK(count(settings_findings(broken), Severity::warning) == 4);
  Hyperparams decayed = broken;
  decayed.weight_decay = 1e-4;
  CHECK(count(settings_findings(decayed), Severity::warning) == 1);  // the clip
  Hyperparams streamed = broken;
  streamed.training_method = TrainingMethod::stream;
  CHECK(settings_findings(streamed).empty());
}

TEST_CASE("doctor.settings: no cure says what is set already") {
  Hyperparams hp;
  hp.normalization = Normalization::zscore;
  for (const Finding& finding : settings_findings(hp))
    for (const auto& [key, value] : finding.cure) CHECK(key != "NORMALIZATION");
  hp.normalization = Normalization::none;
  hp.clip_max_norm = 0;
  hp.missing_data = MissingData::keep;
  hp.initial_lr = 1;
  hp.max_skipped_steps = 0;
  CHECK(count(settings_findings(hp), Severity::warning) == 4);
}
