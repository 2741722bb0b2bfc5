// Series streamed one by one (few) and side by side in blocks (many) give the same predictions.
#include "infer/streaming.hpp"

#include <cmath>

#include "support/catch.hpp"
#include "support/random_params.hpp"
#include "support/series.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

// Predicts every training series of `data` by itself and all of them at once: the same but for the
// order of sums. The first `offset` rows have no prediction.
void check_alone_as_together(const ModelSpec& spec, const Dataset& data, int offset, int threads) {
  const Scaler scaler = identity_scaler(2);
  const std::vector<float> params = random_params(spec);
  ThreadPool pool(threads);
  Streaming many(spec, data, scaler, offset, segment_streams(data.train), pool);
  many.run(params);
  for (const Segment& segment : data.train) {
    Streaming one(spec, data, scaler, offset, segment_streams({segment}), pool);
    one.run(params);
    const auto &a = one.predictions(segment.file), &b = many.predictions(segment.file);
    REQUIRE(a.size() == b.size());
    for (std::size_t row = 0; row < a.size(); ++row) {
      const bool none = row < static_cast<std::size_t>(offset);
      CHECK(std::isnan(a[row]) == none);
      CHECK(std::isnan(b[row]) == none);
      if (!none) CHECK(a[row] == Approx(b[row]).margin(2e-5));
    }
  }
}

}  // namespace

TEST_CASE("infer.streaming: a series does not depend on how many are streamed with it") {
  const Dataset data = low_pass_data({150, 90, 333, 64, 65, 20, 7, 129});
  for (const Cell cell : {Cell::lstm, Cell::gru})
    for (const LayerNorm norm : {LayerNorm::none, LayerNorm::output})
      for (const int threads : {1, 2})
        check_alone_as_together({cell, 1, {9, 18}, 1, norm, 0}, data, 2, threads);
}

TEST_CASE("infer.streaming: a forecast of its seconds leaves the predictions as they are") {
  const Dataset data = low_pass_data({150, 90, 333, 64, 65, 20, 7, 700});
  const ModelSpec spec{Cell::lstm, 1, {9}, 1, LayerNorm::none, 0};
  const std::vector<float> params = random_params(spec);
  for (const std::size_t streams : {std::size_t{2}, data.train.size()})
    for (const double budget : {0.0, 1e-5, 10.0}) {  // none, a part, all of the longest series
      ThreadPool pool(2);
      Streaming streaming(
          spec, data, identity_scaler(2), 0,
          segment_streams({data.train.end() - static_cast<long>(streams), data.train.end()}), pool);
      streaming.run(params);
      const std::vector<float> before = streaming.predictions(7);
      CHECK(streaming.estimate_seconds(params, budget) > 0);
      streaming.run(params);
      CHECK(streaming.predictions(7) == before);
    }
}

TEST_CASE("infer.streaming: a filtered series, too, does not depend on how many are with it") {
  const Dataset data = low_pass_data({150, 90, 333, 64, 65, 20, 7, 129});
  for (const OutputFilter filter : {OutputFilter::ema, OutputFilter::lpf})
    check_alone_as_together({Cell::lstm, 1, {9}, 1, LayerNorm::none, 0, filter}, data, 0, 1);
}

TEST_CASE("infer.streaming: runs of a stream carry the state over the rows between them") {
  const Dataset data = low_pass_data({100});
  const Scaler scaler = identity_scaler(2);
  const ModelSpec spec{Cell::lstm, 1, {5}, 1, LayerNorm::none, 0};
  const std::vector<float> params = random_params(spec);
  ThreadPool pool(1);
  const Stream gapped{0, {{0, 0, 70}, {0, 75, 100}}, 0, 100};
  Streaming rows(spec, data, scaler, 0, {gapped}, pool);
  Streaming blocks(spec, data, scaler, 0, std::vector<Stream>(8, gapped), pool);
  rows.run(params);
  blocks.run(params);
  for (std::size_t row = 0; row < 100; ++row) {
    INFO(row);
    const float a = rows.predictions(0)[row], b = blocks.predictions(0)[row];
    if (row >= 70 && row < 75) {
      CHECK((std::isnan(a) && std::isnan(b)));
    } else {
      CHECK(a == Approx(b).margin(2e-5));
    }
  }
}
