// The usual other names of a quantity: where no column is called Temp, Temperature is it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace lstmtrain {

// The places in `names` of what may be meant by `wanted`: another usual name of the same quantity
// in the same unit, letter case and signs aside. Columns that are wanted themselves (`all_wanted`)
// are not. Empty for a quantity that is not known here.
std::vector<std::size_t> aliases_of(const std::string& wanted,
                                    const std::vector<std::string>& names,
                                    const std::vector<std::string>& all_wanted);

// For the user, once for all files: "Temperature" is read for "Temp".
std::string alias_note(const std::string& wanted, const std::string& found);

}  // namespace lstmtrain
