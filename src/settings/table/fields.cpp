// Look-up in the table of fields.
#include "settings/table/fields.hpp"

#include <cmath>

#include "base/text/number_text.hpp"

namespace lstmtrain {
namespace {

// Of a range: 1000000, not 1e+06.
std::string bound_text(double value) {
  const bool whole = value == std::floor(value) && std::fabs(value) < 1e15;
  return whole ? std::to_string(static_cast<std::int64_t>(value)) : text::number_text(value);
}

}  // namespace

bool Range::contains(double value) const {
  const bool above = low_open ? value > low : value >= low;
  const bool below = high_open ? value < high : value <= high;
  return above && below;
}

std::string Range::text() const {
  const double infinity = std::numeric_limits<double>::infinity();
  const std::string low_text = (low_open ? "> " : ">= ") + bound_text(low);
  const std::string high_text = (high_open ? "< " : "<= ") + bound_text(high);
  if (low == -infinity && high == infinity) return "";
  if (high == infinity) return low_text;
  if (low == -infinity) return high_text;
  if (!low_open && !high_open) return bound_text(low) + ".." + bound_text(high);
  return low_text + " and " + high_text;
}

const std::vector<const Field*>& fields() {
  static const std::vector<const Field*> all = [] {
    std::vector<const Field*> list;
    for (const FieldGroup& group : field_groups())
      for (const Field& field : group.fields) list.push_back(&field);
    return list;
  }();
  return all;
}

std::vector<std::string> field_names(const Field& field) {
  if (field.names.empty()) return {field.key};
  return {field.names.begin(), field.names.end()};
}

const Field* find_field(std::string_view name) {
  static const std::map<std::string, const Field*, std::less<>> index = [] {
    std::map<std::string, const Field*, std::less<>> map;
    for (const Field* field : fields())
      for (const std::string& alias : field_names(*field)) map[alias] = field;
    return map;
  }();
  const auto found = index.find(name);
  return found == index.end() ? nullptr : found->second;
}

const IgnoredKey* find_ignored(std::string_view name) {
  for (const IgnoredKey& ignored : ignored_keys()) {
    const std::string_view pattern = ignored.name;
    const bool prefix = pattern.ends_with('*');
    if (prefix ? name.starts_with(pattern.substr(0, pattern.size() - 1)) : name == pattern)
      return &ignored;
  }
  return nullptr;
}

}  // namespace lstmtrain
