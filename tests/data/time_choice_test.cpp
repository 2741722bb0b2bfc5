// Which column is the time, in what unit, as the files of labs have it.
#include "data/column_table.hpp"
#include "data/csv/csv_cell.hpp"
#include "data/csv/layout.hpp"
#include "data/csv/reader.hpp"
#include "data/csv/row_reader.hpp"
#include "data/csv/time_name.hpp"
#include "data/time/day_clock.hpp"
#include "lstmtrain/error.hpp"
#include "support/catch.hpp"
#include "support/refusal.hpp"
#include "support/temp_dir.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

using Times = std::vector<double>;

// The file's times from its first row on, and its notes.
struct ReadTimes {
  Times times;
  std::vector<std::string> notes;
};

ReadTimes times_of(const std::string& text, const Hyperparams& hp = {}) {
  const TempDir dir;
  write_file(dir / "a.csv", text);
  const Table table = read_csv((dir / "a.csv").string(), "a.csv", {"I"}, hp, 10000);
  ReadTimes read{table.file.time, table.notes};
  for (double& t : read.times) t -= table.file.time.front();
  return read;
}

bool says(const ReadTimes& read, const std::string& part) {
  for (const std::string& note : read.notes)
    if (note.find(part) != std::string::npos) return true;
  return false;
}

double seconds_of(const char* text) {
  double seconds = -1;
  return parse_iso_time(text, seconds) ? seconds : -1;
}

std::string refusal(const std::string& text) {
  return refused(ErrorCode::data, [&] { times_of(text); });
}

}  // namespace

TEST_CASE("data.time_name: what labs call a time, and what is none") {
  for (const char* name : {"Time",
                           "time/s",
                           "TestTime",
                           "Test (Sec)",
                           "Test Time / h",
                           "Total Time (Seconds)",
                           "Prog Time",
                           "Run Time (h)",
                           "DPt Time",
                           "Time Stamp",
                           "timestamp_ms",
                           "~Time[s]",
                           "# t (s)",
                           "t",
                           "t[s]",
                           "Step Time",
                           "Date",
                           "DATE",
                           "Datum",
                           "elapsed_s",
                           "Uhrzeit",
                           "Realtime",
                           "AbsTime",
                           "created_at",
                           "ts",
                           "LogDate"})
    CHECK(is_time_name(name));
  for (const char* name : {"Temperature", "Current", "Voltage", "T", "Total Energy (Wh)", "Test",
                           "SOC", "Run", "Cycle", "Step", "Mode"})
    CHECK(is_time_name(name) == (std::string(name) == "T"));
  CHECK(is_step_time("Step Time (s)"));
  CHECK_FALSE(is_step_time("Time"));
}

TEST_CASE("data.time_name: the unit that stands behind a name") {
  for (const auto& [name, seconds] : {std::pair{"Test Time / h", 3600.0},
                                      {"Run Time (h)", 3600},
                                      {"Time [min]", 60},
                                      {"t (s)", 1},
                                      {"timestamp_ms", 1e-3},
                                      {"time us", 1e-6},
                                      {"Time [\xC2\xB5s]", 1e-6},
                                      {"Age (days)", 86400},
                                      {"Total Time (Seconds)", 1},
                                      {"TimeMs", 1e-3},
                                      {"Time (millisec)", 1e-3},
                                      {"Time (ms since boot)", 1e-3},
                                      {"Time (0.1 s)", 0.1},
                                      {"Time (100 ms)", 0.1},
                                      {"Time [ks]", 1e3},
                                      {"Test (Sec)", 1}})
    CHECK(unit_in_name(name) == seconds);
  CHECK_FALSE(unit_in_name("Time"));
  CHECK_FALSE(unit_in_name("h"));
}

TEST_CASE("data.time_choice: numbers are in the unit of their name, or as TIME_UNIT says") {
  CHECK(times_of("Time / h,I\n0,1\n0.5,2\n1,3\n").times == Times{0, 1800, 3600});
  CHECK(says(times_of("Time / h,I\n0,1\n0.5,2\n"), "read as numbers of 3600 s"));
  CHECK(times_of("t (ms),I\n0,1\n100,2\n").times == Times{0, 0.1});
  CHECK(times_of("Time,I\n0,1\n100,2\n").times == Times{0, 100});
  Hyperparams hp;
  hp.time_unit = TimeUnit::min;
  CHECK(times_of("Time / h,I\n0,1\n2,2\n", hp).times == Times{0, 120});
  hp.time_unit = TimeUnit::file;  // a model of 0.1.0
  CHECK(times_of("Time / h,I\n0,1\n2,2\n", hp).times == Times{0, 2});
}

TEST_CASE("data.time_choice: not a clock that begins anew, not a coarse one where a fine one is") {
  const ReadTimes total = times_of("Time,Total Time,I\n0,0,1\n1,1,2\n0,2,3\n1,3,4\n");
  CHECK(total.times == Times{0, 1, 2, 3});
  CHECK(says(total, "the time is column \"Total Time\", not \"Time\", which begins anew"));
  const ReadTimes fine = times_of(
      "Timestamp,Time [s],I\n2024-01-02 10:00:00,0,1\n2024-01-02 10:00:00,0.5,2\n"
      "2024-01-02 10:00:01,1,3\n");
  CHECK(fine.times == Times{0, 0.5, 1});
  CHECK(says(fine, "which is coarser"));
  CHECK(times_of("Step Time,Test Time,I\n0,0,1\n1,1,2\n2,2,3\n").times == Times{0, 1, 2});
  CHECK(says(times_of("Step Time,Test Time,I\n0,0,1\n1,1,2\n"), "column \"Test Time\", not"));
  CHECK(times_of("DATE,TIME,I\n2024-01-02,11:59:59 AM,1\n2024-01-02,12:00:00 PM,2\n").times ==
        Times{0, 1});
  CHECK(says(times_of("Date,I\n2024-01-02,1\n2024-01-02,2\n2024-01-03,2\n"),
             "is a date without a clock"));
  CHECK(says(times_of("a,I\n1,2\n3,4\n"), "no time column was found"));
}

TEST_CASE("data.time_choice: past midnight, hours of any number of digits, days and a clock") {
  CHECK(times_of("Time,I\n23:59:58,1\n23:59:59,2\n00:00:00,3\n00:00:01,4\n").times ==
        Times{0, 1, 2, 3});
  CHECK(times_of("Total Time,I\n99:59:59,1\n100:00:00,2\n").times == Times{0, 1});
  CHECK(times_of("TestTime,I\n  0d 23:59:59.50,1\n  1d 00:00:00.00,2\n").times == Times{0, 0.5});
  DayClock clock;
  CHECK(clock.follow(86399) == 86399);
  CHECK(clock.follow(1) == 86401);
  CHECK(clock.follow(0.5) == 86400.5);  // a step back, no other day
}

TEST_CASE("data.time_choice: dates and clocks as they are written") {
  CHECK(seconds_of("2024-03-09 11:55:00") == 1709985300);
  for (const char* same : {"2024/03/09 11:55:00", "09.03.2024 11:55:00", "9.3.2024 11:55:00",
                           "2024-03-09 11:55 AM", "2024-03-09T11:55:00Z"})
    CHECK(seconds_of(same) == 1709985300);
  CHECK(seconds_of("12:00:00 AM") == 0);
  CHECK(seconds_of("12:30 pm") == 45000);
  CHECK(seconds_of("1:00:00 PM") == 46800);
  for (const char* none : {"13:00 PM", "0:30 AM", "12.5", "1.2.3", "9.13.2024", "3/9/2024",
                           "1:2:3:4", "1d", "d 00:00:00", "1234567:00:00", "10:00 XM"})
    CHECK(seconds_of(none) == -1);
}

TEST_CASE("data.time_choice: the newest row first is read in the order of time") {
  const TempDir dir;
  write_file(dir / "a.csv", "Time,I\n9,1\n8,2\n7,3\n6,4\n");
  const Table table = read_csv((dir / "a.csv").string(), "a.csv", {"I"}, Hyperparams{}, 100);
  CHECK(table.file.time == Times{6, 7, 8, 9});
  CHECK(table.file.values == std::vector<float>{4, 3, 2, 1});
  CHECK(table.file.line(0) == 5);
  CHECK(table.file.line(3) == 2);
  REQUIRE(table.notes.size() == 1);
  CHECK(table.notes[0].find("the newest row stands first") != std::string::npos);
}

TEST_CASE("data.time_choice: the newest row first, back past midnight, and in columns of numbers") {
  const ReadTimes night =
      times_of("Time,I\n00:00:02,1\n00:00:01,2\n00:00:00,3\n23:59:59,4\n23:59:58,5\n");
  CHECK(night.times == Times{0, 1, 2, 3, 4});
  CHECK(says(night, "the newest row stands first"));
  const ReadTimes nights = times_of("Time,I\n01:00,1\n13:00,2\n01:00,3\n13:00,4\n01:00,5\n");
  CHECK_FALSE(says(nights, "the newest row"));  // forward, half a day a row

  const std::vector<double> time = {9, 8, 7}, current = {1, 2, 3};
  const Table table =
      column_table("a.mat", "a.mat", {{"Time", time}, {"I", current}}, {"I"}, Hyperparams{}, {});
  CHECK(table.file.time == Times{7, 8, 9});
  CHECK(table.file.values == std::vector<float>{3, 2, 1});
  CHECK(table.file.line(0) == 3);
  REQUIRE(table.notes.size() == 1);
  CHECK(table.notes[0].find("the newest row stands first") != std::string::npos);
}

TEST_CASE("data.time_choice: rows one by one have the same seconds") {
  Hyperparams hp;
  hp.feature_columns = {"I"};
  static const std::string where = "stdin";
  RowReader reader(where, "Time [min],I", hp, 60);
  std::array<double, 1> x{};
  for (const auto& [line, gap] :
       {std::pair{"0,1", false}, {"1,1", false}, {"2,1", false}, {"9,1", true}}) {
    REQUIRE(reader.read(line, x));
    CHECK(reader.after_gap() == gap);
  }
  RowReader night(where, "Time,I", hp, 1);
  for (const char* line : {"23:59:58,1", "23:59:59,1", "00:00:00,1"}) {
    REQUIRE(night.read(line, x));
    CHECK_FALSE(night.after_gap());
  }
}

TEST_CASE("data.time_choice: day and month of short dates, as the file or the user tells") {
  const std::string head = "Date Time,I\n";
  const std::string us = "3/9/2024 11:59:59 AM,1\n3/9/2024 12:00:01 PM,2\n";
  // Neither field is above 12: no time, and said.
  const ReadTimes unknown = times_of(head + us);
  CHECK(unknown.times.empty());
  CHECK(says(unknown, "day and month of its dates cannot be told apart"));
  Hyperparams hp;
  hp.date_format = DateFormat::mdy;
  CHECK(times_of(head + us, hp).times == Times{0, 2});
  // A later row tells.
  CHECK(times_of(head + "03/12/2024 23:59:59,1\n03/13/2024 00:00:01,2\n").times == Times{0, 2});
  CHECK(times_of(head + "12-03-24 23:59:59,1\n13-03-24 00:00:01,2\n").times == Times{0, 2});
  CHECK(seconds_of("3/9/2024") == -1);
  double month_first = 0, day_first = 0, iso = 0;
  REQUIRE(parse_iso_time("3/9/2024", month_first, DateOrder::month_first));
  REQUIRE(parse_iso_time("3/9/2024", day_first, DateOrder::day_first));
  REQUIRE(parse_iso_time("2024-03-09", iso));
  CHECK(month_first == iso);
  CHECK(day_first == iso + 178 * 86400.0);  // to 3 September
  for (const char* none : {"13/13/2024", "3/9/2024x", "3/9/", "3/9/202", "3//2024", "3/9-2024"}) {
    INFO(none);
    double seconds = 0;
    CHECK_FALSE(parse_iso_time(none, seconds, DateOrder::month_first));
  }
}

TEST_CASE("data.time_choice: numbers that by their size are milliseconds or days") {
  CHECK(times_of("timestamp,I\n1709985599000,1\n1709985600500,2\n").times == Times{0, 1.5});
  CHECK(times_of("timestamp,I\n1709985599,1\n1709985601,2\n").times == Times{0, 2});
  CHECK(times_of("timestamp,I\n1709985599000000,1\n1709985600500000,2\n").times == Times{0, 1.5});
  const ReadTimes days = times_of("DateTime,I\n45360.5,1\n45360.75,2\n");
  CHECK(days.times == Times{0, 21600});
  CHECK(says(days, "is read as numbers of"));
  CHECK(times_of("Time,I\n45360.5,1\n45360.75,2\n").times ==
        Times{0, 0.25});  // no date by its name
}

TEST_CASE("data.time_choice: another clock in the file tells the unit of a time that is a number") {
  const auto file = [](const char* name, double unit, double drift) {
    std::string text = std::string(name) + ",Date,I\n";
    char row[96];
    for (int i = 0; i < 90; ++i) {
      const int clock = static_cast<int>(i * drift);
      std::snprintf(row, sizeof row, "%.9f,2024-07-15 10:%02d:%02d,0.5\n", i / unit, clock / 60,
                    clock % 60);
      text += row;
    }
    return times_of(text);
  };
  for (const double unit : {1e-3, 60.0, 3600.0}) {
    const ReadTimes read = file("Time", unit, 1);
    CHECK(read.times.back() == Approx(89).epsilon(1e-6));
    CHECK(says(read, "as column \"Date\" tells"));
  }
  CHECK(file("Time [s]", 3600, 1).times.back() == Approx(89).epsilon(1e-6));  // the name is wrong
  CHECK_FALSE(says(file("Time", 1, 1), "tells"));
  // A clock that runs apart from the other tells nothing: one of them stops at pauses.
  const ReadTimes apart = file("Time", 1, 1.7);
  CHECK(apart.times.back() == Approx(89));
  CHECK_FALSE(says(apart, "tells"));
  Hyperparams set;
  set.time_unit = TimeUnit::min;
  CHECK(times_of("Time,Date,I\n0,2024-07-15 10:00:00,1\n1,2024-07-15 10:00:01,1\n", set).times[1] ==
        60);
}

TEST_CASE("data.time_choice: minutes and seconds with a fraction are no hours") {
  CHECK(seconds_of("30:15.5") == 1815.5);
  CHECK(seconds_of("00:05.0") == 5);
  CHECK(seconds_of("30:15") == 30 * 3600 + 15 * 60);
  CHECK(seconds_of("30:15.") == -1);
  CHECK(seconds_of("30:15.5x") == -1);
}

TEST_CASE("data.time_choice: dates in all digits, of spreadsheets, with two digits of a year") {
  for (const auto& [text, seconds] : {std::pair{"15.07.24 10:15:00", 1721038500.0},
                                      {"2024.07.15 10:15:00", 1721038500},
                                      {"Jul 15, 2024 10:15:00", 1721038500},
                                      {"20240715 10:15:00", 1721038500},
                                      {"2024-07-15\xC2\xA0"
                                       "10:15:00",
                                       1721038500},
                                      {"2024-07-15 10:15:00\xE2\x80\xAF"
                                       "AM",
                                       1721038500},
                                      {"2024-07-15 10:15:00 p.m.", 1721038500 + 43200},
                                      {"2 days 00:00:01.5", 172801.5},
                                      {"1 day 00:00:01", 86401}}) {
    INFO(text);
    CHECK(seconds_of(text) == seconds);
  }
  const ReadTimes digits = times_of("timestamp,I\n20240715101500,1\n20240715101600,1\n");
  CHECK(digits.times == Times{0, 60});
  CHECK(times_of("time,I\n202407151015,1\n202407151025,1\n").times == Times{0, 600});
  CHECK(times_of("Date,Time,I\n20240715,23:59:00,1\n20240716,00:01:00,1\n").times == Times{0, 120});
  CHECK(times_of("Date,Time,I\n45488,23:59:00,1\n45489,00:01:00,1\n").times == Times{0, 120});
  CHECK(times_of("Time,I\n20240715,1\n20240716,1\n").times == Times{0, 1});  // a count
  // Day and month of the date could be either: the clock alone, and that is said.
  const ReadTimes alone = times_of("Date,Time,I\n3/9/2024,10:00:00,1\n3/9/2024,10:00:01,1\n");
  CHECK(alone.times == Times{0, 1});
  CHECK(says(alone, "DATE_FORMAT"));
}

TEST_CASE("data.time_choice: the time of day goes with a date, not the clock of a test") {
  const ReadTimes read = times_of(
      "Date,Test Time,Time,I\n2024-07-15,00:00:00,23:59:59,1\n2024-07-16,00:00:01,00:00:00,1\n");
  CHECK(read.times == Times{0, 1});
}

TEST_CASE("data.time_choice: what counts down, or stands still, is no clock") {
  CHECK(times_of("Time to Empty (min),timestamp,I\n9,5,1\n8,6,1\n7,7,1\n").times == Times{0, 1, 2});
  const ReadTimes still = times_of("Time,I\n5,1\n5,1\n5,1\n");
  CHECK(still.times.empty());
  CHECK(says(still, "stands still"));
}

TEST_CASE("data.time_choice: the row of units below the header says the unit") {
  const ReadTimes read = times_of("Time,I\nh,A\n0,1\n0.5,1\n");
  CHECK(read.times == Times{0, 1800});
  CHECK(times_of("Time,I\n(ms),(A)\n0,1\n500,1\n").times == Times{0, 0.5});
}

TEST_CASE("data.csv_reader: words behind the last row are no rows, and another table is refused") {
  const std::string rows = "Time,I\n0,1\n1,2\n2,3\n";
  const ReadTimes footer = times_of(rows + "Mean,2\n\nTotal,6\n");
  CHECK(footer.times == Times{0, 1, 2});
  CHECK(says(footer, "words behind the last row"));
  CHECK(times_of(rows + "bad,4\n4,5\n").times.size() == 5);  // a bad stamp between rows
  CHECK(times_of(rows + "Time,I\n3,4\n").times == Times{0, 1, 2, 3});
  // Any number of blank lines at the end are no rows; between rows they are bad ones.
  std::string blank;
  for (int i = 0; i < 5000; ++i) blank += ",\n";
  CHECK(times_of(rows + blank).times.size() == 3);
  CHECK(times_of(rows + blank + "3,4\n").times.size() == 5004);
  std::string words;
  for (int i = 0; i < 1500; ++i) words += "x,1\n";
  CHECK(times_of(rows + words + "3,4\n").times.size() == 1504);
  CHECK_THAT(refusal(rows + "Cycle,Energy\n1,3\n2,4\n"), contains("another table begins here"));
  CHECK_THAT(refusal(rows + "I,Time\n5,3\n6,4\n"), contains(":5:1: another table"));
  CHECK_THAT(refusal(rows + "Time,I\n(s),(mA)\n3,4000\n"), contains("(s),(mA)"));
}

TEST_CASE("data.time_choice: a clock without colons is refused, a counter is none") {
  const auto with_times = [](const std::vector<int>& times) {
    std::string text = "Time,I\n";
    for (const int t : times) text += std::to_string(t) + ",1\n";
    return text;
  };
  const std::vector<int> packed = {95957,  95958,  95959,  100000, 100001, 100002,
                                   100003, 100004, 100005, 100006, 100007, 100008};
  CHECK_THAT(refusal(with_times(packed)), contains("hours, minutes and seconds as the digits"));
  std::vector<int> late;  // the minute ends behind the rows that are looked at first
  for (int s = 0; s < 100; ++s) late.push_back(120000 + s / 60 * 100 + s % 60);
  CHECK_THAT(refusal(with_times(late)), contains("got 120059 before a jump"));
  std::vector<int> tens, hundreds, seconds, holes;
  for (int i = 0; i < 300; ++i) {
    tens.push_back(10 * i);
    hundreds.push_back(100 * i);
    seconds.push_back(i);
    holes.push_back(i + 41 * (i / 60));
  }
  for (const std::vector<int>& counter : {tens, hundreds, seconds}) {
    CHECK(times_of(with_times(counter)).times.back() == counter.back());
  }
  CHECK(times_of(with_times(holes)).times.size() == 300);
}
