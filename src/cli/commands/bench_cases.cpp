#include "cli/commands/bench_cases.hpp"

#include <algorithm>
#include <charconv>
#include <sstream>

#include "default_bench_cases.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain::cli {
namespace {

[[noreturn]] void refuse(const std::string& text, const std::string& what) {
  throw Error(ErrorCode::usage,
              "command line: --case " + text + ": " + what +
                  ". Hint: CELL,H[-H2],N,T, for example --case LSTM,64-32,128,300.");
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> words;
  std::istringstream stream(text);
  for (std::string word; std::getline(stream, word, separator);) words.push_back(word);
  if (text.empty() || text.back() == separator) words.emplace_back();
  return words;
}

int whole(const std::string& text, const std::string& word, const char* name, int most) {
  int value = 0;
  const auto end = word.data() + word.size();
  const auto result = std::from_chars(word.data(), end, value);
  if (result.ec != std::errc() || result.ptr != end || value < 1 || value > most)
    refuse(text, std::string(name) + " is not a whole number in range, got \"" + word +
                     "\", expected 1.." + std::to_string(most));
  return value;
}

// "LSTM, GRU, LSTM+LN or GRU+LN"
std::string known_cells() {
  std::string plain, normed;
  for (std::size_t i = 0; i < kCellCount; ++i) {
    plain += std::string(kCellFacts[i].name) + ", ";
    normed += i == 0 ? "" : i + 1 < kCellCount ? ", " : " or ";
    normed += std::string(kCellFacts[i].name) + "+LN";
  }
  return plain + normed;
}

void read_cell(const std::string& text, const std::string& word, BenchCase& bench) {
  const bool norm = word.ends_with("+LN");
  const std::string cell = norm ? word.substr(0, word.size() - 3) : word;
  const auto* facts = std::find_if(std::begin(kCellFacts), std::end(kCellFacts),
                                   [&](const CellFacts& known) { return known.name == cell; });
  if (facts == std::end(kCellFacts))
    refuse(text, "the cell, got \"" + word + "\", expected " + known_cells());
  bench.cell = facts->cell;
  bench.layer_norm = norm ? LayerNorm::cell : LayerNorm::none;
}

}  // namespace

BenchCase parse_bench_case(const std::string& text) {
  const std::vector<std::string> parts = split(text, ',');
  if (parts.size() != 4) refuse(text, "got " + std::to_string(parts.size()) + " parts, expected 4");
  BenchCase bench;
  bench.name = text;
  read_cell(text, parts[0], bench);
  for (const std::string& H : split(parts[1], '-'))
    bench.layer_sizes.push_back(whole(text, H, "H", 4096));
  bench.lanes = whole(text, parts[2], "N", 65536);
  const std::vector<std::string> rows = split(parts[3], '/');
  if (rows.size() > 2) refuse(text, "T has more than one \"/\", expected T or T/TBPTT_HISTORY");
  bench.steps = whole(text, rows[0], "T", 100'000);
  if (rows.size() == 2) bench.history = whole(text, rows[1], "TBPTT_HISTORY", bench.steps);
  return bench;
}

std::vector<BenchCase> default_bench_cases() {
  std::vector<BenchCase> cases;
  for (const std::string& line : split(kDefaultBenchCases, '\n'))
    if (!line.empty() && line[0] != '#') cases.push_back(parse_bench_case(line));
  return cases;
}

}  // namespace lstmtrain::cli
