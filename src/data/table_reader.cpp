#include "data/table_reader.hpp"

#include <filesystem>

#include "base/plain_text.hpp"
#include "data/mat/reader.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain {

Table read_table(const std::string& path, const std::string& name,
                 const std::vector<std::string>& columns, const Hyperparams& hp) {
  const std::string kind = ascii_lower(std::filesystem::path(path).extension().string());
  if (kind == ".mat") return read_mat(path, name, columns, hp);
  if (kind == ".xlsx" || kind == ".xls" || kind == ".ods")
    throw Error(ErrorCode::data,
                path +
                    ": a spreadsheet, expected .csv. Hint: python3 -c \"import pandas; "
                    "pandas.read_excel('f.xlsx').to_csv('f.csv', index=False)\", or libreoffice "
                    "--convert-to csv f.xlsx.");
  return read_csv(path, name, columns, hp);
}

}  // namespace lstmtrain
