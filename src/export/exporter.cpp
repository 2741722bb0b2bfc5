#include "export/exporter.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include "export/c/c_form.hpp"
#include "export/onnx.hpp"
#include "export/rtneural.hpp"
#include "export/torch.hpp"
#include "files/atomic_file.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain::exporting {
namespace {

namespace fs = std::filesystem;

constexpr std::array kExporters = {
    Exporter{"c", "C99 for microcontrollers, with a self test and a report", make_c},
    Exporter{"onnx", "a graph for sequences and for a row at a time", make_onnx},
    Exporter{"rtneural", "JSON of RTNeural", make_rtneural},
    Exporter{"torch", "safetensors and a module for PyTorch", make_torch},
};

// Of C99 and C++11, where an exported file must compile as both.
constexpr std::string_view kKeywords[] = {
    "alignas", "alignof",   "and",     "asm",      "auto",      "bool",     "break",    "case",
    "catch",   "char",      "class",   "const",    "constexpr", "continue", "default",  "delete",
    "do",      "double",    "else",    "enum",     "explicit",  "export",   "extern",   "false",
    "float",   "for",       "friend",  "goto",     "if",        "inline",   "int",      "long",
    "mutable", "namespace", "new",     "noexcept", "not",       "nullptr",  "operator", "or",
    "private", "protected", "public",  "register", "restrict",  "return",   "short",    "signed",
    "sizeof",  "static",    "struct",  "switch",   "template",  "this",     "throw",    "true",
    "try",     "typedef",   "typeid",  "typename", "union",     "unsigned", "using",    "virtual",
    "void",    "volatile",  "wchar_t", "while",    "xor",       "main",
};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_keyword(std::string_view name) {
  return std::find(std::begin(kKeywords), std::end(kKeywords), name) != std::end(kKeywords);
}

// The folder that `folder` is in, which is made where it is missing.
void make_parent(const fs::path& folder) {
  std::error_code error;
  if (folder.has_parent_path()) fs::create_directories(folder.parent_path(), error);
  if (error)
    throw Error(ErrorCode::cannot_create, folder.parent_path().string() +
                                              ": the folder cannot be made, got \"" +
                                              error.message() + "\". Hint: name another --out.");
}

void write_into(const fs::path& folder, const std::vector<ExportedFile>& files) {
  for (const ExportedFile& file : files) {
    const fs::path path = folder / file.name;
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    if (error)
      throw Error(ErrorCode::cannot_create, path.parent_path().string() +
                                                ": the folder cannot be made, got \"" +
                                                error.message() + "\". Hint: name another --out.");
    files::write_file_atomically(path.string(), file.bytes);
  }
}

// A folder that is removed unless it got its name.
class Staging {
 public:
  explicit Staging(const fs::path& folder) : folder_(folder) {
    path_ = folder;
    path_ += ".partial";
    std::error_code ignored;
    fs::remove_all(path_, ignored);  // of a process that was killed
  }
  Staging(const Staging&) = delete;
  Staging& operator=(const Staging&) = delete;
  ~Staging() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  const fs::path& path() const { return path_; }
  void commit() {
    std::error_code error;
    fs::rename(path_, folder_, error);
    if (error)
      throw Error(ErrorCode::cannot_create, folder_.string() +
                                                ": the folder cannot be made, got \"" +
                                                error.message() + "\". Hint: name another --out.");
    path_.clear();
  }

 private:
  fs::path folder_, path_;
};

}  // namespace

std::span<const Exporter> exporters() { return kExporters; }

const Exporter& find_exporter(std::string_view name) {
  std::string known;
  for (const Exporter& exporter : kExporters) {
    if (name == exporter.name) return exporter;
    known += (known.empty() ? "" : ", ") + std::string(exporter.name);
  }
  throw Error(ErrorCode::usage, "command line: --format, got \"" + std::string(name) +
                                    "\", expected one of: " + known + ".");
}

ExportedFile text_file(std::string name, std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {std::move(name), {bytes.begin(), bytes.end()}};
}

std::string name_of_target(std::string_view target) {
  std::string name;
  for (const char c : target.substr(0, target.find_first_of("[(/"))) {
    if (is_letter(c)) {
      name += static_cast<char>(c | 0x20);
    } else if (is_digit(c)) {
      name += c;
    } else if (!name.empty() && name.back() != '_') {
      name += '_';
    }
  }
  while (!name.empty() && name.back() == '_') name.pop_back();
  if (name.empty() || is_digit(name.front()) || is_keyword(name)) return "model" + name;
  return name;
}

void require_name(const std::string& name) {
  const bool whole = !name.empty() && !is_digit(name.front()) &&
                     std::all_of(name.begin(), name.end(),
                                 [](char c) { return is_letter(c) || is_digit(c) || c == '_'; });
  if (whole && !is_keyword(name)) return;
  throw Error(ErrorCode::usage,
              "command line: --name, got \"" + name +
                  "\", expected a C identifier: letters, digits and _, no digit first and no "
                  "keyword of C. Hint: --name cell_voltage.");
}

std::vector<std::string> write_export(const std::string& folder,
                                      const std::vector<ExportedFile>& files, bool replace) {
  // "out/" is the folder out.
  const fs::path path =
      fs::path(folder).has_filename() ? fs::path(folder) : fs::path(folder).parent_path();
  std::error_code ignored;
  if (const bool exists = fs::exists(fs::symlink_status(path, ignored)); exists && !replace) {
    throw Error(ErrorCode::cannot_create,
                path.string() +
                    ": exists already. Hint: name a new --out, or --force to replace "
                    "the files of an earlier export.");
  } else if (exists) {
    write_into(path, files);
  } else {
    make_parent(path);
    Staging staging(path);
    write_into(staging.path(), files);
    staging.commit();
  }
  std::vector<std::string> paths;
  for (const ExportedFile& file : files) paths.push_back((path / file.name).string());
  return paths;
}

}  // namespace lstmtrain::exporting
