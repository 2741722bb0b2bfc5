#include "data/cell_place.hpp"

#include "base/plain_text.hpp"

namespace lstmtrain {

std::string row_place(const SourceFile& file, std::size_t row) {
  return (file.path.empty() ? file.name : file.path) + ":" + std::to_string(file.line(row));
}

std::string cell_text(const Dataset& dataset, std::size_t file, std::size_t row,
                      std::size_t column) {
  return "column \"" + dataset.columns[column] +
         "\" = " + four_digits(static_cast<double>(dataset.files[file].at(row, column)));
}

}  // namespace lstmtrain
