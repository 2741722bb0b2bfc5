// The exported C: what it says is what predict says, and its self test tells a build that is not
// what it should be.
#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "export/c/c_network.hpp"
#include "export/c/c_text.hpp"
#include "export/c/int_network.hpp"
#include "export/c/self_test.hpp"
#include "export/exporter.hpp"
#include "lstmtrain/error.hpp"
#include "lstmtrain/predictor.hpp"
#include "support/catch.hpp"
#include "support/random_model.hpp"
#include "support/refusal.hpp"
#include "support/skip.hpp"
#include "support/temp_dir.hpp"

using namespace lstmtrain;
using namespace lstmtrain::exporting;
using namespace lstmtrain::test;

namespace {

std::vector<ModelSpec> shapes() {
  std::vector<ModelSpec> all;
  for (const Cell cell : {Cell::lstm, Cell::gru}) {
    for (const LayerNorm norm : {LayerNorm::none, LayerNorm::output, LayerNorm::cell})
      all.push_back({cell, 3, {7, 5}, 2, norm, 0.1, OutputFilter::none});
    for (const OutputFilter filter : {OutputFilter::ema, OutputFilter::lpf})
      all.push_back({cell, 2, {9}, 2, LayerNorm::none, 0, filter});
    all.push_back({cell, 1, {1}, 1, LayerNorm::none, 0, OutputFilter::none});
    all.push_back({cell, 4, {32}, 1, LayerNorm::none, 0, OutputFilter::none});
  }
  return all;
}

std::string shape_text(const ModelSpec& spec) {
  return std::string(cell_facts(spec.cell).name) + " norm " +
         std::to_string(static_cast<int>(spec.layer_norm)) + " filter " +
         std::to_string(static_cast<int>(spec.output_filter)) + " layers " +
         std::to_string(spec.layer_sizes.size());
}

Exported export_of(const Model& model, const Hyperparams& settings = {}) {
  return find_exporter("c").make({.model = model, .settings = settings, .name = "cell"});
}

// The status of a shell's command, its words on stdout and stderr kept away.
int shell(const std::string& command) {
  const int status = std::system(("{ " + command + "; } > /dev/null 2>&1").c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool has(const std::string& tool) { return shell("command -v " + tool) == 0; }

void replace(std::string& text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != text.npos);
  text.replace(at, from.size(), to);
}

// What the self test of the files in `folder` returns when `compiler` makes it; -1: it does not.
int self_test(const std::filesystem::path& folder, const std::string& compiler) {
  const std::string in = "cd '" + folder.string() + "' && ";
  if (shell(in + compiler + " -DCELL_TEST_MAIN cell.c cell_test.c -o cell_test") != 0) return -1;
  return shell(in + "./cell_test");
}

}  // namespace

TEST_CASE("export.c: a stream says what predict says, whatever the shape") {
  for (const ModelSpec& spec : shapes()) {
    INFO(shape_text(spec));
    const Model model = random_model(spec);
    const CNetwork network = c_network(model);
    CStream stream(network), twin(network);
    Predictor predictor(model);
    const GoldenRows rows = golden_rows(
        model,
        {[&] { twin.reset(); }, [&](const float* x, float* out) { return twin.step(x, out); }},
        200);
    const auto D = static_cast<std::size_t>(spec.input_size),
               K = static_cast<std::size_t>(spec.output_size);
    std::vector<float> y(K), expected(K);
    for (std::size_t row = 0; row < 200; ++row) {
      const std::span<const float> x(rows.x.data() + row * D, D);
      REQUIRE(stream.step(x.data(), y.data()));
      REQUIRE(predictor.step(x, expected));
      for (std::size_t k = 0; k < K; ++k) {
        CHECK(y[k] == rows.y[row * K + k]);
        CHECK(std::abs(y[k] - expected[k]) < 3e-6F);  // 3 ulp of 4 V
      }
    }
  }
}

TEST_CASE("export.c: integers say nearly what predict says") {
  for (const Cell cell : {Cell::lstm, Cell::gru})
    for (const auto& [bits, most] : {std::pair{8, 1e-3}, std::pair{16, 5e-5}}) {
      const Model model =
          random_model({cell, 3, {12, 8}, 2, LayerNorm::none, 0, OutputFilter::none}, 0.25);
      INFO(cell_facts(cell).name << ", " << bits << " bits");
      const IntNetwork network = int_network(model, bits);
      IntStream stream(network);
      Predictor predictor(model);
      const GoldenRows rows =
          golden_rows(model, {[] {}, [](const float*, float*) { return true; }}, 400);
      std::vector<float> y(2), expected(2);
      double squares = 0;
      for (std::size_t row = 0; row < 400; ++row) {
        const std::span<const float> x(rows.x.data() + row * 3, 3);
        REQUIRE(stream.step(x.data(), y.data()));
        REQUIRE(predictor.step(x, expected));
        for (std::size_t k = 0; k < 2; ++k) squares += std::pow(y[k] - expected[k], 2);
      }
      CHECK(std::sqrt(squares / 800) < most);
      CHECK(squares > 0);  // they are integers
      const IntStream::State kept = stream.state();
      const float nan[] = {1.5F, std::numeric_limits<float>::quiet_NaN(), 3};
      CHECK_FALSE(stream.step(nan, y.data()));
      CHECK(stream.state() == kept);
    }
}

TEST_CASE("export.c: the mean of what integers lose is taken off") {
  const Model model = random_model({Cell::lstm, 3, {8}, 2, LayerNorm::none, 0, OutputFilter::none});
  IntNetwork network = int_network(model, 8);
  const float x[] = {1.5F, 2.5F, 4};
  std::vector<float> before(2), after(2);
  IntStream(network).step(x, before.data());
  correct_bias(network, {0.01, -0.02});
  IntStream(network).step(x, after.data());
  CHECK(after[0] - before[0] == Approx(0.01).epsilon(0.01));
  CHECK(after[1] - before[1] == Approx(-0.02).epsilon(0.01));
}

TEST_CASE("export.c: what integers cannot carry is refused with the way out") {
  const auto refusal = [](const ModelSpec& spec) {
    return refused(ErrorCode::config, [&] { int_network(random_model(spec), 8); });
  };
  using enum OutputFilter;
  CHECK_THAT(refusal({Cell::lstm, 2, {5}, 1, LayerNorm::output, 0, none}),
             contains("LAYER_NORM") && contains("--weights float32"));
  CHECK_THAT(refusal({Cell::gru, 2, {5}, 1, LayerNorm::none, 0, ema}), contains("filter"));
  CHECK_THAT(refusal({Cell::lstm, 2, {600}, 1, LayerNorm::none, 0, none}), contains("512"));
  const Model model = random_model(shapes().back());
  const Hyperparams settings;
  CHECK_THAT(refused(ErrorCode::usage,
                     [&] {
                       find_exporter("c").make({.model = model,
                                                .settings = settings,
                                                .name = "cell",
                                                .weights = Weights::int8});
                     }),
             contains("--data"));
}

TEST_CASE("export.c: a row that is not finite leaves the state, which is plain data") {
  const Model model = random_model(shapes().front());
  const CNetwork network = c_network(model);
  CStream stream(network), twin(network);
  std::vector<float> x = {1.5F, 2, 3}, y(2), again(2);
  CHECK(stream.step(x.data(), y.data()));
  const CStream::State kept = stream.state();
  x[1] = std::numeric_limits<float>::quiet_NaN();
  CHECK_FALSE(stream.step(x.data(), y.data()));
  CHECK(std::isnan(y[0]));
  CHECK(stream.state() == kept);
  x[1] = 1e38F;  // finite, but not once it is scaled
  x[0] = std::numeric_limits<float>::max();
  CHECK_FALSE(stream.step(x.data(), y.data()));
  x = {1.5F, 2, 3};
  twin.restore(kept);
  CHECK(stream.step(x.data(), y.data()));
  CHECK(twin.step(x.data(), again.data()));
  CHECK(y == again);
  stream.reset();
  CHECK(stream.state() == CStream(network).state());
}

TEST_CASE("export.c: equal models give equal bytes, and what is left out is said") {
  const Model model = random_model(shapes().front());
  const Exported once = export_of(model), twice = export_of(model);
  REQUIRE(once.files.size() == twice.files.size());
  for (std::size_t i = 0; i < once.files.size(); ++i)
    CHECK(once.files[i].bytes == twice.files[i].bytes);
  REQUIRE(once.notes.size() == 1);
  CHECK_THAT(once.notes[0], contains("dropout"));
  Hyperparams settings;
  settings.inference_filter_type = InferenceFilterType::savitzky_golay;
  CHECK_THAT(refused(ErrorCode::config, [&] { export_of(model, settings); }),
             contains("Savitzky-Golay") && contains("--set INFERENCE_FILTER_TYPE"));
}

TEST_CASE("export.c: literals read back to the same bits, and comments end where they should") {
  CHECK(c_float(0.1F) == "0.1F");
  CHECK(c_float(-3) == "-3.0F");
  CHECK(c_float(1e-12F) == "1e-12F");
  CHECK(c_comment("a */ b \\\n\xC3\xBC") == "a ?/ b ????");
  CHECK(c_names({"Current", "Current (A)", "Current", "\xC3\xBC"}) ==
        std::vector<std::string>{"CURRENT", "CURRENT_A", "CURRENT_3", "COLUMN"});
}

TEST_CASE("export.c: every compiler here gives the bits that the self test wants", "[tools]") {
  if (!has("gcc")) return skip("gcc is not here");
  const std::string strict = " -pedantic -Wall -Wextra -Wconversion -Wshadow -Werror ";
  std::vector<std::string> compilers;
  for (const char* optimise : {"-O0", "-Os", "-O3"}) {
    compilers.push_back("gcc -std=c99" + strict + optimise);
    if (has("clang")) compilers.push_back("clang -std=c99" + strict + optimise);
    if (has("g++")) compilers.push_back("g++ -std=gnu++11 -x c++" + strict + optimise);
  }
  if (shell("gcc -mfma -E -x c /dev/null") == 0)
    compilers.push_back("gcc -std=gnu99 -O3 -mfma" + strict);
  for (const ModelSpec& spec : shapes()) {
    INFO(shape_text(spec));
    const TempDir dir;
    Hyperparams settings;
    settings.inference_filter_type =
        spec.input_size == 2 ? InferenceFilterType::moving_average : InferenceFilterType::none;
    settings.inference_filter_window_size = 5;
    write_export((dir / "c").string(), export_of(random_model(spec), settings).files, false);
    for (const std::string& compiler : compilers) {
      INFO(compiler);
      CHECK(self_test(dir / "c", compiler) == 0);
    }
  }
}

TEST_CASE("export.c: the self test tells a build that is another", "[tools]") {
  if (!has("gcc")) return skip("gcc is not here");
  const TempDir dir;
  const std::filesystem::path folder = dir / "c";
  write_export(folder.string(), export_of(random_model(shapes().back())).files, false);
  const std::string good = read_file(folder / "cell.c");
  CHECK(self_test(folder, "gcc -std=c99") == 0);
  CHECK(self_test(folder, "gcc -std=c99 -ffast-math") == -1);  // #error

  std::string changed = good;
  replace(changed, "#ifdef __FAST_MATH__", "#ifdef NEVER_");
  write_file(folder / "cell.c", changed);
  CHECK(self_test(folder, "gcc -std=c99 -O2 -ffast-math") != 0);

  if (shell("gcc -mfma -E -x c /dev/null") == 0) {
    changed = good;
    replace(changed, "#pragma GCC optimize(\"fp-contract=off\")", "");
    write_file(folder / "cell.c", changed);
    CHECK(self_test(folder, "gcc -std=gnu99 -O2 -mfma -ffp-contract=fast") != 0);
  }
  changed = good;
  const std::size_t weight = changed.find("\n  ", changed.find("layer0_[")) + 3;
  changed.replace(weight, changed.find('F', weight) - weight, "0.123");
  write_file(folder / "cell.c", changed);
  CHECK(self_test(folder, "gcc -std=c99") == 1);

  struct Change {
    const char *what, *from, *to;
    int status;
  };
  for (const Change& change : std::initializer_list<Change>{
           {"the second feature scaled as the first one", "(x[k] - offset_[k])",
            "(x[k] - offset_[k == 1 ? 0 : k])", 1},
           {"a state that is not carried", "memcpy(s->h0, next, sizeof s->h0);",
            "memset(s->h0, 0, sizeof s->h0);", 1},
           {"a row that is not finite let through", "      return 1;\n", "      return 0;\n", 4}}) {
    INFO(change.what);
    changed = good;
    replace(changed, change.from, change.to);
    write_file(folder / "cell.c", changed);
    CHECK(self_test(folder, "gcc -std=c99") == change.status);
  }
}
