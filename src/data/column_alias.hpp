// The usual other names of a quantity: where no column is called Temp, Temperature is it, and where
// none is called Current, Current (A) is.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace lstmtrain {

// The places in `names` of what may be meant by `wanted`: the first of its COLUMN_NAMES
// ("Current|I/A|Strom") that is there; else the same words, whatever their case, signs and unit
// ("Current (A)", "I [A]" and "current_a" for "Current"; not "Current (mA)" for "Current (A)"), or
// another usual name of the same quantity. Columns that are wanted themselves (`all_wanted`) are
// not.
std::vector<std::size_t> aliases_of(const std::string& wanted,
                                    const std::vector<std::string>& names,
                                    const std::vector<std::string>& all_wanted,
                                    const std::vector<std::string>& column_names = {});

// Whether each of `wanted` is in `names`, or one thing alone that may be meant by it.
bool names_all(const std::vector<std::string>& wanted, const std::vector<std::string>& names,
               const std::vector<std::string>& column_names);

// Whether a column is a temperature by its name: "T", "Temp", "Cell_degC", "T1[K]".
bool is_temperature_name(const std::string& name);

// The unit in a column's name, as it is written there: "A" of "Current (A)", "degC" of "Temp_degC";
// "" where there is none.
std::string unit_in_column(const std::string& name);

// For the user, once for all files: "Temperature" is read for "Temp".
std::string alias_note(const std::string& wanted, const std::string& found);

}  // namespace lstmtrain
