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
                const std::vector<std::string>& columns, const Hyperparams& hp,
                const Digits& digits) {
  return read_csv(path, name, columns, hp, kMaxRows, digits);
}

#if LSTMTRAIN_HAVE_MATIO
constexpr TableReader kMatReader = read_mat;
#else
constexpr TableReader kMatReader = nullptr;
#endif

constexpr std::array kFormats = {
    TableFormat{"delimited text", {".csv", ".tsv"}, Searched::always, read_text, {}},
    TableFormat{
        "plain text", {".txt", ".mpt", ".dat", ".asc", ".data"}, Searched::last, read_text, {}},
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
                "--convert-to csv f.xlsx."},
    TableFormat{
        "Parquet",
        {".parquet", ".feather"},
        Searched::otherwise,
        nullptr,
        "a Parquet or Feather file, expected .csv. Hint: pip install pandas pyarrow; python3 "
        "-c \"import pandas; pandas.read_parquet('f.parquet').to_csv('f.csv', index=False)\"."},
    TableFormat{"Arbin",
                {".res"},
                Searched::otherwise,
                nullptr,
                "an Arbin result file, which is an Access database, expected .csv. Hint: apt-get "
                "install mdbtools; mdb-export f.res Channel_Normal_Table > f.csv."},
    TableFormat{"Neware",
                {".nda", ".ndax"},
                Searched::otherwise,
                nullptr,
                "a Neware file, expected .csv. Hint: pip install NewareNDA; python3 -c \"import "
                "NewareNDA; NewareNDA.read('f.ndax').to_csv('f.csv', index=False)\"."},
    TableFormat{"BioLogic",
                {".mpr"},
                Searched::otherwise,
                nullptr,
                "a BioLogic file, expected .csv. Hint: pip install galvani pandas; python3 -c "
                "\"import galvani, pandas; pandas.DataFrame(galvani.BioLogic.MPRfile('f.mpr').data)"
                ".to_csv('f.csv', index=False)\", or export .mpt in EC-Lab."}};

// ".001" and the like, as Maccor numbers its exports.
bool is_number(const std::string& extension) {
  return extension.size() == 4 && std::all_of(extension.begin() + 1, extension.end(),
                                              [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::span<const TableFormat> table_formats() { return kFormats; }

const TableFormat* format_of(const std::string& path) {
  std::filesystem::path name = path;
  if (ascii_lower(name.extension().string()) == ".gz")
    name = name.stem();  // text_source unpacks it
  std::string extension = ascii_lower(name.extension().string());
  if (extension.empty()) return nullptr;
  if (is_number(extension)) extension = ".txt";
  const auto found = std::find_if(kFormats.begin(), kFormats.end(), [&](const TableFormat& format) {
    return std::find(format.extensions.begin(), format.extensions.end(), extension) !=
           format.extensions.end();
  });
  return found == kFormats.end() ? nullptr : &*found;
}

Table read_table(const std::string& path, const std::string& name,
                 const std::vector<std::string>& columns, const Hyperparams& hp,
                 const Digits& digits) {
  const TableFormat* known = format_of(path);
  const TableFormat& format = known != nullptr ? *known : kFormats.front();
  if (format.read == nullptr)
    throw Error(ErrorCode::data, path + ": " + std::string(format.refusal));
  return format.read(path, name, columns, hp, digits);
}

}  // namespace lstmtrain
