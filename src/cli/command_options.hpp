// Binds the options of a command to Options.
#pragma once

namespace CLI {
class App;
}

namespace lstmtrain::cli {

struct Options;

void add_train(CLI::App& app, Options& options);
void add_test(CLI::App& app, Options& options);
void add_predict(CLI::App& app, Options& options);
void add_compare(CLI::App& app, Options& options);
void add_lr_find(CLI::App& app, Options& options);
void add_find_bad_batch(CLI::App& app, Options& options);
void add_doctor(CLI::App& app, Options& options);
void add_watch(CLI::App& app, Options& options);
void add_report(CLI::App& app, Options& options);
void add_simulate(CLI::App& app, Options& options);
void add_check(CLI::App& app, Options& options);
void add_bench(CLI::App& app, Options& options);
void add_manual(CLI::App& app, Options& options);

}  // namespace lstmtrain::cli
