// The house rules that a compiler does not know: who may include whom, one door for each third
// party, public headers free of them, no -ffast-math, no printing in the library.
#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/temp_dir.hpp"

namespace fs = std::filesystem;
using lstmtrain::test::read_file;

namespace {

using Lines = std::vector<std::string>;

// base <- {settings, data, nn, files} <- predict <- infer <- train <- {doctor, report} <- run <-
// export <- cli; public headers count as base. Rooms of one level do not see each other, but for
// `run`, whose runs end with a report.
using Rooms = std::set<std::string>;
Rooms with(Rooms below, std::initializer_list<const char*> more) {
  below.insert(more.begin(), more.end());
  return below;
}
const Rooms kBase = {"lstmtrain", "base"};
const Rooms kInfer = with(kBase, {"settings", "data", "nn", "files", "predict", "infer"});
const Rooms kTrain = with(kInfer, {"train"});
const std::map<std::string, Rooms> kMayInclude = {
    {"lstmtrain", {"lstmtrain"}},
    {"base", kBase},
    {"settings", with(kBase, {"settings"})},
    {"data", with(kBase, {"data"})},
    {"nn", with(kBase, {"nn"})},
    {"files", with(kBase, {"files"})},
    {"predict", with(kBase, {"data", "nn", "files", "predict"})},
    {"infer", kInfer},
    {"train", kTrain},
    {"doctor", with(kTrain, {"doctor"})},
    {"report", with(kTrain, {"report"})},
    {"run", with(kTrain, {"report", "run"})},
    {"export", with(kTrain, {"export"})},
    {"cli", with(kTrain, {"doctor", "report", "run", "export", "cli"})}};

// The same of the folders inside `data`.
const std::map<std::string, Rooms> kMayIncludeInData = {
    {"data/time", {"data/time"}},
    {"data/batches", {"data/batches"}},
    {"data/mat", {"data/mat", "data/csv"}},
    {"data/compare", {"data/compare", "data/clean"}},
    {"data/clean", {"data/clean", "data/csv", "data/time"}},
    {"data/derive", {"data/derive", "data/clean", "data/csv", "data/time"}}};

// Where a third party's headers may stand, by a regular expression on the path from the source
// root.
const std::map<std::string, std::string> kDoors = {
    {"cblas\\.h|openblas.*|lapacke?\\.h", "none"},
    {"dlfcn\\.h", "src/base/shared_library\\.cpp"},
    {"hwy/.*", "src/nn/cells/[a-z]+/[a-z_]*kernel\\.cpp|src/nn/kernels/.*"},
    {"(unsupported/)?Eigen/.*", "src/(nn|data)/.*"},
    {"nlohmann/.*", "src/(base/text|settings|files|run|report|cli)/.*"},
    {"CLI/.*|CLI11.*", "src/cli/options/option_set\\.cpp"},
    {"matio.*", "src/data/mat/.*"},
    {"catch2/.*|benchmark/.*|fmt/.*|boost/.*", "none"}};

// What library code, everything outside src/cli, must not do.
const std::map<std::string, std::string> kForbidden = {
    {R"(std::(cout|cerr|clog)\b)", "prints"},
    {R"(\b(printf|fprintf|puts|putchar)\()", "prints"},
    {R"((^|[^_.\w>])(exit|_exit|abort|quick_exit)\()", "exits"},
    {R"(\b(getenv|secure_getenv|setenv)\()", "reads the environment"},
    {R"(std::\w+_distribution\b|std::shuffle\b|std::random_device\b|\brand\(\))",
     "draws numbers that differ between libraries"},
    {R"(EIGEN_USE_BLAS)", "lets Eigen call BLAS"}};

// What nothing in src does: results and messages are the same in every locale, and a wall clock
// that jumps changes nothing.
const std::map<std::string, std::string> kAmbient = {
    {R"(\b(setlocale|localeconv|newlocale|uselocale|strcoll|strftime)\(|std::locale\b)",
     "reads the locale"},
    {R"(\b(strto(d|f|ld|l|ul|ll|ull)|sto(d|f|ld)|ato(f|i|l)|[sf]?scanf)\()",
     "parses as the locale does, expected std::from_chars"},
    {R"(printf\(.*%[-+ #0-9.*]*[aefgAEFG])", "writes as the locale does, expected decimal_text"},
    {R"(\b(to(lower|upper)|is(alpha|alnum|space|upper|lower|punct|print))\()",
     "judges letters as the locale does"},
    {R"(system_clock|high_resolution_clock|gettimeofday|CLOCK_REALTIME|\bstd::time\()",
     "reads the wall clock, expected steady_clock"}};

// Settings are compared as values; their words stand in base/choices.cpp and are read in settings.
const std::string kChoiceMembers =
    R"((model_type|normalization|missing_data|sequence_split_method|layer_norm|init|)"
    R"(training_method|lanes|loss|optimizer_type|scheduler_type|scheduler_interval|)"
    R"(inference_filter_type|method))";
const std::string kComparedText =
    R"((\.|->))" + kChoiceMembers + R"(\)?\s*(==|!=|\?)\s*")" + "|" +      // hp.loss == "mse"
    R"("\s*(==|!=)\s*[\w.>-]*(\.|->))" + kChoiceMembers + R"(\b)" + "|" +  // "mse" == hp.loss
    R"(name_of\([^()]*\)\s*(==|!=))";  // the same, by way of the word

// The one file whose format asks for the time of day.
const std::string kWallClock = "src/run/event_file.cpp";

// Compiling takes longer than searching a line.
const std::regex& compiled(const std::string& pattern) {
  static std::map<std::string, std::regex> known;
  return known.try_emplace(pattern, pattern).first->second;
}

std::string module_of(const std::string& path) {
  const fs::path p(path);
  auto part = p.begin();
  return (++part)->string();  // src/<module>/... or include/lstmtrain/...
}

std::string without_comment(const std::string& line, const std::string& mark) {
  return line.substr(0, line.find(mark));
}

// The faults of one source file; `path` from the source root.
Lines source_faults(const std::string& path, const std::string& text) {
  static const std::regex include(R"(^\s*#\s*include\s*[<"]([^>"]+)[>"])");
  Lines faults;
  const std::string module = module_of(path);
  std::istringstream lines(text);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    const std::string where = path + ":" + std::to_string(number) + ": ";
    std::smatch match;
    if (std::regex_search(line, match, include)) {
      const std::string header = match[1], from = header.substr(0, header.find('/'));
      if (kMayInclude.contains(from) && header.find('/') != std::string::npos &&
          !kMayInclude.at(module).contains(from))
        faults.push_back(where + module + " includes " + header);
      const auto room = kMayIncludeInData.find(fs::path(path.substr(4)).parent_path().string());
      const std::string inner = fs::path(header).parent_path().string();
      if (room != kMayIncludeInData.end() && inner.starts_with("data/") &&
          !room->second.contains(inner))
        faults.push_back(where + room->first + " includes " + header);
      for (const auto& [party, door] : kDoors)
        if (std::regex_match(header, std::regex(party)) &&
            !std::regex_match(path, std::regex(door)))
          faults.push_back(where + header + " outside its door");
      continue;
    }
    const std::string code = without_comment(line, "//");
    for (const auto& [pattern, what] : kAmbient)
      if (path != kWallClock && std::regex_search(code, compiled(pattern)))
        faults.push_back(where + what);
    if (std::regex_search(code, compiled(kComparedText)))
      faults.push_back(where + "compares a setting's text, expected its enum");
    for (const auto& [pattern, what] : kForbidden)
      if (module != "cli" && std::regex_search(code, compiled(pattern)))
        faults.push_back(where + "library code " + what);
  }
  return faults;
}

// The faults of one CMake file or preset.
Lines build_faults(const std::string& path, const std::string& text) {
  static const std::regex unsafe("-ffast-math|-Ofast|-funsafe-math|-ffinite-math");
  Lines faults;
  std::istringstream lines(text);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number)
    if (std::regex_search(without_comment(line, "#"), unsafe))
      faults.push_back(path + ":" + std::to_string(number) + ": makes std::isfinite(NaN) true");
  return faults;
}

Lines in_folder(const fs::path& root, const std::string& folder, const std::regex& names,
                Lines (*faults_of)(const std::string&, const std::string&), int* files) {
  Lines faults;
  for (auto entry = fs::recursive_directory_iterator(root / folder);
       entry != fs::recursive_directory_iterator(); ++entry) {
    const std::string name = entry->path().filename().string();
    if (entry->is_directory() && (name.starts_with(".") || name == "build")) {
      entry.disable_recursion_pending();
    } else if (entry->is_regular_file() && std::regex_match(name, names)) {
      ++*files;
      const std::string path = fs::relative(entry->path(), root).string();
      for (const std::string& fault : faults_of(path, read_file(entry->path())))
        faults.push_back(fault);
    }
  }
  return faults;
}

const fs::path kRoot = LSTMTRAIN_SOURCE_DIR;

}  // namespace

TEST_CASE("base.include_rule: modules include downwards only, third parties through their door") {
  const std::regex sources(R"(.*\.(cpp|hpp|h))");
  int files = 0;
  CHECK(in_folder(kRoot, "src", sources, source_faults, &files) == Lines{});
  CHECK(files > 40);
}

TEST_CASE("base.include_rule: public headers name no third party and nothing private") {
  int files = 0;
  CHECK(in_folder(kRoot, "include", std::regex(R"(.*\.hpp)"), source_faults, &files) == Lines{});
  CHECK(files > 5);
  for (const auto& header : fs::directory_iterator(kRoot / "include" / "lstmtrain")) {
    INFO(header.path());
    CHECK_FALSE(std::regex_search(read_file(header.path()),
                                  std::regex("Eigen::|nlohmann|hwy::|CLI::|cblas")));
  }
}

TEST_CASE("base.include_rule: no CMake file or preset turns on fast-math") {
  int files = 0;
  CHECK(in_folder(kRoot, "", std::regex(R"(CMakeLists\.txt|.*\.cmake|CMakePresets\.json)"),
                  build_faults, &files) == Lines{});
  CHECK(files > 5);
}

TEST_CASE("base.include_rule: each rule can fail") {
  const auto faults = [](const char* path, const char* text) {
    return source_faults(path, text).size();
  };
  CHECK(faults("src/nn/a.cpp", "#include \"data/windows.hpp\"\n") == 1);
  CHECK(faults("src/files/a.cpp", "#include \"nn/network.hpp\"\n") == 1);
  CHECK(faults("src/base/a.hpp", "#include \"train/guards/guard.hpp\"\n") == 1);
  CHECK(faults("src/train/a.cpp", "#include \"cli/table.hpp\"\n") == 1);
  CHECK(faults("src/train/a.cpp", "#include \"files/tensors/safetensors.hpp\"\n") == 0);
  CHECK(faults("src/nn/dense.cpp", "#include <cblas.h>\n") == 1);
  CHECK(faults("src/nn/gemm.cpp", "#include <cblas.h>\n") == 1);
  CHECK(faults("src/nn/network.cpp", "#include \"hwy/highway.h\"\n") == 1);
  CHECK(faults("src/nn/cells/lstm/kernel.cpp", "#include \"hwy/highway.h\"\n") == 0);
  CHECK(faults("include/lstmtrain/a.hpp", "#include <Eigen/Core>\n") == 1);
  CHECK(faults("include/lstmtrain/a.hpp", "#include \"base/rng.hpp\"\n") == 1);
  CHECK(faults("src/train/a.cpp", "#include <nlohmann/json.hpp>\n") == 1);
  CHECK(faults("src/cli/commands/train.cpp", "#include <CLI/CLI.hpp>\n") == 1);
  CHECK(faults("src/cli/options/option_set.cpp", "#include <CLI/CLI.hpp>\n") == 0);
  CHECK(faults("src/data/a.cpp", "  std::cerr << 1;\n") == 1);
  CHECK(faults("src/data/a.cpp", "  exit(1);\n") == 1);
  CHECK(faults("src/data/a.cpp", "  std::exit(1);\n") == 1);
  CHECK(faults("src/data/a.cpp", "  if (getenv(\"HOME\")) return;\n") == 1);
  CHECK(faults("src/data/a.cpp", "  std::normal_distribution<double> d;\n") == 1);
  CHECK(faults("src/cli/a.cpp", "  std::snprintf(t, n, \"%d of %.4g\", i, x);\n") == 1);
  CHECK(faults("src/cli/a.cpp", "  std::snprintf(t, n, \"%02lld e\", i);\n") == 0);
  CHECK(faults("src/cli/a.cpp", "  x = std::stod(text);\n") == 1);
  CHECK(faults("src/data/a.cpp", "  c = std::tolower(c);\n") == 1);
  CHECK(faults("src/cli/a.cpp", "  setlocale(LC_ALL, \"\");\n") == 1);
  CHECK(faults("src/train/a.cpp", "  using Wall = std::chrono::system_clock;\n") == 1);
  CHECK(faults("src/train/a.cpp", "  if (hp.optimizer_type == \"SGD\") return;\n") == 1);
  CHECK(faults("src/train/a.cpp", "  if (\"SGD\" != hp_->optimizer_type) return;\n") == 1);
  CHECK(faults("src/cli/a.cpp", "  if (name_of(hp.loss) == text) return;\n") == 1);
  CHECK(faults("src/train/a.cpp", "  if (hp.loss == LossKind::mse) return;\n") == 0);
  CHECK(faults("src/data/a.cpp", "  on_exit(1);  // never exit(1)\n") == 0);
  CHECK(faults("src/cli/a.cpp", "  std::cerr << 1;\n") == 0);
  CHECK(build_faults("CMakeLists.txt", "add_compile_options(-ffast-math)\n").size() == 1);
  CHECK(build_faults("CMakeLists.txt", "# never -ffast-math\n").empty());
}
