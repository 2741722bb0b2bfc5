// oneDNN's contestant: a chain of layers over the whole batch. The head's part of the backward
// pass, dh on the last row, is made once.
#pragma once

#include <algorithm>

#include "onednn_layer.hpp"

namespace lstmtrain::bench {

class OneDnnStep {
 public:
  explicit OneDnnStep(const Problem& problem) : problem_(problem) {
    const int H = problem.spec.layer_sizes.back();
    const dnnl::memory::desc src({problem.T, problem.N, problem.spec.input_size},
                                 dnnl::memory::data_type::f32, dnnl::memory::format_tag::tnc);
    dnnl::memory x(src, engine_);
    std::copy(problem.x.begin(), problem.x.end(), OneDnnLayer::data(x));
    for (std::size_t l = 0; l < problem.spec.layer_sizes.size(); ++l)
      layers_.emplace_back(engine_, problem, l, l == 0 ? x : layers_.back().dst());
    for (std::size_t l = 1; l < layers_.size(); ++l)
      layers_[l - 1].set_diff_dst(layers_[l].diff_src());
    // dh_T = fc_weight^T dy; 0 before
    const float* fc = problem.params.data() + problem.offset(layers_.size(), 0);
    float* last = OneDnnLayer::data(layers_.back().diff_dst()) +
                  static_cast<long>(problem.T - 1) * problem.N * H;
    for (int n = 0; n < problem.N; ++n)
      for (int i = 0; i < H; ++i) *last++ = fc[i] * problem.dy[static_cast<std::size_t>(n)];
  }

  void run() {
    for (OneDnnLayer& layer : layers_) layer.forward(stream_);
    for (auto layer = layers_.rbegin(); layer != layers_.rend(); ++layer) layer->backward(stream_);
    stream_.wait();
  }
  std::string implementation() const { return layers_.front().implementation(); }
  // Of the recurrent layers, in param_layout() order; the head's are 0.
  std::vector<float> grads() const {
    std::vector<float> grads(problem_.params.size());
    for (std::size_t l = 0; l < layers_.size(); ++l)
      layers_[l].write_grads(problem_, l, grads.data());
    return grads;
  }

 private:
  const Problem& problem_;
  dnnl::engine engine_{dnnl::engine::kind::cpu, 0};
  dnnl::stream stream_{engine_};
  std::vector<OneDnnLayer> layers_;
};

}  // namespace lstmtrain::bench
