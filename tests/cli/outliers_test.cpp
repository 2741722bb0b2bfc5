// One cell of 65.535 V and one of -999 degC: said where it cannot be missed, and cured.
#include <nlohmann/json.hpp>

#include "cli/drives.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

struct Spoilt {
  TempDir dir;
  std::filesystem::path data = dir / "drives";
  std::string voltage, temperature;

  explicit Spoilt(const std::string& volts = "65.535", const std::string& degrees = "-999") {
    std::filesystem::copy(drives(), data, std::filesystem::copy_options::recursive);
    const std::filesystem::path file = first_file(data / "train");
    voltage = spoil_cell(file, 101, "Voltage", volts) + ": " + volts;
    temperature = spoil_cell(file, 201, "Temperature", degrees) + ": " + degrees;
  }
  Args with(const Args& more) const { return quick() + Args{"--data", data} + more; }
};

std::vector<std::string> lines_with(const std::string& text, const std::string& part) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);)
    if (contains(line, part)) lines.push_back(line);
  return lines;
}

}  // namespace

TEST_CASE(
    "cli.outliers: note is said before the training, behind it, in the results and the page") {
  const Spoilt spoilt;
  for (const Args& quiet : {Args{}, Args{"--quiet"}}) {
    const auto out = spoilt.dir / (quiet.empty() ? "loud" : "quiet");
    const Finished finished = run(spoilt.with(Args{"--out", out} + quiet));
    INFO(finished.err);
    REQUIRE(finished.status == 0);
    for (const std::string& place : {spoilt.voltage, spoilt.temperature}) {
      const auto said = lines_with(finished.err, place);
      REQUIRE(said.size() == 2);
      for (const std::string& line : said) {
        CHECK(line.rfind("lstmtrain: warning: data: ", 0) == 0);
        CHECK(contains(line, "One cell widens "));
        CHECK(contains(line, "MISSING_VALUES"));
      }
    }
    CHECK(contains(last_line(finished.err), "lstmtrain: warning: data: "));
    const auto results = nlohmann::json::parse(read_file(out / "results.json"));
    REQUIRE(results["warnings"].size() == 2);
    CHECK(contains(results["warnings"].dump(), "65.535"));
    CHECK(contains(read_file(out / "report.html"), spoilt.voltage));
  }
}

TEST_CASE("cli.outliers: a dry run, a check and a sweep say it") {
  const Spoilt spoilt;
  const Finished dry = run(spoilt.with({"--dry-run"}));
  CHECK(dry.status == 0);
  CHECK(lines_with(dry.err, spoilt.voltage).size() == 1);
  CHECK(lines_with(dry.err, spoilt.temperature).size() == 1);
  const Finished check = run(Args{"check", "--data", spoilt.data} + quick());
  CHECK(check.status == 0);
  CHECK(lines_with(check.out, spoilt.voltage).size() == 1);
  CHECK(contains(check.out, "warning: 1 cell of \"Voltage\" lies far outside of all others"));
  const Finished sweep = run(spoilt.with(Args{"--out", spoilt.dir / "sweep"} +
                                         set("INITIAL_LR=0.001,0.01") + set("MAX_EPOCHS=1")));
  CHECK(sweep.status == 0);
  CHECK(lines_with(sweep.err, spoilt.voltage).size() == 2);
}

TEST_CASE("cli.outliers: clean drives say nothing, whatever the seed") {
  for (const char* seed : {"1", "2", "3", "4", "5", "6"}) {
    const TempDir dir;
    REQUIRE(run({"simulate", "--out", dir / "d", "--seed", seed, "--rows", "3000"}).status == 0);
    const Finished check = run(Args{"check", "--data", dir / "d"} + quick());
    INFO(check.out);
    CHECK(check.status == 0);
    CHECK_FALSE(contains(check.out, "warning"));
  }
}

TEST_CASE("cli.outliers: each alone, and what else loggers write") {
  for (const auto& [volts, degrees] :
       {std::pair{"6553.5", "85"}, {"655.35", "-127"}, {"9999", "-9999"}, {"1e31", "9999"}}) {
    const Spoilt spoilt(volts, degrees);
    const Finished check = run(Args{"check", "--data", spoilt.data} + quick());
    INFO(check.out);
    CHECK(lines_with(check.out, spoilt.voltage.substr(0, spoilt.voltage.find(": "))).size() == 1);
    CHECK(lines_with(check.out, spoilt.temperature).size() == 1);
    CHECK(contains(check.out, "no value"));
  }
}

TEST_CASE("cli.outliers: doctor names them and writes the cure, after which nothing is said") {
  const Args plain = {"--seconds", "0"};
  for (const auto& [volts, cure] :
       {std::pair{"65.535", "--set MISSING_VALUES=-999,65.535"}, {"42.5", "--set OUTLIERS=mask"}}) {
    const Spoilt spoilt(volts);
    const auto fixed = spoilt.dir / "cured.json";
    const Finished found = run(Args{"doctor"} + spoilt.with(plain + Args{"--fix", fixed}));
    INFO(found.out << found.err);
    CHECK(contains(found.out, "WARNING (outliers): 1 cell of \"Voltage\""));
    CHECK(contains(found.out, spoilt.voltage));
    CHECK(contains(found.out, cure));
    const Finished cured = run(spoilt.with({"--hyperparams", fixed, "--dry-run"}));
    CHECK(cured.status == 0);
    CHECK_FALSE(contains(cured.err, "warning"));
  }
}

TEST_CASE("cli.outliers: OUTLIERS error refuses with the place") {
  const Spoilt spoilt;
  check_refused(run(spoilt.with(Args{"--out", spoilt.dir / "out"} + set("OUTLIERS=error"))), 65,
                {spoilt.temperature.substr(0, spoilt.temperature.rfind(": ")), "OUTLIERS error",
                 "got \"-999\"", "MISSING_VALUES -999"});
  const Finished check =
      run(Args{"check", "--data", spoilt.data} + quick() + set("OUTLIERS=error"));
  CHECK(check.status == 65);
  CHECK(errors(check.err).size() == 2);
}

TEST_CASE("cli.outliers: VALID_RANGE acts in training, test, predict and rows one by one") {
  const Spoilt spoilt;
  const Args bounds = set("VALID_RANGE=Voltage: 2..4.5; Temperature: -40..80");
  const Finished trained = run(spoilt.with(Args{"--out", spoilt.dir / "run"} + bounds));
  INFO(trained.err);
  REQUIRE(trained.status == 0);
  CHECK_FALSE(contains(trained.err, "warning: data"));
  CHECK(contains(trained.err, "lies outside of its VALID_RANGE, got \"65.535\", expected 2..4.5"));
  const Args model = {"--model", spoilt.dir / "run/best.safetensors"};
  const auto file = first_file(spoilt.data / "train");
  const Finished predicted =
      run(Args{"predict", "--data", file, "--out", spoilt.dir / "p.csv"} + model);
  REQUIRE(predicted.status == 0);
  const Finished streamed = run(Args{"predict", "--stream"} + model, {}, read_file(file));
  CHECK(contains(streamed.err, "1 of 400 rows with a bad cell"));
  CHECK(contains(streamed.err, "lies outside of its VALID_RANGE, got \"-999\", expected -40..80"));
  // The row itself has no prediction in either.
  std::istringstream in(streamed.out);
  std::string row;
  for (int line = 0; line < 200; ++line) std::getline(in, row);
  CHECK(row.empty());
  const Finished tested = run(Args{"test", "--data", file} + model);
  CHECK(tested.status == 0);
  CHECK_FALSE(contains(tested.err, "outside the range seen in training"));

  check_refused(run(spoilt.with(Args{"--dry-run"} + set("VALID_RANGE=Voltage: 5..4"))), 78,
                {"VALID_RANGE", "holds nothing"});
  check_refused(run(spoilt.with(Args{"--dry-run"} + set("VALID_RANGE=Voltag: 2..4"))), 78,
                {"VALID_RANGE", "not read", "Voltage"});
}

TEST_CASE(
    "cli.outliers: a run goes on where the cells were masked, and not where they no longer are") {
  const Spoilt spoilt;
  const auto out = spoilt.dir / "run";
  const Args base = spoilt.with(Args{"--out", out} + set("OUTLIERS=mask"));
  REQUIRE(run(base).status == 0);
  const Finished longer = run(base + set("MAX_EPOCHS=3") + Args{"--resume"});
  INFO(longer.err);
  CHECK(longer.status == 0);
  const Finished other =
      run(spoilt.with(Args{"--out", out, "--resume"} + set("OUTLIERS=note") + set("MAX_EPOCHS=4")));
  CHECK(other.status == 78);
  CHECK(contains(other.err, "OUTLIERS: the run has \"mask\", got \"note\""));
}
