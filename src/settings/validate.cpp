// Faults of settings that no file was read for: each value against the range of its field, and
// against the others.
#include <algorithm>
#include <cmath>
#include <type_traits>

#include "base/limits.hpp"
#include "base/text/number_text.hpp"
#include "settings/rules.hpp"
#include "settings/value.hpp"

namespace lstmtrain::settings {
namespace {

bool usable(const Field&, bool) { return true; }
bool usable(const Field&, const std::string&) { return true; }

template <class Number>
requires std::is_arithmetic_v<Number>
bool usable(const Field& field, Number value) {
  const auto number = static_cast<double>(value);
  return std::isfinite(number) && field.range.contains(number);
}

bool usable(const Field& field, const std::vector<int>& sizes) {
  return !sizes.empty() && sizes.size() <= limits::kMostLayers &&
         std::all_of(sizes.begin(), sizes.end(), [&](int size) { return usable(field, size); });
}

bool usable(const Field& field, const std::vector<double>& numbers) {
  return std::all_of(numbers.begin(), numbers.end(),
                     [&](double number) { return usable(field, number); });
}

bool usable(const Field& field, const std::vector<std::string>& names) {
  const bool columns =
      &field == find_field("FEATURE_COLUMNS") || &field == find_field("TARGET_COLUMN");
  if (columns && names.size() > limits::kMostColumns) return false;
  return std::none_of(names.begin(), names.end(),
                      [](const std::string& name) { return text::trimmed(name).empty(); });
}

bool usable(const Field& field, const FieldValues& values) {
  return std::visit(
      [&]<class Kept>(const Kept& member) {
        if constexpr (std::is_same_v<Kept, ChoiceMember>) {
          return member.known(values);
        } else {
          return usable(field, values.*member);
        }
      },
      field.member);
}

// Paths (what belongs to a machine) may be any bytes; everything else stands in model files.
bool is_text(const Field& field, const FieldValues& values) {
  if (field.machine) return true;
  if (const auto* one = std::get_if<std::string FieldValues::*>(&field.member))
    return text::is_utf8(values.*(*one));
  const auto* names = std::get_if<std::vector<std::string> FieldValues::*>(&field.member);
  return names == nullptr ||
         std::all_of((values.*(*names)).begin(), (values.*(*names)).end(), text::is_utf8);
}

// 0 of a key that follows from others: it was never resolved, and does so where it is read.
bool unresolved(const Field& field, const FieldValues& values) {
  return field.derived && load(values, field) == load(FieldValues{}, field);
}

std::string got(const Field& field, const FieldValues& values) {
  if (const auto* choice = std::get_if<ChoiceMember>(&field.member))
    return std::to_string(choice->get(values));
  if (const auto* number = std::get_if<double FieldValues::*>(&field.member))
    return text::number_text(values.*(*number));
  return text::shown(load(values, field));
}

}  // namespace

std::vector<Contradiction> range_faults(const FieldValues& values) {
  std::vector<Contradiction> faults;
  for (const Field* field : fields()) {
    if (!is_text(*field, values))
      faults.push_back({{field->key}, "the text is not UTF-8", got(*field, values), "UTF-8", ""});
    else if (!usable(*field, values) && !unresolved(*field, values))
      faults.push_back(
          {{field->key}, "the value is not usable", got(*field, values), expected(*field), ""});
  }
  return faults;
}

std::vector<Contradiction> faults_of(const FieldValues& values) {
  std::vector<Contradiction> faults = range_faults(values);
  const std::size_t out_of_range = faults.size();
  for (Contradiction& found : contradictions(values)) {
    const auto unsure = [&](const Contradiction& fault) {
      return std::find(found.keys.begin(), found.keys.end(), fault.keys.front()) !=
             found.keys.end();
    };
    if (std::none_of(faults.begin(), faults.begin() + static_cast<std::ptrdiff_t>(out_of_range),
                     unsure))
      faults.push_back(std::move(found));
  }
  return faults;
}

}  // namespace lstmtrain::settings

namespace lstmtrain {

std::vector<std::string> validate(const Hyperparams& hyperparams) {
  FieldValues values;
  static_cast<Hyperparams&>(values) = hyperparams;
  text::Faults faults;
  for (const settings::Contradiction& fault : settings::faults_of(values))
    faults.add(fault.keys.front(), fault.what, fault.got, fault.expected, fault.hint);
  return faults.lines();
}

}  // namespace lstmtrain
