#include "export/exporter.hpp"

#include <array>
#include <filesystem>

#include "files/atomic_file.hpp"
#include "files/model_file.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain::exporting {
namespace {

// The model file itself: safetensors with PyTorch's state_dict names.
std::vector<ExportedFile> torch_files(const Model& model, const std::string& stem) {
  const std::string name = stem + ".safetensors";
  return {{name, files::model_to_bytes(model, name)}};
}

constexpr std::array kExporters = {
    Exporter{"torch", "safetensors with PyTorch's state_dict names", torch_files},
};

}  // namespace

std::span<const Exporter> exporters() { return kExporters; }

const Exporter& find_exporter(std::string_view name) {
  std::string known;
  for (const Exporter& exporter : kExporters) {
    if (name == exporter.name) return exporter;
    known += (known.empty() ? "" : ", ") + std::string(exporter.name);
  }
  throw Error(ErrorCode::usage,
              "export: form, got \"" + std::string(name) + "\", expected one of: " + known + ".");
}

std::vector<std::string> export_model(const Exporter& exporter, const Model& model,
                                      const std::string& folder, const std::string& stem) {
  namespace fs = std::filesystem;
  // All files before the first byte is written.
  const std::vector<ExportedFile> made = exporter.files(model, stem);
  std::vector<std::string> paths;
  for (const ExportedFile& file : made) {
    const fs::path path = fs::path(folder) / file.name;
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    if (error)
      throw Error(ErrorCode::cannot_create, path.parent_path().string() +
                                                ": the folder cannot be made: " + error.message() +
                                                ". Hint: name another one.");
    files::write_file_atomically(path.string(), file.bytes);
    paths.push_back(path.string());
  }
  return paths;
}

}  // namespace lstmtrain::exporting
