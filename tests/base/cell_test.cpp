// The facts of the cells: in the enum's order, and such that their readers can trust them.
#include "lstmtrain/cell.hpp"

#include <set>
#include <string>

#include "base/choices.hpp"
#include "base/model_kinds.hpp"
#include "lstmtrain/error.hpp"
#include "support/catch.hpp"

using namespace lstmtrain;

TEST_CASE("base.cell: rows stand in the order of the enum and have names of their own") {
  std::set<std::string> names;
  for (std::size_t i = 0; i < kCellCount; ++i) {
    CHECK(static_cast<std::size_t>(kCellFacts[i].cell) == i);
    CHECK(&cell_facts(kCellFacts[i].cell) == &kCellFacts[i]);
    CHECK(names.insert(kCellFacts[i].name).second);
    CHECK(names.insert(kCellFacts[i].module).second);
  }
  CHECK(cell_facts(Cell::lstm).name == std::string("LSTM"));
  CHECK(cell_facts(Cell::gru).name == std::string("GRU"));
}

TEST_CASE("base.cell: gates have letters, names and ranges; those that init sets are gates") {
  for (const CellFacts& facts : kCellFacts) {
    INFO(facts.name);
    CHECK(facts.num_gates >= 1);
    REQUIRE(facts.num_gates <= static_cast<int>(facts.gates.size()));
    std::set<std::string> letters;
    for (std::size_t g = 0; g < static_cast<std::size_t>(facts.num_gates); ++g) {
      REQUIRE(facts.gates[g].letter != nullptr);
      CHECK(letters.insert(facts.gates[g].letter).second);
      CHECK(facts.gates[g].name != nullptr);
      CHECK((facts.gates[g].low == 0 || facts.gates[g].low == -1));
    }
    CHECK(facts.keep_gate < facts.num_gates);
    CHECK(facts.input_gate < facts.num_gates);
    CHECK((facts.keep_gate >= 0 || facts.input_gate >= 0));
  }
}

TEST_CASE("base.cell: a value that is no cell is refused") {
  CHECK_THROWS_AS(cell_facts(static_cast<Cell>(kCellCount)), Error);
  CHECK_THROWS_AS(cell_facts(static_cast<Cell>(-1)), Error);
}

TEST_CASE("base.model_kinds: each MODEL_TYPE has a row, and each cell a type without a filter") {
  const std::vector<const char*> words = words_of<ModelType>();
  REQUIRE(words.size() == std::size(kModelKinds));
  for (std::size_t i = 0; i < words.size(); ++i) {
    CHECK(kModelKinds[i].type == static_cast<ModelType>(i));
    Hyperparams hp;
    hp.model_type = kModelKinds[i].type;
    CHECK(model_spec(hp).cell == kModelKinds[i].cell);
    CHECK(model_spec(hp).output_filter == kModelKinds[i].filter);
  }
  for (const CellFacts& facts : kCellFacts)
    CHECK(name_of(model_type(facts.cell)) == std::string(facts.name));
}
