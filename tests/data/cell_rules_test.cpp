// MISSING_VALUES and VALID_RANGE: one rule for files, rows that arrive one by one, and memory.
#include "data/clean/cell_rules.hpp"

#include <cmath>

#include "data/csv/row_reader.hpp"
#include "data/csv_case.hpp"
#include "lstmtrain/memory_data.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

CellKind judged(const CellRules& rules, std::size_t column, double value) {
  return rules.judge(column, {CellKind::number, value});
}

Hyperparams bounded() {
  Hyperparams hp = volts();
  hp.valid_range = {"V: 2..4.5", "T: ..60"};
  return hp;
}

}  // namespace

TEST_CASE("data.cell_rules: sentinels by value as float32 holds it, whatever the column") {
  Hyperparams hp;
  hp.missing_values = {-200, 0, 65.535};
  const CellRules rules(hp, {"a", "b"});
  for (const double x : {-200.0, 0.0, -0.0, 65.535, static_cast<double>(65.535F)}) {
    INFO(x);
    CHECK(judged(rules, 0, x) == CellKind::sentinel);
    CHECK(judged(rules, 1, x) == CellKind::sentinel);
  }
  CHECK(judged(rules, 0, 1) == CellKind::number);
  CHECK(judged(rules, 0, 65.536) == CellKind::number);
  CHECK(rules.judge(0, {CellKind::overflow, -200}) == CellKind::overflow);
}

TEST_CASE("data.cell_rules: a range is that of one column, its ends belong to it") {
  const CellRules rules(bounded(), {"I", "T", "V"});
  CHECK(judged(rules, 2, 2) == CellKind::number);
  CHECK(judged(rules, 2, 4.5) == CellKind::number);
  CHECK(judged(rules, 2, 4.5001) == CellKind::outside);
  CHECK(judged(rules, 2, 1.9999) == CellKind::outside);
  CHECK(judged(rules, 1, -1e30) == CellKind::number);
  CHECK(judged(rules, 1, 61) == CellKind::outside);
  CHECK(judged(rules, 0, 1e30) == CellKind::number);
  CHECK(rules.describe(2, CellKind::outside, "65.535") ==
        "lies outside of its VALID_RANGE, got \"65.535\", expected 2..4.5");
}

TEST_CASE("data.cell_rules: a cell out of range is a bad cell of a file, counted apart and named") {
  std::string text = good_csv(40);
  text.replace(text.find("3.010000"), 8, "65.53500");
  const Table table = read_text(text, bounded());
  CHECK(table.summary.columns[2].outside == 1);
  CHECK(table.summary.columns[2].bad() == 1);
  CHECK(table.summary.columns[2].max < 4);
  REQUIRE(table.summary.first_bad.size() == 1);
  CHECK_THAT(table.summary.first_bad[0],
             contains("a.csv:12:4: column \"V\" lies outside of its VALID_RANGE, got "
                      "\"65.53500\", expected 2..4.5"));
  CHECK(std::isnan(table.file.at(10, 2)));

  // MISSING_DATA decides what it does.
  Hyperparams hp = bounded();
  hp.missing_data = MissingData::keep;
  CHECK(read_text(text, hp).file.at(10, 2) == 65.535F);
  const TempDir dir;
  write_file(dir / "a.csv", text);
  hp.missing_data = MissingData::error;
  CHECK_THAT(refused(ErrorCode::data, [&] { load_test_data(hp, {(dir / "a.csv").string()}); }),
             contains("a.csv:12:4") && contains("VALID_RANGE"));
}

TEST_CASE("data.cell_rules: the same in rows one by one and in memory") {
  const Hyperparams hp = bounded();
  RowReader reader("stdin", "I,T", hp, 1);
  std::array<double, 2> x{};
  REQUIRE(reader.read("1,20", x));
  CHECK(x[1] == 20);
  REQUIRE(reader.read("1,85", x));
  CHECK(std::isnan(x[1]));
  CHECK(x[0] == 1);
  CHECK_THAT(reader.first_bad(), contains("stdin:3:2: column \"T\" lies outside"));

  const std::vector<double> i = {1, 2, 3, 4}, t = {20, 85, 22, 23}, v = {3, 3.1, 65.535, 3.2};
  const Dataset data = test_data_from_memory(hp, {{"a", {{"I", i}, {"T", t}, {"V", v}}}});
  CHECK(std::isnan(data.files[0].at(1, 1)));
  CHECK(std::isnan(data.files[0].at(2, 2)));
  CHECK(data.summaries[0].columns[1].outside == 1);
  CHECK(data.summaries[0].bad_rows == 2);
}

TEST_CASE("data.cell_rules: inputs alone are read where the range is that of a target") {
  const TempDir dir;
  write_file(dir / "a.csv", "I,T\n1,20\n2,85\n3,22\n");
  const Dataset data = load_inputs(bounded(), {(dir / "a.csv").string()});
  CHECK(data.summaries[0].columns[1].outside == 1);
}
