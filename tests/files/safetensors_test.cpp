#include "files/tensors/safetensors.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <limits>

#include "base/checksum.hpp"
#include "files/atomic_file.hpp"
#include "lstmtrain/error.hpp"
#include "support/catch.hpp"
#include "support/refusal.hpp"
#include "support/temp_dir.hpp"

namespace lstmtrain::files {
namespace {

using test::contains;
using test::TempDir;

Tensor tensor(DType dtype, std::vector<std::int64_t> shape, std::size_t bytes, int first = 1) {
  Tensor result{dtype, std::move(shape), std::vector<std::byte>(bytes)};
  for (std::size_t i = 0; i < bytes; ++i) {
    result.bytes[i] = static_cast<std::byte>(first + static_cast<int>(i));
  }
  return result;
}

StateDict sample() {
  return {{"b.weight", tensor(DType::f32, {2, 3}, 24)},
          {"a.weight", tensor(DType::f32, {1}, 4, 50)},
          {"step", tensor(DType::i64, {}, 8, 90)},
          {"empty", tensor(DType::f64, {0, 7}, 0)},
          {"state", tensor(DType::u64, {2}, 16, 120)}};
}

// A file with this header as it stands and `data` bytes behind it.
std::vector<std::byte> file(const std::string& header, std::size_t data) {
  std::vector<std::byte> bytes(8 + header.size() + data);
  const std::uint64_t length = header.size();
  std::memcpy(bytes.data(), &length, 8);
  std::memcpy(bytes.data() + 8, header.data(), header.size());
  return bytes;
}

std::string header_of(const std::vector<std::byte>& bytes) {
  std::uint64_t length;
  std::memcpy(&length, bytes.data(), 8);
  return {reinterpret_cast<const char*>(bytes.data()) + 8, static_cast<std::size_t>(length)};
}

// What the reader says; "" when it accepts the bytes.
std::string refusal(const std::vector<std::byte>& bytes) {
  return test::refusal_of(ErrorCode::data, [&] { from_safetensors(bytes, "f"); });
}

std::string one_tensor(const std::string& dtype, const std::string& shape,
                       const std::string& offsets) {
  return R"({"w":{"dtype":)" + dtype + R"(,"shape":)" + shape + R"(,"data_offsets":)" + offsets +
         "}}";
}

bool equal(const StateDict& a, const StateDict& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.first == y.first && x.second.dtype == y.second.dtype &&
           x.second.shape == y.second.shape && x.second.bytes == y.second.bytes;
  });
}

TEST_CASE("files.safetensors: what is written is read, and written again equal") {
  const Metadata metadata = {{"note", "two\nlines, \"quoted\", \"crc32c\":\"12345678\""},
                             {"empty", ""}};
  const auto bytes = to_safetensors(sample(), metadata, "f");
  const TensorFile file = from_safetensors(bytes, "f");
  CHECK(equal(file.tensors, sample()));
  CHECK(file.metadata == metadata);
  CHECK(file.verified);
  CHECK(to_safetensors(file.tensors, file.metadata, "f") == bytes);
  CHECK(from_safetensors(to_safetensors({}, {}, "f"), "f").tensors.empty());
}

TEST_CASE("files.safetensors: header is padded to 8 and lists wide types first, then names") {
  const auto bytes = to_safetensors(sample(), {}, "f");
  const std::string header = header_of(bytes);
  CHECK(header.size() % 8 == 0);
  const auto at = [&](const char* name) { return header.find("\"" + std::string(name) + "\":{"); };
  CHECK(at("__metadata__") == 1);
  CHECK(at("empty") < at("state"));
  CHECK(at("state") < at("step"));
  CHECK(at("step") < at("a.weight"));
  CHECK(at("a.weight") < at("b.weight"));
  CHECK(bytes[8 + header.size()] == std::byte{120});  // state comes first in the data
}

TEST_CASE("files.safetensors: foreign files without checksum are read but not verified") {
  const TensorFile read =
      from_safetensors(file(one_tensor("\"F32\"", "[1]", "[0,4]") + "   ", 4), "f");
  CHECK(read.tensors.at("w").shape == std::vector<std::int64_t>{1});
  CHECK_FALSE(read.verified);
}

TEST_CASE("files.safetensors: a file cut off at any byte is refused") {
  const auto bytes = to_safetensors(sample(), {{"k", "v"}}, "f");
  for (std::size_t n = 0; n < bytes.size(); ++n) {
    REQUIRE(refusal({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(n)}) != "");
  }
}

TEST_CASE("files.safetensors: any flipped bit is found") {
  auto bytes = to_safetensors(sample(), {{"k", "v"}}, "f");
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      bytes[i] ^= static_cast<std::byte>(1 << bit);
      bool refused = false;
      try {
        refused = !from_safetensors(bytes, "f").verified;  // the flip hit the field's own name
      } catch (const Error&) {
        refused = true;
      }
      bytes[i] ^= static_cast<std::byte>(1 << bit);
      INFO("byte " << i << " bit " << bit);
      REQUIRE(refused);
    }
  }
  CHECK(refusal(bytes) == "");
}

TEST_CASE("files.safetensors: bytes behind the data are refused") {
  auto bytes = to_safetensors(sample(), {}, "f");
  bytes.push_back(std::byte{0});
  CHECK_THAT(refusal(bytes), contains("appended"));
}

TEST_CASE("files.safetensors: lengths of the header beyond file and limit are refused") {
  for (std::uint64_t length :
       {std::uint64_t{0}, std::uint64_t{1000}, std::uint64_t{(1 << 24) + 1}, std::uint64_t{1} << 63,
        std::numeric_limits<std::uint64_t>::max(), std::numeric_limits<std::uint64_t>::max() - 7}) {
    auto bytes = to_safetensors(sample(), {}, "f");
    std::memcpy(bytes.data(), &length, 8);
    CHECK(refusal(bytes) != "");
  }
}

TEST_CASE("files.safetensors: a header above 16 MiB is refused, one of that size is read") {
  const std::string padding((std::size_t{1} << 24) - 2, ' ');
  CHECK(refusal(file("{}" + padding, 0)) == "");
  CHECK_THAT(refusal(file("{} " + padding, 0)), contains("expected at most 16777216"));
}

TEST_CASE("files.safetensors: a file above the limit is refused before it is read") {
  const TempDir dir;
  const std::string path = (dir / "f").string();
  test::write_file(dir / "f", std::string(10, 'x'));
  CHECK(read_tensor_file(path, 10).size() == 10);
  CHECK_THROWS_WITH(read_tensor_file(path, 9), contains("got 10 bytes, expected at most 9"));
  std::filesystem::resize_file(path, std::uintmax_t{1} << 40);  // all holes
  CHECK_THROWS_WITH(read_safetensors(path), contains("expected at most 4294967296"));
}

TEST_CASE("files.safetensors: shapes and offsets that do not fit are refused") {
  const auto w = [](const char* dtype, const char* shape, const char* offsets) {
    return refusal(file(one_tensor(dtype, shape, offsets), 8));
  };
  CHECK(w("\"F32\"", "[2]", "[0,8]") == "");
  CHECK_THAT(w("\"F32\"", "[3]", "[0,8]"), contains("needs 12 bytes, got 8"));
  CHECK_THAT(w("\"F32\"", "[2]", "[8,0]"), contains("data_offsets"));
  CHECK_THAT(w("\"F32\"", "[3]", "[0,12]"), contains("within 8 bytes"));
  CHECK_THAT(w("\"F32\"", "[1]", "[4,8]"), contains("no gap"));
  CHECK_THAT(w("\"F32\"", "[1]", "[0,4]"), contains("appended"));
  CHECK_THAT(w("\"F32\"", "[4611686018427387904,4]", "[0,8]"), contains("more than 2^64"));
  CHECK_THAT(w("\"F32\"", "[9223372036854775807,2,0]", "[0,8]"), contains("more than 2^64"));
  CHECK_THAT(w("\"F32\"", "[9223372036854775808]", "[0,8]"), contains("expected counts"));
  CHECK_THAT(w("\"F32\"", "[-2]", "[0,8]"), contains("expected counts"));
  CHECK_THAT(w("\"F32\"", "[2.0]", "[0,8]"), contains("expected counts"));
  CHECK_THAT(w("\"F32\"", "2", "[0,8]"), contains("expected counts"));
  CHECK_THAT(w("\"F32\"", "[2]", "[0,8,8]"), contains("[begin,end]"));
  CHECK_THAT(w("\"F32\"", "[2]", "[0,18446744073709551616]"), contains("expected counts"));
  CHECK_THAT(w("\"F32\"", "[2,1,1,1,1,1,1,1,1]", "[0,8]"), contains("expected counts"));
  CHECK(w("\"F32\"", "[2,1,1,1,1,1,1,1]", "[0,8]") == "");
  CHECK_THAT(w("\"F16\"", "[4]", "[0,8]"), contains("F16"));
  CHECK_THAT(w("4", "[2]", "[0,8]"), contains("dtype"));
}

TEST_CASE("files.safetensors: overlaps and gaps between tensors are refused") {
  const auto two = [](const char* a, const char* b) {
    return refusal(file(std::string(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":)") + a +
                            R"(},"b":{"dtype":"F32","shape":[1],"data_offsets":)" + b + "}}",
                        8));
  };
  CHECK(two("[0,4]", "[4,8]") == "");
  CHECK(two("[4,8]", "[0,4]") == "");
  CHECK_THAT(two("[0,4]", "[0,4]"), contains("no overlap"));
  CHECK_THAT(two("[0,4]", "[2,6]"), contains("no overlap"));
}

TEST_CASE("files.safetensors: headers that are no good JSON are refused") {
  CHECK_THAT(refusal(file("[1]", 0)), contains("'{'"));
  CHECK_THAT(refusal(file(" {}", 0)), contains("'{'"));
  CHECK_THAT(refusal(file("{}x", 0)), contains("not valid JSON"));
  CHECK_THAT(refusal(file("{\"\xff\":1}", 0)), contains("not valid JSON"));
  CHECK_THAT(refusal(file("{\"w\":1}", 0)), contains("exactly dtype"));
  CHECK_THAT(refusal(file(std::string(100000, '{'), 0)), contains("not valid JSON"));
  const std::string w = one_tensor("\"F32\"", "[1]", "[0,4]");
  const std::string inner = w.substr(1, w.size() - 2);
  CHECK_THAT(refusal(file("{" + inner + "," + inner + "}", 4)), contains("stands twice"));
  CHECK_THAT(
      refusal(file(R"({"w":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}})", 4)),
      contains("stands twice"));
  CHECK_THAT(refusal(file(R"({"__metadata__":{"a":1}})", 0)), contains("expected a string"));
  CHECK_THAT(refusal(file(R"({"__metadata__":["a"]})", 0)), contains("expected an object"));
  CHECK_THAT(refusal(file(R"({"__metadata__":{"crc32c": "00000000"}})", 0)), contains("checksum"));
  CHECK_THAT(refusal(file(R"({"__metadata__":{"crc32c":"0"}})", 0)), contains("checksum"));
}

TEST_CASE("files.safetensors: names that could be paths or cheat a terminal are refused") {
  for (const char* name : {"../w", "a\\\\b", "a\\u0000b", "\\u001b[2J", "", "\\u007f"}) {
    const std::string header =
        std::string("{\"") + name + R"(":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})";
    CHECK_THAT(refusal(file(header, 4)), contains("its name"));
  }
  const auto named = [](const std::string& name) {
    return refusal(
        file("{\"" + name + R"(":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", 4));
  };
  CHECK(named(std::string(1024, 'w')) == "");
  CHECK_THAT(named(std::string(1025, 'w')), contains("is longer than 1024 bytes"));
  CHECK_THROWS_AS(to_safetensors({{"a/b", tensor(DType::f32, {1}, 4)}}, {}, "f"), Error);
  CHECK_THROWS_AS(to_safetensors({{"__metadata__", tensor(DType::f32, {1}, 4)}}, {}, "f"), Error);
  CHECK_THROWS_AS(to_safetensors({{"w", tensor(DType::f32, {2}, 4)}}, {}, "f"), Error);
  CHECK_THROWS_AS(to_safetensors({}, {{"k", "\xff"}}, "f"), Error);
}

TEST_CASE("files.atomic_file: replaces a file and leaves nothing else in the folder") {
  const TempDir dir;
  const std::string path = (dir / "model.safetensors").string();
  write_file_atomically(path, std::string_view("old"));
  write_safetensors(path, sample(), {});
  CHECK(equal(read_safetensors(path).tensors, sample()));
  const auto count = std::distance(std::filesystem::directory_iterator(dir.path()), {});
  CHECK(count == 1);
  struct stat info;
  REQUIRE(::stat(path.c_str(), &info) == 0);
  const mode_t mask = ::umask(0);
  ::umask(mask);
  CHECK((info.st_mode & 0777) == (0666 & ~mask));
}

TEST_CASE("files.atomic_file: steps over the temporary file of a killed process") {
  const TempDir dir;
  test::write_file(dir / ".m.0.tmp", "half");
  write_file_atomically((dir / "m").string(), std::string_view("whole"));
  CHECK(test::read_file(dir / "m") == "whole");
  CHECK(test::read_file(dir / ".m.0.tmp") == "half");
}

TEST_CASE("files.atomic_file: says where it cannot write, and leaves no rest") {
  const TempDir dir;
  const auto code = [](const std::string& path) {
    try {
      write_file_atomically(path, std::string_view("x"));
    } catch (const Error& error) {
      return error.code();
    }
    return ErrorCode::internal;
  };
  CHECK(code((dir / "none/m").string()) == ErrorCode::cannot_create);
  std::filesystem::create_directories(dir / "folder/inside");
  CHECK(code((dir / "folder").string()) == ErrorCode::cannot_create);
  const auto count = std::distance(std::filesystem::directory_iterator(dir.path()), {});
  CHECK(count == 1);
}

TEST_CASE("files.atomic_file: reading tells a missing path from a folder") {
  const TempDir dir;
  const auto code = [](const std::string& path) {
    try {
      read_whole_file(path);
    } catch (const Error& error) {
      return error.code();
    }
    return ErrorCode::internal;
  };
  CHECK(code((dir / "none").string()) == ErrorCode::not_found);
  CHECK(code(dir.path().string()) == ErrorCode::data);
  CHECK(code("/dev/null") == ErrorCode::data);
}

}  // namespace
}  // namespace lstmtrain::files
