// The words of the choices: a file of 0.1.0 says them, so they never change.
#include "base/choices.hpp"

#include "support/catch.hpp"

using namespace lstmtrain;

namespace {

template <class Choice>
std::string all_words() {
  std::string all;
  for (const char* word : words_of<Choice>()) all += std::string(all.empty() ? "" : "|") + word;
  return all;
}

// Each word leads back to the value that it names.
template <class Choice>
bool round_trip() {
  int value = 0;
  for (const char* word : words_of<Choice>())
    if (choice_of<Choice>(word) != static_cast<Choice>(value++)) return false;
  return value > 1;
}

}  // namespace

TEST_CASE("base.choices: the words are those of 0.1.0, in the order of --help") {
  CHECK(all_words<ModelType>() == "LSTM|GRU|LSTM_EMA|LSTM_LPF");
  CHECK(all_words<Normalization>() == "minmax|zscore|robust|none");
  CHECK(all_words<MissingData>() == "split|interpolate|error|keep");
  CHECK(all_words<SplitMethod>() == "temporal|file|shuffled");
  CHECK(all_words<LayerNorm>() == "none|output|cell");
  CHECK(all_words<Init>() == "default|chrono|pytorch");
  CHECK(all_words<TrainingMethod>() == "Sequence-to-Sequence|Stream");
  CHECK(all_words<Lanes>() == "shares|file");
  CHECK(all_words<LossKind>() == "mse|huber|mae");
  CHECK(all_words<OptimizerType>() == "Adam|AdamW|SGD|RMSprop");
  CHECK(all_words<SchedulerType>() ==
        "ReduceLROnPlateau|StepLR|CosineAnnealingLR|CosineAnnealingWarmRestarts|None");
  CHECK(all_words<SchedulerInterval>() == "epoch|step");
  CHECK(all_words<InferenceFilterType>() ==
        "None|Moving Average|Exponential Moving Average|Savitzky-Golay");
}

TEST_CASE("base.choices: a word leads back to its value, another word and another number nowhere") {
  CHECK(round_trip<ModelType>());
  CHECK(round_trip<OptimizerType>());
  CHECK(round_trip<InferenceFilterType>());
  CHECK(choice_of<OptimizerType>("AdamW") == OptimizerType::adamw);
  CHECK_FALSE(choice_of<OptimizerType>("adamw").has_value());
  CHECK_FALSE(choice_of<LossKind>("").has_value());
  CHECK(std::string(name_of(static_cast<LossKind>(3))).empty());
  CHECK(std::string(name_of(static_cast<LossKind>(-1))).empty());
}
