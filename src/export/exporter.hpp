// The forms in which a model leaves the house. A form is one row of one table: its name and a
// function from a model to files, which does not touch the disk, so that a model that a form cannot
// express leaves no trace.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lstmtrain/dataset.hpp"
#include "lstmtrain/hyperparams.hpp"
#include "lstmtrain/model.hpp"

namespace lstmtrain::exporting {

enum class Weights { float32, int16, int8 };

// A model and how it is wanted. What it points to is the caller's and is only read.
struct ExportRequest {
  const Model& model;
  const Hyperparams& settings;  // it was trained with: filters, derived columns, resampling
  std::string name;             // of files and of C functions: a C identifier
  Weights weights = Weights::float32;
  const Dataset* data = nullptr;  // its test_files calibrate integers and judge them
  const Dataset* test = nullptr;  // its test_files are in the report alone
  int golden_rows = 64;           // of the self test
  int opset = 17;                 // of ONNX
};

struct ExportedFile {
  std::string name;  // below the folder that is asked for, '/' separated
  std::vector<std::byte> bytes;
};

struct Exported {
  std::vector<ExportedFile> files;
  std::vector<std::string> notes =
      {};  // what was left out, such as dropout: sentences for the user
  // Root mean square of the difference to predict() on `data`, in the unit of reports, of the worst
  // target; none without data, or where nothing was computed.
  std::optional<double> loss = std::nullopt;
};

struct Exporter {
  const char* name;  // a word for the command line
  const char* what;  // half a sentence for its help
  // Throws config for a model that this form cannot express, with the way out; usage where it needs
  // data that is not there.
  Exported (*make)(const ExportRequest& request);
};

// All forms, in the order in which they are listed.
std::span<const Exporter> exporters();

// The form of that name. Throws usage with the known ones.
const Exporter& find_exporter(std::string_view name);

// Text as the bytes of a file.
ExportedFile text_file(std::string name, std::string_view text);

// "Cell voltage [V]" gives "cell_voltage": a C identifier that is no keyword of C or C++.
std::string name_of_target(std::string_view target);
// Throws usage for a name that is no C identifier, or a keyword.
void require_name(const std::string& name);

// Writes `files` below `folder`, all or none of them: into a folder beside it that is renamed in
// the end, or, with `replace`, each whole into the one that is there. Returns their paths. Throws
// cannot_create where the folder exists and is not to be replaced, or cannot be made; io.
std::vector<std::string> write_export(const std::string& folder,
                                      const std::vector<ExportedFile>& files, bool replace);

}  // namespace lstmtrain::exporting
