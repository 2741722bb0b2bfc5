#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "files/json_lines.hpp"
#include "files/predictions_reader.hpp"
#include "lstmtrain/error.hpp"
#include "report/error_profile.hpp"
#include "report/report_data.hpp"
#include "report/report_page.hpp"
#include "report/report_predictions.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

using namespace lstmtrain;
using namespace lstmtrain::report;
using namespace lstmtrain::files;
using namespace lstmtrain::test;

TEST_CASE("report.report: predictions are read back, times, gaps and quoted names alike") {
  const TempDir dir;
  write_file(dir / "a.csv",
             "time,true_\"x, y\",predicted_\"x, y\",error\n2020-02-29T12:00:00.5,1,2,1\n"
             "2020-03-01T00:00:00,,3,\n");
  const PredictionsTable table = read_predictions((dir / "a.csv").string());
  CHECK(table.timed);
  CHECK(table.iso);
  REQUIRE(table.x.size() == 2);
  CHECK(table.x[0] == 1582977600.5);  // date -ud 2020-02-29T12:00:00 +%s
  CHECK(table.x[1] - table.x[0] == 43199.5);
  CHECK(table.columns[0][0] == 1);
  CHECK(std::isnan(table.columns[0][1]));
  CHECK(table.column("no such") == -1);
  write_file(dir / "b.csv", "Time,Voltage\n1,2\n");
  CHECK_THROWS_AS(read_predictions((dir / "b.csv").string()), Error);
}

TEST_CASE(
    "report.report: the histogram counts every finite error, the outermost bins what lies beyond") {
  ErrorProfile profile;
  std::vector<float> truth, predicted;
  for (int i = 0; i < 1000; ++i) {
    truth.push_back(static_cast<float>(i));
    predicted.push_back(static_cast<float>(i) + (i % 2 ? 0.5F : -0.5F));
  }
  predicted[10] = 1e6F;
  predicted[11] = std::numeric_limits<float>::quiet_NaN();
  profile.add(truth, predicted);
  const auto json = profile.json(1000);
  std::size_t rows = 0;
  for (const auto& count : json["histogram"]["counts"]) rows += count.get<std::size_t>();
  CHECK(rows == 999);
  CHECK(json["histogram"]["counts"].back() == 1);
  CHECK(json["histogram"]["low"].get<double>() < 0);
  rows = 0;
  for (const auto& count : json["by_value"]["rows"]) rows += count.get<std::size_t>();
  CHECK(rows == 999);
  CHECK(json["by_value"]["rmse"].back().get<double>() == Approx(500));
  CHECK(ErrorProfile().json(1).is_null());
}

TEST_CASE("report.report: of a long file the rows of largest error stay") {
  const TempDir dir;
  std::string text = "time,true,predicted,error\n";
  for (int i = 0; i < 5000; ++i)
    text += std::to_string(i) + ",3," + (i == 1234 ? "9" : "3") + ",0\n";
  write_file(dir / "a.csv", text);
  const auto json =
      report_predictions({{"a.csv", (dir / "a.csv").string()}, {"gone", "/nonexistent/x.csv"}},
                         {"Voltage"}, {1000}, 8000);
  CHECK(json["files"][0]["rows"] == 5000);
  const auto kept = json["files"][0]["kept"].get<std::size_t>();
  CHECK(kept > 80);
  CHECK(kept * (8 + 2 * 4) * 4 / 3 <= 8000 / 2);  // a time and two numbers a row, of two files
  CHECK(json["profiles"][0]["histogram"]["counts"].back() == 1);
  CHECK(json["files"][1].contains("error"));
  const std::string x = json["files"][0]["x"];
  CHECK(x.size() == (json["files"][0]["kept"].get<std::size_t>() * 8 + 2) / 3 * 4);
}

TEST_CASE("report.report: damaged lines of a log are passed over") {
  const TempDir dir;
  write_file(dir / "m.jsonl", "{\"event\":\"epoch\"}\n{\"torn\n[1]\n\n{\"event\":\"guard\"}");
  CHECK(json_lines((dir / "m.jsonl").string()).size() == 2);
  CHECK(json_lines((dir / "none").string()).empty());
}

TEST_CASE(
    "report.report: no text of the data can end the script, and a folder without a run is "
    "refused") {
  const std::string page = report_page(R"({"run":"</script><b>"})");
  CHECK(page.find("</script><b>") == page.npos);
  CHECK(page.find("\\u003c/script>\\u003cb>") != page.npos);
  CHECK(page.find("@DATA@") == page.npos);
  CHECK(page.find("http-equiv=\"Content-Security-Policy\"") != page.npos);
  const TempDir dir;
  try {
    report_data(dir.path().string(), false);
    FAIL("not refused");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::not_found);
  }
  CHECK_FALSE(is_running(dir.path().string()));
}

TEST_CASE(
    "report.report: a run without results, or with damaged ones, is shown as far as it went") {
  const TempDir dir;
  write_file(dir / "metrics.jsonl",
             "{\"event\":\"start\",\"model\":\"LSTM 8\"}\n"
             "{\"event\":\"epoch\",\"epoch\":1,\"train_loss\":0.5}\n");
  auto data = nlohmann::json::parse(report_data(dir.path().string(), true));
  CHECK(data["state"] == "running");
  CHECK(data["epochs"].size() == 1);
  write_file(dir / "results.json", "{\"test\": 3");
  data = nlohmann::json::parse(report_data(dir.path().string(), false));
  CHECK(data["state"] == "not finished");
  write_file(dir / "best.safetensors", "no model");
  data = nlohmann::json::parse(report_data(dir.path().string(), false));
  CHECK(data.contains("fault"));
}
