// The one declaration of every key of hyperparams.json: names, type, range, choices, unit, help,
// and the settings under which it acts. Reader, --help, JSON Schema, hyperparams/default.json and
// docs/hyperparams.md are all generated from it. Defaults are the member initialisers of
// Hyperparams and of FieldValues. The table itself stands in field_table.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/choices.hpp"
#include "lstmtrain/hyperparams.hpp"

namespace lstmtrain {

// Who gave a value; the higher one wins.
enum class Level { defaulted = 0, file = 1, command_line = 2 };

// The settings of one run while they are being resolved: Hyperparams, the keys that only old files
// use, and how each value came about.
struct FieldValues : Hyperparams {
  int layers = 1, hidden_units = 10;  // a uniform stack, when RNN_LAYER_SIZES is not given
  bool lstm_use_layernorm = false, gru_use_layernorm = false;
  double max_train_hours = 0, max_train_minutes = 0, max_train_seconds = 0;

  std::map<std::string, Level, std::less<>> levels;         // absent: defaulted
  std::map<std::string, std::string, std::less<>> derived;  // key -> the keys that it follows from
  bool searching = false;                                   // some key is a range

  Level level(std::string_view key) const {
    const auto found = levels.find(key);
    return found == levels.end() ? Level::defaulted : found->second;
  }
  bool given(std::string_view key) const { return level(key) != Level::defaulted; }
};

// A member whose type is an enum of lstmtrain/choices.hpp, whichever: seen as the place of its
// word among the words of that enum.
struct ChoiceMember {
  std::vector<const char*> (*words)() = nullptr;
  int (*get)(const FieldValues&) = nullptr;
  void (*set)(FieldValues&, int) = nullptr;

  bool known(const FieldValues& values) const {  // not a number that is none of the enum
    return get(values) >= 0 && static_cast<std::size_t>(get(values)) < words().size();
  }
};

// The choice that is kept in `member`: choice<&FieldValues::loss>().
template <auto member>
constexpr ChoiceMember choice() {
  using Choice = std::remove_cvref_t<decltype(std::declval<FieldValues>().*member)>;
  return {words_of<Choice>,
          [](const FieldValues& values) { return static_cast<int>(values.*member); },
          [](FieldValues& values, int value) { values.*member = static_cast<Choice>(value); }};
}

// Which member a key sets; the alternative is its type.
using Member =
    std::variant<int FieldValues::*, double FieldValues::*, bool FieldValues::*,
                 std::uint64_t FieldValues::*, std::string FieldValues::*,
                 std::vector<std::string> FieldValues::*, std::vector<double> FieldValues::*,
                 std::vector<int> FieldValues::*, ChoiceMember>;

struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_open = false, high_open = false;

  bool contains(double value) const;
  std::string text() const;  // ">= 1", "> 0", "0..1"; empty when everything is allowed
};

// When a key acts: a sentence's end ("SCHEDULER_TYPE StepLR") and the test of it.
struct Condition {
  const char* text;
  bool (*holds)(const FieldValues&);
};

struct Field {
  const char* key = "";  // canonical name
  // Every accepted name, `key` too, the first present wins; empty: `key` alone.
  std::vector<const char*> names = {};
  Member member = {};
  Range range = {};                                                 // numbers
  std::vector<std::pair<const char*, const char*>> spellings = {};  // other word -> choice
  std::vector<std::pair<const char*, const char*>> refused = {};    // word -> why
  const char* zero = "";  // a word for 0, or for the empty list: "off", "none"
  const char* unit = "";
  const char* help = "";            // one sentence
  const Condition* acts = nullptr;  // nullptr: always
  bool derived = false;     // its default, or what it does when given, follows from other keys
  bool single = false;      // never an axis of a grid
  bool machine = false;     // belongs to a machine: not part of a model file
  bool log_search = false;  // a search range is drawn log-uniform
  bool resumable = false;   // may differ when a run is resumed: it changes nothing computed so far
  bool legacy = false;      // not in Hyperparams: it only feeds other keys
  char separator = ',';     // of a list written as text
  const char* by_column = "";  // the key that an object {"Column": value} is read as
};

// A section of the table, for --help and the docs.
struct FieldGroup {
  const char* title;
  std::vector<Field> fields;
};

const std::vector<FieldGroup>& field_groups();

// All fields in the order of the groups; pointers stay valid.
const std::vector<const Field*>& fields();

// The field that `name` (canonical or alias) sets; nullptr when there is none.
const Field* find_field(std::string_view name);

// Every accepted name of `field`, in order of precedence.
std::vector<std::string> field_names(const Field& field);

// Keys that are accepted and do nothing here.
enum class IgnoredKind {
  device,   // the CPU in float32 is all there is
  old_key,  // of old files
  fnn,      // of a network that is not built here
};
struct IgnoredKey {
  const char* name;  // ends with '*' for every key that begins so
  IgnoredKind kind;
};
std::span<const IgnoredKey> ignored_keys();
const IgnoredKey* find_ignored(std::string_view name);

// Why an FNN is refused.
extern const char* const kFnnRefusal;

}  // namespace lstmtrain
