// Values that are lists.
#include "settings/list_value.hpp"

#include <charconv>
#include <cmath>
#include <stdexcept>

#include "base/limits.hpp"
#include "base/text/json_limits.hpp"

namespace lstmtrain::settings {
namespace {

void add_fault(const Field& field, const text::Json& written, const std::string& where,
               text::Faults& faults) {
  faults.add(where, "the value is not usable", text::shown(written), expected(field));
}

// A text that holds JSON: "[...]" or "{...}". Discarded when it does not parse.
text::Json embedded(const std::string& text) {
  std::size_t keys = 0;
  const auto within_limits = [&](int depth, text::Json::parse_event_t event, text::Json&) {
    keys += event == text::Json::parse_event_t::key ? 1 : 0;
    if (text::too_deep(depth, event) || keys > text::kMaxJsonKeys) throw std::length_error("JSON");
    return true;
  };
  try {
    return text::Json::parse(text, within_limits, false, true);
  } catch (const std::length_error&) {
    return text::Json(text::Json::value_t::discarded);
  }
}

bool looks_embedded(std::string_view text) {
  return text.starts_with('[') || text.starts_with('{');
}

// The end of a range: a number, or null for an open one.
std::optional<std::string> end_of(const text::Json& value) {
  if (value.is_null()) return "";
  return value.is_number() ? std::optional(text::compact(value)) : std::nullopt;
}

// {"Name": ...} as "Name: ...": of a text, of a number, of the two ends of a range. null for what
// is none of them.
text::Json pair(const std::string& name, const text::Json& said) {
  if (said.is_string()) return name + ": " + said.get<std::string>();
  if (said.is_number()) return name + ": " + text::compact(said);
  if (!said.is_array() || said.size() != 2) return {};
  const std::optional<std::string> low = end_of(said[0]), high = end_of(said[1]);
  return low && high ? text::Json(name + ": " + *low + ".." + *high) : text::Json();
}

// The elements of a list in any form; empty when there is no list in `written`.
std::optional<std::vector<text::Json>> elements(const Field& field, const text::Json& written) {
  text::Json value = written;
  if (value.is_string()) {
    const std::string text(text::trimmed(value.get_ref<const std::string&>()));
    if (*field.zero && text::same_word(text, field.zero)) return std::vector<text::Json>{};
    if (looks_embedded(text)) value = embedded(text);
    if (value.is_discarded()) return std::nullopt;
    if (value.is_string()) {
      std::vector<text::Json> pieces;
      for (const std::string& piece : text::split(text, field.separator))
        pieces.emplace_back(piece);
      return pieces;
    }
  }
  if (value.is_number()) return std::vector<text::Json>{value};
  if (value.is_object() && field.separator == ';') {
    std::vector<text::Json> pairs;
    for (const auto& [name, said] : value.items()) pairs.push_back(pair(name, said));
    return pairs;
  }
  if (!value.is_array()) return std::nullopt;
  return std::vector<text::Json>(value.begin(), value.end());
}

std::optional<text::Json> one_size(const Field& field, const text::Json& value) {
  std::int64_t size = 0;
  if (value.is_number_integer() ||
      (value.is_number_float() && value == std::floor(value.get<double>()) &&
       std::fabs(value.get<double>()) < 1e6)) {
    size = value.get<std::int64_t>();
  } else if (value.is_string()) {
    const std::string_view text = text::trimmed(value.get_ref<const std::string&>());
    const char* const end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, size);
    if (text.empty() || result.ec != std::errc() || result.ptr != end) return std::nullopt;
  } else {
    return std::nullopt;
  }
  if (!field.range.contains(static_cast<double>(size))) return std::nullopt;
  return text::Json(size);
}

std::optional<text::Json> one_net(const Field& field, const std::vector<text::Json>& written) {
  if (written.empty() || written.size() > limits::kMostLayers) return std::nullopt;
  text::Json net = text::Json::array();
  for (const text::Json& value : written) {
    const std::optional<text::Json> size = one_size(field, value);
    if (!size) return std::nullopt;
    net.push_back(*size);
  }
  return net;
}

// What `written` says in the end: a list of nets, each a list of sizes; `range` when the two nets
// are the ends of a search.
struct Nets {
  std::vector<std::vector<text::Json>> nets;
  bool range = false;
  bool guessed = false;  // "[16,64]" may mean a net of two layers
};

std::vector<text::Json> items(const text::Json& array) { return {array.begin(), array.end()}; }

bool all_arrays(const text::Json& value) {
  if (!value.is_array() || value.empty()) return false;
  for (const text::Json& item : value)
    if (!item.is_array()) return false;
  return true;
}

Nets nets_of_text(const Field& field, const std::string& text) {
  if (!text.starts_with('[')) {
    Nets out;
    for (const std::string& net : text::split(text, ';')) {
      std::vector<text::Json> sizes;
      for (const std::string& size : text::split(net, ',')) sizes.emplace_back(size);
      out.nets.push_back(sizes);
    }
    return out;
  }
  const text::Json list = embedded("[" + text + "]");  // "[64,32],[128,64]" -> two nets
  if (!all_arrays(list)) return {};
  if (list.size() == 1 && all_arrays(list[0])) {  // "[[16,16],[64,64]]"
    if (list[0].size() != 2) return {};
    return {{items(list[0][0]), items(list[0][1])}, true, false};
  }
  if (list.size() == 1 && list[0].size() == 2) {  // "[16,64]"
    const std::optional<text::Json> low = one_size(field, list[0][0]),
                                    high = one_size(field, list[0][1]);
    if (low && high && *low < *high) return {{{*low}, {*high}}, true, true};
  }
  Nets out;
  for (const text::Json& net : list) out.nets.push_back(items(net));
  return out;
}

Nets nets_of(const Field& field, const text::Json& written) {
  if (written.is_string())
    return nets_of_text(field, std::string(text::trimmed(written.get_ref<const std::string&>())));
  if (written.is_number()) return {{{written}}, false, false};
  if (!all_arrays(written)) return written.is_array() ? Nets{{items(written)}} : Nets{};
  Nets out;
  for (const text::Json& net : written) out.nets.push_back(items(net));
  return out;
}

bool ordered(const text::Json& low, const text::Json& high) {
  if (low.size() != high.size()) return false;
  for (std::size_t i = 0; i < low.size(); ++i)
    if (low[i] > high[i]) return false;
  return true;
}

}  // namespace

std::optional<Reading> read_names(const Field& field, const text::Json& written,
                                  const std::string& where, text::Faults& faults) {
  const std::optional<std::vector<text::Json>> list = elements(field, written);
  text::Json names = text::Json::array();
  bool good = list.has_value();
  for (const text::Json& value : list.value_or(std::vector<text::Json>{})) {
    const bool text =
        value.is_string() && !text::trimmed(value.get_ref<const std::string&>()).empty();
    good = good && text;
    if (text) names.push_back(std::string(text::trimmed(value.get_ref<const std::string&>())));
  }
  if (good) return Reading{{names}};
  add_fault(field, written, where, faults);
  return std::nullopt;
}

std::optional<Reading> read_numbers(const Field& field, const text::Json& written,
                                    const std::string& where, text::Faults& faults) {
  const std::optional<std::vector<text::Json>> list = elements(field, written);
  const Field number{.key = field.key, .member = &FieldValues::huber_delta};
  text::Json numbers = text::Json::array();
  bool good = list.has_value();
  std::vector<std::string> no_notes;
  text::Faults no_faults;
  for (const text::Json& value : list.value_or(std::vector<text::Json>{})) {
    const auto read = value.is_array() || value.is_boolean()
                          ? std::nullopt
                          : read_value(number, value, where, no_faults, no_notes);
    good = good && read && read->values.size() == 1;
    if (good) numbers.push_back(read->values[0]);
  }
  if (good) return Reading{{numbers}};
  add_fault(field, written, where, faults);
  return std::nullopt;
}

std::optional<Reading> read_sizes(const Field& field, const text::Json& written,
                                  const std::string& where, text::Faults& faults,
                                  std::vector<std::string>& notes) {
  const Nets nets = nets_of(field, written);
  Reading reading{{}, nets.range};
  bool good = !nets.nets.empty();
  for (const std::vector<text::Json>& net : nets.nets) {
    const std::optional<text::Json> sizes = one_net(field, net);
    good = good && sizes;
    if (good) reading.values.push_back(*sizes);
  }
  if (good && nets.range) good = ordered(reading.values[0], reading.values[1]);
  if (!good) {
    add_fault(field, written, where, faults);
    return std::nullopt;
  }
  if (nets.guessed)
    notes.push_back(std::string(field.key) + " " + text::shown(written) +
                    " is a search range for one layer. For a net of two layers leave out the "
                    "brackets.");
  return reading;
}

}  // namespace lstmtrain::settings
