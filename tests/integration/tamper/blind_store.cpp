#include <utility>

#include "tests/integration/tamper/harness.hpp"

namespace tradein::tamper {
namespace {

class BlindStore final : public Store {
 public:
  BlindStore(std::unique_ptr<Store> real, Store& honest, std::string part)
      : real_{std::move(real)}, honest_{honest}, part_{std::move(part)} {}

  Result<std::uint64_t> size() override { return of("checkpoint").size(); }
  Result<void> read(std::uint64_t first, std::size_t most, EntryBlock& out) override {
    return of("entry").read(first, most, out);
  }
  Result<std::optional<std::string>> get_pack(const Hash256& sha256) override {
    return of("pack").get_pack(sha256);
  }
  Result<void> each_pack(
      const std::function<bool(std::string_view, std::string_view)>& visit) override {
    return of("pack").each_pack(visit);
  }
  Result<void> read_tile(std::uint8_t level, std::uint64_t index,
                         std::vector<Hash256>& out) override {
    return of("tile").read_tile(level, index, out);
  }
  Result<void> append(const Group& group) override { return real_->append(group); }
  Result<void> sync() override { return real_->sync(); }
  Result<void> put_pack(const Hash256& sha256, std::string_view bytes) override {
    return real_->put_pack(sha256, bytes);
  }
  Result<void> put_note(std::uint64_t size, std::string_view note) override {
    return real_->put_note(size, note);
  }
  Result<Commit> last_commit() override { return of("checkpoint").last_commit(); }
  Result<std::optional<Commit>> commit_at(std::uint64_t size) override {
    return of("checkpoint").commit_at(size);
  }
  Result<void> each_row(const std::function<bool(std::int64_t, std::string_view)>& visit) override {
    return of("entry").each_row(visit);
  }
  Result<void> each_commit(
      std::int64_t after,
      const std::function<bool(std::int64_t, std::string_view, std::string_view)>& visit) override {
    return of("checkpoint").each_commit(after, visit);
  }
  Result<void> each_tile(
      const std::function<bool(std::int64_t, std::int64_t, std::string_view)>& visit) override {
    return of("tile").each_tile(visit);
  }
  Result<std::vector<Text>> form_flaws() override { return of("form").form_flaws(); }
  Result<void> close() override { return real_->close(); }

 private:
  Store& of(std::string_view part) { return part == part_ ? honest_ : *real_; }

  std::unique_ptr<Store> real_;
  Store& honest_;
  std::string part_;
};

}  // namespace

std::unique_ptr<Store> blind_store(std::unique_ptr<Store> real, Store& honest, std::string part) {
  if (part.empty()) return real;
  return std::make_unique<BlindStore>(std::move(real), honest, std::move(part));
}

}  // namespace tradein::tamper
