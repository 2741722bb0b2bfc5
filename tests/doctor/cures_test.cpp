#include "doctor/cures.hpp"

#include "support/catch.hpp"

using namespace lstmtrain;

TEST_CASE("doctor.cures: what is followed already is no cure") {
  Hyperparams hp;
  hp.initial_lr = 1e-3;
  CHECK(scale_columns(hp).empty());
  CHECK(clip_gradients(hp).empty());
  CHECK(leave_bad_cells_out(hp).empty());
  CHECK(cure_of_rate(hp) == Cure{{"INITIAL_LR", "1e-04"}});
  hp.clip_max_norm = 0.5;  // tighter than the cure
  CHECK(clip_gradients(hp).empty());
  CHECK_FALSE(remember_long(hp).empty());
  hp.normalization = Normalization::none;
  hp.clip_max_norm = 0;
  hp.missing_data = MissingData::keep;
  hp.init = Init::chrono;
  CHECK(scale_columns(hp) == Cure{{"NORMALIZATION", "\"zscore\""}});
  CHECK(clip_gradients(hp) == Cure{{"CLIP_MAX_NORM", "1.0"}});
  CHECK(leave_bad_cells_out(hp) == Cure{{"MISSING_DATA", "\"split\""}});
  CHECK(remember_long(hp).empty());
  CHECK(together(scale_columns(hp), clip_gradients(hp)).size() == 2);
}

TEST_CASE(
    "doctor.cures: of two for a key the worse finding's is chosen; advice is left to people") {
  const auto finding = [](Severity severity, const char* value) {
    return Finding{severity, "x", "what", "evidence", {{"LOOKBACK", value}}};
  };
  CHECK(chosen_cures({finding(Severity::advice, "100")}).empty());
  CHECK(chosen_cures({finding(Severity::warning, "200"), finding(Severity::warning, "300"),
                      finding(Severity::advice, "400")}) == Cure{{"LOOKBACK", "200"}});
  CHECK(chosen_cures({finding(Severity::warning, "200"), finding(Severity::error, "300")}) ==
        Cure{{"LOOKBACK", "300"}});
}
