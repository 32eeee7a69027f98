#include "adapters/rulefiles/tree_file.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>
#include <vector>

namespace tradein {
namespace {

constexpr std::size_t depth_max = 64;
constexpr std::size_t nodes_max = 500'000;
constexpr std::size_t bytes_max = 16 * 1024 * 1024;

struct Refused {
  Error error;
};

std::string place_of(std::string_view file, const YAML::Mark& mark) {
  return fmt::format("{}:{}:{}", file, mark.line + 1, mark.column + 1);
}

/// Builds the tree from the parser's events. Throws only Refused, which parse_tree catches.
class Builder : public YAML::EventHandler {
 public:
  explicit Builder(std::string_view file) : file_{file} {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ > 0)
      refuse("E-YAML-SYNTAX", mark, {"文件里有第二个文档", "the file holds a second document"},
             {"一个文件只写一个文档，去掉 `---` 之后的部分", "keep one document in a file"});
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_anchor(mark, anchor);
    add(node_at(Node::Kind::null, mark), mark);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { refuse_anchor(mark, 1); }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    Node node = node_at(Node::Kind::scalar, mark);
    node.quoted = tag == "!";
    node.scalar = value;
    add(std::move(node), mark);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(Node::Kind::list, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(Node::Kind::map, mark, tag, anchor);
  }
  void OnMapEnd() override { close(); }

  Node take() { return std::move(root_); }

 private:
  struct Open {
    Node node;
    YAML::Mark mark;
    bool has_key = false;
    std::string key;
  };

  [[noreturn]] void refuse(std::string code, const YAML::Mark& mark, Text what, Text fix) const {
    throw Refused{{std::move(code), place_of(file_, mark), std::move(what), std::move(fix)}};
  }
  void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) const {
    if (anchor != YAML::NullAnchor)
      refuse("E-YAML-ALIAS", mark, {"不能使用锚点和别名", "anchors and aliases are not allowed"},
             {"把值直接写在用到它的地方", "write the value where it is used"});
  }
  void refuse_tag(const YAML::Mark& mark, const std::string& tag) const {
    if (!tag.empty() && tag != "?" && tag != "!")
      refuse(
          "E-YAML-ALIAS", mark,
          {fmt::format("不能使用标签 `{}`", tag), fmt::format("the tag `{}` is not allowed", tag)},
          {"去掉标签", "take the tag away"});
  }
  static Node node_at(Node::Kind kind, const YAML::Mark& mark) {
    Node node;
    node.kind = kind;
    node.line = static_cast<std::uint32_t>(mark.line + 1);
    node.column = static_cast<std::uint32_t>(mark.column + 1);
    return node;
  }
  void open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag,
            YAML::anchor_t anchor) {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    if (open_.size() >= depth_max)
      refuse("E-YAML-SIZE", mark, {"嵌套超过 64 层", "nested deeper than 64 levels"},
             {"减少嵌套", "nest less"});
    open_.push_back({node_at(kind, mark), mark, false, {}});
  }
  void close() {
    Open done = std::move(open_.back());
    open_.pop_back();
    add(std::move(done.node), done.mark);
  }
  void add(Node node, const YAML::Mark& mark) {
    if (++nodes_ > nodes_max)
      refuse("E-YAML-SIZE", mark, {"文件过大", "the file is too large"},
             {"拆成几个文件", "split it into several files"});
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = open_.back();
    if (parent.node.kind == Node::Kind::list) {
      parent.node.items.push_back(std::move(node));
      return;
    }
    if (!parent.has_key) {
      add_key(parent, node, mark);
      return;
    }
    parent.has_key = false;
    parent.node.members.emplace_back(std::move(parent.key), std::move(node));
  }
  void add_key(Open& parent, Node& node, const YAML::Mark& mark) const {
    if (node.kind != Node::Kind::scalar)
      refuse("E-YAML-SYNTAX", mark, {"键必须是文字", "a key must be plain text"},
             {"给键写上名字", "give the key a name"});
    if (parent.node.find(node.scalar) != nullptr)
      refuse("E-YAML-TWICE", mark,
             {fmt::format("键 `{}` 出现了两次", node.scalar),
              fmt::format("the key `{}` stands twice", node.scalar)},
             {"只保留一个", "keep one of them"});
    parent.has_key = true;
    parent.key = std::move(node.scalar);
  }

  std::string file_;
  std::vector<Open> open_;
  Node root_;
  std::size_t nodes_ = 0;
  int documents_ = 0;
};

Error syntax_error(std::string place, const std::string& message) {
  return {"E-YAML-SYNTAX",
          std::move(place),
          {fmt::format("文件不是合格的 YAML 或 JSON：{}", message),
           fmt::format("the file is no valid YAML or JSON: {}", message)},
          {"检查这一行的缩进、引号和冒号", "check indentation, quotes and colons of this line"}};
}

}  // namespace

Result<Node> parse_tree(std::string_view text, std::string_view file) {
  if (text.size() > bytes_max)
    return std::unexpected(Error{"E-YAML-SIZE",
                                 std::string{file},
                                 {"文件超过 16 MiB", "the file is over 16 MiB"},
                                 {"拆成几个文件", "split it into several files"}});
  Builder builder{file};
  try {
    std::istringstream stream{std::string{text}};
    YAML::Parser parser{stream};
    while (parser.HandleNextDocument(builder)) {
    }
    return builder.take();
  } catch (const Refused& refused) {
    return std::unexpected(refused.error);
  } catch (const YAML::Exception& wrong) {
    return std::unexpected(syntax_error(place_of(file, wrong.mark), wrong.msg));
  }
}

Result<std::string> read_text_file(const std::filesystem::path& path) {
  const auto unreadable = [&](const char* zh, const char* en) {
    return std::unexpected(Error{"E-FILE-READ",
                                 path.string(),
                                 {zh, en},
                                 {"检查路径、权限和大小", "check path, permissions and size"}});
  };
  std::error_code failed;
  if (!std::filesystem::is_regular_file(path, failed))
    return unreadable("文件不存在或不是普通文件", "there is no such regular file");
  std::ifstream in{path, std::ios::binary};
  if (!in) return unreadable("文件打不开", "the file cannot be opened");
  std::string text;
  char buffer[65'536];
  while (in.read(buffer, sizeof buffer) || in.gcount() > 0) {
    text.append(buffer, static_cast<std::size_t>(in.gcount()));
    if (text.size() > bytes_max) return unreadable("文件超过 16 MiB", "the file is over 16 MiB");
  }
  if (in.bad()) return unreadable("文件读取失败", "reading the file failed");
  return text;
}

Result<Node> read_tree(const std::filesystem::path& path) {
  const auto text = read_text_file(path);
  if (!text) return std::unexpected(text.error());
  return parse_tree(*text, path.string());
}

}  // namespace tradein
