// Two file systems that fail: FaultyFiles fails the n-th call on a real disk, CrashFiles keeps
// everything in memory and loses power before the n-th call. After SQLite's I/O-error loops and
// RocksDB's FaultInjectionTestEnv.
#pragma once

#include <cerrno>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "files/file_system.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain::test {

enum class Fault { io_error, disk_full, interrupted, short_write };

class FaultyFiles : public files::FileSystem {
 public:
  FaultyFiles(int fail_at, Fault fault) : fail_at_(fail_at), fault_(fault) {}
  bool failed() const { return calls_ >= fail_at_; }

  int create(const std::string& path) override { return bad() ? -1 : FileSystem::create(path); }
  int reserve(int fd, std::size_t size) override {
    return bad() ? -1 : FileSystem::reserve(fd, size);
  }
  std::ptrdiff_t write(int fd, std::span<const std::byte> bytes) override {
    if (!bad()) return FileSystem::write(fd, bytes);
    return fault_ == Fault::short_write ? FileSystem::write(fd, bytes.first((bytes.size() + 1) / 2))
                                        : -1;
  }
  int sync(int fd) override { return bad() ? -1 : FileSystem::sync(fd); }
  int close(int fd) override {
    const bool failing = bad();  // the descriptor is gone all the same
    const int result = FileSystem::close(fd);
    return failing ? bad_errno() : result;
  }
  int rename(const std::string& from, const std::string& to) override {
    return bad() ? -1 : FileSystem::rename(from, to);
  }
  int remove(const std::string& path) override { return bad() ? -1 : FileSystem::remove(path); }
  int sync_folder(const std::string& folder) override {
    return bad() ? -1 : FileSystem::sync_folder(folder);
  }

 private:
  bool bad() {
    if (++calls_ != fail_at_) return false;
    bad_errno();
    return true;
  }
  int bad_errno() const {
    errno = fault_ == Fault::disk_full ? ENOSPC : fault_ == Fault::interrupted ? EINTR : EIO;
    return -1;
  }

  int fail_at_, calls_ = 0;
  Fault fault_;
};

struct PowerLoss {};

// What becomes of bytes that were written and not synced.
enum class Unsynced { lost, half, zeros, kept };

class CrashFiles : public files::FileSystem {
 public:
  // Throws PowerLoss at call number `crash_at`, which is not carried out; nor are those after it.
  explicit CrashFiles(int crash_at = -1) : crash_at_(crash_at) {}

  // The disk after the power is back: of the folder's changes that were not synced those in
  // `applied` (a bit each) happened.
  CrashFiles after(unsigned applied, Unsynced unsynced) const {
    CrashFiles disk;
    disk.names_ = durable_names_;
    for (std::size_t i = 0; i < pending_.size(); ++i)
      if (applied >> i & 1) pending_[i].apply(disk.names_);
    for (const Inode& inode : inodes_) {
      Inode left = inode;
      if (inode.now != inode.durable) left.now = what_is_left(inode, unsynced);
      left.durable = left.now;
      disk.inodes_.push_back(left);
    }
    disk.durable_names_ = disk.names_;
    return disk;
  }
  std::size_t pending() const { return pending_.size(); }
  bool crashed() const { return crashed_; }

  int create(const std::string& path) override {
    if (stop()) return -1;
    if (names_.count(path) > 0) return errno = EEXIST, -1;
    inodes_.emplace_back();
    change({"", path, static_cast<int>(inodes_.size()) - 1});
    return static_cast<int>(inodes_.size()) - 1;
  }
  int reserve(int, std::size_t) override { return stop() ? -1 : 0; }
  std::ptrdiff_t write(int fd, std::span<const std::byte> bytes) override {
    if (stop()) return -1;
    auto& now = inodes_[static_cast<std::size_t>(fd)].now;
    now.insert(now.end(), bytes.begin(), bytes.end());
    return static_cast<std::ptrdiff_t>(bytes.size());
  }
  int sync(int fd) override {
    if (stop()) return -1;
    Inode& inode = inodes_[static_cast<std::size_t>(fd)];
    inode.durable = inode.now;
    return 0;
  }
  int close(int) override { return stop() ? -1 : 0; }
  int rename(const std::string& from, const std::string& to) override {
    if (stop()) return -1;
    change({from, to, names_.at(from)});
    return 0;
  }
  int remove(const std::string& path) override {
    if (stop()) return -1;
    change({path, "", -1});
    return 0;
  }
  int sync_folder(const std::string&) override {
    if (stop()) return -1;
    durable_names_ = names_;
    pending_.clear();
    return 0;
  }
  std::vector<std::string> list(const std::string& folder) override {
    std::vector<std::string> names;
    for (const auto& [path, inode] : names_)
      if (path.rfind(folder + "/", 0) == 0) names.push_back(path.substr(folder.size() + 1));
    return names;
  }
  std::vector<std::byte> read(const std::string& path, std::uintmax_t) override {
    const auto found = names_.find(path);
    if (found == names_.end()) throw Error(ErrorCode::not_found, path);
    return inodes_[static_cast<std::size_t>(found->second)].now;
  }

 private:
  using Names = std::map<std::string, int>;
  struct Inode {
    std::vector<std::byte> now, durable;
  };
  struct Change {  // `to` names the inode, `from` no longer does; "" is no name
    std::string from, to;
    int inode;
    void apply(Names& names) const {
      if (!from.empty()) names.erase(from);
      if (!to.empty()) names[to] = inode;
    }
  };

  static std::vector<std::byte> what_is_left(const Inode& inode, Unsynced unsynced) {
    switch (unsynced) {
      case Unsynced::lost:
        return inode.durable;
      case Unsynced::half:
        return {inode.now.begin(), inode.now.begin() + static_cast<long>(inode.now.size() / 2)};
      case Unsynced::zeros:
        return std::vector<std::byte>(inode.now.size());
      case Unsynced::kept:
        break;
    }
    return inode.now;
  }
  // Destructors run while PowerLoss is in the air: they find a dead disk.
  bool stop() {
    if (crashed_) return true;
    if (++calls_ != crash_at_) return false;
    crashed_ = true;
    throw PowerLoss{};
  }
  void change(const Change& change) {
    change.apply(names_);
    pending_.push_back(change);
  }

  int crash_at_, calls_ = 0;
  bool crashed_ = false;
  std::vector<Inode> inodes_;
  Names names_, durable_names_;
  std::vector<Change> pending_;
};

// Disks under a program that forgets to sync: its files, or its folders. A suite that loses power
// must notice both.
class WithoutFileSync : public CrashFiles {
 public:
  using CrashFiles::CrashFiles;
  int sync(int) override { return 0; }
};

class WithoutFolderSync : public CrashFiles {
 public:
  using CrashFiles::CrashFiles;
  int sync_folder(const std::string&) override { return 0; }
};

}  // namespace lstmtrain::test
