// The second training step allocates nothing: counted from step to step of a whole training.
#include "infer/streaming.hpp"
#include "lstmtrain/trainer.hpp"
#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/series.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

// Allocations between one step's report and the next, within an epoch, the layer statistics of step
// 0 left aside.
struct AllocationCounter : Reporter {
  long seen = -1, most = 0, steps = 0;
  void progress(const ProgressRecord& record) override {
    const long now = allocation_count;
    if (record.batch > 2) {
      most = std::max(most, now - seen);
      ++steps;
    }
    seen = now;
  }
};

}  // namespace

TEST_CASE("train.silence: no step after the first allocates, by either method, on any threads") {
  const Dataset data = low_pass_data({900, 700});
  for (const bool stream : {false, true})
    for (const int threads : {1, 2})
      for (const LayerNorm norm : {LayerNorm::output, LayerNorm::cell}) {
        Hyperparams hp = small_run(stream);
        hp.batch_size = 150;
        hp.rnn_layer_sizes = {8, 5};
        hp.dropout_prob = 0.1;
        hp.layer_norm = norm;
        hp.input_noise_std = 0.01;
        hp.tbptt_steps = 3;
        hp.tbptt_history = stream ? 5 : 10;
        hp.model_type = norm == LayerNorm::cell ? ModelType::lstm
                        : threads == 1          ? ModelType::lstm_ema
                                                : ModelType::lstm_lpf;
        hp.stats_every = 1'000'000;
        AllocationCounter counter;
        fit(hp, data, counter, {.threads = threads});
        INFO((stream ? "stream, " : "window, ") << name_of(norm) << ", " << threads << " threads");
        CHECK(counter.steps >= 4);
        CHECK(counter.most == 0);
      }
}

TEST_CASE("train.silence: streaming a series row by row allocates nothing") {
  const Dataset data = low_pass_data({300});
  const ModelSpec spec{Cell::lstm, 1, {8, 5}, 1, LayerNorm::output, 0, OutputFilter::lpf};
  const std::vector<float> params(param_count(spec), 0.1F);
  ThreadPool pool(1);
  Streaming streaming(spec, data, identity_scaler(2), 0, segment_streams(data.train), pool);
  const long before = allocation_count;
  streaming.run(params);
  CHECK(allocation_count == before);
}
