// The program as it is deployed: predictions of files and of rows that arrive on stdin.
#include <fcntl.h>

#include <sstream>

#include "cli/drives.hpp"
#include "lstmtrain/model.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

// A model trained on the drives, once.
const std::string& model() {
  static const TempDir folder;
  static const std::string path = [] {
    const Finished finished = run(quick_on_drives() + Args{"--out", folder / "run"});
    if (finished.status != 0) throw std::runtime_error("training failed: " + finished.err);
    return (folder / "run/best.safetensors").string();
  }();
  return path;
}

std::filesystem::path a_drive() {
  return std::filesystem::directory_iterator(drives() / "test")->path();
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// One column of a CSV text, the header left out.
std::vector<std::string> column_of(const std::string& text, std::size_t column) {
  std::vector<std::string> cells;
  for (const std::string& line : lines_of(text)) {
    std::istringstream in(line + ",");
    std::string cell;
    for (std::size_t c = 0; c <= column; ++c) std::getline(in, cell, ',');
    cells.push_back(cell);
  }
  cells.erase(cells.begin());
  return cells;
}

Args predict(const Args& more) { return Args{"predict", "--model", model()} + more; }

}  // namespace

TEST_CASE("cli.predict: a file, its rows on stdin and the test give the same predictions") {
  const TempDir dir;
  const Finished file = run(predict({"--data", a_drive(), "--out", dir / "p.csv"}));
  INFO(file.err);
  REQUIRE(file.status == 0);
  const std::string predicted = read_file(dir / "p.csv");
  CHECK(predicted.rfind("time,predicted\n", 0) == 0);
  const std::vector<std::string> of_file = column_of(predicted, 1);
  REQUIRE(of_file.size() == count_lines(read_file(a_drive())) - 1);

  const Finished stream = run(predict({"--stream"}), {}, read_file(a_drive()));
  INFO(stream.err);
  REQUIRE(stream.status == 0);
  CHECK(lines_of(stream.out) == of_file);

  const auto run_folder = std::filesystem::path(model()).parent_path();
  const std::string tested =
      read_file(run_folder / "predictions/test" / a_drive().filename().string());
  CHECK(column_of(tested, 2) == of_file);
}

TEST_CASE(
    "cli.predict: a model of Temp reads Temperature from a file and from stdin, and says so") {
  const TempDir dir;
  REQUIRE(run(quick_on_drives() + set("FEATURE_COLUMNS=Current,Temp,SOC") + set("MAX_EPOCHS=1") +
              Args{"--out", dir / "run"})
              .status == 0);
  const Args by_temp = {"predict", "--model", dir / "run/best.safetensors"};
  const char* const said = "\"Temperature\" is read for \"Temp\"";
  const Finished file = run(by_temp + Args{"--data", a_drive(), "--out", dir / "p.csv"});
  const Finished stream = run(by_temp + Args{"--stream"}, {}, read_file(a_drive()));
  INFO(file.err << stream.err);
  REQUIRE(file.status == 0);
  REQUIRE(stream.status == 0);
  CHECK(contains(file.err, said));
  CHECK(contains(stream.err, said));
  CHECK(lines_of(stream.out) == column_of(read_file(dir / "p.csv"), 1));
}

TEST_CASE("cli.predict: a folder gives a folder, and the target column may be missing") {
  const TempDir dir;
  const Finished folder = run(predict({"--data", drives() / "test", "--out", dir / "new/p"}));
  INFO(folder.err);
  REQUIRE(folder.status == 0);
  const auto drive = a_drive();
  std::string without;
  for (const std::string& line : lines_of(read_file(drive)))
    without += line.substr(0, line.rfind(',')) + "\n";
  const std::string header = lines_of(read_file(drive)).front();
  REQUIRE(header.substr(header.rfind(',') + 1) == "Voltage");
  write_file(dir / "blind.csv", without);
  REQUIRE(run(predict({"--data", dir / "blind.csv", "--out", dir / "b.csv"})).status == 0);
  CHECK(read_file(dir / "b.csv") == read_file(dir / "new/p" / drive.filename().string()));
}

TEST_CASE("cli.predict: a bad cell on stdin gives an empty line and leaves the state") {
  const std::string header = "Current,Temperature,SOC\n", row = "1.5,20,0.8\n",
                    last = "-2,21,0.7\n";
  const Finished good = run(predict({"--stream"}), {}, header + row + row + last);
  const Finished bad =
      run(predict({"--stream"}), {}, header + row + "n/a,20,0.8\n" + row + "1,2\n" + last);
  REQUIRE(good.status == 0);
  REQUIRE(bad.status == 0);
  const std::vector<std::string> a = lines_of(good.out), b = lines_of(bad.out);
  REQUIRE(a.size() == 3);
  CHECK(b == std::vector<std::string>{a[0], "", a[1], "", a[2]});
  CHECK(contains(bad.err, "2 of 5 rows with a bad cell"));
  CHECK(contains(bad.err, "stdin:3:1: column \"Current\" is not a number, got \"n/a\""));
}

TEST_CASE("cli.predict: a prediction is there before the next row is") {
  int in[2], out[2];
  REQUIRE((pipe(in) == 0 && pipe(out) == 0));
  const Process process(predict({"--stream"}), {}, "", {}, [&] {
    dup2(in[0], STDIN_FILENO);
    dup2(out[1], STDOUT_FILENO);
    for (const int fd : {in[0], in[1], out[0], out[1]}) close(fd);
  });
  close(in[0]);
  close(out[1]);
  const auto send = [&](const std::string& text) {
    return write(in[1], text.data(), text.size()) == static_cast<ssize_t>(text.size());
  };
  REQUIRE(send("Current,Temperature,SOC\n"));
  for (int row = 0; row < 3; ++row) {
    REQUIRE(send("1.5,20,0.8\n"));
    char answer[64];
    const ssize_t size = read(out[0], answer, sizeof answer);
    REQUIRE(size > 1);
    CHECK(answer[size - 1] == '\n');
  }
  close(in[1]);
  char end = 0;
  CHECK(read(out[0], &end, 1) == 0);
  close(out[0]);
}

TEST_CASE("cli.predict: a reader that goes away ends the stream quietly") {
  int out[2];
  REQUIRE(pipe(out) == 0);
  std::string rows = "Current,Temperature,SOC\n";
  for (int row = 0; row < 5000; ++row) rows += "1.5,20,0.8\n";
  Process process(predict({"--stream"}), {}, rows, {}, [&] {
    dup2(out[1], STDOUT_FILENO);
    for (const int fd : out) close(fd);
  });
  for (const int fd : out) close(fd);
  const Finished finished = process.wait();
  CHECK(finished.status == 0);
  CHECK(finished.err.empty());
}

TEST_CASE("cli.predict: what is there is kept, and data is never written over") {
  const TempDir dir;
  write_file(dir / "p.csv", "mine");
  const Args args = predict({"--data", a_drive(), "--out", dir / "p.csv"});
  check_refused(run(args), 73, {"p.csv", "--force"});
  CHECK(read_file(dir / "p.csv") == "mine");
  CHECK(run(args + Args{"--force"}).status == 0);
  CHECK(read_file(dir / "p.csv") != "mine");
  const std::string data = read_file(a_drive());
  write_file(dir / "d.csv", data);
  check_refused(run(predict({"--data", dir / "d.csv", "--out", dir / "d.csv", "--force"})), 73,
                {"d.csv"});
  CHECK(read_file(dir / "d.csv") == data);
}

TEST_CASE("cli.predict: usage faults and bad input are refused by name") {
  const TempDir dir;
  check_refused(run({"predict"}), 64, {"--model"});
  check_refused(run(predict({})), 64, {"--data"});
  check_refused(run(predict({"--data", a_drive()})), 64, {"--out"});
  check_refused(run(predict({"--stream", "--data", a_drive()})), 64, {"--stream"});
  check_refused(run(predict({"--stream"})), 65, {"stdin", "empty"});
  check_refused(run(predict({"--stream"}), {}, "Current,SOC\n1,2\n"), 65,
                {"stdin:1", "Temperature"});
  check_refused(run(predict({"--stream"}), {}, std::string(1200000, 'x')), 65,
                {"stdin", "too long"});
  check_refused(run(predict({"--stream"}), {}, "", {}, [] { close(STDIN_FILENO); }), 74, {"stdin"});
  check_refused(run(predict({"--data", dir / "none.csv", "--out", dir / "p"})), 66, {"none.csv"});
}

TEST_CASE("cli.predict: a causal filter is the stream's output and a column of a file") {
  const TempDir dir;
  const Args smooth =
      set("INFERENCE_FILTER_TYPE=Exponential Moving Average") + set("INFERENCE_FILTER_ALPHA=0.2");
  const Finished file = run(predict({"--data", a_drive(), "--out", dir / "p.csv"}) + smooth);
  INFO(file.err);
  REQUIRE(file.status == 0);
  const std::string text = read_file(dir / "p.csv");
  CHECK(text.rfind("time,predicted,filtered\n", 0) == 0);
  const Finished stream = run(predict({"--stream"}) + smooth, {}, read_file(a_drive()));
  CHECK(lines_of(stream.out) == column_of(text, 2));
  CHECK(column_of(text, 1) != column_of(text, 2));
  check_refused(run(predict({"--stream"}) + set("INFERENCE_FILTER_TYPE=Savitzky-Golay"), {}, "x\n"),
                64, {"Savitzky-Golay", "INFERENCE_FILTER_TYPE=None"});
}

TEST_CASE("cli.predict: derived columns are computed row by row as they are in a file") {
  const TempDir dir;
  const Finished trained =
      run(quick_on_drives() + set("FEATURE_COLUMNS=Current,SOC,Slow") +
          set("DERIVED_COLUMNS=Slow: low_pass(Temperature, 30)") + Args{"--out", dir / "run"});
  INFO(trained.err);
  REQUIRE(trained.status == 0);
  const Args model = {"predict", "--model", dir / "run/best.safetensors"};
  REQUIRE(run(model + Args{"--data", a_drive(), "--out", dir / "p.csv"}).status == 0);
  const Finished stream = run(model + Args{"--stream"}, {}, read_file(a_drive()));
  INFO(stream.err);
  REQUIRE(stream.status == 0);
  CHECK(lines_of(stream.out) == column_of(read_file(dir / "p.csv"), 1));
  check_refused(run(model + Args{"--stream"}, {}, "Current,SOC,Temperature\n1,1,20\n"), 65,
                {"Slow", "time"});
}

TEST_CASE("cli.predict: where not one row has a prediction, test and predict are refused") {
  const TempDir dir;
  REQUIRE(run(quick_on_drives() + Args{"--out", dir / "run"}).status == 0);
  std::string text = "Time,Current,Temperature,SOC,Voltage\n";
  for (int row = 0; row < 50; ++row)
    text += std::to_string(row) + (row % 2 == 0 ? ",,20,0.5,3.7\n" : ",1,bad,0.5,3.7\n");
  write_file(dir / "f.csv", text);
  const Args model = {"--model", dir / "run/best.safetensors", "--data", dir / "f.csv"};
  check_refused(run(Args{"predict", "--out", dir / "p.csv"} + model), 65,
                {"no row of this data has a prediction", "50 rows"});
  CHECK_FALSE(std::filesystem::exists(dir / "p.csv"));
  check_refused(run(Args{"test"} + model), 65, {"no row of this data has a prediction"});
  // The rows are whole, and one weight leaves the range of float32.
  Model broken = load_model((dir / "run/best.safetensors").string());
  std::fill(broken.params.begin(), broken.params.end(), 3e38F);
  save_model((dir / "broken.safetensors").string(), broken);
  check_refused(run({"predict", "--model", dir / "broken.safetensors", "--data",
                     first_file(drives() / "test"), "--out", dir / "q.csv"}),
                65, {"no row of this data has a prediction"});
  CHECK_FALSE(std::filesystem::exists(dir / "q.csv"));
}
