// Structs of cycles, as NASA's battery data have them: cycle(k).data.Voltage_measured. Each struct
// that has all wanted columns is one series.
#pragma once

#include <string>
#include <vector>

#include "data/mat/variables.hpp"

namespace lstmtrain::mat {

// What is searched for in structs, and cells of them, at any depth up to eight.
class CycleSearch {
 public:
  CycleSearch(const std::vector<std::string>& columns, const std::vector<std::string>& column_names)
      : columns_(columns), column_names_(column_names) {}

  void look_into(matvar_t& variable) { look_into(variable, {}, 0); }

  // Each series that was found: its vectors of one length. A number of the struct around it (an
  // ambient temperature) is a constant column.
  std::vector<Vectors>& series() { return series_; }
  // Structs with vectors that lack a wanted column: how many, and the names of the first one's.
  std::size_t others() const { return others_; }
  const std::vector<std::string>& names_of_other() const { return names_of_other_; }

 private:
  void look_into(matvar_t& variable, const Vectors& constants, int depth);
  void look_into_struct(matvar_t& variable, std::size_t element, const Vectors& around, int depth);
  bool has_all(const Vectors& vectors) const;

  const std::vector<std::string>& columns_;
  const std::vector<std::string>& column_names_;
  std::vector<Vectors> series_;
  std::size_t others_ = 0;
  std::vector<std::string> names_of_other_;
};

// All series behind one another, of the columns that all of them have; `breaks` are the rows at
// which one begins.
Vectors joined(std::vector<Vectors> series, std::vector<std::size_t>& breaks);

}  // namespace lstmtrain::mat
