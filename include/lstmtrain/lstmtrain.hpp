// All of the library: settings and data, training, models, prediction row by row.
//
// Everything here is a value that owns what it holds, but for what says "borrowed", and functions
// over such values. A const object may be read by any number of threads at once; one that is being
// changed, by no other. Functions keep no state between calls and may be called from any thread.
//
// What a function is given is checked at its door: arguments that do not fit together, are out of
// range or were moved from throw Error(config), and nothing has changed then. Error is all that the
// library throws of itself; memory that runs out is std::bad_alloc. It prints nothing, ends no
// process, reads no environment variable, and sets no signal handler; OpenBLAS is held to one
// thread a call, for the whole process.
#pragma once

#include "lstmtrain/choices.hpp"
#include "lstmtrain/dataset.hpp"
#include "lstmtrain/error.hpp"
#include "lstmtrain/evaluate.hpp"
#include "lstmtrain/hyperparams.hpp"
#include "lstmtrain/memory_data.hpp"
#include "lstmtrain/model.hpp"
#include "lstmtrain/predictor.hpp"
#include "lstmtrain/report.hpp"
#include "lstmtrain/run.hpp"
#include "lstmtrain/scaler.hpp"
#include "lstmtrain/trainer.hpp"
#include "lstmtrain/version.hpp"
