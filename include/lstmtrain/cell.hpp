// The kinds of recurrent cell: one row of facts for each. What computes them is the other half of
// the table, inside the library; the two have their rows in the same order.
#pragma once

#include <array>
#include <cstddef>
#include <iterator>

namespace lstmtrain {

enum class Cell { lstm, gru };

// One gate, in the order of the parameters' rows: PyTorch's.
struct Gate {
  const char* letter;
  const char* name;
  double low;  // its values lie in low..1: 0 a sigmoid, -1 a tanh
};

struct CellFacts {
  Cell cell;
  const char* name;    // in settings, files and messages
  const char* module;  // PyTorch's, in front of the parameters' names
  std::array<Gate, 4> gates;
  int num_gates;
  const char* kept_product;  // kept behind the gates for the backward pass; nullptr: nothing
  bool has_c;                // carries c beside h, which a normalised cell norms, too
  int keep_gate;             // a large pre-activation of it keeps the state; -1: none does
  int input_gate;            // likewise takes the input in; -1: none of its own
  float keep_bias;           // of the keep gate in bias_ih, at the start
};

inline constexpr CellFacts kCellFacts[] = {
    {.cell = Cell::lstm,
     .name = "LSTM",
     .module = "lstm",
     .gates = {{{"i", "input gate", 0},
                {"f", "forget gate", 0},
                {"g", "candidate", -1},
                {"o", "output gate", 0}}},
     .num_gates = 4,
     .kept_product = nullptr,
     .has_c = true,
     .keep_gate = 1,
     .input_gate = 0,
     .keep_bias = 1},  // remember from the start     (Gers 2000; Jozefowicz 2015)
    {.cell = Cell::gru,
     .name = "GRU",
     .module = "gru",
     .gates = {{{"r", "reset gate", 0}, {"z", "update gate", 0}, {"n", "candidate", -1}}},
     .num_gates = 3,
     .kept_product = "W_hn h + b_hn",
     .has_c = false,
     .keep_gate = 1,  // z keeps h_{t-1}, 1 - z takes the input in
     .input_gate = -1,
     .keep_bias = 0}};
inline constexpr std::size_t kCellCount = std::size(kCellFacts);

// Throws config: a value that is no cell.
const CellFacts& cell_facts(Cell cell);

}  // namespace lstmtrain
