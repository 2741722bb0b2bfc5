#include "nn/init.hpp"

#include <Eigen/QR>
#include <cmath>

#include "base/rng.hpp"

namespace lstmtrain::nn {
namespace {

// One tensor's draws: counter (tensor, row, column).
struct Draws {
  Philox rng;
  std::uint32_t tensor;
  double uniform(int row, int column) const {
    return rng.uniform(tensor, static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(column));
  }
  double normal(int row, int column) const {
    return rng.normal(tensor, static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(column));
  }
};

void fill_uniform(const Draws& draws, int first_row, int rows, int columns, double bound,
                  float* weight) {
  for (int r = 0; r < rows; ++r)
    for (int c = 0; c < columns; ++c) {
      const double share = 2 * draws.uniform(first_row + r, c) - 1;  // -1..1
      weight[r * columns + c] = static_cast<float>(bound * share);
    }
}

// U(-a, a) with a = sqrt(6 / (fan_in + fan_out))     (Glorot & Bengio 2010, eq. 16)
void xavier_uniform(const Draws& draws, int first_row, int rows, int columns, float* weight) {
  fill_uniform(draws, first_row, rows, columns, std::sqrt(6.0 / (rows + columns)), weight);
}

// Q of the QR of a normal matrix, the columns' signs fixed by R's diagonal     (Saxe et al. 2014;
// Mezzadri 2007)
void orthogonal(const Draws& draws, int first_row, int H, float* weight) {
  Eigen::MatrixXd normal(H, H);
  for (int r = 0; r < H; ++r)
    for (int c = 0; c < H; ++c) normal(r, c) = draws.normal(first_row + r, c);
  const Eigen::HouseholderQR<Eigen::MatrixXd> qr(normal);
  Eigen::MatrixXd q = qr.householderQ();
  for (int c = 0; c < H; ++c)
    if (qr.matrixQR()(c, c) < 0) q.col(c) *= -1;
  for (int r = 0; r < H; ++r)
    for (int c = 0; c < H; ++c) weight[r * H + c] = static_cast<float>(q(r, c));
}

// Of what is random or biased by default; the rest stays 0.
void init_default(const ModelSpec& spec, const ParamInfo& info, const Draws& draws,
                  const std::vector<double>& head_bias, float* p) {
  const int rows = info.shape[0];
  const CellFacts& facts = cell_facts(spec.cell);
  const int H = rows / facts.num_gates;
  switch (info.role) {
    case ParamRole::weight_ih:
      for (int g = 0; g < facts.num_gates; ++g)
        xavier_uniform(draws, g * H, H, info.shape[1], p + g * H * info.shape[1]);
      break;
    case ParamRole::weight_hh:
      for (int g = 0; g < facts.num_gates; ++g) orthogonal(draws, g * H, H, p + g * H * H);
      break;
    case ParamRole::bias_ih:
      if (facts.keep_gate >= 0) std::fill_n(p + facts.keep_gate * H, H, facts.keep_bias);
      break;
    case ParamRole::fc_weight:
      xavier_uniform(draws, 0, rows, info.shape[1], p);
      break;
    case ParamRole::fc_bias:
      for (int k = 0; k < rows; ++k)
        p[k] = static_cast<float>(head_bias[static_cast<std::size_t>(k)]);
      break;
    default:
      break;
  }
}

// b_f = log(U[1, T_max - 1]), b_i = -b_f     (Tallec & Ollivier 2018, "chrono initialization"). The
// GRU's z keeps h_{t-1} as f keeps c_{t-1}; 1 - z is its input gate. bias [G*H] in/out.
void chrono_bias(const ModelSpec& spec, const Draws& draws, int H, int longest, float* bias) {
  const CellFacts& facts = cell_facts(spec.cell);
  const double spread = std::max(longest - 2, 0);
  for (int k = 0; k < H; ++k) {
    const auto keep = static_cast<float>(std::log(1 + spread * draws.uniform(H + k, 0)));
    if (facts.keep_gate >= 0) bias[facts.keep_gate * H + k] = keep;
    if (facts.input_gate >= 0) bias[facts.input_gate * H + k] = -keep;
  }
}

// ema: alpha = sigmoid(a) = 0.1; lpf: w = softmax(theta), w_0 = 0.9, the others alike
void init_filter(const ParamInfo& info, float* p) {
  const int outputs = info.shape[0], taps = info.shape.size() > 1 ? info.shape[1] : 1;
  for (int k = 0; k < outputs; ++k)
    p[k * taps] =
        taps == 1 ? std::log(0.1F / 0.9F) : std::log(0.9F / 0.1F * static_cast<float>(taps - 1));
}

bool is_norm_gain(ParamRole role) {
  using enum ParamRole;
  return role == norm_ih || role == norm_hh || role == norm_c || role == layer_norm_weight;
}

bool is_norm_bias(ParamRole role) {
  return role == ParamRole::norm_c_bias || role == ParamRole::layer_norm_bias;
}

}  // namespace

std::vector<float> initial_params(const ModelSpec& spec, Init method, std::uint64_t seed,
                                  const std::vector<double>& head_bias, int longest) {
  std::vector<float> params(param_count(spec), 0.0F);
  std::uint32_t tensor = 0;
  for (const ParamInfo& info : param_layout(spec)) {
    float* p = params.data() + info.offset;
    const Draws draws{Philox(seed, Purpose::init), tensor++};
    if (info.role == ParamRole::filter) {
      init_filter(info, p);
    } else if (is_norm_gain(info.role)) {
      std::fill(p, p + info.size, 1.0F);
    } else if (is_norm_bias(info.role)) {
      continue;
    } else if (method == Init::pytorch) {
      const int H = info.layer < 0 ? spec.layer_sizes.back()
                                   : spec.layer_sizes[static_cast<std::size_t>(info.layer)];
      fill_uniform(draws, 0, static_cast<int>(info.size), 1, 1 / std::sqrt(static_cast<double>(H)),
                   p);
    } else {
      init_default(spec, info, draws, head_bias, p);
      if (method == Init::chrono && info.role == ParamRole::bias_ih)
        chrono_bias(spec, draws, info.shape[0] / spec.gates(), longest, p);
    }
  }
  return params;
}

}  // namespace lstmtrain::nn
