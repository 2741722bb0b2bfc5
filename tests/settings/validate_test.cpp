// validate(): every fault of settings that no file was read for.
#include <limits>

#include "base/nan.hpp"
#include "settings/hyperparams_support.hpp"
#include "settings/table/fields.hpp"
#include "settings/value.hpp"

namespace lstmtrain {
namespace {

using test::contains;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// The only line of validate(); fails the test when there are others.
std::string only_fault(const Hyperparams& hp) {
  const std::vector<std::string> faults = validate(hp);
  REQUIRE(faults.size() == 1);
  return faults[0];
}

// Of a value that `field` must refuse: one line that begins with its key.
void check_refused(const Field& field, const Hyperparams& hp) {
  INFO(field.key);
  CHECK(contains(only_fault(hp), std::string(field.key) + ": the value is not usable, got "));
}

}  // namespace

TEST_CASE("settings.validate: the defaults are good, resolved or not") {
  CHECK(validate(Hyperparams{}).empty());
  CHECK(validate(test::read("{}").values).empty());
  Hyperparams stream;
  stream.training_method = TrainingMethod::stream;
  CHECK(validate(stream).empty());
}

TEST_CASE("settings.validate: a fault has the shape of every message") {
  Hyperparams hp;
  hp.dropout_prob = 1.5;
  CHECK(only_fault(hp) ==
        "DROPOUT_PROB: the value is not usable, got 1.5, expected a number 0..1.");
  hp = {};
  hp.optimizer_type = static_cast<OptimizerType>(7);
  CHECK(only_fault(hp) ==
        "OPTIMIZER_TYPE: the value is not usable, got 7, expected one of \"Adam\", \"AdamW\", "
        "\"SGD\", \"RMSprop\".");
  hp = {};
  hp.initial_lr = kNaN;
  CHECK(only_fault(hp) == "INITIAL_LR: the value is not usable, got nan, expected a number > 0.");
}

TEST_CASE("settings.validate: no enum takes a number that is none of its values") {
  int choices = 0;
  for (const Field* field : fields()) {
    const auto* choice = std::get_if<ChoiceMember>(&field->member);
    if (!choice) continue;
    ++choices;
    for (const int number : {-1, static_cast<int>(choice->words().size()), 1000}) {
      FieldValues values;
      choice->set(values, number);
      check_refused(*field, values);
    }
  }
  CHECK(choices == 17);
}

TEST_CASE("settings.validate: no number is NaN, infinite or outside the range of its key") {
  int numbers = 0;
  for (const Field* field : fields()) {
    if (field->legacy) continue;
    const Range& range = field->range;
    if (const auto* member = std::get_if<double FieldValues::*>(&field->member)) {
      ++numbers;
      for (const double bad : {kNaN, kInfinity, -kInfinity, range.low - 1, range.high + 1}) {
        FieldValues values;
        values.*(*member) = bad;
        check_refused(*field, values);
      }
    }
    const auto* whole = std::get_if<int FieldValues::*>(&field->member);
    if (!whole) continue;
    ++numbers;
    FieldValues values;
    values.*(*whole) = static_cast<int>(range.low) - 1;
    // 0 is what TBPTT_HISTORY has before it is resolved.
    if (std::string_view(field->key) == "TBPTT_HISTORY") values.*(*whole) = -1;
    check_refused(*field, values);
    if (range.high > 1e9) continue;
    values.*(*whole) = static_cast<int>(range.high) + 1;
    check_refused(*field, values);
  }
  CHECK(numbers > 40);
}

TEST_CASE("settings.validate: lists are neither empty nor too long, and hold usable values") {
  Hyperparams hp;
  hp.feature_columns.clear();
  CHECK(contains(only_fault(hp), "FEATURE_COLUMNS: there is no input"));
  hp = {};
  hp.target_columns.clear();
  CHECK(contains(only_fault(hp), "TARGET_COLUMN: there is no output"));
  for (const auto& sizes : {std::vector<int>{}, {0}, {8, -1}, {4097}, std::vector<int>(65, 1)}) {
    hp = {};
    hp.rnn_layer_sizes = sizes;
    CHECK(contains(only_fault(hp), "RNN_LAYER_SIZES: the value is not usable"));
  }
  hp = {};
  hp.feature_columns = {"Current", " "};
  CHECK(contains(only_fault(hp), "FEATURE_COLUMNS: the value is not usable"));
  hp.feature_columns.clear();
  for (int i = 0; i <= 10000; ++i) hp.feature_columns.push_back("x" + std::to_string(i));
  CHECK(contains(only_fault(hp), "FEATURE_COLUMNS: the value is not usable"));
  hp = {};
  hp.missing_values = {-200, kNaN};
  CHECK(contains(only_fault(hp), "MISSING_VALUES: the value is not usable"));
}

// A search through the names before each would compare 10^11 of them.
TEST_CASE("settings.validate: half a million names are judged in one pass") {
  Hyperparams hp;
  hp.feature_columns.clear();
  for (int i = 0; i < 500000; ++i) hp.feature_columns.push_back("x" + std::to_string(i));
  CHECK(contains(only_fault(hp), "FEATURE_COLUMNS: the value is not usable"));
}

TEST_CASE("settings.validate: every text is UTF-8, as the files that are written take it") {
  Hyperparams hp;
  hp.feature_columns = {"Current",
                        "Temp [\xb0"
                        "C]"};
  CHECK(contains(only_fault(hp), "FEATURE_COLUMNS: the text is not UTF-8, got "));
  hp = {};
  hp.target_unit = "\xff:1";
  CHECK(contains(only_fault(hp), "TARGET_UNIT: the text is not UTF-8, got "));
  hp.target_unit = "°C:1";
  CHECK(validate(hp).empty());
}

TEST_CASE("settings.validate: contradictions are said, and all faults at once") {
  Hyperparams hp;
  hp.target_columns = {"SOC"};
  hp.optimizer_type = OptimizerType::sgd;
  hp.nesterov = true;
  hp.lookback = 0;
  hp.warmup_epochs = hp.warmup_steps = 3;
  const std::vector<std::string> faults = validate(hp);
  REQUIRE(faults.size() == 4);
  CHECK(contains(faults[0], "LOOKBACK: the value is not usable, got 0"));
  CHECK(contains(faults[1], "TARGET_COLUMN: the target is one of the features"));
  CHECK(contains(faults[2], "the warm-up is given twice"));
  CHECK(contains(faults[3], "NESTEROV: Nesterov needs momentum"));
}

}  // namespace lstmtrain
