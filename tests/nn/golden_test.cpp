// The network in double against PyTorch in float64: outputs, final states, loss, every gradient,
// and the losses of ten optimiser steps. Both round in double; 1e-10 leaves room for the order of
// the sums and for exp and tanh.
#include "support/golden.hpp"

#include "base/choices.hpp"
#include "nn/dense.hpp"
#include "nn/network_problem.hpp"
#include "nn/recurrent_layer.hpp"
#include "support/catch.hpp"
#include "train/optim/optimizer.hpp"

using namespace lstmtrain;
using lstmtrain::test::golden;
using lstmtrain::test::NetworkProblem;
using nlohmann::json;

namespace {

constexpr int kLanes = 16;
constexpr double kTolerance = 1e-10;

const char* const kFiles[] = {"lstm.json",
                              "lstm_stack.json",
                              "lstm_equal_stack.json",
                              "lstm_layer_norm.json",
                              "lstm_ema.json",
                              "lstm_lpf.json",
                              "gru.json",
                              "gru_stack.json",
                              "gru_equal_stack.json",
                              "gru_layer_norm.json",
                              "lstm_norm_cell.json",
                              "lstm_norm_cell_stack.json",
                              "gru_norm_cell.json",
                              "gru_norm_cell_stack.json"};

ModelSpec golden_spec(const json& file) {
  ModelSpec spec;
  spec.cell = file["cell"] == "lstm" ? Cell::lstm : Cell::gru;
  spec.input_size = file["input_size"];
  spec.layer_sizes = file["layer_sizes"].get<std::vector<int>>();
  spec.output_size = file["output_size"];
  spec.layer_norm = choice_of<LayerNorm>(file["layer_norm"].get<std::string>()).value();
  const std::string filter = file.value("output_filter", "none");
  spec.output_filter = filter == "ema"   ? OutputFilter::ema
                       : filter == "lpf" ? OutputFilter::lpf
                                         : OutputFilter::none;
  return spec;
}

std::vector<double> data(const json& array) { return array["data"].get<std::vector<double>>(); }

// The largest |difference| of lane-last memory ours [features][kLanes] and torch's [N][features].
double distance(const double* ours, const json& array, std::size_t first, int N, int features) {
  const std::vector<double> theirs = data(array);
  double worst = 0;
  for (int n = 0; n < N; ++n)
    for (int k = 0; k < features; ++k)
      worst = std::max(worst, std::abs(ours[k * kLanes + n] -
                                       theirs[first + static_cast<std::size_t>(n * features + k)]));
  return worst;
}

// torch's [N][features] into lane-last memory.
void place(const json& array, std::size_t first, int N, int features, double* ours) {
  const std::vector<double> theirs = data(array);
  for (int n = 0; n < N; ++n)
    for (int k = 0; k < features; ++k)
      ours[k * kLanes + n] = theirs[first + static_cast<std::size_t>(n * features + k)];
}

// The problem of a file; unused lanes hold zeros and carry no loss.
struct GoldenProblem : NetworkProblem<double> {
  explicit GoldenProblem(const json& file)
      : NetworkProblem<double>(golden_spec(file), file["T"], file["N"], kLanes, file["head_begin"]),
        N(file["N"]) {
    const ModelSpec& spec = net.spec();
    for (const ParamInfo& info : param_layout(spec)) {
      const json& array = file["params"].at(info.name);
      REQUIRE(array["shape"].get<std::vector<int>>() == info.shape);
      const std::vector<double> values = data(array);
      std::copy(values.begin(), values.end(),
                params.begin() + static_cast<std::ptrdiff_t>(info.offset));
    }
    REQUIRE(file["params"].size() == param_layout(spec).size());
    for (int t = 0; t < rows.T; ++t) {
      place(file["x"], slice(t, spec.input_size), N, spec.input_size, &x(t, 0, 0));
      place(file["target"], slice(t, spec.output_size), N, spec.output_size, &target(t, 0, 0));
    }
    double* next = state.data();
    for (std::size_t l = 0; l < spec.layer_sizes.size(); ++l)
      for (const char* name : {"h0", "c0"})
        if (file.contains(name)) {
          place(file[name][l], 0, N, spec.layer_sizes[l], next);
          next += spec.layer_sizes[l] * kLanes;
        }
    std::fill(next, state.data() + state.size(), 0.0);  // a filter starts with the first row
    loss.kind = choice_of<LossKind>(file["loss_kind"].get<std::string>()).value();
    loss.delta = file["huber_delta"];
    scale = 1.0 / ((rows.T - rows.head_begin) * N * spec.output_size);
  }
  std::size_t slice(int t, int features) const {
    return static_cast<std::size_t>(t * N * features);
  }
  int N;
};

}  // namespace

TEST_CASE("nn.network: outputs, final states and loss are PyTorch's") {
  for (const char* name : kFiles) {
    INFO(name);
    const json file = golden(name);
    GoldenProblem p(file);
    CHECK(std::abs(p.forward() - file["loss"].get<double>()) < kTolerance);

    const int K = p.net.spec().output_size;
    for (int t = p.rows.head_begin; t < p.rows.T; ++t)
      CHECK(distance(&p.y(t, 0, 0), file["y"], p.slice(t, K), p.N, K) < kTolerance);

    p.net.save_state(p.w, p.rows.T, kLanes, p.state.data());
    const double* next = p.state.data();
    for (std::size_t l = 0; l < p.net.spec().layer_sizes.size(); ++l)
      for (const char* last : {"hn", "cn"})
        if (file.contains(last)) {
          const int H = p.net.spec().layer_sizes[l];
          CHECK(distance(next, file[last][l], 0, p.N, H) < kTolerance);
          next += H * kLanes;
        }
  }
}

TEST_CASE("nn.network: every parameter's gradient is PyTorch's") {
  for (const char* name : kFiles) {
    const json file = golden(name);
    GoldenProblem p(file);
    p.forward();
    p.backward();
    for (const ParamInfo& info : param_layout(p.net.spec())) {
      INFO(name << " " << info.name);
      const std::vector<double> theirs = data(file["grads"].at(info.name));
      REQUIRE(theirs.size() == info.size);
      double worst = 0;
      for (std::size_t i = 0; i < theirs.size(); ++i)
        worst = std::max(worst, std::abs(p.grads[info.offset + i] - theirs[i]));
      CHECK(worst < kTolerance);
    }
  }
}

TEST_CASE("nn.cell: gradients of the inputs and of the initial states are PyTorch's") {
  for (const char* name : {"lstm.json", "gru.json", "lstm_norm_cell.json", "gru_norm_cell.json"}) {
    INFO(name);
    const json file = golden(name);
    GoldenProblem p(file);
    p.forward();
    const ModelSpec& spec = p.net.spec();
    const int T = p.rows.T, D = spec.input_size, H = spec.layer_sizes[0], K = spec.output_size;
    const std::vector<ParamInfo> at = param_layout(spec);
    const std::size_t fc = at.size() - 2;
    const auto param = [&](std::size_t i) { return p.params.data() + at[i].offset; };
    const auto grad = [&](std::size_t i) { return p.grads.data() + at[i].offset; };
    const auto norms = [&]<class Value>(Value* values) -> nn::CellNorm<Value> {
      const auto array = [&](std::size_t i) { return i < fc ? values + at[i].offset : nullptr; };
      return {array(4), array(5), array(6), array(7)};
    };

    auto& layer = p.w.layers[0];
    nn::dense_backward(T, H, K, kLanes, layer.h + H * kLanes, param(fc), p.w.dy, p.w.dh[0],
                       grad(fc), grad(fc + 1));
    const nn::CellForward<double> f{T,
                                    D,
                                    H,
                                    kLanes,
                                    param(0),
                                    param(1),
                                    param(2),
                                    param(3),
                                    p.w.x,
                                    nullptr,
                                    layer.h,
                                    layer.c,
                                    layer.workspace,
                                    norms.operator()<const double>(p.params.data())};
    std::vector<double> dx(static_cast<std::size_t>(T * D * kLanes)),
        dh0(static_cast<std::size_t>(H * kLanes)), dc0(dh0);
    nn::cell_pass<double>(spec.cell, spec.layer_norm, H)
        .backward(f, {p.w.dh[0], dx.data(), dh0.data(),
                      spec.cell == Cell::lstm ? dc0.data() : nullptr, grad(0), grad(1), grad(2),
                      grad(3), p.w.scratch, 0, norms.operator()<double>(p.grads.data())});
    for (int t = 0; t < T; ++t)
      CHECK(distance(dx.data() + t * D * kLanes, file["dx"], p.slice(t, D), p.N, D) < kTolerance);
    CHECK(distance(dh0.data(), file["dh0"][0], 0, p.N, H) < kTolerance);
    if (spec.cell == Cell::lstm)
      CHECK(distance(dc0.data(), file["dc0"][0], 0, p.N, H) < kTolerance);
  }
}

TEST_CASE("nn.network: ten steps of Adam and AdamW lose what PyTorch loses") {
  for (const char* name : kFiles)
    for (const OptimizerType type : {OptimizerType::adam, OptimizerType::adamw}) {
      INFO(name << " " << name_of(type));
      const json file = golden(name);
      GoldenProblem p(file);
      std::vector<double> decay(p.params.size(), 0.0);
      if (type == OptimizerType::adamw)
        for (const ParamInfo& info : param_layout(p.net.spec()))
          if (info.decays) std::fill_n(decay.data() + info.offset, info.size, 1e-2);
      OptimizerSettings settings;
      settings.type = type;
      Optimizer<double> optimizer(settings, decay);
      for (const json& expected :
           file[type == OptimizerType::adam ? "adam_losses" : "adamw_losses"]) {
        CHECK(std::abs(p.forward() - expected.get<double>()) < kTolerance);
        std::fill(p.grads.begin(), p.grads.end(), 0.0);
        p.backward();
        optimizer.step(p.params, p.grads, 1e-2);
      }
    }
}
