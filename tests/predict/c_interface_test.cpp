// lstmtrain.h: the bits of the Predictor, and no way to crash it.
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <thread>
#include <vector>

#include "lstmtrain.h"
#include "lstmtrain/model.hpp"
#include "lstmtrain/predictor.hpp"
#include "lstmtrain/version.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

std::string golden(const char* name) {
  return std::string(LSTMTRAIN_SOURCE_DIR "/tests/golden/v0.1.0/") + name + "/model.safetensors";
}

struct Opened {
  explicit Opened(const std::string& path) : predictor(lstmtrain_load(path.c_str(), &error)) {}
  ~Opened() { lstmtrain_free(predictor); }
  Opened(const Opened&) = delete;

  double step(std::vector<double> x) {
    double y = 0;
    status = lstmtrain_step(predictor, x.data(), x.size(), &y, 1, &error);
    return y;
  }

  lstmtrain_error error = {};
  lstmtrain_predictor* predictor;
  int status = 0;
};

std::vector<double> row(int t) {
  return {-3 + 2 * std::sin(0.3 * t), 25 + 5 * std::sin(0.01 * t), 1 - 0.002 * t};
}

}  // namespace

TEST_CASE("predict.c_interface: the bits of the Predictor, before and after a restart") {
  for (const char* name : {"window_lstm", "stream_lstm_lpf", "stream_gru"}) {
    INFO(name);
    Opened c(golden(name));
    REQUIRE(c.predictor != nullptr);
    Predictor predictor(load_model(golden(name)));
    const Model& model = predictor.model();
    REQUIRE(lstmtrain_features(c.predictor) == model.features.size());
    REQUIRE(lstmtrain_targets(c.predictor) == 1);
    for (std::size_t k = 0; k < model.features.size(); ++k)
      CHECK(lstmtrain_feature(c.predictor, k) == model.features[k]);
    CHECK(lstmtrain_target(c.predictor, 0) == model.targets[0]);
    CHECK(lstmtrain_period(c.predictor) == model.period);
    CHECK(lstmtrain_target_offset(c.predictor) == model.target_offset);
    CHECK(lstmtrain_warmup_rows(c.predictor) == model.warmup_rows);

    const auto both_agree = [&](int from, int to) {
      for (int t = from; t < to; ++t) {
        std::vector<double> x = row(t);
        if (t % 17 == 5) x[0] = std::numeric_limits<double>::quiet_NaN();
        float y = 0;
        const bool done = predictor.step(x, {&y, 1});
        const double got = c.step(x);
        REQUIRE(c.status == (done ? LSTMTRAIN_OK : LSTMTRAIN_NOT_FINITE));
        REQUIRE((got == static_cast<double>(y) || (!done && std::isnan(got))));
      }
    };
    both_agree(0, 100);
    std::vector<char> state(lstmtrain_state_size(c.predictor));
    REQUIRE(lstmtrain_save_state(c.predictor, state.data(), state.size(), nullptr) == LSTMTRAIN_OK);
    const Predictor::State kept = predictor.state();
    lstmtrain_predictor* copy = lstmtrain_copy(c.predictor, nullptr);
    both_agree(100, 150);
    REQUIRE(lstmtrain_restore_state(c.predictor, state.data(), state.size(), &c.error) ==
            LSTMTRAIN_OK);
    predictor.restore(kept);
    std::swap(c.predictor, copy);
    both_agree(150, 200);
    lstmtrain_free(copy);
    lstmtrain_reset(c.predictor);
    predictor.reset();
    both_agree(200, 250);
  }
}

TEST_CASE("predict.c_interface: bytes serve as a file does") {
  const std::string bytes = read_file(golden("stream_gru"));
  lstmtrain_error error = {};
  lstmtrain_predictor* const one = lstmtrain_from_bytes(bytes.data(), bytes.size(), &error);
  REQUIRE(one != nullptr);
  Opened other(golden("stream_gru"));
  double y = 0;
  REQUIRE(lstmtrain_step(one, row(1).data(), 3, &y, 1, nullptr) == LSTMTRAIN_OK);
  CHECK(y == other.step(row(1)));
  lstmtrain_free(one);
  CHECK(lstmtrain_version() == std::string(version()));
}

TEST_CASE("predict.c_interface: what does not fit is refused, and nothing is changed") {
  const TempDir dir;
  lstmtrain_error error = {};
  CHECK(lstmtrain_load((dir / "none").c_str(), &error) == nullptr);
  CHECK(error.code == 66);
  CHECK(lstmtrain_load(dir.path().c_str(), &error) == nullptr);
  CHECK(error.code == 74);
  write_file(dir / "text", "no model at all");
  CHECK(lstmtrain_load((dir / "text").c_str(), &error) == nullptr);
  CHECK(error.code == 65);
  CHECK(std::string(error.text).find("text: ") != std::string::npos);
  CHECK(lstmtrain_load(nullptr, &error) == nullptr);
  CHECK(error.code == 78);
  CHECK(lstmtrain_load(nullptr, nullptr) == nullptr);
  CHECK(lstmtrain_from_bytes(nullptr, 5, &error) == nullptr);
  CHECK(lstmtrain_copy(nullptr, &error) == nullptr);
  // A long path is cut, and the text still ends.
  CHECK(lstmtrain_load(std::string(3000, 'x').c_str(), &error) == nullptr);
  CHECK(std::strlen(error.text) == sizeof error.text - 1);

  Opened c(golden("stream_gru")), twin(golden("stream_gru")), lstm(golden("window_lstm"));
  c.step(row(1));
  twin.step(row(1));
  double y[2] = {7, 7};
  const std::vector<double> x = row(2);
  CHECK(lstmtrain_step(c.predictor, x.data(), 2, y, 1, &error) == LSTMTRAIN_ERROR);
  CHECK(error.code == 78);
  CHECK(lstmtrain_step(c.predictor, x.data(), 3, y, 2, &error) == LSTMTRAIN_ERROR);
  CHECK(lstmtrain_step(c.predictor, nullptr, 3, y, 1, &error) == LSTMTRAIN_ERROR);
  CHECK(lstmtrain_step(c.predictor, x.data(), 3, nullptr, 1, &error) == LSTMTRAIN_ERROR);
  CHECK(lstmtrain_step(nullptr, x.data(), 3, y, 1, nullptr) == LSTMTRAIN_ERROR);
  CHECK(y[0] == 7);
  CHECK(c.step({1e39, 0, 0}) != 0);  // not finite once it is scaled
  CHECK(c.status == LSTMTRAIN_NOT_FINITE);

  std::vector<char> state(lstmtrain_state_size(c.predictor));
  const std::size_t size = state.size();
  CHECK(lstmtrain_save_state(c.predictor, state.data(), size - 1, &error) == LSTMTRAIN_ERROR);
  REQUIRE(lstmtrain_save_state(c.predictor, state.data(), size, &error) == LSTMTRAIN_OK);
  for (std::size_t at = 0; at < size; ++at) {
    std::vector<char> damaged = state;
    damaged[at] ^= 1;
    CHECK(lstmtrain_restore_state(c.predictor, damaged.data(), size, &error) == LSTMTRAIN_ERROR);
  }
  CHECK(lstmtrain_restore_state(c.predictor, nullptr, size, &error) == LSTMTRAIN_ERROR);
  CHECK(lstmtrain_restore_state(lstm.predictor, state.data(), size, &error) == LSTMTRAIN_ERROR);
  CHECK(c.step(row(2)) == twin.step(row(2)));

  CHECK(lstmtrain_features(nullptr) == 0);
  CHECK(lstmtrain_targets(nullptr) == 0);
  CHECK(lstmtrain_feature(nullptr, 0) == nullptr);
  CHECK(lstmtrain_feature(c.predictor, 3) == nullptr);
  CHECK(lstmtrain_target(c.predictor, 1) == nullptr);
  CHECK(lstmtrain_state_size(nullptr) == 0);
  lstmtrain_reset(nullptr);
  lstmtrain_free(nullptr);
}

TEST_CASE("predict.c_interface: each thread has a predictor of its own") {
  std::vector<double> last(4);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < last.size(); ++i)
    threads.emplace_back([&, i] {
      Opened c(golden("stream_gru"));
      for (int t = 0; t < 500; ++t) last[i] = c.step(row(t));
    });
  for (std::thread& thread : threads) thread.join();
  for (const double y : last) CHECK(y == last.front());
}
