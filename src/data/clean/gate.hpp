// The data gate: which rows of a file may reach the network. A bad cell or a time gap ends a
// series; nothing crosses it.
#pragma once

#include <string>
#include <vector>

#include "lstmtrain/dataset.hpp"

namespace lstmtrain {

// Fills bad cells by a straight line in time (without a time column: in rows) between their good
// neighbours of the same part; those at its ends stay bad. Returns the number of cells filled.
std::size_t interpolate(SourceFile& file, const std::vector<Segment>& parts);

// Unbroken rows of the parts: without any bad cell. keep_bad: the parts themselves.
std::vector<Segment> unbroken(const SourceFile& file, const std::vector<Segment>& parts,
                              bool keep_bad);

// Rows with a bad cell.
std::size_t count_bad_rows(const SourceFile& file);

// The unbroken rows of `files`, after MISSING_DATA is applied to them; lines on what was cut, with
// the name of the set ("training"), go to the notes.
std::vector<Segment> gate(const Hyperparams& hyperparams, const std::vector<std::size_t>& files,
                          const std::string& set, Dataset& dataset);

}  // namespace lstmtrain
