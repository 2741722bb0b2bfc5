#include "run/check_json.hpp"

#include <algorithm>

#include "base/text/json_text.hpp"

namespace lstmtrain::run {
namespace {

using text::Json;

// Text of a file is not always UTF-8.
Json word(const std::string& text) {
  return text::is_utf8(text) ? text : text::printable(text, text.size());
}

Json column_json(const ColumnSummary& column, std::size_t rows) {
  const bool any = column.bad() < rows;
  Json object = {{"unit", word(column.unit)}, {"min", nullptr},       {"max", nullptr},
                 {"mean", nullptr},           {"deviation", nullptr}, {"bad", column.bad()}};
  if (!any) return object;
  object["min"] = text::number_json(column.min);
  object["max"] = text::number_json(column.max);
  object["mean"] = text::number_json(column.mean);
  object["deviation"] = text::number_json(column.deviation);
  return object;
}

Json file_json(const FileSummary& file) {
  Json cuts = Json::array(), columns = Json::object();
  for (const SeriesCut& cut : file.cuts)
    cuts.push_back({{"line", cut.line}, {"reason", cut.reason}});
  for (const ColumnSummary& column : file.columns)
    columns[column.name] = column_json(column, file.rows);
  return {{"path", word(file.path)},
          {"time",
           {{"column", word(file.time.column)},
            {"unit", file.time.unit},
            {"format", file.time.format},
            {"step", text::number_json(file.period)},
            {"repeated", file.repeated},
            {"gaps", file.gaps},
            {"backward", file.backward},
            {"bad", file.bad_times}}},
          {"rows", file.rows},
          {"parts", file.parts},
          {"cuts", std::move(cuts)},
          {"left_out", file.left_out},
          {"filled", file.filled},
          {"bad_rows", file.bad_rows},
          {"columns", std::move(columns)}};
}

}  // namespace

std::string check_json(const DataCheck& check) {
  Json files = Json::array(), columns = Json::object();
  for (const FileSummary& file : check.files) files.push_back(file_json(file));
  const FileSummary all = all_files(check.files);
  for (const ColumnSummary& column : all.columns)
    columns[column.name] = column_json(column, all.rows);
  const auto lines = [](const std::vector<std::string>& texts) {
    Json list = Json::array();
    for (const std::string& text : texts) list.push_back(word(text));
    return list;
  };
  const Json object = {{"schema", text::kSchema},
                       {"files", std::move(files)},
                       {"all",
                        {{"files", check.files.size()},
                         {"rows", all.rows},
                         {"parts", all.parts},
                         {"columns", std::move(columns)}}},
                       {"problems", lines(check.problems)},
                       {"warnings", lines(check.warnings)},
                       {"notes", lines(check.notes)}};
  return object.dump(2) + "\n";
}

}  // namespace lstmtrain::run
