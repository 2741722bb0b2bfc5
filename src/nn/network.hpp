// Stage 11: the whole network over one block of lanes: recurrent layers -> LayerNorm -> dropout ->
// dense head -> filter. It owns nothing but its shape: parameters and gradients are flat vectors in
// param_layout() order, the arrays between forward and backward are a BlockWorkspace.
#pragma once

#include <vector>

#include "base/arena.hpp"
#include "base/shape.hpp"
#include "lstmtrain/model.hpp"
#include "nn/cells/table.hpp"
#include "nn/dropout.hpp"
#include "nn/output_filter.hpp"

namespace lstmtrain::nn {

// The arrays of one block of lanes, for at most `steps` rows; one allocation.
template <class Scalar>
class BlockWorkspace {
 public:
  BlockWorkspace(const ModelSpec& spec, int steps, int lanes, bool with_backward);
  static std::size_t bytes(const ModelSpec& spec, int steps, int lanes, bool with_backward);

  struct Layer {
    Scalar* h = nullptr;          // [T+1][H][B]; slice 0 is the state before the first row
    Scalar* c = nullptr;          // [T+1][H][B]; only of cells that have one
    Scalar* workspace = nullptr;  // [T][workspace_features][B]
    Scalar* dropped = nullptr;    // [T][H][B]; only with dropout
  };

  Scalar* x = nullptr;            // [T][D][B]
  Scalar* target = nullptr;       // [T][K][B]
  std::uint8_t* mask = nullptr;   // [T][B] not 0: the row carries loss
  std::uint8_t* reset = nullptr;  // [T][B] not 0: the lane enters this row with the zero state
  Scalar* y = nullptr;            // [T][K][B]
  Scalar* dy = nullptr;           // [T][K][B]
  std::vector<Layer> layers;
  Scalar* normed = nullptr;    // [T][H][B] before gamma and beta; only with output LayerNorm
  Scalar* norm_out = nullptr;  // [T][H][B]
  Scalar* rstd = nullptr;      // [T][B]
  Scalar* u = nullptr;         // [M+T][K][B] the past, then the head's outputs; only with a filter
  Scalar* age = nullptr;       // [T+1][B] likewise: see FilterRows
  Scalar* du = nullptr;        // [T][K][B] likewise
  Scalar* dh[2] = {};          // [T][max H][B]
  Scalar* scratch = nullptr;   // of the cells, forward and backward

 private:
  BlockWorkspace() = default;
  void lay_out(const ModelSpec& spec, int steps, int lanes, bool with_backward);
  Arena arena_;
};

// What is run at once: T rows of B lanes, outputs wanted on rows [head_begin, T). With a filter the
// head runs on all rows, whatever is wanted.
struct Rows {
  int T = 0;
  int B = 0;
  int head_begin = 0;
  const Dropout* dropout = nullptr;  // nullptr: evaluation
};

template <class Scalar>
class Network {
 public:
  explicit Network(const ModelSpec& spec);

  const ModelSpec& spec() const { return spec_; }
  std::size_t param_count() const { return count_; }
  // Scalars of the carried state of one lane: h, and c where the cell has one, of every layer; age
  // and past of the filter.
  int state_size() const { return state_size_; }

  // Reads w.x, w.reset and slice 0 of every layer's state; writes w.y on the head's rows.
  // Allocates: no.
  void forward(const Scalar* params, BlockWorkspace<Scalar>& w, const Rows& rows) const;

  // After forward on the same rows: reads w.dy on the head's rows, accumulates into grads
  // [param_count]; dx [T][D][B] = dL/dx is overwritten where it is wanted. Allocates: no.
  void backward(const Scalar* params, BlockWorkspace<Scalar>& w, const Rows& rows, Scalar* grads,
                Scalar* dx = nullptr) const;

  // The state before the first row: zero, or that after the first `rows` rows.
  void zero_state(int B, BlockWorkspace<Scalar>& w) const;
  void carry_state(BlockWorkspace<Scalar>& w, int rows, int B) const;

  // state [state_size][B] to and from the states that enter row `row` (0..T).
  void load_state(const Scalar* state, int B, BlockWorkspace<Scalar>& w) const;
  void save_state(const BlockWorkspace<Scalar>& w, int row, int B, Scalar* state) const;

 private:
  struct Layer {
    const CellPass<Scalar>* pass;  // what runs it
    int D, H;
    // into a parameter or gradient vector
    std::size_t weight_ih, weight_hh, bias_ih, bias_hh;
    std::size_t norm_ih, norm_hh, norm_c, norm_c_bias;  // of a normalised cell
  };
  // What layer l's cell is given; norms of it in a parameter or gradient vector.
  CellForward<Scalar> layer_forward(std::size_t l, const Scalar* params,
                                    const BlockWorkspace<Scalar>& w, const Rows& rows) const;
  template <class Value>
  CellNorm<Value> norm_of(std::size_t l, Value* params) const;
  // What layer l reads: the inputs, or the (dropped) outputs of the layer below.
  const Scalar* input_of(std::size_t l, const BlockWorkspace<Scalar>& w, const Rows& rows) const;
  // What the head reads, from row head_begin on, and where it writes.
  const Scalar* head_input(const BlockWorkspace<Scalar>& w, const Rows& rows) const;
  Scalar* head_output(const BlockWorkspace<Scalar>& w, const Rows& rows) const;
  bool has_c() const { return cell_facts(spec_.cell).has_c; }
  bool filtered() const { return spec_.output_filter != OutputFilter::none; }
  // The rows on which the head runs, and what the filter works on.
  Rows head_rows_of(Rows rows) const;
  FilterRows<Scalar> filter_rows(const Scalar* params, const BlockWorkspace<Scalar>& w, int T,
                                 int B) const;
  long past_size(int B) const {
    return static_cast<long>(filter_memory(spec_.output_filter)) * spec_.output_size * B;
  }
  bool dropped(const Rows& rows) const { return rows.dropout != nullptr && spec_.dropout > 0; }

  ModelSpec spec_;
  std::vector<Layer> layers_;
  std::size_t gamma_ = 0, beta_ = 0, fc_weight_ = 0, fc_bias_ = 0, filter_ = 0, count_ = 0;
  int state_size_ = 0;
};

}  // namespace lstmtrain::nn
