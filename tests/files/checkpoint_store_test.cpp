// Whatever fails, and whenever the power goes: the newest checkpoint that was written is found
// again, whole, and garbage never is.
#include "files/checkpoint_store.hpp"

#include <algorithm>
#include <filesystem>
#include <string>

#include "lstmtrain/error.hpp"
#include "support/catch.hpp"
#include "support/faulty_files.hpp"
#include "support/temp_dir.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;
using files::CheckpointStore;

namespace fs = std::filesystem;

namespace {

// A state that knows its step, in more than one place.
StateDict state_of(std::int64_t step) {
  StateDict state;
  put_number(state, "step", step);
  const std::vector<float> params(50, static_cast<float>(step));
  put(state, "params", std::span<const float>(params));
  return state;
}

constexpr std::int64_t kSaves = 5;
constexpr std::int64_t kNone = 0, kDamaged = -1;

// The step of the newest checkpoint; kNone where there is none, kDamaged where one is not whole.
std::int64_t newest_step(CheckpointStore& store) {
  const files::FoundCheckpoint found = store.newest();
  if (!found.corrupt.empty()) return kDamaged;
  if (!found.newest) return kNone;
  const std::int64_t step = get_integer(found.newest->tensors, "step");
  const std::vector<float> params(50, static_cast<float>(step));
  return get_all<float>(found.newest->tensors, "params") == params ? step : kDamaged;
}

// What is wrong with the disk after the power is back; "" when nothing is.
std::string loss_after(CrashFiles disk, int keep, std::int64_t saved) {
  CheckpointStore store("run", keep, disk);
  try {
    if (const std::int64_t found = newest_step(store); found < saved)
      return "found " + std::to_string(found) + " instead of " + std::to_string(saved);
    store.save(99, state_of(99), {});
    return newest_step(store) == 99 ? "" : "what is saved next is not found";
  } catch (const Error& error) {
    return error.what();
  }
}

// The first case in which a save that had succeeded is lost or damaged, whenever the power goes and
// whatever it leaves of what was not synced; "" when there is none.
template <class Disk>
std::string first_loss(int keep) {
  for (int n = 1;; ++n) {
    Disk files(n);
    CheckpointStore store("run", keep, files);
    std::int64_t saved = kNone;
    try {
      for (std::int64_t step = 1; step <= kSaves; ++step) {
        store.save(step, state_of(step), {});
        saved = step;
      }
    } catch (const PowerLoss&) {
    }
    for (unsigned applied = 0; applied < 1U << files.pending(); ++applied)
      for (const Unsynced unsynced :
           {Unsynced::lost, Unsynced::half, Unsynced::zeros, Unsynced::kept})
        if (const std::string loss = loss_after(files.after(applied, unsynced), keep, saved);
            !loss.empty())
          return "power lost before call " + std::to_string(n) + ", changes " +
                 std::to_string(applied) + ", unsynced bytes " +
                 std::to_string(static_cast<int>(unsynced)) + ": " + loss;
    if (!files.crashed()) return "";
  }
}

}  // namespace

TEST_CASE("files.checkpoint_store: what was saved last is found, and only the newest are kept") {
  const TempDir dir;
  CheckpointStore store(dir.path(), 3);
  CHECK_FALSE(store.newest().newest);
  for (const std::int64_t step : {7L, 80L, 900L, 1000L, 123456789012L})
    store.save(step, state_of(step), {});
  CHECK(newest_step(store) == 123456789012);
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(dir.path()))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  CHECK(names == std::vector<std::string>{"ckpt-000000000900.safetensors",
                                          "ckpt-000000001000.safetensors",
                                          "ckpt-123456789012.safetensors"});
}

TEST_CASE(
    "files.checkpoint_store: after any call that fails, the last save that succeeded is found") {
  for (const Fault fault :
       {Fault::io_error, Fault::disk_full, Fault::interrupted, Fault::short_write})
    for (const int keep : {1, 3})
      for (int n = 1;; ++n) {
        const TempDir dir;
        FaultyFiles files(n, fault);
        CheckpointStore store(dir.path(), keep, files);
        std::int64_t saved = 0, failures = 0;
        for (std::int64_t step = 1; step <= kSaves; ++step) {
          try {
            store.save(step, state_of(step), {});
            saved = step;
          } catch (const Error& error) {
            CHECK((error.code() == ErrorCode::io || error.code() == ErrorCode::cannot_create));
            ++failures;
          }
        }
        INFO("fault " << static_cast<int>(fault) << " at call " << n << ", keep " << keep);
        CHECK(failures <= 1);
        CheckpointStore afterwards(dir.path(), keep);
        CHECK(newest_step(afterwards) >= saved);
        const auto count = std::distance(fs::directory_iterator(dir.path()), {});
        CHECK(count <= keep + 1);
        if (!files.failed()) break;
      }
}

TEST_CASE("files.checkpoint_store: whenever the power goes, what was saved is found and whole") {
  for (const int keep : {1, 2}) CHECK(first_loss<CrashFiles>(keep) == "");
}

TEST_CASE("files.checkpoint_store: a file or a folder that is not synced is noticed") {
  for (const int keep : {1, 2}) {
    CHECK(first_loss<WithoutFileSync>(keep) != "");
    CHECK(first_loss<WithoutFolderSync>(keep) != "");
  }
}

TEST_CASE("files.checkpoint_store: damage is put aside once; with damage only, it is an error") {
  const TempDir dir;
  CheckpointStore store(dir.path(), 3);
  const std::string one = store.save(1, state_of(1), {}), two = store.save(2, state_of(2), {});
  const std::string whole = read_file(two);
  write_file(two, whole.substr(0, whole.size() - 1));
  const files::FoundCheckpoint found = store.newest();
  REQUIRE(found.corrupt.size() == 1);
  CHECK_THAT(found.corrupt[0], contains(two + ".corrupt"));
  CHECK(found.newest->path == one);
  CHECK(store.newest().corrupt.empty());
  write_file(one, "");
  for (int look = 0; look < 2; ++look) {
    try {
      store.newest();
      FAIL("expected an error");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::data);
      CHECK_THAT(error.what(), contains("no checkpoint verifies"));
    }
  }
}

TEST_CASE("files.checkpoint_store: every byte that is cut or flipped is noticed") {
  const TempDir dir;
  CheckpointStore store(dir.path(), 3);
  const std::string path = store.save(1, state_of(1), {{"hyperparams", "{}"}});
  const std::string whole = read_file(path);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string bytes = whole;
    bytes[i] = static_cast<char>(bytes[i] ^ (1 << i % 8));
    for (const std::string& damaged : {bytes, whole.substr(0, i)}) {
      write_file(path, damaged);
      fs::remove(path + ".corrupt");
      INFO("byte " << i);
      CHECK_THROWS_AS(store.newest(), Error);
    }
  }
}

TEST_CASE("files.checkpoint_store: another format, version or file is no checkpoint") {
  CHECK(CheckpointStore::is_checkpoint("ckpt-000000000001.safetensors"));
  for (const char* name : {"ckpt-1.safetensors", "ckpt-00000000000x.safetensors",
                           "ckpt-000000000001.safetensors.corrupt", "best.safetensors"})
    CHECK_FALSE(CheckpointStore::is_checkpoint(name));
  CHECK(CheckpointStore::is_corrupt("ckpt-000000000001.safetensors.corrupt"));
}
