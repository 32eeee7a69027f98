#include "tools/tradein/service_metrics.hpp"

#include <string_view>

#include <fmt/format.h>

namespace tradein::tool {
namespace {

class Page {
 public:
  void head(std::string_view name, std::string_view type, std::string_view help) {
    fmt::format_to(std::back_inserter(text_), "# HELP tradein_{0} {2}\n# TYPE tradein_{0} {1}\n",
                   name, type, help);
  }
  void value(std::string_view name, std::uint64_t number, std::string_view labels = {}) {
    fmt::format_to(std::back_inserter(text_), "tradein_{}{} {}\n", name, labels, number);
  }
  void one(std::string_view name, std::string_view type, std::string_view help,
           std::uint64_t number) {
    head(name, type, help);
    value(name, number);
  }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

void add_desk(const ServiceDesk& desk, Page& page) {
  const DeskMetrics& m = desk.metrics();
  page.head("claims_total", "counter", "Claims answered, by outcome.");
  page.value("claims_total", m.approved, "{outcome=\"approved\"}");
  page.value("claims_total", m.rejected, "{outcome=\"rejected\"}");
  page.value("claims_total", m.review, "{outcome=\"review\"}");
  page.value("claims_total", m.returned, "{outcome=\"returned\"}");
  page.value("claims_total", m.invalid, "{outcome=\"invalid\"}");
  page.value("claims_total", m.repeated, "{outcome=\"repeated\"}");
  page.one("store_full_lines_total", "counter", "Lines refused for a full disk.", m.refused_full);
  page.one("store_full", "gauge", "1 while lines are refused for a full disk.", m.full ? 1 : 0);
  page.one("store_reopened_total", "counter", "Times the store was opened again.",
           m.stores_reopened);
  page.one("commits_total", "counter", "Commits.", m.groups);
  page.one("entries_total", "counter", "Entries committed.", m.entries);
  page.one("commit_microseconds_total", "counter", "Time in commits with fsync and anchor.",
           m.commit_us);
  page.one("commit_microseconds_max", "gauge", "The longest commit.", m.commit_us_max);
  page.one("rule_loads_total", "counter", "Times that rule packs were loaded anew.", m.rule_loads);
  page.one("rule_failures_total", "counter", "Rule packs that were refused.", m.rule_failures);
  page.one("queued_lines", "gauge", "Lines that wait to be decided.", desk.queued());
}

}  // namespace

std::string metrics_text(const wire::ServerMetrics& server, const ServiceDesk& desk) {
  Page page;
  add_desk(desk, page);
  page.one("connections", "gauge", "Connections now.", server.connections);
  page.one("sessions", "gauge", "Connections with a certificate now.", server.sessions);
  page.one("accepted_total", "counter", "Connections accepted.", server.accepted);
  page.one("authenticated_total", "counter", "Handshakes that held.", server.authenticated);
  page.one("handshakes_refused_total", "counter", "Handshakes that did not.",
           server.refused_handshakes);
  page.head("connections_refused_total", "counter", "Connections turned away or pushed out.");
  page.value("connections_refused_total", server.refused_full, "{why=\"limit\"}");
  page.value("connections_refused_total", server.evicted_strangers, "{why=\"oldest-stranger\"}");
  page.value("connections_refused_total", server.evicted_at_rest, "{why=\"oldest-at-rest\"}");
  page.head("timeouts_total", "counter", "Connections whose time was up.");
  page.value("timeouts_total", server.timeouts_handshake, "{what=\"handshake\"}");
  page.value("timeouts_total", server.timeouts_idle, "{what=\"idle\"}");
  page.value("timeouts_total", server.timeouts_line, "{what=\"line\"}");
  page.value("timeouts_total", server.timeouts_write, "{what=\"write\"}");
  page.one("lines_total", "counter", "Lines received.", server.lines);
  page.one("busy_lines_total", "counter", "Lines answered E-BUSY.", server.busy_lines);
  page.head("bytes_total", "counter", "Bytes under TLS.");
  page.value("bytes_total", server.bytes_in, "{way=\"in\"}");
  page.value("bytes_total", server.bytes_out, "{way=\"out\"}");
  page.one("reloads_total", "counter", "SIGHUPs that were honoured.", server.reloads);
  page.one("reload_failures_total", "counter", "SIGHUPs that changed nothing.",
           server.failed_reloads);
  page.one("draining", "gauge", "1 after SIGTERM.", server.draining ? 1 : 0);
  return page.take();
}

}  // namespace tradein::tool
