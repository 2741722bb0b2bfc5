// Numbers as people read them: "15.7 mV", "1 min 23 s", "812k", "3.2 MB". For people only;
// files hold exact numbers.
#pragma once

#include <cstddef>
#include <string>

namespace lstmtrain::text {

// Four significant digits, never fewer than the whole number; "nan" and "inf" as such.
std::string number(double value);
// A whole number as such, any other as number().
std::string plain(double value);
// number() and the unit, when there is one.
std::string with_unit(double value, const std::string& unit);
// "1.0e-03"
std::string scientific(double value);
// 812, 81.2k, 1.2M
std::string short_count(double value);
// 12345 as "12,345"
std::string grouped(std::size_t value);
// "20 ms", "5.2 s", "1 min 23 s", "2 h 03 min"
std::string duration(double seconds);
// The same for a forecast, which is not so sure: "40 s", "4 min", "1.5 h", "3 days".
std::string about(double seconds);
// "3.2 MB" (10^6)
std::string megabytes(std::size_t bytes);
// "1 file", "3 files"
std::string counted(std::size_t count, const std::string& noun);

}  // namespace lstmtrain::text
