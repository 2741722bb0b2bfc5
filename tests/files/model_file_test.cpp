#include "files/model_file.hpp"

#include <cmath>
#include <cstring>
#include <limits>

#include "files/atomic_file.hpp"
#include "files/tensors/safetensors.hpp"
#include "lstmtrain/error.hpp"
#include "support/catch.hpp"
#include "support/refusal.hpp"
#include "support/temp_dir.hpp"

namespace lstmtrain::files {
namespace {

using test::contains;
using test::TempDir;

const std::string kGolden = LSTMTRAIN_SOURCE_DIR "/tests/golden/model_v1.safetensors";
const std::string kGoldenRobust =
    LSTMTRAIN_SOURCE_DIR "/tests/golden/model_robust_scaler.safetensors";

Model sample(std::vector<int> layer_sizes = {3, 2}, Cell cell = Cell::lstm,
             LayerNorm norm = LayerNorm::output, OutputFilter filter = OutputFilter::none) {
  Model model;
  model.spec = {cell, 2, std::move(layer_sizes), 1, norm, 0.1, filter};
  model.params.resize(param_count(model.spec));
  for (std::size_t i = 0; i < model.params.size(); ++i) {
    model.params[i] = static_cast<float>(static_cast<int>(i) - 40) / 64;
  }
  model.features = {"Current", "Temperatur [°C]"};
  model.targets = {"Voltage"};
  model.units = {{"mV", 1000}};
  model.scaler.method = Normalization::minmax;
  model.scaler.offset = {-18.1, 1.0 / 3, 2.8};
  model.scaler.scale = {24.1, 1e-30, 0.1 + 0.2};
  model.scaler.min = {-18.1, -20, 2.8};
  model.scaler.max = {6, 40, 4.2};
  model.target_offset = 1;
  model.warmup_rows = 20;
  model.period = 0.1;
  model.hyperparams = R"({"MODEL_TYPE":"LSTM","RNN_LAYER_SIZES":[3,2]})";
  model.metrics = {{"epoch", 12}, {"val_rmse", 11.700000000000001}};
  return model;
}

Model sample_with_statistics() {
  Model model = sample();
  for (int c = 0; c < 3; ++c) {
    const double x = c + 1.0 / 3;
    model.columns.push_back({200935, static_cast<std::size_t>(c), x, 0.1, -x, 3 * x, -0.9 * x,
                             -0.5 * x, 0, x, 1.5 * x, 2 * x, 2.9 * x});
  }
  return model;
}

// What 0.1.0 has no place for.
Model robust_sample() {
  Model model = sample();
  model.scaler.method = Normalization::robust;
  model.hyperparams = R"({"NORMALIZATION":"robust","VALID_RANGE":["Voltage: 2..4.5"]})";
  return model;
}

template <class Whole, class... Members>
void check_members(const Whole& a, const Whole& b, Members... members) {
  const auto check = [&](auto member) { CHECK(a.*member == b.*member); };
  (check(members), ...);
}

void check_equal(const Model& a, const Model& b) {
  check_members(a.spec, b.spec, &ModelSpec::cell, &ModelSpec::input_size, &ModelSpec::layer_sizes,
                &ModelSpec::output_size, &ModelSpec::layer_norm, &ModelSpec::dropout,
                &ModelSpec::output_filter);
  check_members(a.scaler, b.scaler, &Scaler::method, &Scaler::offset, &Scaler::scale, &Scaler::min,
                &Scaler::max);
  REQUIRE(a.units.size() == b.units.size());
  check_members(a.units[0], b.units[0], &Unit::name, &Unit::factor);
  check_members(a, b, &Model::params, &Model::features, &Model::targets, &Model::target_offset,
                &Model::warmup_rows, &Model::period, &Model::hyperparams, &Model::metrics,
                &Model::program_version, &Model::data_fingerprint);
}

// The file of sample() with its tensors and metadata changed, and a right checksum.
template <class Change>
std::string refusal_after(const Change& change) {
  TensorFile file = from_safetensors(model_to_bytes(sample(), "m"), "m");
  change(file.tensors, file.metadata);
  return test::refusal_of(ErrorCode::data, [&] {
    model_from_bytes(to_safetensors(file.tensors, file.metadata, "m"), "m");
  });
}

std::string refusal_of_metadata(const std::string& key, const std::string& value) {
  return refusal_after([&](StateDict&, Metadata& metadata) { metadata[key] = value; });
}

TEST_CASE("files.model_file: statistics of the columns come back to the bit, or are not there") {
  const Model model = sample_with_statistics();
  const Model back = model_from_bytes(model_to_bytes(model, "m"), "m");
  check_equal(model, back);
  REQUIRE(back.columns.size() == 3);
  for (std::size_t c = 0; c < 3; ++c) {
    using T = TrainingColumn;
    check_members(model.columns[c], back.columns[c], &T::rows, &T::bad, &T::mean, &T::deviation,
                  &T::min, &T::max, &T::p1, &T::p5, &T::p25, &T::p50, &T::p75, &T::p95, &T::p99);
  }
  const Metadata with = from_safetensors(model_to_bytes(model, "m"), "m").metadata,
                 without = from_safetensors(model_to_bytes(sample(), "m"), "m").metadata;
  CHECK(with.at("format_version") == "1");  // 0.1.0 passes over what it does not know
  CHECK_FALSE(without.contains("statistics"));
  CHECK(model_from_bytes(model_to_bytes(sample(), "m"), "m").columns.empty());
}

TEST_CASE("files.model_file: damaged statistics are refused by their place") {
  CHECK_THAT(refusal_of_metadata("statistics", "[]"),
             contains("metadata \"statistics\"") && contains("3 columns"));
  CHECK_THAT(refusal_of_metadata("statistics", R"([{"rows":-1}])"), contains("a number of cells"));
  CHECK_THAT(refusal_of_metadata("statistics", R"([{"rows":1,"bad":0,"mean":null}])"),
             contains("mean"));
  Model model = sample_with_statistics();
  model.columns[1].mean = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(model_to_bytes(model, "m"), Error);
  const test::TempDir dir;
  model.columns.pop_back();
  CHECK_THAT(test::refusal_of(ErrorCode::config, [&] { save_model(dir / "m", model); }),
             contains("statistics of the model's columns"));
}

TEST_CASE("files.model_file: save, load, save gives the same model and the same bytes") {
  const TempDir dir;
  const std::string first = (dir / "a.safetensors").string();
  const std::string second = (dir / "b.safetensors").string();
  for (const auto& sizes : {std::vector<int>{4}, std::vector<int>{3, 3}, std::vector<int>{5, 2}}) {
    for (const auto& [cell, norm] : {std::pair{Cell::lstm, LayerNorm::none},
                                     {Cell::gru, LayerNorm::none},
                                     {Cell::lstm, LayerNorm::cell},
                                     {Cell::gru, LayerNorm::cell}}) {
      const Model model = sample(sizes, cell, norm);
      save_model(first, model);
      const Model loaded = load_model(first);
      check_equal(loaded, model);
      save_model(second, loaded);
      CHECK(test::read_file(first) == test::read_file(second));
    }
  }
}

TEST_CASE("files.model_file: an output filter is in the metadata, and nowhere without one") {
  for (const auto& [filter, name, tensor, size] :
       {std::tuple{OutputFilter::ema, "\"output_filter\":\"ema\"", "ema.alpha_logit", 1},
        {OutputFilter::lpf, "\"output_filter\":\"lpf\"", "lpf.tap_logits", 15}}) {
    const Model model = sample({4}, Cell::lstm, LayerNorm::none, filter);
    const auto bytes = model_to_bytes(model, "m");
    check_equal(model_from_bytes(bytes, "m"), model);
    const TensorFile file = from_safetensors(bytes, "m");
    CHECK_THAT(file.metadata.at("model"), contains(name));
    CHECK(file.tensors.at(tensor).bytes.size() == static_cast<std::size_t>(size) * sizeof(float));
  }
  const TensorFile plain = from_safetensors(model_to_bytes(sample(), "m"), "m");
  CHECK_THAT(plain.metadata.at("model"), !contains("output_filter"));
}

TEST_CASE("files.model_file: tensors have PyTorch's names and shapes") {
  const auto names = [](const Model& model) {
    std::string text;
    for (const auto& [name, tensor] : from_safetensors(model_to_bytes(model, "m"), "m").tensors) {
      text += name + "[" + std::to_string(tensor.shape[0]) + "] ";
    }
    return text;
  };
  CHECK(names(sample({3, 3}, Cell::lstm, LayerNorm::none)) ==
        "fc.bias[1] fc.weight[1] lstm.bias_hh_l0[12] lstm.bias_hh_l1[12] lstm.bias_ih_l0[12] "
        "lstm.bias_ih_l1[12] lstm.weight_hh_l0[12] lstm.weight_hh_l1[12] lstm.weight_ih_l0[12] "
        "lstm.weight_ih_l1[12] ");
  CHECK(names(sample({3, 2}, Cell::gru, LayerNorm::output)) ==
        "fc.bias[1] fc.weight[1] gru.0.bias_hh_l0[9] gru.0.bias_ih_l0[9] gru.0.weight_hh_l0[9] "
        "gru.0.weight_ih_l0[9] gru.1.bias_hh_l0[6] gru.1.bias_ih_l0[6] gru.1.weight_hh_l0[6] "
        "gru.1.weight_ih_l0[6] layer_norm.bias[2] layer_norm.weight[2] ");
  CHECK(names(sample({3}, Cell::lstm, LayerNorm::cell)) ==
        "fc.bias[1] fc.weight[1] lstm.bias_hh_l0[12] lstm.bias_ih_l0[12] lstm.norm_c_bias_l0[3] "
        "lstm.norm_c_l0[3] lstm.norm_hh_l0[12] lstm.norm_ih_l0[12] lstm.weight_hh_l0[12] "
        "lstm.weight_ih_l0[12] ");
  CHECK(names(sample({2, 1}, Cell::gru, LayerNorm::cell)) ==
        "fc.bias[1] fc.weight[1] gru.0.bias_hh_l0[6] gru.0.bias_ih_l0[6] gru.0.norm_hh_l0[6] "
        "gru.0.norm_ih_l0[6] gru.0.weight_hh_l0[6] gru.0.weight_ih_l0[6] gru.1.bias_hh_l0[3] "
        "gru.1.bias_ih_l0[3] gru.1.norm_hh_l0[3] gru.1.norm_ih_l0[3] gru.1.weight_hh_l0[3] "
        "gru.1.weight_ih_l0[3] ");
}

TEST_CASE("files.model_file: the file of format version 1 stays readable") {
  check_equal(load_model(kGolden), sample());
  CHECK(model_to_bytes(sample(), "m") == read_whole_file(kGolden));
}

// Run by name, once for each format version: test_files "files.model_file: make the golden file".
TEST_CASE("files.model_file: make the golden file", "[.]") { save_model(kGolden, sample()); }
TEST_CASE("files.model_file: make the golden file of a robust scaler", "[.]") {
  save_model(kGoldenRobust, robust_sample());
}

TEST_CASE("files.model_file: a robust scaler and ranges are required of a reader, by name") {
  check_equal(load_model(kGoldenRobust), robust_sample());
  CHECK(model_to_bytes(robust_sample(), "m") == read_whole_file(kGoldenRobust));
  const auto metadata_of = [](const Model& model) {
    return from_safetensors(model_to_bytes(model, "m"), "m").metadata;
  };
  CHECK(metadata_of(robust_sample()).at("format_version") == "2");
  CHECK(metadata_of(robust_sample()).at("requires") == R"(["robust_scaler","valid_range"])");
  Model model = sample();
  model.scaler.method = Normalization::robust;
  CHECK(metadata_of(model).at("requires") == R"(["robust_scaler"])");
  model = sample();
  model.hyperparams = R"({"VALID_RANGE":[]})";
  CHECK(metadata_of(model).at("format_version") == "1");
}

TEST_CASE("files.model_file: every cut and every flipped bit is refused") {
  auto bytes = read_whole_file(kGolden);
  const auto refused = [](std::span<const std::byte> damaged) {
    try {
      model_from_bytes(damaged, "m");
    } catch (const Error& error) {
      return error.code() == ErrorCode::data;
    }
    return false;
  };
  for (std::size_t n = 0; n < bytes.size(); ++n) REQUIRE(refused(std::span(bytes).first(n)));
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] ^= static_cast<std::byte>(1 << (i % 8));
    INFO("byte " << i);
    REQUIRE(refused(bytes));
    bytes[i] ^= static_cast<std::byte>(1 << (i % 8));
  }
  CHECK_FALSE(refused(bytes));
}

TEST_CASE("files.model_file: weights that are not finite are refused, on reading and on writing") {
  for (const float bad :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    const std::string message = refusal_after([&](StateDict& tensors, Metadata&) {
      std::memcpy(tensors.at("fc.weight").bytes.data() + 4, &bad, 4);
    });
    CHECK_THAT(message, contains("\"fc.weight\"[1] is not finite (output 0)"));
    Model model = sample();
    model.params[7] = bad;
    CHECK_THROWS_AS(model_to_bytes(model, "m"), Error);
  }
}

// As PyTorch saves it, without our checksum; and as an editor leaves it, with one that was right.
TEST_CASE("files.model_file: a weight that is not finite is named whatever the checksum") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  std::vector<std::byte> bytes = model_to_bytes(sample(), "m");
  const TensorFile file = from_safetensors(bytes, "m");
  std::memcpy(bytes.data() + bytes.size() - sizeof nan, &nan, sizeof nan);
  const auto refusal = [&] {
    return test::refusal_of(ErrorCode::data, [&] { model_from_bytes(bytes, "m"); });
  };
  CHECK_THAT(refusal(), contains("m: tensor \"") && contains("is not finite, got nan; checksum"));
  std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const std::size_t key = text.find("crc32c");
  REQUIRE(key != std::string::npos);
  std::memcpy(bytes.data() + key, "foreign", 6);
  CHECK_THAT(refusal(), contains("is not finite (") && !contains("crc32c"));
}

TEST_CASE("files.model_file: missing, foreign and misshapen tensors are refused") {
  CHECK_THAT(refusal_after([](StateDict& t, Metadata&) { t.erase("fc.bias"); }),
             contains("\"fc.bias\" is missing"));
  CHECK_THAT(refusal_after([](StateDict& t, Metadata&) { t["more"] = t.at("fc.bias"); }),
             contains("\"more\" is none of this model's"));
  CHECK_THAT(refusal_after([](StateDict& t, Metadata&) {
               t.at("fc.weight").shape = {2, 1};
             }),
             contains("\"fc.weight\", got F32 of shape [2,1], expected F32 of shape [1,2]"));
  CHECK_THAT(refusal_after([](StateDict& t, Metadata&) {
               t.at("fc.weight").dtype = DType::f64;
               t.at("fc.weight").shape = {1, 1};
             }),
             contains("got another type of shape [1,1]"));
}

TEST_CASE("files.model_file: metadata that is missing or wrong is refused by name") {
  for (const char* key : {"format_version", "model", "columns", "scaler", "units", "target_offset",
                          "warmup_rows", "period", "hyperparams", "metrics"}) {
    CHECK_THAT(refusal_after([&](StateDict&, Metadata& m) { m.erase(key); }),
               contains(std::string("metadata \"") + key + "\" is missing"));
    CHECK_THAT(refusal_of_metadata(key, "{"), contains(key));
  }
  CHECK_THAT(refusal_after([](StateDict&, Metadata& m) { m.erase("format"); }),
             contains("is not a model of lstmtrain"));
  CHECK_THAT(refusal_of_metadata("format_version", "3"), contains("got \"3\", expected \"1\""));
  CHECK_THAT(refusal_of_metadata("program_version", "1"), contains("program_version"));
  CHECK_THAT(refusal_of_metadata("data_fingerprint", "["), contains("data_fingerprint"));
  CHECK_THAT(refusal_of_metadata("target_offset", "-1"), contains("target_offset"));
  CHECK_THAT(refusal_of_metadata("target_offset", "1e10"), contains("target_offset"));
  CHECK_THAT(refusal_of_metadata("warmup_rows", "1.5"), contains("warmup_rows"));
  CHECK_THAT(refusal_of_metadata("period", "-1"), contains("period"));
  CHECK_THAT(refusal_of_metadata("period", "null"), contains("period"));
  CHECK_THAT(refusal_of_metadata("hyperparams", "[]"), contains("expected an object"));
  CHECK_THAT(refusal_of_metadata("metrics", R"({"a":"1"})"), contains("\"metrics\" \"a\""));
  CHECK_THAT(refusal_of_metadata("units", "[]"), contains("1 units"));
  CHECK_THAT(refusal_of_metadata("units", R"([{"name":"mV","factor":0}])"), contains("factor"));
}

TEST_CASE("files.model_file: shapes, columns and scalers that contradict each other are refused") {
  const auto model = [](const std::string& cell, const std::string& sizes,
                        const std::string& rest) {
    return refusal_of_metadata("model", R"({"cell":")" + cell +
                                            R"(","input_size":2,"layer_sizes":)" + sizes +
                                            R"(,"output_size":1,)" + rest + "}");
  };
  const std::string rest = R"("layer_norm":"output","dropout":0.1)";
  CHECK(model("LSTM", "[3,2]", rest) == "");
  CHECK_THAT(model("RNN", "[3,2]", rest), contains("expected LSTM or GRU"));
  CHECK_THAT(model("LSTM", "[]", rest), contains("1 to 64 layers"));
  CHECK_THAT(model("LSTM", "[0]", rest), contains("layer_sizes\"[0]"));
  CHECK_THAT(model("LSTM", "[1000000000]", rest), contains("layer_sizes\"[0]"));
  CHECK_THAT(model("LSTM", "[4097]", rest), contains("layer_sizes\"[0]"));
  std::string layers = "[1";
  for (int layer = 1; layer < 64; ++layer) layers += ",1";
  CHECK_THAT(model("LSTM", layers + "]", rest), contains("is missing"));
  CHECK_THAT(model("LSTM", layers + ",1]", rest), contains("1 to 64 layers"));
  CHECK_THAT(model("LSTM", "[4096,4095]", rest), contains("expected F32 of shape"));
  CHECK(model("LSTM", "[3,2]", R"("layer_norm":"output","dropout":1)") == "");
  CHECK_THAT(model("LSTM", "[3,2]", R"("layer_norm":"output","dropout":1.01)"),
             contains("dropout"));
  CHECK_THAT(model("LSTM", "[3,2]", rest + R"(,"output_filter":"iir")"),
             contains("expected none or ema or lpf"));
  CHECK_THAT(refusal_of_metadata("columns", R"({"features":["a"],"targets":["b"]})"),
             contains("expected 2 names"));
  CHECK_THAT(refusal_of_metadata("columns", R"({"features":["a","b"],"targets":["b"]})"),
             contains("each once"));
  const auto scaler = [](const std::string& method, const std::string& scale) {
    return refusal_of_metadata("scaler", R"({"method":")" + method +
                                             R"(","offset":[0,0,0],"scale":)" + scale +
                                             R"(,"min":[0,0,0],"max":[1,1,1]})");
  };
  CHECK(scaler("zscore", "[1,2,3]") == "");
  CHECK_THAT(scaler("log", "[1,2,3]"), contains("minmax or zscore or robust or none"));
  CHECK_THAT(scaler("none", "[1,0,3]"), contains("scales other than 0"));
  CHECK_THAT(scaler("none", "[1,2]"), contains("expected 3 numbers"));
  CHECK_THAT(scaler("none", "[1,2,null]"), contains("finite number"));
  CHECK_THAT(scaler("none", "[1,2,1e999]"), contains("scaler"));
  // Scales under which no row of the training range has a prediction.
  CHECK_THAT(scaler("none", "[1e-320,2,3]"), contains("training range of column 0"));
  CHECK_THAT(scaler("none", "[1,2,1e300]"), contains("training range of column 2"));
  CHECK(scaler("none", "[1e-30,1e30,1e37]") == "");
}

TEST_CASE("files.model_file: a metric that is not finite survives as such") {
  Model model = sample();
  model.metrics = {{"val_rmse", std::numeric_limits<double>::quiet_NaN()}};
  const Model read = model_from_bytes(model_to_bytes(model, "m"), "m");
  CHECK(std::isnan(read.metrics.at("val_rmse")));
}

TEST_CASE("files.model_file: tensor files of others are no models") {
  const TempDir dir;
  const std::string path = (dir / "foreign.safetensors").string();
  write_safetensors(path, {}, {{"format", "pt"}});
  CHECK_THROWS_WITH(load_model(path), contains("is not a model of lstmtrain"));
  test::write_file(dir / "text", "not a model at all");
  CHECK_THROWS_WITH(load_model((dir / "text").string()), contains("length of the header"));
  test::write_file(dir / "none", "");
  CHECK_THROWS_WITH(load_model((dir / "none").string()), contains("too short"));
}

}  // namespace
}  // namespace lstmtrain::files
