// The words of an enum as a list, and the way back from a word. The values of each enum of
// lstmtrain/choices.hpp count from 0 without a hole.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "lstmtrain/choices.hpp"

namespace lstmtrain {

// Every word of `Choice`, in the order of its values.
template <class Choice>
std::vector<const char*> words_of() {
  std::vector<const char*> words;
  for (int value = 0; *name_of(static_cast<Choice>(value)) != '\0'; ++value)
    words.push_back(name_of(static_cast<Choice>(value)));
  return words;
}

// The value whose word is `word`, letter by letter.
template <class Choice>
std::optional<Choice> choice_of(std::string_view word) {
  int value = 0;
  for (const char* known : words_of<Choice>()) {
    if (word == known) return static_cast<Choice>(value);
    ++value;
  }
  return std::nullopt;
}

}  // namespace lstmtrain
