#include "data/table_reader.hpp"

#include <algorithm>
#include <filesystem>

#include "base/plain_text.hpp"
#include "data/csv/reader.hpp"
#include "data/mat/reader.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain {
namespace {

Table read_text(const std::string& path, const std::string& name,
                const std::vector<std::string>& columns, const Hyperparams& hp) {
  return read_csv(path, name, columns, hp);
}

#if LSTMTRAIN_HAVE_MATIO
constexpr TableReader kMatReader = read_mat;
#else
constexpr TableReader kMatReader = nullptr;
#endif

constexpr std::array kFormats = {
    TableFormat{"delimited text", {".csv", ".tsv"}, Searched::always, read_text, {}},
    TableFormat{"plain text", {".txt"}, Searched::never, read_text, {}},
    TableFormat{"MATLAB",
                {".mat"},
                Searched::otherwise,
                kMatReader,
                "a MATLAB file, and this lstmtrain was built without libmatio, expected .csv. "
                "Hint: in MATLAB: s = load('f.mat'); writetable(struct2table(s.meas), 'f.csv'), "
                "where meas is the struct of equally long vectors."},
    TableFormat{"spreadsheet",
                {".xlsx", ".xls", ".ods"},
                Searched::otherwise,
                nullptr,
                "a spreadsheet, expected .csv. Hint: python3 -c \"import pandas; "
                "pandas.read_excel('f.xlsx').to_csv('f.csv', index=False)\", or libreoffice "
                "--convert-to csv f.xlsx."}};

}  // namespace

std::span<const TableFormat> table_formats() { return kFormats; }

const TableFormat* format_of(const std::string& path) {
  const std::string extension = ascii_lower(std::filesystem::path(path).extension().string());
  if (extension.empty()) return nullptr;
  const auto found = std::find_if(kFormats.begin(), kFormats.end(), [&](const TableFormat& format) {
    return std::find(format.extensions.begin(), format.extensions.end(), extension) !=
           format.extensions.end();
  });
  return found == kFormats.end() ? nullptr : &*found;
}

Table read_table(const std::string& path, const std::string& name,
                 const std::vector<std::string>& columns, const Hyperparams& hp) {
  const TableFormat* known = format_of(path);
  const TableFormat& format = known != nullptr ? *known : kFormats.front();
  if (format.read == nullptr)
    throw Error(ErrorCode::data, path + ": " + std::string(format.refusal));
  return format.read(path, name, columns, hp);
}

}  // namespace lstmtrain
