// The two halves of the table of cells: a row of functions for each row of facts.
#include "nn/cells/table.hpp"

#include "lstmtrain/error.hpp"
#include "nn/cells/row_table.hpp"
#include "support/catch.hpp"

using namespace lstmtrain;

namespace {

template <class Scalar>
void check_pass(const nn::CellPass<Scalar>& pass) {
  CHECK(pass.forward != nullptr);
  CHECK(pass.backward != nullptr);
  REQUIRE(pass.features != nullptr);
  CHECK(pass.features(7) >= 7);  // h_{t-1}'s product or the gates at the least
  REQUIRE(pass.scratch != nullptr);
  CHECK(pass.scratch(3, 7, 16) > 0);
}

template <class Scalar>
void check_passes(const nn::CellPasses<Scalar>& passes) {
  check_pass(passes.reference);
  check_pass(passes.kernel);
  CHECK((passes.norm_reference.forward == nullptr) == (passes.norm_kernel.forward == nullptr));
  if (passes.norm_kernel.forward == nullptr) return;
  check_pass(passes.norm_reference);
  check_pass(passes.norm_kernel);
}

}  // namespace

TEST_CASE("nn.table: each cell has its functions, in the order of its facts") {
  for (const CellFacts& facts : kCellFacts) {
    INFO(facts.name);
    const nn::CellFunctions& functions = nn::cell_functions(facts.cell);
    CHECK(functions.cell == facts.cell);
    check_passes(functions.f32);
    check_passes(functions.f64);
    const nn::RowKernel& row = nn::row_kernel(facts.cell);
    CHECK(row.step != nullptr);
    CHECK(row.gates == facts.num_gates);
    CHECK(row.parted_gate < facts.num_gates);
    CHECK(row.gates + (row.parted_gate >= 0) <= 4);
  }
}

TEST_CASE("nn.table: a value that is no cell is refused") {
  CHECK_THROWS_AS(nn::cell_functions(static_cast<Cell>(kCellCount)), Error);
}
