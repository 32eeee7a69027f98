// The bytes of a connection, torn anywhere: every whole line is handed over once, under its own
// number, with its own text; the answers leave in order; memory stays within a line and a read.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/wire/session_state.hpp"

namespace {

using namespace tradein::wire;

constexpr std::size_t line_max = 40;
constexpr Time now{};

void must(bool holds) {
  if (!holds) std::abort();
}

struct Expected {
  std::uint64_t row;
  std::string text;
  bool too_long;
};

/// The lines to answer of the whole stream, cut the plain way.
std::vector<Expected> cut(std::string_view stream) {
  std::vector<Expected> out;
  std::uint64_t row = 0;
  for (auto end = stream.find('\n'); end != std::string_view::npos; end = stream.find('\n')) {
    const std::string_view line = stream.substr(0, end);
    stream.remove_prefix(end + 1);
    ++row;
    const bool too_long = line.size() > line_max;
    if (!too_long && line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    out.push_back({row, too_long ? std::string{} : std::string{line}, too_long});
  }
  return out;
}

void compare(const LineRun& run, const std::vector<Expected>& wanted, std::size_t& at) {
  std::uint64_t row = run.first_row;
  for (const LineSpan& span : run.lines) {
    const std::string_view text{run.bytes.data() + span.offset, span.length};
    if (!text.empty() || span.too_long) {
      must(at < wanted.size() && wanted[at].row == row && wanted[at].too_long == span.too_long);
      must(span.too_long || wanted[at].text == text);
      ++at;
    }
    ++row;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  // The first byte says how the stream is torn and how slowly it is answered.
  const std::size_t step = data[0] % 61 + std::size_t{1}, delay = data[0] / 61;
  const std::string_view stream{reinterpret_cast<const char*>(data) + 1, size - 1};
  Limits limits;
  limits.line_bytes = line_max;
  limits.lines_unanswered = 3;
  limits.answer_bytes = 8;
  SessionState state{limits, now};
  state.authenticated(now);
  const std::vector<Expected> wanted = cut(stream);
  std::vector<LineRun> desk;
  std::size_t taken = 0, answered = 0, turn = 0;
  std::string sent;
  const auto go_on = [&](bool now_or_never) {
    LineRun run;
    while (state.take_lines(run)) {
      compare(run, wanted, taken);
      if (++turn % 5 == 4) {
        state.answer_here(run.to_answer, std::string(run.to_answer, 'b'), now);
        continue;
      }
      desk.push_back(run);
    }
    must(state.unanswered() <= limits.lines_unanswered);
    while (!desk.empty() && (now_or_never || desk.size() > delay)) {
      state.answered(desk.front().to_answer, std::string(desk.front().to_answer, 'a'), now);
      desk.erase(desk.begin());
    }
    sent += state.output();
    state.sent(state.output().size(), now);
  };
  for (std::size_t at = 0; at < stream.size();) {
    if (state.wants_input()) {
      state.received(stream.substr(at, step), now);
      at += step;
    }
    go_on(!state.wants_input());
  }
  state.input_ended();
  while (!state.finished()) {
    const std::size_t before = taken + sent.size() + answered++;
    go_on(true);
    must(taken + sent.size() + answered > before);
    must(answered < 2 * size + 10);
  }
  must(taken == wanted.size() && sent.size() == wanted.size());
  return 0;
}
