// VEstim's job folder: a hyperparams.json, and beside it what was done to the data
// (augmentation_metadata.json) or chosen for it (augmentation_settings.json), and the data
// themselves as {train,val,test}_data/{raw_data,processed_data}.
#pragma once

#include <string>
#include <vector>

#include "settings/source.hpp"

namespace lstmtrain::settings {

// The hyperparameter file of a job folder. Throws not_found, io, config.
SettingsFile settings_file_of_job(const std::string& folder);

// What the folder adds to the entries of its hyperparams.json and of the command line, where those
// do not say it: DERIVED_COLUMNS (its filters, then its formulas), RESAMPLE_HZ and the data. What
// was taken, and what was not, is said in `notes`; returned is which data, or why none.
std::string add_vestim_job(const std::string& folder, Source& source, text::Faults& faults,
                           std::vector<std::string>& notes);

}  // namespace lstmtrain::settings
