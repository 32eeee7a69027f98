// A process that is killed while it appends: what it was told is committed is there, and the tree
// is whole.
#include <fcntl.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <string>

#include "adapters/store/sqlite_store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/log_fixture.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tradein;
using store::Mode;
using store::open_store;

namespace {

/// Appends for ever and writes the size after each commit to `report`.
[[noreturn]] void append_for_ever(const std::string& path, int report) {
  crypto::Sha256 hash;
  const auto made = open_store(path, {.mode = Mode::write_or_create, .wal_bytes_max = 512 * 1024});
  if (!made) ::_exit(1);
  auto log = LogWriter::open(**made, hash);
  if (!log) ::_exit(2);
  for (std::size_t step = 1;; step = step * 7 % 997) {
    const auto done = log->append(claim_entries(log->size(), step));
    if (!done) ::_exit(3);
    if (::write(report, &done->size, sizeof done->size) != sizeof done->size) ::_exit(4);
  }
}

/// The tree that the stored tiles make is the tree that the stored entries make.
void check_whole(Store& store) {
  crypto::Sha256 hash;
  const Commit last = store.last_commit().value();
  if (last.size == 0) return;
  MerkleTree tree{hash};
  EntryBlock block;
  while (tree.size() < last.size) {
    const auto read = store.read(tree.size(), 4'096, block);
    REQUIRE(read.has_value());
    for (std::size_t i = 0; i < block.size(); ++i) tree.append(leaf_hash(hash, block[i]));
  }
  CHECK(tree.root() == last.root);
  CHECK(tree_root(hash, store, last.size).value() == last.root);
}

}  // namespace

TEST_CASE("crash: kill -9 loses no commit and leaves no half one", "[store][crash]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("claims.db");
  std::uint64_t before = 0;
  for (int round = 0; round < 12; ++round) {
    int pipe_ends[2];
    REQUIRE(::pipe2(pipe_ends, O_CLOEXEC) == 0);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) append_for_ever(path, pipe_ends[1]);
    ::close(pipe_ends[1]);
    // After so many commits it is somewhere in the next.
    std::uint64_t told = before;
    for (int i = 0; i < round * 3; ++i)
      REQUIRE(::read(pipe_ends[0], &told, sizeof told) == sizeof told);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    for (std::uint64_t later = 0; ::read(pipe_ends[0], &later, sizeof later) == sizeof later;)
      told = later;
    ::close(pipe_ends[0]);

    CAPTURE(round, told);
    const auto again = open_store(path, {.mode = Mode::write_or_create});
    REQUIRE(again.has_value());
    before = (*again)->size().value();
    CHECK(before >= told);
    check_whole(**again);
  }
}

TEST_CASE("crash: a stopped writer still holds its store", "[store][crash]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("claims.db");
  int pipe_ends[2];
  REQUIRE(::pipe2(pipe_ends, O_CLOEXEC) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) append_for_ever(path, pipe_ends[1]);
  std::uint64_t told = 0;
  REQUIRE(::read(pipe_ends[0], &told, sizeof told) == sizeof told);
  ::kill(child, SIGSTOP);
  CHECK(open_store(path, {.mode = Mode::write}).error().code == "E-STORE-LOCKED");
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  ::close(pipe_ends[0]);
  ::close(pipe_ends[1]);
  CHECK(open_store(path, {.mode = Mode::write}).has_value());
}

TEST_CASE("crash: a full disk is E-STORE-FULL, and the store goes on when there is room",
          "[store][crash]") {
  const TemporaryFolder folder;
  const std::string disk = folder.file("disk");
  std::filesystem::create_directory(disk);
  if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=4m") != 0) {
    WARN("skipped: this user may not mount a tmpfs");
    return;
  }
  {
    crypto::Sha256 hash;
    const auto made = open_store(disk + "/claims.db", {.mode = Mode::write_or_create});
    REQUIRE(made.has_value());
    auto log = LogWriter::open(**made, hash).value();
    auto done = log.append(claim_entries(0, 500));
    while (done) done = log.append(claim_entries(log.size(), 500));
    CHECK(done.error().code == "E-STORE-FULL");
    CHECK(done.error().trouble == Trouble::store);
    CHECK(log.size() == (*made)->size().value());
    check_whole(**made);
    REQUIRE(::mount("tmpfs", disk.c_str(), "tmpfs", MS_REMOUNT, "size=64m") == 0);
    CHECK(log.append(claim_entries(log.size(), 500)).has_value());
    check_whole(**made);
  }
  ::umount2(disk.c_str(), MNT_DETACH);
}
