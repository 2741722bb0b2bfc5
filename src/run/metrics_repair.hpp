// The metrics files of a run that goes on: cut back to what stands before its checkpoint. A line
// that a crash tore, and all that was written after the checkpoint, will be written anew. Looked at
// from the end, in a fixed amount of memory: a long run has long files.
#pragma once

#include <cstdint>
#include <string>

namespace lstmtrain::run {

// Keeps the header and the rows of the first `epochs_done` epochs. A file that cannot be read or
// cut stays as it is: metrics never stop a run.
void cut_csv(const std::string& path, int epochs_done);

// Keeps the events before the update number `step` of the epoch that follows `epochs_done`.
void cut_jsonl(const std::string& path, int epochs_done, std::int64_t step);

}  // namespace lstmtrain::run
