// lstmtrain test: streams files through a model with carried state and prints the errors.
#include "cli/commands.hpp"
#include "cli/metrics_table.hpp"
#include "cli/model_settings.hpp"
#include "io/results_json.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain::cli {
namespace {

void require(bool given, const char* what) {
  if (given) return;
  throw Error(ErrorCode::usage,
              std::string("command line: ") + what +
                  " is missing. Hint: lstmtrain test --model run/best.safetensors --data DIR.");
}

}  // namespace

int run_test(const Options& options, Terminal& terminal) {
  require(!options.model.empty(), "--model FILE");
  require(!options.data_paths.empty(), "--data PATH...");
  const auto [model, settings] = load_with_settings(options.model);
  const Dataset dataset = load_test_data(settings, options.data_paths);
  for (const std::string& note : dataset.notes) terminal.note(note);

  const TestResult result = lstmtrain::evaluate(
      model, dataset, dataset.test_files, options.threads.value_or(0), settings.allow_mixed_rates);
  for (const std::string& note : result.notes) terminal.warning(note);
  terminal.out.write(options.json ? io::test_json(model, result)
                                  : metrics_table(model, {{"", &result}}));
  return 0;
}

}  // namespace lstmtrain::cli
