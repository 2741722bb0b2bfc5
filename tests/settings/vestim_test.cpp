// Every hyperparameter file of VEstim's history.
#include <filesystem>

#include "settings/hyperparams_support.hpp"
#include "support/temp_dir.hpp"
#include "support/vestim_files.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;
namespace fs = std::filesystem;

namespace {

settings::Settings load_named(const std::vector<fs::path>& files, const std::string& name) {
  for (const fs::path& file : files)
    if (file.filename() == name) return settings::load_settings(file.string(), {});
  FAIL("there is no " << name);
  return {};
}

}  // namespace

TEST_CASE(
    "settings.hyperparams_vestim: every file of a recurrent net loads, every FNN is refused once",
    "[datasets]") {
  for (const fs::path& file : vestim_files()) {
    INFO(file.string());
    const bool fnn = contains(read_file(file), "\"MODEL_TYPE\": \"FNN\"");
    try {
      const settings::Settings settings = settings::load_settings(file.string(), {});
      CHECK_FALSE(fnn);
      CHECK(all(read(settings::resolved_json(settings.values)).values) == all(settings.values));
    } catch (const Error& error) {
      INFO(error.what());
      CHECK(fnn);
      CHECK(lines(error.what()) == 1);
      CHECK(contains(error.what(), "MODEL_TYPE \"FNN\" is refused"));
    }
  }
}

TEST_CASE("settings.hyperparams_vestim: runs are counted over the axes that act", "[datasets]") {
  const std::vector<fs::path> files = vestim_files();
  if (files.empty()) return;
  const std::vector<std::pair<const char*, std::size_t>> cases = {
      {"grid_search_gru__518bbc.json", 64},      {"grid_search_gru__57b0e3.json", 16},
      {"grid_search_lstm__10b308.json", 32},     {"gridsearch_hyperparams_lstm__2fbdb1.json", 1296},
      {"hyperparams__9ac53e.json", 1},           {"hyperparams__9e6bdf.json", 12},
      {"hyperparams_last_used__19d1a6.json", 6}, {"optuna_lstm__9925e3.json", 20},
  };
  for (const auto& [name, runs] : cases) {
    INFO(name);
    CHECK(load_named(files, name).runs == runs);
  }
  const settings::Settings nets = load_named(files, "hyperparams_last_used__19d1a6.json");
  CHECK(nets.axes.size() == 1);
  CHECK(nets.axes.at("RNN_LAYER_SIZES") == std::vector<std::string>{"[13,13]", "[23]"});
  CHECK(load_named(files, "optuna_lstm__9925e3.json").ranges.size() == 5);
}
