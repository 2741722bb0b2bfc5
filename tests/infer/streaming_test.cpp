// Series streamed one by one (few) and side by side in blocks (many) give the same predictions.
#include "infer/streaming.hpp"

#include "support/catch.hpp"
#include "support/series.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

std::vector<float> random_params(const ModelSpec& spec) {
  const Philox rng(3, Purpose::init);
  std::vector<float> params(param_count(spec));
  for (std::size_t i = 0; i < params.size(); ++i)
    params[i] = static_cast<float>(0.4 * rng.normal(static_cast<std::uint32_t>(i)));
  return params;
}

}  // namespace

TEST_CASE("infer.streaming: a series does not depend on how many are streamed with it") {
  const Dataset data = low_pass_data({150, 90, 333, 64, 65, 20, 7, 129});
  const Scaler scaler = identity_scaler(2);
  for (const Cell cell : {Cell::lstm, Cell::gru})
    for (const LayerNorm norm : {LayerNorm::none, LayerNorm::output})
      for (const int threads : {1, 2}) {
        const ModelSpec spec{cell, 1, {9, 18}, 1, norm, 0};
        const std::vector<float> params = random_params(spec);
        ThreadPool pool(threads);
        Streaming many(spec, data, scaler, 2, segment_streams(data.train), pool);
        many.run(params);
        for (const Segment& segment : data.train) {
          Streaming one(spec, data, scaler, 2, segment_streams({segment}), pool);
          one.run(params);
          const auto &a = one.predictions(segment.file), &b = many.predictions(segment.file);
          REQUIRE(a.size() == b.size());
          CHECK(std::isnan(a[0]));
          CHECK(std::isnan(b[1]));
          for (std::size_t row = 2; row < a.size(); ++row)
            CHECK(a[row] == Approx(b[row]).margin(2e-5));
        }
      }
}

TEST_CASE("infer.streaming: a filtered series, too, does not depend on how many are with it") {
  const Dataset data = low_pass_data({150, 90, 333, 64, 65, 20, 7, 129});
  const Scaler scaler = identity_scaler(2);
  for (const OutputFilter filter : {OutputFilter::ema, OutputFilter::lpf}) {
    const ModelSpec spec{Cell::lstm, 1, {9}, 1, LayerNorm::none, 0, filter};
    const std::vector<float> params = random_params(spec);
    ThreadPool pool(1);
    Streaming many(spec, data, scaler, 0, segment_streams(data.train), pool);
    many.run(params);
    for (const Segment& segment : data.train) {
      Streaming one(spec, data, scaler, 0, segment_streams({segment}), pool);
      one.run(params);
      const auto &a = one.predictions(segment.file), &b = many.predictions(segment.file);
      REQUIRE(a.size() == b.size());
      for (std::size_t row = 0; row < a.size(); ++row) CHECK(a[row] == Approx(b[row]).margin(2e-5));
    }
  }
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
