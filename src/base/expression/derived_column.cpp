#include "base/expression/derived_column.hpp"

#include <algorithm>

namespace lstmtrain {
namespace {

std::string trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return std::string(text);
}

std::string name_of(const std::string& text) {
  const std::size_t colon = text.find(':');
  return colon == std::string::npos ? "" : trimmed(std::string_view(text).substr(0, colon));
}

// Throws ExpressionFault for a column that is not there yet when `name` is computed.
void check_order(const std::string& name, const Expression& expression,
                 const std::vector<std::string>& later) {
  for (const std::string& column : expression.columns) {
    if (column == name)
      throw ExpressionFault{"a derived column reads itself", "\"" + name + "\"",
                            "columns of the file, or derived columns above it",
                            "give it a name that no column of the file has"};
    if (std::find(later.begin(), later.end(), column) != later.end())
      throw ExpressionFault{"derived column \"" + name + "\" reads one that stands below it",
                            "\"" + column + "\"",
                            "columns of the file, or derived columns above it",
                            "put \"" + column + "\" first; they must not read each other"};
  }
}

DerivedColumn parse_column(const std::string& text, const std::vector<std::string>& later) {
  const std::string name = name_of(text);
  if (name.empty() || trimmed(text.substr(text.find(':') + 1)).empty())
    throw ExpressionFault{"not a derived column", "\"" + text.substr(0, 60) + "\"",
                          "\"Name: expression\"", ""};
  if (std::find(later.begin(), later.end(), name) != later.end())
    throw ExpressionFault{"a derived column stands twice", "\"" + name + "\"", "each once", ""};
  DerivedColumn column{name, {}};
  try {
    column.expression = parse_expression(trimmed(text.substr(text.find(':') + 1)));
  } catch (ExpressionFault& fault) {
    fault.what = "column \"" + name + "\": " + fault.what;
    throw;
  }
  check_order(name, column.expression, later);
  return column;
}

}  // namespace

std::vector<DerivedColumn> parse_derived_columns(const std::vector<std::string>& texts,
                                                 std::vector<DerivedFault>& faults) {
  std::vector<DerivedColumn> columns;
  if (texts.size() > kMostDerivedColumns) {
    faults.push_back({"",
                      {"too many derived columns", std::to_string(texts.size()),
                       "at most " + std::to_string(kMostDerivedColumns), ""}});
    return columns;
  }
  for (std::size_t i = 0; i < texts.size(); ++i) {
    std::vector<std::string> later;
    for (std::size_t k = i + 1; k < texts.size(); ++k) later.push_back(name_of(texts[k]));
    try {
      columns.push_back(parse_column(texts[i], later));
    } catch (const ExpressionFault& fault) {
      faults.push_back({texts[i], fault});
    }
  }
  return columns;
}

}  // namespace lstmtrain
