// Whatever a public function is given that does not fit, it says so and goes on living: wrong
// sizes, empty spans, other columns, settings of another data set, numbers that are none, objects
// that were moved from. Run under ASan, UBSan and TSan.
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <thread>

#include "lstmtrain/lstmtrain.hpp"
#include "support/catch.hpp"
#include "support/series.hpp"
#include "support/temp_dir.hpp"

using namespace lstmtrain;
using test::contains;
using test::low_pass_data;
using test::small_run;
using test::TempDir;

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kMany = 100'000;

using Call = std::function<void()>;

// Refused by an Error in the shape of the program's messages.
void refused(const Call& call, ErrorCode code = ErrorCode::config) {
  try {
    call();
  } catch (const Error& error) {
    INFO(error.what());
    CHECK(error.code() == code);
    for (const char* part : {": ", "got ", "expected "}) CHECK_THAT(error.what(), contains(part));
    return;
  }
  FAIL_CHECK("was not refused");
}

Model model_of(LayerNorm norm = LayerNorm::none) {
  Model model;
  model.spec = {Cell::lstm, 1, {5, 3}, 1, norm, 0, OutputFilter::none};
  model.params.assign(param_count(model.spec), 0.1F);
  model.features = {"x"};
  model.targets = {"y"};
  model.units = {Unit{"", 1}};
  model.scaler = test::identity_scaler(2);
  model.hyperparams = "{}";
  return model;
}

struct Broken {
  const char* what;
  std::function<void(Model&)> by;
};

const std::vector<Broken> kBrokenModels = {
    {"moved from", [](Model& m) { const Model taken = std::move(m); }},
    {"no parameters", [](Model& m) { m.params.clear(); }},
    {"a parameter too few", [](Model& m) { m.params.pop_back(); }},
    {"many parameters", [](Model& m) { m.params.resize(kMany); }},
    {"a NaN parameter", [](Model& m) { m.params[3] = NAN; }},
    {"an infinite parameter", [](Model& m) { m.params.back() = -INFINITY; }},
    {"no features", [](Model& m) { m.features.clear(); }},
    {"many features", [](Model& m) { m.features.resize(kMany); }},
    {"no targets", [](Model& m) { m.targets.clear(); }},
    {"a feature without a name", [](Model& m) { m.features[0].clear(); }},
    {"a target named like a feature", [](Model& m) { m.targets = m.features; }},
    {"a feature that is no UTF-8", [](Model& m) { m.features[0] = "\xff"; }},
    {"a target that is no UTF-8", [](Model& m) { m.targets[0] = "\xff"; }},
    {"a unit that is no UTF-8", [](Model& m) { m.units[0].name = "\xff"; }},
    {"a metric that is no UTF-8", [](Model& m) { m.metrics["\xff"] = 1; }},
    {"settings that are no UTF-8", [](Model& m) { m.hyperparams = "{\"\xff\":1}"; }},
    {"a version that is no UTF-8", [](Model& m) { m.program_version = "\xff"; }},
    {"a fingerprint that is no UTF-8", [](Model& m) { m.data_fingerprint = "\xff"; }},
    {"a scaler of no method", [](Model& m) { m.scaler.method = static_cast<Normalization>(9); }},
    {"no units", [](Model& m) { m.units.clear(); }},
    {"a unit of factor 0", [](Model& m) { m.units[0].factor = 0; }},
    {"a unit of factor NaN", [](Model& m) { m.units[0].factor = kNone; }},
    {"no scaler", [](Model& m) { m.scaler = {}; }},
    {"a short scaler", [](Model& m) { m.scaler.scale.pop_back(); }},
    {"no ranges", [](Model& m) { m.scaler.max.clear(); }},
    {"a scale of 0", [](Model& m) { m.scaler.scale[0] = 0; }},
    {"an offset of NaN", [](Model& m) { m.scaler.offset[1] = kNone; }},
    {"no layers", [](Model& m) { m.spec.layer_sizes.clear(); }},
    {"a layer of 0", [](Model& m) { m.spec.layer_sizes[1] = 0; }},
    {"a layer of -1", [](Model& m) { m.spec.layer_sizes[0] = -1; }},
    {"a layer of 1e9", [](Model& m) { m.spec.layer_sizes[0] = 1'000'000'000; }},
    {"many layers", [](Model& m) { m.spec.layer_sizes.assign(kMany, 2); }},
    {"no input", [](Model& m) { m.spec.input_size = 0; }},
    {"another input", [](Model& m) { m.spec.input_size = 2; }},
    {"-1 outputs", [](Model& m) { m.spec.output_size = -1; }},
    {"a dropout of NaN", [](Model& m) { m.spec.dropout = kNone; }},
    {"a cell that is none", [](Model& m) { m.spec.cell = static_cast<Cell>(77); }},
    {"a norm that is none", [](Model& m) { m.spec.layer_norm = static_cast<LayerNorm>(-1); }},
    {"a filter that is none",
     [](Model& m) { m.spec.output_filter = static_cast<OutputFilter>(9); }},
    {"a target offset of -1", [](Model& m) { m.target_offset = -1; }},
    {"warm-up rows of -1", [](Model& m) { m.warmup_rows = -1; }},
    {"a period of NaN", [](Model& m) { m.period = kNone; }},
    {"a period of -1", [](Model& m) { m.period = -1; }}};

struct BrokenData {
  const char* what;
  std::function<void(Dataset&)> by;
};

const std::vector<BrokenData> kBrokenData = {
    {"moved from", [](Dataset& d) { const Dataset taken = std::move(d); }},
    {"no columns", [](Dataset& d) { d.columns.clear(); }},
    {"many columns", [](Dataset& d) { d.columns.resize(kMany); }},
    {"other columns",
     [](Dataset& d) {
       d.columns = {"x", "z"};
     }},
    {"columns in another order",
     [](Dataset& d) {
       d.columns = {"y", "x"};
     }},
    {"no features", [](Dataset& d) { d.num_features = 0; }},
    {"many features", [](Dataset& d) { d.num_features = kMany; }},
    {"no values", [](Dataset& d) { d.files[0].values.clear(); }},
    {"a value too few", [](Dataset& d) { d.files[0].values.pop_back(); }},
    {"more rows than values", [](Dataset& d) { d.files[0].rows = kMany; }},
    {"rows without end", [](Dataset& d) { d.files[0].rows = SIZE_MAX; }},
    {"no columns of a file", [](Dataset& d) { d.files[0].columns = 0; }},
    {"a time too few", [](Dataset& d) { d.files[0].time.assign(d.files[0].rows - 1, 1.0); }},
    {"a line too few", [](Dataset& d) { d.files[0].row_lines.assign(3, 1); }},
    {"a break behind the end", [](Dataset& d) { d.files[0].breaks = {kMany}; }},
    {"a segment of another file", [](Dataset& d) { d.train[0].file = kMany; }},
    {"a segment behind the end", [](Dataset& d) { d.train[0].end = kMany; }},
    {"a segment backwards",
     [](Dataset& d) {
       d.train[0] = {0, 9, 3};
     }},
    {"a validation segment behind the end", [](Dataset& d) { d.val[0].end = kMany; }},
    {"a training file that is not there", [](Dataset& d) { d.train_files = {kMany}; }},
    {"a test file that is not there", [](Dataset& d) { d.test_files = {SIZE_MAX}; }},
    {"a period of NaN", [](Dataset& d) { d.period = kNone; }}};

Dataset small_data() { return low_pass_data({80}, 60); }

}  // namespace

TEST_CASE("misuse: a model that does not fit itself is refused at every door") {
  const TempDir dir;
  const Dataset data = small_data();
  for (const Broken& broken : kBrokenModels) {
    INFO(broken.what);
    Model model = model_of();
    broken.by(model);
    refused([&] { Predictor predictor(model); });
    refused([&] { predict(model, data, {0}); });
    refused([&] { evaluate(model, data, {0}); });
    refused([&] { measure(model, data, Predictions(data, {0})); });
    refused([&] { save_model(dir / "m.safetensors", model); });
  }
}

TEST_CASE("misuse: a model whose settings are no settings is not saved") {
  const TempDir dir;
  for (const char* text : {"", "not json", "[1]", "null"}) {
    INFO(text);
    Model model = model_of();
    model.hyperparams = text;
    refused([&] { save_model(dir / "m.safetensors", model); });
    CHECK_THROWS_AS(load_model(dir / "m.safetensors"), Error);  // nothing was written
  }
}

TEST_CASE("misuse: a dataset that does not fit itself or the model is refused at every door") {
  const Model model = model_of();
  const Hyperparams hp = small_run(false);
  for (const BrokenData& broken : kBrokenData) {
    INFO(broken.what);
    Dataset data = small_data();
    const Predictions predictions(data, {0});
    broken.by(data);
    Reporter silent;
    refused([&] { fit(hp, data, silent); });
    refused([&] { plan(hp, data); });
    refused([&] { predict(model, data, {0}); });
    refused([&] { evaluate(model, data, {0}); });
    refused([&] { measure(model, data, predictions); });
  }
}

TEST_CASE("misuse: files, predictions and threads out of range") {
  const Dataset data = small_data(), other = low_pass_data({70}, 60);
  const Model model = model_of();
  for (const std::size_t file : {std::size_t{2}, kMany, SIZE_MAX}) {
    refused([&] { predict(model, data, {0, file}); });
    refused([&] { evaluate(model, data, {file}); });
    refused([&] { Predictions(data, {file}); });
    refused([&] { time_runs(data, file); });
  }
  Dataset short_of_time = data;
  short_of_time.files[0].time = {1, 2, 3};
  refused([&] { time_runs(short_of_time, 0); });
  refused([&] { measure(model, other, Predictions(data, {0})); });  // 80 rows, 70 there
  Predictions moved(data, {0, 1});
  const Predictions taken = std::move(moved);
  refused([&] { moved.values(0); });
  CHECK(measure(model, data, moved).files.empty());
  CHECK(predict(model, data, {}).files() == 0);
  const Predictions twice = predict(model, data, {0, 0}, {.threads = 2});
  CHECK(twice.at(0, 79, 0) == twice.at(1, 79, 0));
  Reporter silent;
  for (const int threads : {-1, 1025, 1'000'000'000, INT_MIN}) {
    refused([&] { predict(model, data, {0}, {.threads = threads}); });
    refused([&] { evaluate(model, data, {0}, {.threads = threads}); });
    refused([&] { plan(small_run(false), data, {.threads = threads}); });
    refused([&] { fit(small_run(false), data, silent, {.threads = threads}); });
  }
  refused([&] { fit(small_run(false), data, silent, {.resume = true}); });
}

TEST_CASE("misuse: rows of another size leave the predictor as it was") {
  for (const LayerNorm norm : {LayerNorm::none, LayerNorm::cell}) {
    Predictor predictor(model_of(norm)), twin(model_of(norm));
    float x = 0.5F, y = 0, expected = 0;
    predictor.step({&x, 1}, {&y, 1});
    twin.step({&x, 1}, {&y, 1});
    std::vector<float> many(kMany, 1.0F);
    refused([&] { predictor.step(std::span<const float>{}, {&y, 1}); });
    refused([&] { predictor.step(many, {&y, 1}); });
    refused([&] { predictor.step({&x, 1}, {}); });
    refused([&] { predictor.step({&x, 1}, many); });
    for (const float none : {NAN, INFINITY, -INFINITY}) {
      CHECK_FALSE(predictor.step({&none, 1}, {&y, 1}));
      CHECK(std::isnan(y));
    }
    refused([&] { predictor.restore({}); });
    refused([&] { predictor.restore({many}); });
    Predictor::State state = predictor.state();
    state.values[0] = NAN;
    refused([&] { predictor.restore(state); });
    REQUIRE(predictor.step({&x, 1}, {&y, 1}));
    twin.step({&x, 1}, {&expected, 1});
    CHECK(y == expected);
  }
}

TEST_CASE("misuse: a predictor that was moved from says so") {
  Predictor predictor(model_of());
  Predictor taken = std::move(predictor);
  float x = 0, y = 0;
  refused([&] { predictor.step({&x, 1}, {&y, 1}); });
  refused([&] { predictor.reset(); });
  refused([&] { predictor.state(); });
  refused([&] { predictor.restore({}); });
  refused([&] { predictor.model(); });
  predictor = std::move(taken);  // and can be used again
  CHECK(predictor.step({&x, 1}, {&y, 1}));
}

TEST_CASE("misuse: settings of another data set") {
  const Dataset data = small_data();
  Reporter silent;
  const auto both = [&](const std::function<void(Hyperparams&)>& change) {
    Hyperparams hp = small_run(true);
    change(hp);
    refused([&] { fit(hp, data, silent); });
    refused([&] { plan(hp, data); });
  };
  both([](Hyperparams& hp) { hp.feature_columns = {"x", "z"}; });
  both([](Hyperparams& hp) { hp.feature_columns = {"y"}, hp.target_columns = {"x"}; });
  both([](Hyperparams& hp) { hp.feature_columns.assign(40, "x"); });
  both([](Hyperparams& hp) { hp.target_columns = {"y", "SOC"}; });
  both([](Hyperparams& hp) { hp.feature_columns = {"\xff"}; });
  both([](Hyperparams& hp) { hp.target_unit = "\xff:1"; });
  both([](Hyperparams& hp) { const Hyperparams taken = std::move(hp); });
  both([](Hyperparams& hp) { hp.initial_lr = kNone; });
  both([](Hyperparams& hp) { hp.clip_max_norm = -INFINITY; });
  both([](Hyperparams& hp) { hp.train_val_split = kNone; });
  both([](Hyperparams& hp) { hp.batch_size = 0; });
  both([](Hyperparams& hp) { hp.tbptt_steps = INT_MIN; });
  both([](Hyperparams& hp) { hp.rnn_layer_sizes.assign(kMany, 3); });
  both([](Hyperparams& hp) { hp.optimizer_type = static_cast<OptimizerType>(77); });
  both([](Hyperparams& hp) { hp.model_type = static_cast<ModelType>(-1); });
  both([](Hyperparams& hp) { hp.training_method = static_cast<TrainingMethod>(2); });
  both([](Hyperparams& hp) { hp.loss = static_cast<LossKind>(99); });
  both([](Hyperparams& hp) { hp.normalization = static_cast<Normalization>(99); });
}

TEST_CASE("misuse: scalers of rows and columns that are not there") {
  const Dataset data = small_data();
  const auto fitted = [&](const std::vector<Segment>& segments) {
    return fit_scaler(data, segments, Normalization::minmax);
  };
  refused([&] { fitted({{kMany, 0, 1}}); });
  refused([&] { fitted({{0, 0, kMany}}); });
  refused([&] { fitted({{0, 9, 3}}); });
  CHECK(fitted({}).scale == std::vector<double>{1, 1});
  refused([&] { fit_scaler(data, data.train, static_cast<Normalization>(77)); });
  Dataset moved = data;
  const Dataset taken = std::move(moved);
  refused([&] { fit_scaler(moved, data.train, Normalization::minmax); });
  CHECK(std::isfinite(target_unit(small_run(false), "Voltage", kNone, nullptr).factor));
}

TEST_CASE("misuse: cells, lines and columns that are not there") {
  const Dataset data = small_data();
  const SourceFile& file = data.files[0];
  for (const std::size_t beyond : {std::size_t{80}, kMany, SIZE_MAX}) {
    refused([&] { file.at(beyond, 0); });
    refused([&] { file.at(0, beyond); });
    refused([&] { file.line(beyond); });
    refused([&] { test::identity_scaler(2).transform(beyond, 1.0); });
    refused([&] { test::identity_scaler(2).inverse_transform(beyond, 1.0); });
  }
  refused([&] { file.at(0, 2); });
  refused([&] { SourceFile{}.at(0, 0); });
  refused([&] { SourceFile{}.line(0); });
}

TEST_CASE("misuse: files that are no models") {
  const TempDir dir;
  refused([&] { load_model(dir.path().string()); }, ErrorCode::data);
  CHECK_THROWS_AS(load_model(""), Error);
  CHECK_THROWS_AS(load_model(dir / "none"), Error);
  for (const std::size_t size : {std::size_t{0}, std::size_t{7}, kMany}) {
    test::write_file(dir / "m", std::string(size, '\x7f'));
    CHECK_THROWS_AS(load_model(dir / "m"), Error);
  }
  CHECK_THROWS_AS(save_model("", model_of()), Error);
  CHECK_THROWS_AS(save_model(dir / "no/such/folder/m", model_of()), Error);
  CHECK_THROWS_AS(hyperparams_of(Model{}), Error);
  CHECK_THROWS_AS(load_hyperparams(""), Error);
  CHECK_THROWS_AS(load_hyperparams(dir / "none"), Error);
}

TEST_CASE("misuse: paths of data that is not there") {
  const TempDir dir;
  const Hyperparams hp = small_run(false);
  CHECK_THROWS_AS(data_folder(""), Error);
  CHECK_THROWS_AS(data_folder(dir / "none"), Error);
  CHECK_THROWS_AS(load_dataset(hp, {}), Error);
  CHECK_THROWS_AS(load_dataset(hp, {{""}, {""}, {""}}), Error);
  CHECK(load_test_data(hp, {}).files.empty());
  CHECK_THROWS_AS(load_inputs(hp, {dir / "none.csv"}), Error);
  CHECK_THROWS_AS(check_data(hp, {dir / "none.csv"}), Error);
  Hyperparams none = hp;
  none.missing_data = static_cast<MissingData>(77);
  refused([&] { load_test_data(none, {}); });
  refused([&] { load_inputs(none, {}); });
  refused([&] { check_data(none, {}); });
}

TEST_CASE("misuse: codes and reasons that are none have a number and a name") {
  CHECK(exit_status(static_cast<ErrorCode>(99)) == exit_status(ErrorCode::internal));
  CHECK(std::string(stop_reason_name(static_cast<StopReason>(99))) == "unknown");
}

TEST_CASE("misuse: what is documented as shareable is used by two threads at once") {
  const Dataset data = small_data();
  const Hyperparams hp = small_run(true);
  const Model model = model_of();
  const auto at_once = [](const std::function<std::vector<float>()>& work) {
    std::vector<float> here, there;
    std::thread other([&] { there = work(); });
    here = work();
    other.join();
    CHECK(here == there);
  };
  at_once([&] {
    Reporter silent;
    return fit(hp, data, silent, {.threads = 2}).model.params;
  });
  at_once([&] { return std::vector<float>(plan(hp, data).windows, 0.0F); });
  at_once([&] {
    const TestResult result = evaluate(model, data, {0, 1}, {.threads = 2});
    const auto values = std::as_const(result.predictions).values(0);
    return std::vector<float>(values.begin(), values.end());
  });
  for (const LayerNorm norm : {LayerNorm::none, LayerNorm::cell}) {
    const Model shared = model_of(norm);
    at_once([&] {
      Predictor predictor(shared);
      std::vector<float> y(data.files[0].rows);
      for (std::size_t row = 0; row < y.size(); ++row) {
        const float x = data.files[0].at(row, 0);
        predictor.step({&x, 1}, {&y[row], 1});
      }
      return y;
    });
  }
}
