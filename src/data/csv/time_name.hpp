// What a column's name says of time: whether it is one, a step's clock that begins anew, and the
// unit. Names as cyclers, vehicles and loggers write them.
#pragma once

#include <optional>
#include <string>

namespace lstmtrain {

// "Time", "Test (Sec)", "Total Time (Seconds)", "Prog Time", "DPt Time", "~Time[s]", "t (s)", ...
bool is_time_name(const std::string& name);

// Of a date, or of a date and a clock: a number in it may be a day of a spreadsheet.
bool is_date_name(const std::string& name);

// "Step Time", "Step (Sec)": it begins anew with every step.
bool is_step_time(const std::string& name);

// Seconds of the unit that stands behind the name: "(h)", "[min]", "/ h", "_ms", " us"; nothing
// where none does.
std::optional<double> unit_in_name(const std::string& name);

// The seconds of "s", "[min]", "(0.1 s)": of a cell in a row of units; none where it is no unit of
// time.
std::optional<double> unit_of_time(const std::string& text);

// Whether the name is of a clock that a test starts, not of the time of day.
bool is_clock_of_test(const std::string& name);

}  // namespace lstmtrain
