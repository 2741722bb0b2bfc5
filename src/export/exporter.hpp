// The forms in which a model leaves the house. A form is one row of one table: its name and a
// function from a model to files, which does not touch the disk, so that a model that a form cannot
// express leaves no trace.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lstmtrain/model.hpp"

namespace lstmtrain::exporting {

struct ExportedFile {
  std::string name;  // below the folder that is asked for, '/' separated
  std::vector<std::byte> bytes;
};

struct Exporter {
  const char* name;  // a word for the command line
  const char* what;  // half a sentence for its help
  // The files of `model`, whose names begin with `stem`. Throws Error(config) for a model that this
  // form cannot express.
  std::vector<ExportedFile> (*files)(const Model& model, const std::string& stem);
};

// All forms, in the order in which they are listed.
std::span<const Exporter> exporters();

// The form of that name. Throws Error(usage) with the known ones.
const Exporter& find_exporter(std::string_view name);

// Writes every file of `model` in that form below `folder`, which is made where it is missing: each
// whole or not at all. Returns their paths. Throws as the form does, cannot_create, io.
std::vector<std::string> export_model(const Exporter& exporter, const Model& model,
                                      const std::string& folder, const std::string& stem);

}  // namespace lstmtrain::exporting
