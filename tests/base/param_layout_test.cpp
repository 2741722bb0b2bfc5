// The parameters say what they are: roles and layers, for every kind of network.
#include <algorithm>
#include <climits>
#include <functional>
#include <set>
#include <utility>

#include "lstmtrain/model.hpp"
#include "support/catch.hpp"
#include "support/refusal.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

std::vector<ModelSpec> specs() {
  std::vector<ModelSpec> all;
  for (const Cell cell : {Cell::lstm, Cell::gru})
    for (const LayerNorm norm : {LayerNorm::none, LayerNorm::output, LayerNorm::cell})
      for (const OutputFilter filter : {OutputFilter::none, OutputFilter::ema, OutputFilter::lpf})
        for (const std::vector<int>& sizes : {std::vector<int>{5}, {5, 5}, {7, 4, 3}})
          all.push_back({cell, 3, sizes, 2, norm, 0, filter});
  return all;
}

// The last word of PyTorch's name: "weight_ih" of "lstm.weight_ih_l0", "fc.weight" as it is.
const std::pair<ParamRole, const char*> kWords[] = {
    {ParamRole::weight_ih, ".weight_ih_l"},
    {ParamRole::weight_hh, ".weight_hh_l"},
    {ParamRole::bias_ih, ".bias_ih_l"},
    {ParamRole::bias_hh, ".bias_hh_l"},
    {ParamRole::norm_ih, ".norm_ih_l"},
    {ParamRole::norm_hh, ".norm_hh_l"},
    {ParamRole::norm_c, ".norm_c_l"},
    {ParamRole::norm_c_bias, ".norm_c_bias_l"},
    {ParamRole::layer_norm_weight, "layer_norm.weight"},
    {ParamRole::layer_norm_bias, "layer_norm.bias"},
    {ParamRole::fc_weight, "fc.weight"},
    {ParamRole::fc_bias, "fc.bias"},
    {ParamRole::filter, "_logit"}};

}  // namespace

TEST_CASE("base.param_layout: a bias is what PyTorch's names call one") {
  for (const ModelSpec& spec : specs())
    for (const ParamInfo& info : param_layout(spec)) {
      INFO(info.name);
      CHECK(is_bias(info.role) == (info.name.find("bias") != std::string::npos));
    }
}

TEST_CASE("base.param_layout: roles are those of the names, each once a layer") {
  for (const ModelSpec& spec : specs()) {
    std::set<std::pair<int, ParamRole>> seen;
    const std::vector<ParamInfo> layout = param_layout(spec);
    for (const ParamInfo& info : layout) {
      INFO(info.name);
      CHECK(seen.insert({info.layer, info.role}).second);
      CHECK(find_param(layout, info.role, info.layer) == &info);
      for (const auto& [role, word] : kWords)
        CHECK((info.name.find(word) != info.name.npos) == (info.role == role));
      CHECK((info.layer >= 0) ==
            (info.name.find("_l") != info.name.npos && info.role != ParamRole::filter));
    }
    CHECK(find_param(layout, ParamRole::weight_ih) == nullptr);
    CHECK((find_param(layout, ParamRole::filter) != nullptr) ==
          (spec.output_filter != OutputFilter::none));
  }
}

TEST_CASE("base.param_layout: a layer's arrays have its number and its sizes") {
  const ModelSpec spec{Cell::gru, 3, {7, 4, 3}, 2, LayerNorm::cell, 0};
  const std::vector<ParamInfo> layout = param_layout(spec);
  int below = spec.input_size;
  for (int l = 0; l < 3; ++l) {
    const int H = spec.layer_sizes[static_cast<std::size_t>(l)];
    const ParamInfo* weight = find_param(layout, ParamRole::weight_ih, l);
    REQUIRE(weight != nullptr);
    CHECK(weight->shape == std::vector<int>{3 * H, below});
    CHECK(weight->name == "gru." + std::to_string(l) + ".weight_ih_l0");
    below = H;
  }
  CHECK(find_param(layout, ParamRole::weight_ih, 3) == nullptr);
}

TEST_CASE("base.param_layout: a shape that no network can have is refused") {
  const auto refuses = [](auto change) {
    ModelSpec spec{Cell::lstm, 3, {5}, 2, LayerNorm::none, 0};
    change(spec);
    for (const auto& call : {std::function<void()>([&] { param_layout(spec); }),
                             std::function<void()>([&] { param_count(spec); })})
      CHECK_THAT(refused(ErrorCode::config, call), contains("param_layout: "));
  };
  refuses([](ModelSpec& spec) { spec.layer_sizes = {}; });
  refuses([](ModelSpec& spec) { spec.layer_sizes = {-1}; });
  refuses([](ModelSpec& spec) { spec.layer_sizes = {INT_MAX, INT_MAX}; });
  refuses([](ModelSpec& spec) { spec.input_size = 0; });
  refuses([](ModelSpec& spec) { spec.output_size = -1; });
  refuses([](ModelSpec& spec) { spec.cell = static_cast<Cell>(77); });
  refuses([](ModelSpec& spec) { spec.layer_norm = static_cast<LayerNorm>(-1); });
  refuses([](ModelSpec& spec) { spec.output_filter = static_cast<OutputFilter>(9); });
  Hyperparams hp;
  hp.model_type = static_cast<ModelType>(77);
  CHECK_THAT(refused(ErrorCode::config, [&] { model_spec(hp); }), contains("MODEL_TYPE, got 77"));
}

TEST_CASE("base.param_layout: weight decay is for matrices") {
  for (const ModelSpec& spec : specs())
    for (const ParamInfo& info : param_layout(spec)) {
      INFO(info.name);
      CHECK(info.decays == (info.name.find("weight") != info.name.npos &&
                            info.name.find("norm") == info.name.npos));
    }
}
