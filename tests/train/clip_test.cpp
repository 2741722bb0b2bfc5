// The global norm and clipping against torch.nn.utils.clip_grad_norm_.
#include "train/optim/clip.hpp"

#include <limits>
#include <vector>

#include "support/catch.hpp"
#include "support/golden.hpp"

using namespace lstmtrain;
using nlohmann::json;

TEST_CASE("train.clip: norm and clipped gradients are PyTorch's, from 1e-30 to 1e30") {
  const json file = test::golden("clip.json");
  REQUIRE(file["cases"].size() == 5);
  for (const json& one : file["cases"]) {
    auto grads = one["grads"].get<std::vector<double>>();
    const double norm = global_norm<double>(grads);
    CHECK(norm == Approx(one["norm"].get<double>()).epsilon(1e-14));
    clip_by_norm<double>(grads, norm, one["max_norm"]);
    for (std::size_t i = 0; i < grads.size(); ++i)
      CHECK(grads[i] == Approx(one["clipped"][i].get<double>()).epsilon(1e-14));
  }
}

TEST_CASE("train.clip: a float norm whose squares overflow float is still right") {
  std::vector<float> grads{3e30F, -4e30F};
  const double norm = global_norm<float>(grads);
  CHECK(norm == Approx(5e30).epsilon(1e-6));
  clip_by_norm<float>(grads, norm, 1.0);
  CHECK(grads[0] == Approx(0.6).epsilon(1e-6));
  CHECK(grads[1] == Approx(-0.8).epsilon(1e-6));
}

TEST_CASE("train.clip: a norm under the bound and the bound 0 leave the gradient's bytes alone") {
  const std::vector<float> original{0.3F, -0.4F, 1e-20F};
  std::vector<float> grads = original;
  clip_by_norm<float>(grads, global_norm<float>(grads), 1.0);
  CHECK(grads == original);
  clip_by_norm<float>(grads, 1e9, 0.0);
  CHECK(grads == original);
}

TEST_CASE("train.clip: one NaN or Inf anywhere makes the norm not finite") {
  for (const float bad :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
        -std::numeric_limits<float>::infinity()})
    for (std::size_t at = 0; at < 9; ++at) {
      std::vector<float> grads(9, 1.0F);
      grads[at] = bad;
      CHECK_FALSE(std::isfinite(global_norm<float>(grads)));
    }
}
