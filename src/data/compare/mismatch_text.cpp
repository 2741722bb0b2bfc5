#include "data/compare/mismatch_text.hpp"

#include <algorithm>
#include <cmath>

#include "base/plain_text.hpp"
#include "base/text/words.hpp"

namespace lstmtrain {
namespace {

std::string python_string(const std::string& name) {
  std::string text = "'";
  for (const char c : name)
    text += c == '\'' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  return text + "'";
}

std::string range_text(double low, double high) {
  return four_digits(low) + " to " + four_digits(high);
}

struct Words {
  std::string is;  // what is seen: "is 1000 times as large as"
  std::string got;
  std::string expected;
  std::string cure;  // "divide it by 1000"
  std::string line;  // of pandas, with the table as d
};

Words level_words(const ColumnPrint& print, const ColumnFamily& family) {
  Words words;
  words.got = range_text(print.low, print.high) + " (5 to 95 % of its cells)";
  words.expected = "about " + range_text(family.low.least, family.high.most);
  return words;
}

Words factor_words(double factor, const std::string& column, Words words) {
  const bool large = factor > 1;
  const std::string times = four_digits(large ? factor : 1 / factor);
  words.is = "is " + times + " times as " + (large ? "large" : "small") + " as";
  words.cure = (large ? "divide it by " : "multiply it by ") + times;
  words.line = column + (large ? " /= " : " *= ") + times;
  return words;
}

Words offset_words(double offset, const std::string& column, Words words) {
  const std::string size = decimal_text(std::abs(offset), std::chars_format::fixed, 2);
  words.is = std::string("lies 273.15 ") + (offset > 0 ? "above what it is" : "below what it is");
  words.cure = (offset > 0 ? "bring it from kelvin to degrees Celsius"
                           : "bring it from degrees Celsius to kelvin");
  words.line = column + (offset > 0 ? " -= " : " += ") + size;
  return words;
}

Words sign_words(const ColumnPrint& print, const ColumnFamily& family, const std::string& column,
                 Words words) {
  words.is = "has the other sign than";
  if (!family.target) {
    words.got = "a target that moves by " + four_digits(print.slope) + " a unit of it";
    words.expected = range_text(family.slope.low, family.slope.high);
  }
  words.cure = "negate it";
  words.line = column + " *= -1";
  return words;
}

Words words_of(const Mismatch& mismatch, const FileSummary& summary,
               const std::vector<ColumnFamily>& families) {
  const ColumnPrint& print = summary.prints[mismatch.column];
  const ColumnFamily& family = families[mismatch.column];
  const std::string column = "d[" + python_string(print.column) + "]";
  Words words = level_words(print, family);
  switch (mismatch.kind) {
    case Mismatch::Kind::factor:
      return factor_words(mismatch.value, column, std::move(words));
    case Mismatch::Kind::offset:
      return offset_words(mismatch.value, column, std::move(words));
    case Mismatch::Kind::sign:
      return sign_words(print, family, column, std::move(words));
    case Mismatch::Kind::swapped:
      break;
  }
  const std::string other = python_string(summary.prints[mismatch.other].column);
  words.is = "stands in the place of " + text::quoted(summary.prints[mismatch.other].column) +
             ", and that in its place, other than";
  words.cure = "swap the two names";
  words.line = "d = d.rename(columns={" + python_string(print.column) + ": " + other + ", " +
               other + ": " + python_string(print.column) + "})";
  return words;
}

// A file is read, changed and written; rows from memory have no file.
std::string cure(const Words& words, const std::string& path, bool has_file) {
  if (!has_file) return words.cure;
  return words.cure + ", as by python3 -c \"import pandas; f = " + python_string(path) +
         "; d = pandas.read_csv(f); " + words.line + "; d.to_csv(f, index=False)\"";
}

}  // namespace

std::string mismatch_text(const Mismatch& mismatch, const SourceFile& file,
                          const FileSummary& summary, const std::vector<ColumnFamily>& families,
                          const std::string& others) {
  const Words words = words_of(mismatch, summary, families);
  const bool has_file = std::any_of(summary.columns.begin(), summary.columns.end(),
                                    [](const ColumnSummary& column) { return column.place > 0; });
  return file.path + ": column " + text::quoted(summary.prints[mismatch.column].column) + " " +
         words.is + " " + others + ", got " + words.got + ", expected " + words.expected +
         ". Hint: " + cure(words, file.path, has_file) +
         "; where it is right as it stands, set IGNORE_UNIT_CHECK.";
}

}  // namespace lstmtrain
