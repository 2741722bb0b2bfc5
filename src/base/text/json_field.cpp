// Typed reading of JSON values.
#include "base/text/json_field.hpp"

#include <cmath>

#include "base/nan.hpp"
#include "base/text/json_limits.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain::text {

void JsonField::fail(const std::string& expected) const {
  throw Error(ErrorCode::data, where + ", got " + shortened(value.dump()) + ", expected " +
                                   expected + ". Hint: the file is damaged or was edited.");
}

JsonField JsonField::at(const char* key) const {
  if (!value.is_object() || !value.contains(key)) {
    fail(std::string("an object with \"") + key + "\"");
  }
  return {value[key], where + " \"" + key + "\""};
}

std::vector<JsonField> JsonField::elements() const {
  if (!value.is_array()) fail("an array");
  std::vector<JsonField> fields;
  for (const auto& element : value) {
    fields.push_back({element, where + "[" + std::to_string(fields.size()) + "]"});
  }
  return fields;
}

std::string JsonField::text() const {
  if (!value.is_string()) fail("a string");
  return value.get<std::string>();
}

double JsonField::number() const {
  if (!value.is_number() || !std::isfinite(value.get<double>())) fail("a finite number");
  return value.get<double>();
}

double JsonField::number_or_nan() const { return value.is_null() ? kNaN : number(); }

int JsonField::integer(double low, double high) const {
  const double x = value.is_number() ? value.get<double>() : low - 1;
  if (!(x >= low && x <= high) || x != std::floor(x)) {
    fail("a whole number from " + std::to_string(static_cast<long>(low)) + " to " +
         std::to_string(static_cast<long>(high)));
  }
  return static_cast<int>(x);
}

std::size_t JsonField::choice(const std::vector<const char*>& choices) const {
  std::string all;
  std::size_t index = 0;
  for (const char* name : choices) {
    if (value == name) return index;
    all += std::string(index++ == 0 ? "" : " or ") + name;
  }
  fail(all);
}

std::vector<double> JsonField::numbers(std::size_t count) const {
  std::vector<double> result;
  for (const JsonField& element : elements()) result.push_back(element.number());
  if (result.size() != count) fail(std::to_string(count) + " numbers");
  return result;
}

std::vector<std::string> JsonField::names(std::size_t count) const {
  std::vector<std::string> result;
  for (const JsonField& element : elements()) result.push_back(element.text());
  if (result.size() != count) fail(std::to_string(count) + " names");
  return result;
}

}  // namespace lstmtrain::text
