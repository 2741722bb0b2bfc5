#include "data/table_reader.hpp"

#include <set>

#include "data/csv_case.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

TEST_CASE("data.table_reader: a file is read by its name's end, whatever its letters") {
  const TempDir dir;
  for (const char* name : {"a.csv", "a.TSV", "a.txt", "a", "a.dat", "a.csv.1"}) {
    INFO(name);
    write_file(dir / name, good_csv(3));
    CHECK(read_table((dir / name).string(), name, {"V"}, volts()).file.rows == 3);
  }
}

TEST_CASE("data.table_reader: a format that cannot be read is refused with the way to CSV") {
  for (const char* name : {"drive.xlsx", "drive.XLS", "drive.ods"})
    CHECK_THAT(refused(ErrorCode::data, [&] { read_table(name, name, {"V"}, volts()); }),
               contains(std::string(name) + ": a spreadsheet") && contains("to_csv"));
}

TEST_CASE("data.table_reader: rows of the table are whole, and no two claim a name") {
  std::set<std::string_view> extensions;
  for (const TableFormat& format : table_formats()) {
    INFO(format.name);
    CHECK((format.read != nullptr || !format.refusal.empty()));
    for (const std::string_view extension : format.extensions) {
      if (extension.empty()) continue;
      CHECK(extension.front() == '.');
      CHECK(extensions.insert(extension).second);
      CHECK(format_of("folder.x/Drive" + std::string(extension)) == &format);
    }
  }
  CHECK(format_of("drive") == nullptr);
  CHECK(format_of("drive.unknown") == nullptr);
}
