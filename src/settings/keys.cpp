// The table of fields as text: for --help, and as docs/hyperparams.md.
#include "settings/settings.hpp"
#include "settings/value.hpp"

namespace lstmtrain::settings {
namespace {

std::string default_text(const Field& field) {
  if (field.derived) return "follows from other keys";
  const text::Json value = load(FieldValues{}, field);
  if (value.is_array()) {
    std::vector<std::string> items;
    for (const text::Json& item : value)
      items.push_back(item.is_string() ? item.get<std::string>() : text::compact(item));
    return items.empty() ? "none" : text::joined(items);
  }
  if (value.is_string())
    return value.get<std::string>().empty() ? "none" : value.get<std::string>();
  return text::compact(value);
}

std::string allowed_text(const Field& field) {
  if (kind(field) == Kind::choice) return text::joined(words(field), " | ");
  return expected(field) + (*field.unit ? " (" + std::string(field.unit) + ")" : "");
}

std::string aliases(const Field& field) {
  std::vector<std::string> others;
  for (const std::string& name : field_names(field))
    if (name != field.key) others.push_back(name);
  return text::joined(others);
}

std::string cell(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2)
    text.insert(at, "\\");
  return text;
}

std::string markdown_row(const Field& field) {
  const std::string others = aliases(field);
  const std::string when = field.acts ? " Acts with " + std::string(field.acts->text) + "." : "";
  return "| `" + std::string(field.key) + "`" + (others.empty() ? "" : " (" + others + ")") +
         " | " + cell(default_text(field)) + " | " + cell(allowed_text(field)) + " | " +
         cell(field.help + when) + " |\n";
}

}  // namespace

std::string print_keys() {
  std::string out;
  for (const FieldGroup& group : field_groups()) {
    out += std::string(group.title) + ":\n";
    for (const Field& field : group.fields) {
      out += "  " + std::string(field.key) + " = " + default_text(field) + "  [" +
             allowed_text(field) + "]\n      " + field.help + "\n";
      if (field.acts) out += "      Acts with " + std::string(field.acts->text) + ".\n";
    }
  }
  return out;
}

std::string print_keys_markdown() {
  std::string out =
      "# hyperparams.json\n\n"
      "Generated from the table in `src/settings/table/field_table.cpp`; a test compares the "
      "two.\n\n"
      "Numbers and booleans are JSON values or texts. `\"\"` and `\"N/A\"` mean absent. A key that "
      "begins with `_` is a comment, and so is the rest of a line after `//`. A comma list in a "
      "single value is an axis of a grid, `\"[low,high]\"` is a search range. The command line "
      "wins over the file, the file over the defaults.\n";
  for (const FieldGroup& group : field_groups()) {
    out += "\n## " + std::string(group.title) +
           "\n\n| key (other names) | default | allowed | meaning |\n|---|---|---|---|\n";
    for (const Field& field : group.fields) out += markdown_row(field);
  }
  out += "\n## Accepted, without effect\n\n";
  std::vector<std::string> names;
  for (const IgnoredKey& ignored : ignored_keys())
    names.push_back("`" + std::string(ignored.name) + "`");
  return out + text::joined(names) + ".\n";
}

}  // namespace lstmtrain::settings
