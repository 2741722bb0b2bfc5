#include "data/clean/column_notes.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/expression/derived_column.hpp"
#include "base/plain_text.hpp"
#include "base/text/words.hpp"

namespace lstmtrain {
namespace {

// The columns of the file that a number is made of: of the same row, and of earlier rows.
struct Reads {
  std::set<std::string> now, past;

  void add(const Reads& other) {
    now.insert(other.now.begin(), other.now.end());
    past.insert(other.past.begin(), other.past.end());
  }
};

Reads reads_of(const Expression& expression, const std::map<std::string, Reads>& known) {
  std::vector<Reads> stack;
  for (const Instruction& instruction : expression.program) {
    Reads reads;
    if (instruction.op == Op::column) {
      const std::string& name = expression.columns[instruction.column];
      const auto derived = known.find(name);
      if (derived == known.end())
        reads.now.insert(name);
      else
        reads = derived->second;
    }
    for (std::size_t i = 0; i < taken(instruction.op); ++i) {
      reads.add(stack.back());
      stack.pop_back();
    }
    if (has_memory(instruction.op)) reads.past.insert(reads.now.begin(), reads.now.end());
    if (instruction.op == Op::lag) reads.now.clear();
    stack.push_back(std::move(reads));
  }
  return stack.back();
}

// Does `name` say the quantity: a word in it, or a letter alone.
bool says(const std::string& name, std::initializer_list<std::string_view> words,
          std::initializer_list<std::string_view> letters) {
  const std::string lower = ascii_lower(name);
  const auto within = [&](std::string_view word) { return lower.find(word) != lower.npos; };
  const auto alone = [&](std::string_view letter) { return lower == letter; };
  return std::any_of(words.begin(), words.end(), within) ||
         std::any_of(letters.begin(), letters.end(), alone);
}

const std::string* find_named(const std::vector<std::string>& names,
                              std::initializer_list<std::string_view> words,
                              std::initializer_list<std::string_view> letters) {
  const auto found = std::find_if(names.begin(), names.end(),
                                  [&](const auto& name) { return says(name, words, letters); });
  return found == names.end() ? nullptr : &*found;
}

// P = U I: with power and current the network only has to divide.
void note_power(const Hyperparams& hp, std::vector<std::string>& notes) {
  const std::string* target = find_named(hp.target_columns, {"volt"}, {"v", "u"});
  const std::string* power = find_named(hp.feature_columns, {"power", "watt"}, {"p"});
  const std::string* current = find_named(hp.feature_columns, {"current"}, {"i"});
  if (target == nullptr || power == nullptr) return;
  if (current != nullptr)
    notes.push_back("features " + text::quoted(*power) + " and " + text::quoted(*current) +
                    ": their quotient is the target " + text::quoted(*target) +
                    ", and the errors will flatter. Hint: keep one of the two.");
  else
    notes.push_back("feature " + text::quoted(*power) + " holds the target " +
                    text::quoted(*target) +
                    " as a factor: a device that measures it has the voltage already. Hint: take "
                    "it where the power is set, not measured.");
}

void note_target(const Hyperparams& hp, const std::string& feature, const Reads& reads,
                 std::vector<std::string>& notes) {
  for (const std::string& target : hp.target_columns) {
    if (reads.now.count(target) > 0 && hp.target_offset == 0)
      notes.push_back("feature " + text::quoted(feature) + " is computed from the target " +
                      text::quoted(target) +
                      " of the same row: a leak where the device does not "
                      "measure it. Hint: lag(" +
                      target + ", 1), or leave it out.");
    else if (reads.now.count(target) + reads.past.count(target) > 0)
      notes.push_back("feature " + text::quoted(feature) +
                      " is computed from earlier rows of the target " + text::quoted(target) +
                      ": the device has to measure it.");
  }
}

}  // namespace

std::vector<std::string> column_notes(const Hyperparams& hp) {
  std::vector<std::string> notes;
  std::vector<DerivedFault> faults;
  std::map<std::string, Reads> reads;
  std::set<std::string> used(hp.feature_columns.begin(), hp.feature_columns.end());
  used.insert(hp.target_columns.begin(), hp.target_columns.end());
  const std::vector<DerivedColumn> derived = parse_derived_columns(hp.derived_columns, faults);
  for (const DerivedColumn& column : derived) {
    reads[column.name] = reads_of(column.expression, reads);
    used.insert(column.expression.columns.begin(), column.expression.columns.end());
  }
  for (const DerivedColumn& column : derived)
    if (used.count(column.name) == 0)
      notes.push_back("derived column " + text::quoted(column.name) +
                      " is neither a feature nor a target, and is not computed.");
  for (const std::string& feature : hp.feature_columns)
    if (const auto found = reads.find(feature); found != reads.end())
      note_target(hp, feature, found->second, notes);
  note_power(hp, notes);
  return notes;
}

}  // namespace lstmtrain
