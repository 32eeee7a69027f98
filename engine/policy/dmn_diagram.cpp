#include "engine/policy/dmn_diagram.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "engine/base/assert.hpp"

namespace tradein {
namespace {

constexpr std::size_t width = 200, height = 60, gap_x = 40, gap_y = 90, margin = 40;
constexpr std::size_t row_max = 8;  // nodes side by side; more are put in further rows

struct Point {
  std::size_t x = 0, y = 0;
};

/// The row of each node from below: over everything that it requires, and full rows overflow
/// upwards by whole ranks.
std::vector<std::size_t> ranks_of(const std::vector<DiagramNode>& nodes) {
  std::vector<std::size_t> ranks(nodes.size());
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    for (const std::size_t required : nodes[i].requires_nodes) {
      TRADEIN_ASSERT(required < i);
      ranks[i] = std::max(ranks[i], ranks[required] + 1);
    }
  }
  return ranks;
}

std::vector<Point> places_of(const std::vector<DiagramNode>& nodes) {
  const std::vector<std::size_t> ranks = ranks_of(nodes);
  const std::size_t rank_count = nodes.empty() ? 0 : *std::ranges::max_element(ranks) + 1;
  std::vector<std::size_t> counts(rank_count), first_row(rank_count + 1);
  for (const std::size_t rank : ranks) ++counts[rank];
  for (std::size_t rank = 0; rank < rank_count; ++rank)
    first_row[rank + 1] = first_row[rank] + (counts[rank] + row_max - 1) / row_max;
  std::vector<std::size_t> placed(rank_count);
  std::vector<Point> places;
  for (const std::size_t rank : ranks) {
    const std::size_t n = placed[rank]++;
    const std::size_t row = first_row[rank_count] - 1 - (first_row[rank] + n / row_max);
    places.push_back({margin + n % row_max * (width + gap_x), margin + row * (height + gap_y)});
  }
  return places;
}

}  // namespace

std::string requirement_id(const std::string& from, const std::string& to) {
  return fmt::format("req_{}_{}", from, to);
}

std::string write_diagram(const std::vector<DiagramNode>& nodes, const std::string& name) {
  const std::vector<Point> places = places_of(nodes);
  std::string out =
      fmt::format("  <dmndi:DMNDI>\n    <dmndi:DMNDiagram id=\"diagram\" name=\"{}\">\n", name);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    fmt::format_to(std::back_inserter(out),
                   "      <dmndi:DMNShape id=\"shape_{0}\" dmnElementRef=\"{0}\">\n"
                   "        <dc:Bounds x=\"{1}\" y=\"{2}\" width=\"{3}\" height=\"{4}\"/>\n      "
                   "</dmndi:DMNShape>\n",
                   nodes[i].id, places[i].x, places[i].y, width, height);
  }
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    for (const std::size_t required : nodes[i].requires_nodes) {
      const std::string id = requirement_id(nodes[required].id, nodes[i].id);
      fmt::format_to(std::back_inserter(out),
                     "      <dmndi:DMNEdge id=\"edge_{0}\" dmnElementRef=\"{0}\">\n        "
                     "<di:waypoint x=\"{1}\" y=\"{2}\"/>\n"
                     "        <di:waypoint x=\"{3}\" y=\"{4}\"/>\n      </dmndi:DMNEdge>\n",
                     id, places[required].x + width / 2, places[required].y,
                     places[i].x + width / 2, places[i].y + height);
    }
  }
  return out + "    </dmndi:DMNDiagram>\n  </dmndi:DMNDI>\n";
}

}  // namespace tradein
