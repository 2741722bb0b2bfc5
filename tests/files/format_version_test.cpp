// The versions of model files and checkpoints: what 0.1.0 can express is version 1, what a reader
// does not know it refuses by name.
#include "files/format_version.hpp"

#include <array>
#include <filesystem>

#include "files/atomic_file.hpp"
#include "files/checkpoint_store.hpp"
#include "files/model_file.hpp"
#include "files/tensors/safetensors.hpp"
#include "lstmtrain/error.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

namespace lstmtrain::files {
namespace {

namespace fs = std::filesystem;
using test::contains;
using test::TempDir;

constexpr std::array<std::string_view, 2> kKnown = {"members", "prior"};

std::string refusal(const Metadata& metadata) {
  try {
    required_by(metadata, "m", kKnown);
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::data);
    return error.what();
  }
  return "";
}

// What `read` says of a file whose metadata was changed, with a right checksum.
template <class Read>
std::string refusal_of(const std::vector<std::byte>& bytes, const Metadata& changed, Read read) {
  TensorFile file = from_safetensors(bytes, "m");
  for (const auto& [key, value] : changed) file.metadata[key] = value;
  try {
    read(to_safetensors(file.tensors, file.metadata, "m"));
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::data);
    return error.what();
  }
  return "";
}

const std::string kFolder = LSTMTRAIN_SOURCE_DIR "/tests/golden/v0.1.0/stream_gru/";

}  // namespace

TEST_CASE("files.format_version: the lowest that can express a file") {
  Metadata metadata;
  put_format_version(metadata, {});
  CHECK(metadata == Metadata{{"format_version", "1"}});
  CHECK(required_by(metadata, "m", {}).empty());
  put_format_version(metadata, {"prior", "members"});
  CHECK(metadata == Metadata{{"format_version", "2"}, {"requires", R"(["prior","members"])"}});
  CHECK(required_by(metadata, "m", kKnown) == std::vector<std::string>{"prior", "members"});
}

TEST_CASE("files.format_version: what is not known is refused by name") {
  CHECK_THAT(refusal({{"format_version", "2"}, {"requires", R"(["members","tides"])"}}),
             contains("requires \"tides\"") && contains("update"));
  CHECK_THAT(refusal({{"format_version", "3"}}),
             contains("got \"3\", expected \"1\" or \"2\"") && contains("update"));
  CHECK_THAT(refusal({{"format_version", "10"}}), contains("update"));
  for (const char* none : {"0", "-1", "01", "", "2x"}) {
    INFO(none);
    CHECK_THAT(refusal({{"format_version", none}}), contains("got \"" + std::string(none) + "\"") &&
                                                        contains("no version") &&
                                                        !contains("update"));
  }
  CHECK_THAT(refusal({{"format_version", "2"}}), contains("\"requires\" is missing"));
  CHECK_THAT(refusal({{"format_version", "2"}, {"requires", "{}"}}), contains("an array"));
  CHECK_THAT(refusal({{"format_version", "2"}, {"requires", "[1]"}}), contains("a string"));
  CHECK_THAT(refusal({}), contains("\"format_version\" is missing"));
}

TEST_CASE("files.format_version: every model and checkpoint of 0.1.0 is read, and is version 1") {
  int models = 0, checkpoints = 0;
  for (const auto& entry : fs::recursive_directory_iterator(kFolder + "..")) {
    if (entry.path().extension() != ".safetensors") continue;
    const auto bytes = read_whole_file(entry.path().string());
    INFO(entry.path());
    CHECK(from_safetensors(bytes, "m").metadata.at("format_version") == "1");
    if (CheckpointStore::is_checkpoint(entry.path().filename().string())) {
      CHECK_FALSE(checkpoint_from_bytes("c", bytes).tensors.empty());
      ++checkpoints;
    } else {
      CHECK_FALSE(model_from_bytes(bytes, "m").params.empty());
      ++models;
    }
  }
  CHECK(models == 4);
  CHECK(checkpoints == 4);
}

TEST_CASE("files.format_version: a model of another version") {
  const auto bytes = read_whole_file(kFolder + "model.safetensors");
  const auto read = [](const std::vector<std::byte>& b) { model_from_bytes(b, "m"); };
  CHECK(refusal_of(bytes, {{"mood", "good"}}, read) == "");  // unknown metadata
  CHECK(refusal_of(bytes, {{"format_version", "2"}, {"requires", "[]"}}, read) == "");
  CHECK_THAT(refusal_of(bytes, {{"format_version", "2"}, {"requires", R"(["tides"])"}}, read),
             contains("m: requires \"tides\""));
  CHECK_THAT(refusal_of(bytes, {{"format_version", "3"}}, read), contains("got \"3\""));
}

TEST_CASE("files.format_version: who made a model, on what, is in its file where it is known") {
  Model model = load_model(kFolder + "model.safetensors");
  CHECK(model.program_version.empty());  // 0.1.0 did not say
  CHECK(model.data_fingerprint.empty());
  CHECK(model_to_bytes(model, "m") == read_whole_file(kFolder + "model.safetensors"));
  model.program_version = "0.2.0";
  model.data_fingerprint = "v1 crc32c 7";
  const auto bytes = model_to_bytes(model, "m");
  CHECK(from_safetensors(bytes, "m").metadata.at("format_version") == "1");
  const Model read = model_from_bytes(bytes, "m");
  CHECK(read.program_version == "0.2.0");
  CHECK(read.data_fingerprint == "v1 crc32c 7");
}

// An old program must not put aside as corrupt what a newer one wrote, and go on from less.
TEST_CASE("files.format_version: a checkpoint of another version is refused and keeps its name") {
  const TempDir dir;
  const std::string name = "ckpt-000000000060.safetensors";
  fs::copy_file(kFolder + name, dir / "ckpt-000000000001.safetensors");
  const auto bytes = read_whole_file(kFolder + name);
  CheckpointStore store(dir.path(), 3);
  const auto read = [&](const std::vector<std::byte>& b) {
    write_file_atomically((dir / name).string(), b);
    store.newest();
  };
  CHECK(refusal_of(bytes, {{"mood", "good"}}, read) == "");
  CHECK_THAT(refusal_of(bytes, {{"format_version", "3"}}, read), contains("got \"3\""));
  CHECK_THAT(refusal_of(bytes, {{"format_version", "2"}, {"requires", R"(["tides"])"}}, read),
             contains("requires \"tides\""));
  CHECK(fs::exists(dir / name));
  CHECK(store.newest_path() == (dir / name).string());
}

}  // namespace lstmtrain::files
