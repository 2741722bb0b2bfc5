// Two files say the same in two ways: augmentation_metadata.json ("applied_filters", "applied") and
// the settings of VEstim's window ("filter_configs", "enabled"). Both names are read in either.
#include "settings/vestim_augmentation.hpp"

#include <initializer_list>

#include "base/text/number_text.hpp"
#include "lstmtrain/error.hpp"
#include "settings/source.hpp"
#include "settings/value.hpp"

namespace lstmtrain::settings {
namespace {

constexpr int kVestimOrder = 4;  // of a filter that does not say it

// A value and its address in messages; null where there is none.
struct Part {
  text::Json value;
  std::string where;
};

// The member under the first of its names that is there.
Part member(const Part& whole, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const auto found = whole.value.find(name);
    if (found != whole.value.end() && !found->is_null())
      return {*found, text::pointer(whole.where, name)};
  }
  return {{}, text::pointer(whole.where, *names.begin())};
}

Part root_of(const Augmentation& from) { return {from.root, from.where()}; }

std::vector<Part> items(const Part& list, text::Faults& faults) {
  std::vector<Part> all;
  if (list.value.is_null()) return all;
  if (!list.value.is_array()) {
    faults.add(list.where, "not a list", text::shown(list.value), "a list: [...]");
    return all;
  }
  for (std::size_t i = 0; i < list.value.size(); ++i)
    all.push_back({list.value[i], text::pointer(list.where, std::to_string(i))});
  return all;
}

// "" and a fault where there is no text.
std::string text_of(const Part& part, const char* expected, text::Faults& faults) {
  if (part.value.is_string()) {
    const std::string_view text = text::trimmed(part.value.get_ref<const std::string&>());
    if (!text.empty()) return std::string(text);
  }
  faults.add(part.where, "the value is not usable", text::shown(part.value), expected);
  return "";
}

// A number above 0, of a number or a text; 0 and a fault where there is none.
double positive(const Part& part, const text::Json& value, const char* expected,
                text::Faults& faults) {
  static const Field number{.key = "", .member = &FieldValues::huber_delta};
  text::Faults unheard;
  std::vector<std::string> no_notes;
  const auto read = value.is_number() || value.is_string()
                        ? read_value(number, value, part.where, unheard, no_notes)
                        : std::nullopt;
  if (read && read->values.size() == 1 && read->values[0].get<double>() > 0)
    return read->values[0].get<double>();
  faults.add(part.where, "the value is not usable", text::shown(part.value), expected);
  return 0;
}

double positive(const Part& part, const char* expected, text::Faults& faults) {
  return positive(part, part.value, expected, faults);
}

// A column's name as an expression takes any.
std::string quoted_name(const std::string& name) {
  const char quote = name.find('"') == std::string::npos ? '"' : '\'';
  return quote + name + quote;
}

// VEstim runs its filter on rows, with the sampling rate that its user stated.
std::string filter(const Part& said, text::Faults& faults) {
  const std::string column = text_of(member(said, {"column"}), "the name of a column", faults);
  const Part output = member(said, {"output_column_name"});
  const bool in_place = output.value.is_null() || output.value == "" || output.value == column;
  if (in_place && !column.empty())
    faults.add(output.where, "a filter writes over its own column", text::shown(output.value),
               "the name of a new column",
               "name it, or set DERIVED_COLUMNS and FEATURE_COLUMNS in hyperparams.json");
  const std::string name = in_place ? "" : text_of(output, "the name of a new column", faults);
  const double corner =
      positive(member(said, {"corner_frequency"}), "a corner in Hz above 0", faults);
  const Part order = member(said, {"filter_order"}), rate = member(said, {"sampling_rate"});
  const double poles =
      order.value.is_null() ? kVestimOrder : positive(order, "an order, 1 to 10", faults);
  const std::string hertz = text::number_text(corner), of = text::number_text(poles);
  if (rate.value.is_null())
    return name + ": butterworth(" + quoted_name(column) + ", " + of + ", " + hertz + ")";
  const double rows = positive(rate, "a sampling rate in Hz above 0", faults);
  return name + ": butterworth_filter(" + quoted_name(column) + ", " + hertz + ", " +
         text::number_text(rows) + ", " + of + ")";
}

// {"column_name": "Power", "formula": "Voltage*Current"}, or ["Power", "Voltage*Current"].
std::string formula(const Part& said, text::Faults& faults) {
  const bool pair = said.value.is_array() && said.value.size() == 2;
  if (!pair && !said.value.is_object()) {
    faults.add(said.where, "not a created column", text::shown(said.value),
               "{\"column_name\": name, \"formula\": text}");
    return "";
  }
  const Part name = pair ? Part{said.value[0], said.where + "/0"} : member(said, {"column_name"});
  const Part text = pair ? Part{said.value[1], said.where + "/1"} : member(said, {"formula"});
  return text_of(name, "the name of a column", faults) + ": " + text_of(text, "a formula", faults);
}

// {"applied": true, ...}, or {"enabled": true, ...}
bool is_on(const Part& step) { return member(step, {"applied", "enabled"}).value == true; }

}  // namespace

Augmentation read_augmentation(const SettingsFile& file, text::Faults& faults) {
  return {file.name, parse_object(file, faults)};
}

MadeColumns made_columns(const Augmentation& from, text::Faults& faults) {
  MadeColumns made;
  for (const Part& said :
       items(member(root_of(from), {"applied_filters", "filter_configs"}), faults))
    made.columns.push_back(filter(said, faults));
  made.filters = !made.columns.empty();
  for (const Part& said :
       items(member(root_of(from), {"created_columns", "column_formulas"}), faults))
    made.columns.push_back(formula(said, faults));
  return made;
}

std::optional<double> resampling_rate(const Augmentation& from, text::Faults& faults) {
  const Part step = member(root_of(from), {"resampling"});
  if (!is_on(step)) return {};
  const Part said = member(step, {"frequency"});
  text::Json number = said.value;
  if (number.is_string()) {
    std::string_view text = text::trimmed(number.get_ref<const std::string&>());
    if (text.size() > 2 && text::same_word(text.substr(text.size() - 2), "Hz"))
      text = text::trimmed(text.substr(0, text.size() - 2));
    number = std::string(text);
  }
  return positive(said, number, "a sampling rate such as \"1Hz\"", faults);
}

bool was_padded(const Augmentation& from) { return is_on(member(root_of(from), {"padding"})); }

bool was_scaled(const Augmentation& from) {
  return is_on(member(root_of(from), {"normalization"}));
}

bool has_noise(const Augmentation& from) {
  const Part noise = member(root_of(from), {"noise_configs"});
  return noise.value.is_array() && !noise.value.empty();
}

}  // namespace lstmtrain::settings
