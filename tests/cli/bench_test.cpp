// The command bench: a table or JSON of measured cases, a process each; 64 for a shape that is
// none.
#include <nlohmann/json.hpp>

#include "cli/drives.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

TEST_CASE("cli.bench: every case is measured, in order, with all members") {
  const Finished finished =
      run({"bench", "--json", "--case", "GRU,3-5,9,6", "--case", "LSTM,8,16,12/4"});
  INFO(finished.err);
  REQUIRE(finished.status == 0);
  const auto list = nlohmann::json::parse(finished.out);
  REQUIRE(list.size() == 2);
  CHECK(list[0]["case"] == "GRU,3-5,9,6");
  CHECK(list[1]["case"] == "LSTM,8,16,12/4");
  for (const auto& result : list) {
    for (const char* member :
         {"ms_median", "ms_min", "rows_per_s", "gflops", "peak_share", "infer_ns", "peak_rss_mb"}) {
      INFO(member);
      CHECK(result[member].get<double>() > 0);
    }
    CHECK(result["ms_min"] <= result["ms_median"]);
    CHECK(result["threads"] == 1);
  }
  // rows/s = N T / median
  const double rows = 16 * 12 / (list[1]["ms_median"].get<double>() * 1e-3);
  CHECK(list[1]["rows_per_s"].get<double>() == Approx(rows).epsilon(1e-9));
}

TEST_CASE("cli.bench: the table names the case") {
  const Finished finished = run({"bench", "--stats", "--case", "LSTM,3,2,4"});
  CHECK(finished.status == 0);
  for (const char* part : {"LSTM,3,2,4", "ms/step", "of peak", "infer ns"}) {
    INFO(part);
    CHECK(contains(finished.out, part));
  }
}

TEST_CASE(
    "cli.bench: statistics are taken when they are asked for, else at no step that is timed") {
  const Args bench = {"bench", "--json", "--case", "LSTM,3,2,4"};
  const auto plain = nlohmann::json::parse(run(bench).out)[0];
  CHECK(plain["stats"] == 0);
  const auto with_stats = nlohmann::json::parse(run(bench + Args{"--stats"}).out)[0];
  CHECK(with_stats["stats"] > 20);
}

TEST_CASE("cli.bench: inputs, outputs and the instruction set are chosen") {
  const Args bench = {"bench", "--json", "--case", "LSTM,3,2,4", "--inputs", "7", "--outputs", "2"};
  const auto best = nlohmann::json::parse(run(bench).out)[0];
  CHECK(best["inputs"] == 7);
  CHECK(best["outputs"] == 2);
  const Finished refused = run(bench + Args{"--target", "MMX"});
  check_refused(refused, 64, {"--target", "\"MMX\"", best["kernels"].get<std::string>()});
  const std::string targets = refused.err.substr(refused.err.find("machine have: ") + 14);
  const std::string last = targets.substr(0, targets.find('.'));
  const std::string lowest = last.substr(last.rfind(' ') == last.npos ? 0 : last.rfind(' ') + 1);
  const auto low = nlohmann::json::parse(run(bench + Args{"--target", lowest}).out)[0];
  CHECK(low["kernels"] == lowest);
  check_refused(run(bench + Args{"--inputs", "0"}), 64, {"--inputs"});
}

TEST_CASE("cli.bench: a shape that is none is refused by its part") {
  const std::pair<const char*, const char*> faults[] = {
      {"LSTM,10", "got 2 parts, expected 4"},
      {"RNN,10,8,8", "the cell, got \"RNN\""},
      {"LSTM,10x,8,8", "H is not a whole number in range, got \"10x\""},
      {"LSTM,64-,8,8", "H is not a whole number in range, got \"\""},
      {"LSTM,10,0,8", "N is not a whole number in range, got \"0\""},
      {"LSTM,10,8,8/9", "TBPTT_HISTORY is not a whole number in range, got \"9\", expected 1..8"},
      {"LSTM,10,8,8/2/2", "more than one \"/\""}};
  for (const auto& [shape, part] : faults) {
    const Finished finished = run({"bench", "--case", shape});
    INFO(finished.err);
    CHECK(finished.status == 64);
    CHECK(contains(finished.err, part));
    CHECK(contains(finished.err, "Hint: CELL,H[-H2],N,T"));
    CHECK(finished.out.empty());
  }
}
