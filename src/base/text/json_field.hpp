// A JSON value that knows its place, so that reading it as something else gives a message with
// file, field, got and expected. All functions throw data.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace lstmtrain::text {

struct JsonField {
  const nlohmann::json& value;
  std::string where;  // best.safetensors: metadata "scaler"

  [[noreturn]] void fail(const std::string& expected) const;

  JsonField at(const char* key) const;      // of an object
  std::vector<JsonField> elements() const;  // of an array
  std::string text() const;
  double number() const;                       // finite
  double number_or_nan() const;                // null is what is written for one that is not finite
  int integer(double low, double high) const;  // low..high within the range of int
  std::size_t choice(const std::vector<const char*>& names) const;  // the index into names
  std::vector<double> numbers(std::size_t count) const;
  std::vector<std::string> names(std::size_t count) const;
};

}  // namespace lstmtrain::text
