#include "tools/tradein/serve_config.hpp"

#include <charconv>
#include <filesystem>
#include <functional>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "adapters/rulefiles/tree_file.hpp"
#include "engine/claim/check_digits.hpp"

namespace tradein::tool {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
constexpr std::uint64_t default_free_mib = 1;

/// Reads one node after another; the first mistake stays.
class ConfigReader {
 public:
  explicit ConfigReader(const std::string& path)
      : path_{path}, folder_{fs::path{path}.parent_path()} {}

  Result<ServeConfig> read(const Node& root);

 private:
  using Setter = std::function<void(const Node&)>;
  void each(const Node& map, const std::map<std::string, Setter, std::less<>>& known);
  void fail(const Node& at, std::string zh, std::string en);
  std::uint64_t number(const Node& node, std::uint64_t least, std::uint64_t most);
  Setter size(std::size_t& out, std::uint64_t least, std::uint64_t most);
  Setter seconds(milliseconds& out);
  Setter file(std::string& out);
  void endpoint(const Node& node, std::string& address, std::uint16_t& port);
  void limits(const Node& node);
  void retailers(const Node& node);
  void revoked(const Node& node);

  std::string path_;
  fs::path folder_;
  ServeConfig out_;
  std::optional<Error> error_;
};

void ConfigReader::fail(const Node& at, std::string zh, std::string en) {
  if (error_) return;
  error_ = Error{"E-CONFIG",
                 fmt::format("{}:{}:{}", path_, at.line, at.column),
                 {std::move(zh), std::move(en)},
                 {"名称和取值见 schemas/wire.md；`tradein serve init` 会写一份样例",
                  "schemas/wire.md has the names and values; `tradein serve init` writes a sample"},
                 Trouble::usage};
}

void ConfigReader::each(const Node& map, const std::map<std::string, Setter, std::less<>>& known) {
  if (!map.is_map()) fail(map, "此处应为若干名称和值", "names with values are expected here");
  for (const auto& [name, value] : map.members) {
    const auto found = known.find(name);
    if (found == known.end())
      fail(value, fmt::format("不认识的名称 `{}`", name), fmt::format("unknown name `{}`", name));
    else
      found->second(value);
  }
}

std::uint64_t ConfigReader::number(const Node& node, std::uint64_t least, std::uint64_t most) {
  std::uint64_t value = 0;
  const char* const end = node.scalar.data() + node.scalar.size();
  const auto [stop, error] = std::from_chars(node.scalar.data(), end, value);
  if (!node.is_scalar() || error != std::errc{} || stop != end || value < least || value > most)
    fail(node, fmt::format("应为 {} 到 {} 的整数", least, most),
         fmt::format("a whole number from {} to {} is expected", least, most));
  return value;
}

ConfigReader::Setter ConfigReader::size(std::size_t& out, std::uint64_t least, std::uint64_t most) {
  return [this, &out, least, most](const Node& node) { out = number(node, least, most); };
}

ConfigReader::Setter ConfigReader::seconds(milliseconds& out) {
  return [this, &out](const Node& node) {
    out = std::chrono::seconds{static_cast<std::int64_t>(number(node, 1, 86'400))};
  };
}

ConfigReader::Setter ConfigReader::file(std::string& out) {
  return [this, &out](const Node& node) {
    if (!node.is_scalar() || node.scalar.empty())
      fail(node, "此处应为文件名", "a file's name is expected here");
    out = (folder_ / node.scalar).string();
  };
}

/// `127.0.0.1:8443` or `[::1]:8443`.
void ConfigReader::endpoint(const Node& node, std::string& address, std::uint16_t& port) {
  const std::size_t colon = node.scalar.rfind(':');
  std::uint16_t value = 0;
  bool good = node.is_scalar() && colon != std::string::npos && colon > 0;
  if (good) {
    const char* const end = node.scalar.data() + node.scalar.size();
    const auto [stop, error] = std::from_chars(node.scalar.data() + colon + 1, end, value);
    good = error == std::errc{} && stop == end;
  }
  if (!good) {
    fail(node, "应为 地址:端口，例如 127.0.0.1:8443",
         "an address and a port are expected, like 127.0.0.1:8443");
    return;
  }
  address = node.scalar.substr(0, colon);
  if (address.starts_with('[') && address.ends_with(']'))
    address = address.substr(1, address.size() - 2);
  port = value;
}

void ConfigReader::limits(const Node& node) {
  wire::Limits& l = out_.limits;
  each(node,
       {{"line_kib", [&, this](const Node& n) { l.line_bytes = number(n, 1, 64) * 1024; }},
        {"handshake_seconds", seconds(l.handshake)},
        {"idle_seconds", seconds(l.idle)},
        {"line_seconds", seconds(l.line)},
        {"write_seconds", seconds(l.write)},
        {"drain_seconds", seconds(l.drain)},
        {"connections", size(l.connections, 1, 1'000'000)},
        {"connections_per_retailer", size(l.connections_retailer, 1, 1'000'000)},
        {"connections_per_address", size(l.connections_address, 1, 1'000'000)},
        {"lines_unanswered", size(l.lines_unanswered, 1, 4'096)},
        {"queue_lines", size(l.queue_lines, 1, 1'000'000)},
        {"queue_mib", [&, this](const Node& n) { l.queue_bytes = number(n, 1, 4'096) << 20U; }},
        {"group_claims", size(l.group_claims, 1, 10'000)},
        {"free_mib",
         [&, this](const Node& n) { out_.free_bytes_min = number(n, 1, 1'000'000) << 20U; }}});
}

void ConfigReader::retailers(const Node& node) {
  if (!node.is_list()) fail(node, "此处应为企业名单", "a list of retailers is expected here");
  for (const Node& item : node.items) {
    const Node* const code = item.is_map() ? item.find("uscc") : &item;
    if (code == nullptr || !uscc_shape(code->scalar) || !uscc_check(code->scalar))
      fail(code == nullptr ? item : *code, "不是统一社会信用代码", "this is no USCC");
    else
      out_.settings.retailers.insert(code->scalar);
  }
}

void ConfigReader::revoked(const Node& node) {
  if (!node.is_list())
    fail(node, "此处应为证书序列号名单", "a list of serial numbers is expected here");
  for (const Node& item : node.items) {
    std::string serial;
    for (const char c : item.scalar) {
      if (c == ':') continue;
      serial += c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    if (serial.empty() || serial.find_first_not_of("0123456789ABCDEF") != std::string::npos)
      fail(item, "证书序列号应为十六进制", "a serial number is written in hex");
    out_.settings.revoked.insert(serial);
  }
}

Result<ServeConfig> ConfigReader::read(const Node& root) {
  out_.free_bytes_min = default_free_mib << 20U;
  wire::TlsFiles& files = out_.settings.files;
  each(root,
       {{"listen", [this](const Node& n) { endpoint(n, out_.address, out_.port); }},
        {"health", [this](const Node& n) { endpoint(n, out_.health_address, out_.health_port); }},
        {"certificate", file(files.certificate)},
        {"key", file(files.key)},
        {"authority", file(files.authority)},
        {"revocation_list", file(files.revocations)},
        {"revoked", [this](const Node& n) { revoked(n); }},
        {"retailers", [this](const Node& n) { retailers(n); }},
        {"limits", [this](const Node& n) { limits(n); }}});
  const std::pair<const char*, bool> needed[] = {{"listen", out_.address.empty()},
                                                 {"certificate", files.certificate.empty()},
                                                 {"key", files.key.empty()},
                                                 {"authority", files.authority.empty()}};
  for (const auto& [name, missing] : needed)
    if (missing) fail(root, fmt::format("缺少 `{}`", name), fmt::format("`{}` is missing", name));
  if (error_) return std::unexpected(*error_);
  return std::move(out_);
}

}  // namespace

Result<ServeConfig> read_serve_config(const std::string& path) {
  const auto tree = read_tree(path);
  if (!tree) return std::unexpected(tree.error());
  return ConfigReader{path}.read(*tree);
}

std::string development_config(std::uint16_t port, const std::vector<std::string>& retailers) {
  std::string out = fmt::format(
      "# The intake service, for development on this machine. All names: schemas/wire.md.\n"
      "listen: 127.0.0.1:{}\n"
      "health: 127.0.0.1:{}    # /ready and /metrics\n"
      "certificate: server.pem\n"
      "key: server.key\n"
      "authority: ca.pem\n"
      "retailers:    # who may come in: the CN of a certificate that the authority signed\n",
      port, port == 65'535 ? port - 1 : port + 1);
  for (const std::string& retailer : retailers) out += fmt::format("  - {}\n", retailer);
  out +=
      "# revocation_list: crl.pem\n"
      "# revoked: [0123456789ABCDEF]    # serial numbers of single certificates\n"
      "limits:\n"
      "  handshake_seconds: 5\n"
      "  idle_seconds: 60\n"
      "  line_seconds: 30\n"
      "  write_seconds: 10\n"
      "  connections_per_retailer: 256\n"
      "  connections_per_address: 12000\n";
  return out;
}

}  // namespace tradein::tool
