#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tests/simulation/claims.hpp"
#include "tests/simulation/dice.hpp"
#include "tests/simulation/json_line.hpp"
#include "tests/simulation/link.hpp"

namespace tradein::simulation {

/// A retailer's system, as schemas/wire.md wants it: it sends a claim again under its own id until
/// it has an answer, after a break asks what was answered, and waits where it is told to.
class Client {
 public:
  Client(std::size_t number, std::size_t retailer) : number_{number}, retailer_{retailer} {}

  /// A claim that is to be answered.
  void wants(ClaimLine line) { todo_.push_back({std::move(line.text), std::move(line.claim_id)}); }
  /// A line that may be lost.
  void asks(std::string text) { todo_.push_back({std::move(text), ""}); }

  void connected(std::shared_ptr<Link> link, Dice& dice);
  /// Puts some of what is due on the link; a last line may be torn by the next cut.
  void send(Dice& dice, std::int64_t now_ms);
  void half_close();
  /// Bytes from the service. Throws Broken where they are not the answers to its lines, in order.
  void received(std::string_view bytes, Dice& dice, std::int64_t now_ms);
  /// The connection is gone.
  void broken();

  [[nodiscard]] const std::shared_ptr<Link>& link() const noexcept { return link_; }
  [[nodiscard]] std::size_t number() const noexcept { return number_; }
  [[nodiscard]] std::size_t retailer() const noexcept { return retailer_; }
  [[nodiscard]] bool content() const noexcept { return todo_.empty() && sent_.empty(); }
  [[nodiscard]] std::size_t open() const noexcept { return todo_.size() + sent_.size(); }

 private:
  struct Line {
    std::string text;
    std::string claim_id;  ///< empty where it is no claim, and may be lost
    std::int64_t not_before_ms = 0;
    std::uint64_t row = 0;
  };
  void answer(std::string_view text, Dice& dice, std::int64_t now_ms);
  void resumed(const JsonLine& answer);

  std::size_t number_, retailer_;
  std::deque<Line> todo_, sent_;
  std::shared_ptr<Link> link_;
  std::uint64_t rows_ = 0;  ///< of this connection
  std::string got_;
  bool ended_ = false;
};

}  // namespace tradein::simulation
