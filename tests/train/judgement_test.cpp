// How large an error may be, by values: the mean's, the initial parameters', each LOSS.
#include "train/guards/judgement.hpp"

#include <cmath>
#include <limits>

#include "support/catch.hpp"
#include "support/series.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

struct Case {
  explicit Case(LossKind loss = LossKind::mse, double factor = 100) {
    hp.loss = loss;
    hp.huber_delta = 0.5;
    hp.explode_factor = factor;
    problem.loss = {hp.loss, hp.huber_delta};
    problem.train_mean_error = 1;
    problem.val_mean_error = 2;
  }
  // The loss of a constant error.
  double of(double error) const { return problem.loss.value(error); }
  void start_at(double error) { problem.start_val = {of(error), error}; }

  Hyperparams hp = small_run(false);
  Dataset data = low_pass_data({60});
  Problem problem{hp, data};
};

}  // namespace

TEST_CASE("train.judgement: a validation is judged by the size of its error, whatever the LOSS") {
  for (const LossKind loss : {LossKind::mse, LossKind::mae, LossKind::huber}) {
    Case c(loss);
    INFO(name_of(loss));
    CHECK_FALSE(needs_start(c.problem, c.of(199)));
    CHECK(needs_start(c.problem, c.of(201)));
    CHECK(needs_start(c.problem, std::nan("")));
    c.start_at(3);
    CHECK(is_good(c.problem, c.of(199)));
    CHECK_FALSE(is_good(c.problem, c.of(201)));
    CHECK_FALSE(is_exploded(c.problem, c.of(299)));
    CHECK(is_exploded(c.problem, c.of(301)));
    CHECK_FALSE(is_above_mean(c.problem, c.of(1.999)));
    CHECK(is_above_mean(c.problem, c.of(2.001)));
    CHECK_FALSE(is_lost(c.problem, c.of(3.999)));
    CHECK(is_lost(c.problem, c.of(4.001)));
    c.start_at(5);
    CHECK_FALSE(is_lost(c.problem, c.of(4.001)));
  }
}

TEST_CASE("train.judgement: what is not finite is never good, and EXPLODE_FACTOR 0 minds no size") {
  for (const double factor : {0.0, 100.0})
    for (const double loss : {kInf, std::nan("")}) {
      const Case c(LossKind::mse, factor);
      CHECK_FALSE(is_good(c.problem, loss));
      CHECK(is_exploded(c.problem, loss));
      CHECK(is_above_mean(c.problem, loss));
    }
  const Case off(LossKind::mse, 0);
  CHECK(is_good(off.problem, 1e300));
  CHECK_FALSE(is_exploded(off.problem, 1e300));
  CHECK(step_loss_limit(off.problem, 0.1) == kInf);
}

TEST_CASE("train.judgement: a start above all is good as long as it comes down") {
  Case c;
  c.start_at(1e6);
  CHECK(is_good(c.problem, c.of(0.9e6)));
  CHECK_FALSE(is_good(c.problem, c.of(1.1e6)));
  CHECK_FALSE(is_exploded(c.problem, c.of(1.1e6)));
  CHECK(is_exploded(c.problem, c.of(1.1e8)));
  CHECK(step_loss_limit(c.problem, c.of(1e6)) == Approx(c.of(1e8)));
  CHECK(step_loss_limit(c.problem, std::nan("")) == Approx(c.of(100)));
}

TEST_CASE("train.judgement: a validation set that stands still at the mean is judged by training") {
  Case c;
  c.problem.val_mean_error = 0;
  CHECK_FALSE(needs_start(c.problem, c.of(99)));
  CHECK(needs_start(c.problem, c.of(101)));
}

TEST_CASE("train.judgement: the mean's error over the training rows is that of its loss") {
  Dataset data = low_pass_data({50});
  for (std::size_t row = 0; row < 50; ++row)
    data.files[0].values[2 * row + 1] = row % 2 == 0 ? 10.0F : 14.0F;  // scaled 0 and 1
  data.files[0].values[1] = std::nanf("");
  for (const LossKind loss : {LossKind::mse, LossKind::mae, LossKind::huber}) {
    Hyperparams hp = small_run(false);
    hp.loss = loss;
    INFO(name_of(loss));
    CHECK(Problem(hp, data).train_mean_error == Approx(0.5).epsilon(1e-3));
  }
}
