#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "engine/log/signed_log.hpp"
#include "engine/log/store.hpp"
#include "tests/simulation/disk.hpp"

/// The product's ports on the simulated disk, each as its header asks for.
namespace tradein::simulation {

/// The store of one process, or (without `writes`) of somebody who looks at what is synced.
class SimulatedStore final : public Store {
 public:
  SimulatedStore(Disk& disk, bool writes)
      : disk_{disk}, writes_{writes}, process_{disk.process()} {}

  Result<std::uint64_t> size() override { return image().entries.size(); }
  Result<void> read(std::uint64_t first, std::size_t entries_max, EntryBlock& out) override;
  Result<std::optional<std::string>> get_pack(const Hash256& sha256) override;
  Result<void> each_pack(
      const std::function<bool(std::string_view, std::string_view)>& visit) override;
  Result<void> read_tile(std::uint8_t level, std::uint64_t index,
                         std::vector<Hash256>& out) override;

  Result<void> append(const Group& group) override;
  Result<void> sync() override;
  Result<void> put_pack(const Hash256& sha256, std::string_view bytes) override;
  Result<void> put_note(std::uint64_t size, std::string_view note) override;
  Result<Commit> last_commit() override;
  Result<std::optional<Commit>> commit_at(std::uint64_t size) override;
  Result<void> each_row(const std::function<bool(std::int64_t, std::string_view)>& visit) override;
  Result<void> each_commit(
      std::int64_t after,
      const std::function<bool(std::int64_t, std::string_view, std::string_view)>& visit) override;
  Result<void> each_tile(
      const std::function<bool(std::int64_t, std::int64_t, std::string_view)>& visit) override;
  Result<std::vector<Text>> form_flaws() override { return std::vector<Text>{}; }
  Result<void> close() override;

 private:
  [[nodiscard]] const StoreImage& image() const {
    return writes_ ? disk_.written() : disk_.synced();
  }
  [[nodiscard]] bool usable() const noexcept {
    return writes_ && !failed_ && process_ == disk_.process();
  }
  Result<void> write(Transaction done);

  Disk& disk_;
  bool writes_;
  std::uint64_t process_;
  bool failed_ = false;
  std::map<Hash256, std::string> packs_;  ///< put, not stored yet
};

class SimulatedAnchor final : public Anchor {
 public:
  /// `gone`: the store that uses it is.
  SimulatedAnchor(Disk& disk, std::function<void()> gone) : disk_{disk}, gone_{std::move(gone)} {}
  SimulatedAnchor(const SimulatedAnchor&) = delete;
  SimulatedAnchor& operator=(const SimulatedAnchor&) = delete;
  ~SimulatedAnchor() override { gone_(); }
  Result<std::optional<std::string>> newest() override;
  Result<void> add(std::string_view note) override;

 private:
  Disk& disk_;
  std::function<void()> gone_;
};

}  // namespace tradein::simulation
