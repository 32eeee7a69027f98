#include "engine/base/json.hpp"

#include <algorithm>

namespace tradein {
namespace {

bool is_json_number(std::string_view text) noexcept {
  std::size_t at = 0;
  const auto digits = [&] {
    const std::size_t first = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
    return at - first;
  };
  if (at < text.size() && text[at] == '-') ++at;
  const bool leading_zero = at < text.size() && text[at] == '0';
  const std::size_t whole = digits();
  if (whole == 0 || (leading_zero && whole > 1)) return false;
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (digits() == 0) return false;
  }
  return at == text.size();
}

void append(std::string& out, const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      out += "null";
      return;
    case Node::Kind::scalar:
      if (!node.quoted &&
          (is_json_number(node.scalar) || node.scalar == "true" || node.scalar == "false"))
        out += node.scalar;
      else
        append_json_string(out, node.scalar);
      return;
    case Node::Kind::list: {
      out += '[';
      const char* comma = "";
      for (const Node& item : node.items) {
        out += comma;
        append(out, item);
        comma = ",";
      }
      out += ']';
      return;
    }
    case Node::Kind::map: {
      std::vector<const std::pair<std::string, Node>*> sorted;
      sorted.reserve(node.members.size());
      for (const auto& member : node.members) sorted.push_back(&member);
      std::ranges::sort(sorted, {},
                        [](const auto* member) -> const std::string& { return member->first; });
      out += '{';
      const char* comma = "";
      for (const auto* member : sorted) {
        out += comma;
        append_json_string(out, member->first);
        out += ':';
        append(out, member->second);
        comma = ",";
      }
      out += '}';
      return;
    }
  }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  static constexpr char hex[] = "0123456789abcdef";
  static constexpr std::string_view named = "btn_fr";
  const auto escaped = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
  };
  out += '"';
  for (auto from = text.begin(); from != text.end();) {
    const auto stop = std::find_if(from, text.end(), escaped);
    out.append(from, stop);
    if (stop == text.end()) break;
    const char c = *stop;
    out += '\\';
    if (c == '"' || c == '\\')
      out += c;
    else if (c >= '\b' && c <= '\r' && c != '\v')
      out += named[static_cast<std::size_t>(c - '\b')];
    else
      ((out += "u00") += hex[static_cast<unsigned char>(c) >> 4]) +=
          hex[static_cast<unsigned char>(c) & 15];
    from = stop + 1;
  }
  out += '"';
}

std::string canonical_json(const Node& tree) {
  std::string out;
  append(out, tree);
  return out;
}

Node text_node(std::string_view text) {
  Node node;
  node.kind = Node::Kind::scalar;
  node.quoted = true;
  node.scalar = text;
  return node;
}

Node list_node() {
  Node node;
  node.kind = Node::Kind::list;
  return node;
}

Node map_node() {
  Node node;
  node.kind = Node::Kind::map;
  return node;
}

void put(Node& map, std::string_view key, Node value) {
  map.members.emplace_back(key, std::move(value));
}
void put(Node& map, std::string_view key, std::string_view text) { put(map, key, text_node(text)); }

}  // namespace tradein
