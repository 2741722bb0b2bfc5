// Catch2 2.13 (Debian 12) and 3.x under one include. Their word for "the string has this in it"
// differs: tests say lstmtrain::test::contains.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
namespace lstmtrain::test {
inline auto contains(const std::string& part) { return Catch::Matchers::ContainsSubstring(part); }
}  // namespace lstmtrain::test
#else
#include <catch2/catch.hpp>
namespace lstmtrain::test {
inline auto contains(const std::string& part) { return Catch::Matchers::Contains(part); }
}  // namespace lstmtrain::test
#endif
