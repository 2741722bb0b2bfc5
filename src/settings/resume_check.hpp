// What must be the same when a run goes on: the settings, but for those that change nothing of what
// was computed, and the data. Both are text in a checkpoint; the differences are lines for people.
#pragma once

#include <string>
#include <vector>

#include "base/state_dict.hpp"
#include "lstmtrain/dataset.hpp"
#include "lstmtrain/hyperparams.hpp"
#include "lstmtrain/scaler.hpp"

namespace lstmtrain::settings {

// Whether the rate of every epoch follows from MAX_EPOCHS, which then may not differ.
bool rate_follows_epochs(const Hyperparams& hyperparams);

// The settings that may not differ between `then` (resolved_json of the run) and `now`: "KEY: the
// run has 1, got 2". Throws data when `then` is no settings.
std::vector<std::string> settings_differences(const std::string& then, const Hyperparams& now);

// Whether `now` may train longer than `then` did: more epochs, patience or time.
bool extends(const std::string& then, const Hyperparams& now);

// The error for what may not change: "resume: a setting changed ..." and the differences.
std::string refused_change(const char* what, const std::vector<std::string>& differences);

// The rules by which a fingerprint of data was ever made, from 1. That of a checkpoint is compared
// with one made by the same rule, however new the program.
inline constexpr int kFingerprintVersion = 2;  // the newest

// 1: every training and validation file with its rows and a CRC-32C of its values, the split, and a
// CRC-32C of the scaler, which INIT_MODEL may have given. 2: also the times, the sampling period
// and the test files. Throws data: a version that is unknown.
std::string data_fingerprint(const Dataset& dataset, const Scaler& scaler,
                             int version = kFingerprintVersion);

// The version of the fingerprint in a checkpoint's metadata; 1 where none is named, as in 0.1.0.
// Throws data.
int fingerprint_version(const Metadata& metadata, const std::string& where);

// A fingerprint short enough to be shown: "v2 crc32c 2893614921".
std::string fingerprint_digest(const std::string& fingerprint, int version = kFingerprintVersion);

// What differs between two fingerprints: "train/a.csv: changed, ...". Throws data when `then` is
// none.
std::vector<std::string> data_differences(const std::string& then, const std::string& now);

}  // namespace lstmtrain::settings
