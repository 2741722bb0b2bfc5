// Predictions hold a value for each row and target of each file, and no index reaches outside.
#include <cmath>
#include <type_traits>

#include "lstmtrain/error.hpp"
#include "lstmtrain/evaluate.hpp"
#include "lstmtrain/trainer.hpp"
#include "support/catch.hpp"

using namespace lstmtrain;

namespace {

// One feature, two targets; files of 2, 3 and 0 rows.
Dataset three_files() {
  Dataset data;
  data.columns = {"x", "y", "z"};
  data.num_features = 1;
  for (const std::size_t rows : {2U, 3U, 0U}) {
    SourceFile file;
    file.rows = rows;
    file.columns = 3;
    file.values.resize(rows * 3);
    data.files.push_back(file);
  }
  return data;
}

template <class Function, class... Arguments>
constexpr bool takes = std::is_invocable_v<Function, Arguments...>;

using Files = const std::vector<std::size_t>&;

// An option is named: a bool or a number in its place is no options.
static_assert(takes<decltype(evaluate), const Model&, const Dataset&, Files, PredictOptions>);
static_assert(!takes<decltype(evaluate), const Model&, const Dataset&, Files, bool>);
static_assert(!takes<decltype(evaluate), const Model&, const Dataset&, Files, int>);
static_assert(!takes<decltype(evaluate), const Model&, const Dataset&, Files, int, bool>);
static_assert(!takes<decltype(predict), const Model&, const Dataset&, Files, bool>);
static_assert(!takes<decltype(predict), const Model&, const Dataset&, Files, int>);
static_assert(takes<decltype(plan), const Hyperparams&, const Dataset&, PlanOptions>);
static_assert(!takes<decltype(plan), const Hyperparams&, const Dataset&, int>);
static_assert(!takes<decltype(fit), const Hyperparams&, const Dataset&, Reporter&, int>);
static_assert(!takes<decltype(fit), const Hyperparams&, const Dataset&, Reporter&, bool>);

}  // namespace

TEST_CASE("base.predictions: files keep the order in which they were asked for") {
  const Dataset data = three_files();
  Predictions predictions(data, {1, 0, 2, 1});
  REQUIRE(predictions.files() == 4);
  CHECK(predictions.targets() == 2);
  CHECK(predictions.rows(0) == 3);
  CHECK(predictions.rows(1) == 2);
  CHECK(predictions.rows(2) == 0);
  CHECK(predictions.source(0) == 1);
  CHECK(predictions.source(2) == 2);
  CHECK(std::isnan(predictions.at(0, 2, 1)));
  predictions.values(0)[2 * 2 + 1] = 7;
  CHECK(predictions.at(0, 2, 1) == 7);
  CHECK(std::isnan(predictions.at(3, 2, 1)));  // the same file asked for twice is two
  CHECK(predictions.notes().empty());
}

TEST_CASE("base.predictions: an index out of range is refused") {
  const Dataset data = three_files();
  CHECK_THROWS_AS(Predictions(data, {0, 3}), Error);
  const Predictions predictions(data, {0, 2});
  CHECK_THROWS_AS(predictions.rows(2), Error);
  CHECK_THROWS_AS(predictions.source(2), Error);
  CHECK_THROWS_AS(predictions.values(100'000), Error);
  CHECK_THROWS_AS(predictions.at(0, 2, 0), Error);
  CHECK_THROWS_AS(predictions.at(0, 0, 2), Error);
  CHECK_THROWS_AS(predictions.at(1, 0, 0), Error);
  CHECK_THROWS_AS(Predictions().rows(0), Error);
}
