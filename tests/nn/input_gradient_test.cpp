// dL/dx, which the layer statistics read, against finite differences through every kind of cell.
#include "nn/network_problem.hpp"
#include "support/catch.hpp"

using namespace lstmtrain;
using test::NetworkProblem;

TEST_CASE("nn.network: the gradient of the inputs, every row of it, with loss on the last row") {
  for (const Cell cell : {Cell::lstm, Cell::gru})
    for (const LayerNorm norm : {LayerNorm::none, LayerNorm::output, LayerNorm::cell})
      for (const std::vector<int>& layers : {std::vector<int>{5}, std::vector<int>{6, 4}}) {
        ModelSpec spec;
        spec.cell = cell;
        spec.input_size = 7;  // more than units: dx has room of its own
        spec.layer_sizes = layers;
        spec.layer_norm = norm;
        NetworkProblem<double> p(spec, 5, 3, 16, 4);
        std::vector<double> dx(5 * 7 * 16, 7.0);
        p.forward();
        p.net.backward(p.params.data(), p.w, p.rows, p.grads.data(), dx.data());
        const auto result =
            test::check_gradient([&] { return p.forward(); }, {{"x", {p.w.x, dx.size()}}}, {dx});
        INFO((cell == Cell::lstm ? "lstm " : "gru ")
             << layers.size() << " layers, x[" << result.worst_index << "] " << result.max_rel);
        CHECK(result.passed());
      }
}
