// A value of a JSON text where it stands: as much as the header of a model file needs, in place of
// a library that is larger than all the rest. It is strict where it looks, and does not look into
// what it passes over but for its end; the file's checksum has been right before.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lstmtrain::predicting {

class JsonView {
 public:
  // `text` must live as long; `where` begins every message.
  JsonView(std::string_view text, std::string where);

  // All of these throw data where the value is none of that kind.
  bool has(std::string_view key) const;     // of an object
  JsonView at(std::string_view key) const;  // of an object that has it
  std::vector<JsonView> elements() const;   // of an array
  std::string string() const;
  double number() const;  // finite
  long long integer(long long low, long long high) const;
  std::vector<double> numbers(std::size_t count) const;
  std::vector<std::string> strings(std::size_t count) const;

  [[noreturn]] void fail(const std::string& expected) const;

 private:
  // Calls visit(key, value) for each member; stops when it says true.
  template <class Visit>
  void each_member(const Visit& visit) const;

  std::string_view text_;  // without blanks around it
  std::string where_;
};

}  // namespace lstmtrain::predicting
