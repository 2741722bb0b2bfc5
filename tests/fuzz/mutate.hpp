// Damaged copies of good bytes, the same for a seed on every machine: what disks, transfers,
// editors and attackers do to files.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "base/rng.hpp"

namespace lstmtrain::fuzz {

// Words that have broken readers before.
inline constexpr std::array<std::string_view, 32> kWords = {"\n",
                                                            "\r\n",
                                                            "\r",
                                                            ",",
                                                            ";",
                                                            "\t",
                                                            "\"",
                                                            "\"\"",
                                                            "nan",
                                                            "-inf",
                                                            "1e999",
                                                            "1e-999",
                                                            "-0",
                                                            "999999999999999999999",
                                                            "-1",
                                                            "4294967296",
                                                            "9223372036854775808",
                                                            "0.1.2",
                                                            "\xEF\xBB\xBF",
                                                            "\xFF",
                                                            "\xC3",
                                                            "[",
                                                            "]",
                                                            "{",
                                                            "}",
                                                            "[[[[[[[[[[[[[[[[[[[[",
                                                            "null",
                                                            "\\u0000",
                                                            "//",
                                                            "../",
                                                            ":",
                                                            std::string_view("\0\0\0\0", 4)};

// `good` with one to four edits; number (seed, round) of a sequence.
inline std::string mutated(std::string_view good, std::uint64_t seed, std::uint32_t round) {
  const Philox rng(seed, Purpose::search);
  std::string text(good);
  const std::uint32_t edits = 1 + rng(round)[0] % 4;
  for (std::uint32_t edit = 1; edit <= edits; ++edit) {
    const auto [kind, where, what, much] = rng(round, edit);
    const std::size_t at = where % (text.size() + 1);
    const std::size_t length = std::min<std::size_t>(1 + much % 64, text.size() - at);
    switch (kind % 8) {
      case 0:  // one bit
        if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << what % 8));
        break;
      case 1:
        text.erase(at, length);
        break;
      case 2:
        text.insert(at, kWords[what % kWords.size()]);
        break;
      case 3:
        text.replace(at, length, kWords[what % kWords.size()]);
        break;
      case 4:  // a piece twice
        text.insert(what % (text.size() + 1), text.substr(at, length));
        break;
      case 5:  // cut off
        if (what % 4 == 0) text.resize(at);
        break;
      case 6:
        if (at < text.size()) text[at] = static_cast<char>(what);
        break;
      default:  // a word many times
        for (std::uint32_t i = 0; i < much % 200; ++i)
          text.insert(at, kWords[what % kWords.size()]);
    }
  }
  return text;
}

}  // namespace lstmtrain::fuzz
