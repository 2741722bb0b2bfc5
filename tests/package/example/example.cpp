#include <cstdio>
#include <lstmtrain/lstmtrain.hpp>
using namespace lstmtrain;
struct Progress : Reporter {
  std::atomic<bool> stop = false;
  void epoch(const EpochRecord& e) override {
    std::printf("epoch %d: %.2f mV\n", e.epoch, e.val_rmse);
    stop = e.val_rmse < 50;  // good enough
  }
};

int main() try {
  const Hyperparams settings = load_hyperparams("hp.json");
  const Dataset data = load_dataset(settings, data_folder("drives"));
  Progress progress;
  const FitResult result = fit(settings, data, progress, {.stop = &progress.stop});
  save_model("model.safetensors", result.model);
  Predictor predictor(load_model("model.safetensors"));
  const float row[] = {-0.5F, 25.0F, 0.8F}, load[] = {-9.0F, 25.0F, 0.8F};  // physical units
  float now[1], later[1];
  for (int t = 0; t < 300; ++t) predictor.step(row, now);
  const Predictor::State state = predictor.state();  // a copy, to come back to
  for (int t = 0; t < 60; ++t) predictor.step(load, later);
  predictor.restore(state);
  std::printf("%.4f V now, %.4f V after a minute of load\n", now[0], later[0]);
} catch (const Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return exit_status(error.code());
}
