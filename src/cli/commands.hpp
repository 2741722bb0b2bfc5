// The subcommands, one file each. Each returns the exit status; faults are thrown as Error.
#pragma once

#include "cli/options.hpp"
#include "cli/screen/terminal.hpp"

namespace lstmtrain::cli {

int run_train(const Options& options, Terminal& terminal);           // train.cpp
int run_test(const Options& options, Terminal& terminal);            // test.cpp
int run_predict(const Options& options, Terminal& terminal);         // predict.cpp
int run_compare(const Options& options, Terminal& terminal);         // compare.cpp
int run_simulate(const Options& options, Terminal& terminal);        // simulate.cpp
int run_check(const Options& options, Terminal& terminal);           // check.cpp
int run_bench(const Options& options, Terminal& terminal);           // bench.cpp
int run_lr_find(const Options& options, Terminal& terminal);         // lr_find.cpp
int run_find_bad_batch(const Options& options, Terminal& terminal);  // find_bad_batch.cpp
int run_doctor(const Options& options, Terminal& terminal);          // doctor.cpp
int run_watch(const Options& options, Terminal& terminal);           // watch.cpp
int run_report(const Options& options, Terminal& terminal);          // report.cpp
int run_manual(const Options& options, Terminal& terminal);          // manual.cpp

}  // namespace lstmtrain::cli
