// All of the library: settings and data, training, models, prediction row by row.
#pragma once

#include "lstmtrain/choices.hpp"
#include "lstmtrain/dataset.hpp"
#include "lstmtrain/error.hpp"
#include "lstmtrain/evaluate.hpp"
#include "lstmtrain/hyperparams.hpp"
#include "lstmtrain/model.hpp"
#include "lstmtrain/predictor.hpp"
#include "lstmtrain/report.hpp"
#include "lstmtrain/run.hpp"
#include "lstmtrain/scaler.hpp"
#include "lstmtrain/trainer.hpp"
#include "lstmtrain/version.hpp"
