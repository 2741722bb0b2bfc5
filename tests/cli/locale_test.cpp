// A locale with a decimal comma changes nothing: neither the program, nor the library in a program
// that has chosen the locale by setlocale.
#include <clocale>

#include "base/plain_text.hpp"
#include "cli/drives.hpp"
#include "data/csv/reader.hpp"
#include "files/model_file.hpp"
#include "settings/settings.hpp"
#include "support/german.hpp"
#include "support/skip.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

bool no_german() {
  if (!german().empty()) return false;
  skip("de_DE.UTF-8 is not there, nor localedef to make it");
  return true;
}

// All that the library makes of a CSV, settings and a model.
std::string made_by_library() {
  const std::filesystem::path corpus =
      std::filesystem::path(LSTMTRAIN_SOURCE_DIR) / "tests" / "fuzz" / "corpus";
  std::string text;
  Hyperparams hp;
  hp.feature_columns = {"Current", "Temperature", "SOC"};
  hp.target_columns = {"Voltage"};
  for (const char* name : {"simulate.csv", "semicolon.csv", "cycler.csv", "iso.tsv"}) {
    const Table csv = read_csv((corpus / "csv" / name).string(), name, {"Current"}, hp);
    for (const float value : csv.file.values)
      text += decimal_text(static_cast<double>(value), std::chars_format::general, 9) + " ";
    for (const double time : csv.file.time) text += four_digits(time) + " ";
  }
  const settings::Settings settings =
      settings::load_settings((corpus / "hyperparams/grid.json").string(), {});
  text += settings::print_config(settings) + settings::resolved_with_origin(settings);
  const Model model = load_model((corpus / "model/lstm.safetensors").string());
  for (const std::byte byte : files::model_to_bytes(model, "m")) text += static_cast<char>(byte);
  return text;
}

class Chosen {
 public:
  Chosen() {
    for (const auto& [key, value] : german()) setenv(key.c_str(), value.c_str(), 1);
    std::setlocale(LC_ALL, "");
  }
  Chosen(const Chosen&) = delete;
  Chosen& operator=(const Chosen&) = delete;
  ~Chosen() {
    for (const auto& [key, value] : german()) unsetenv(key.c_str());
    std::setlocale(LC_ALL, "C");
  }
};

}  // namespace

TEST_CASE("cli.locale: a run with a decimal comma gives the same bytes and texts", "[tools]") {
  if (no_german()) return;
  const TempDir dir;
  const Args train = quick_on_drives() + Args{"--quiet", "--out"};
  REQUIRE(run(train + Args{dir / "plain"}).status == 0);
  REQUIRE(run(train + Args{dir / "german"}, german()).status == 0);
  CHECK(read_file(dir / "german/best.safetensors") == read_file(dir / "plain/best.safetensors"));
  const auto predictions = dir / "plain/predictions/test";
  for (const auto& file : std::filesystem::directory_iterator(predictions))
    CHECK(read_file((dir / "german/predictions/test") / file.path().filename()) ==
          read_file(file.path()));
  const Args test = {"test", "--model", dir / "plain/best.safetensors", "--data",
                     drives() / "test"};
  for (const Args& args : {test, test + Args{"--json"}, Args{"check", "--data", drives()} + quick(),
                           quick_on_drives() + Args{"--print-config"}}) {
    const Finished plain = run(args), decimal_comma = run(args, german());
    CHECK(plain.out.size() > 100);
    CHECK(decimal_comma.out == plain.out);
    CHECK(decimal_comma.err == plain.err);
  }
  // All of a dry run but the time, which is measured.
  const Args dry = quick_on_drives() + Args{"--dry-run"};
  const auto before_time = [](const Finished& finished) {
    return finished.out.substr(0, finished.out.find("time: "));
  };
  const Finished plain = run(dry), decimal_comma = run(dry, german());
  CHECK(before_time(plain).size() > 100);
  CHECK(before_time(decimal_comma) == before_time(plain));
}

TEST_CASE("cli.locale: the library does not follow setlocale", "[tools]") {
  if (no_german()) return;
  const std::string plain = made_by_library();
  const Chosen chosen;
  char written[8];
  std::snprintf(written, sizeof written, "%.1f", 1.5);
  REQUIRE(std::string(written) == "1,5");  // the locale is really there
  CHECK(made_by_library() == plain);
}
