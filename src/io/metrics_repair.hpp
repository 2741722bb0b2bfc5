// The metrics files of a run that goes on: the lines that stand before the checkpoint. A line that
// a crash tore, and all that was written after the checkpoint, will be written anew. Called by
// metrics_log.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lstmtrain::io {

// The header and the rows of the first `epochs_done` epochs.
std::string csv_until(std::string_view text, int epochs_done);

// The events before the update number `step` of the epoch that follows `epochs_done`.
std::string jsonl_until(std::string_view text, int epochs_done, std::int64_t step);

}  // namespace lstmtrain::io
