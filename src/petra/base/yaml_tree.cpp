#include "petra/base/yaml_tree.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <cstdint>
#include <sstream>
#include <unordered_map>

#include "petra/base/text.hpp"

namespace petra {

YamlNode::YamlNode() = default;
YamlNode::~YamlNode() = default;
YamlNode::YamlNode(YamlNode const&) = default;
YamlNode::YamlNode(YamlNode&&) noexcept = default;
YamlNode& YamlNode::operator=(YamlNode const&) = default;
YamlNode& YamlNode::operator=(YamlNode&&) noexcept = default;

YamlNode const* YamlNode::find(std::string_view key) const {
  for (auto const& [name, node] : entries) {
    if (name == key) return &node;
  }
  return nullptr;
}

namespace {

// Stops yaml-cpp from inside an event; caught in parse_yaml and nowhere else.
struct Refusal {
  Error error;
};

void append_utf8(std::string& text, std::uint32_t point) {
  auto add = [&text](std::uint32_t byte) { text.push_back(static_cast<char>(byte)); };
  if (point < 0x80) {
    add(point);
  } else if (point < 0x800) {
    add(0xC0U | (point >> 6U)), add(0x80U | (point & 0x3FU));
  } else if (point < 0x10000) {
    add(0xE0U | (point >> 12U)), add(0x80U | ((point >> 6U) & 0x3FU)), add(0x80U | (point & 0x3FU));
  } else {
    add(0xF0U | (point >> 18U)), add(0x80U | ((point >> 12U) & 0x3FU)), add(0x80U | ((point >> 6U) & 0x3FU));
    add(0x80U | (point & 0x3FU));
  }
}

// UTF-16 after its byte order mark; a lone surrogate becomes U+FFFD.
std::string utf8_of_utf16(std::string_view bytes, bool big_endian) {
  std::string text;
  auto unit_at = [&](std::size_t i) {
    auto const a = static_cast<unsigned char>(bytes[i]), b = static_cast<unsigned char>(bytes[i + 1]);
    return big_endian ? (std::uint32_t{a} << 8U) | b : (std::uint32_t{b} << 8U) | a;
  };
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    auto point = unit_at(i);
    if (point >= 0xD800 && point < 0xE000) {
      auto const low = i + 3 < bytes.size() ? unit_at(i + 2) : 0;
      bool const pair = point < 0xDC00 && low >= 0xDC00 && low < 0xE000;
      point = pair ? 0x10000 + ((point - 0xD800) << 10U) + (low - 0xDC00) : 0xFFFD;
      if (pair) i += 2;
    }
    append_utf8(text, point);
  }
  return text;
}

Result<std::string> as_utf8(std::string_view text, std::string const& subject) {
  std::string utf8;
  if (text.starts_with("\xFF\xFE")) {
    utf8 = utf8_of_utf16(text.substr(2), false);
  } else if (text.starts_with("\xFE\xFF")) {
    utf8 = utf8_of_utf16(text.substr(2), true);
  } else {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    utf8 = text;
  }
  auto const remedy = "Write the file as plain text in UTF-8";
  if (utf8.find('\0') != std::string::npos)
    return make_error(ErrorCode::invalid_input, subject, "holds a NUL byte, so it is not a text file", remedy);
  if (!is_valid_utf8(utf8)) return make_error(ErrorCode::invalid_input, subject, "is not UTF-8 text", remedy);
  return utf8;
}

// YAML forbids tabs in indentation; JSON (a document that starts with a bracket) allows them.
Result<void> check_indentation(std::string const& text, std::string const& subject) {
  auto const start = trim(text);
  if (start.starts_with('{') || start.starts_with('[')) return {};
  std::size_t line_number = 0;
  for (auto const line : split(text, '\n')) {
    ++line_number;
    auto const indentation = line.substr(0, std::min(line.size(), line.find_first_not_of(" \t")));
    if (indentation.find('\t') == std::string_view::npos || trim(line).empty()) continue;
    return make_error(ErrorCode::invalid_input, subject,
                      fmt::format("line {} is indented with a tab, which YAML forbids", line_number),
                      "Indent with spaces");
  }
  return {};
}

class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(std::string subject, int maximum_depth) : subject_(std::move(subject)), maximum_depth_(maximum_depth) {}

  [[nodiscard]] YamlNode take() { return std::move(root_); }

  void OnDocumentStart(YAML::Mark const& /*mark*/) override {}
  void OnDocumentEnd() override {}
  void OnNull(YAML::Mark const& mark, YAML::anchor_t /*anchor*/) override { add(leaf(YamlNode::Kind::null, mark)); }
  void OnAlias(YAML::Mark const& mark, YAML::anchor_t /*anchor*/) override { refuse(mark, "an alias (*name)"); }
  void OnAnchor(YAML::Mark const& mark, std::string const& name) override {
    refuse(mark, fmt::format("an anchor (&{})", name.substr(0, 80)));
  }
  void OnScalar(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t /*anchor*/,
                std::string const& value) override {
    auto node = leaf(YamlNode::Kind::scalar, mark);
    node.text = value;
    node.quoted = tag == "!";  // yaml-cpp's mark of a scalar in quotes; "?" of a plain one
    if (tag != "!") check_tag(tag, mark);
    add(std::move(node));
  }
  void OnSequenceStart(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t /*anchor*/,
                       YAML::EmitterStyle::value /*style*/) override {
    check_tag(tag, mark);
    open(leaf(YamlNode::Kind::sequence, mark));
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t /*anchor*/,
                  YAML::EmitterStyle::value /*style*/) override {
    check_tag(tag, mark);
    open(leaf(YamlNode::Kind::map, mark));
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    YamlNode node;
    bool has_key = false;
    std::string key;
    std::unordered_map<std::string, std::size_t> key_lines;
  };

  static YamlNode leaf(YamlNode::Kind kind, YAML::Mark const& mark) {
    YamlNode node;
    node.kind = kind;
    node.line = static_cast<std::size_t>(std::max(0, mark.line)) + 1;
    return node;
  }

  [[noreturn]] void refuse(YAML::Mark const& mark, std::string const& what) const {
    throw Refusal{make_error(ErrorCode::invalid_input, subject_,
                             fmt::format("line {} holds {}, which parameter files do not need", mark.line + 1, what),
                             "Write the value out")};
  }

  void check_tag(std::string const& tag, YAML::Mark const& mark) const {
    if (!tag.empty() && tag != "?" && tag != "!") refuse(mark, fmt::format("a tag (!{})", tag.substr(0, 80)));
  }

  void open(YamlNode node) {
    if (static_cast<int>(open_.size()) >= maximum_depth_) {
      throw Refusal{
          make_error(ErrorCode::limit, subject_,
                     fmt::format("line {} is nested deeper than the limit of {} levels", node.line, maximum_depth_))};
    }
    open_.push_back({std::move(node), false, {}, {}});
  }

  void close() {
    auto node = std::move(open_.back().node);
    open_.pop_back();
    add(std::move(node));
  }

  void add(YamlNode node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    auto& parent = open_.back();
    if (parent.node.kind == YamlNode::Kind::sequence) {
      parent.node.items.push_back(std::move(node));
    } else if (!parent.has_key) {
      take_key(parent, node);
    } else {
      parent.has_key = false;
      parent.node.entries.emplace_back(std::move(parent.key), std::move(node));
    }
  }

  void take_key(Open& parent, YamlNode const& node) const {
    if (node.kind != YamlNode::Kind::scalar) {
      throw Refusal{make_error(ErrorCode::invalid_input, subject_,
                               fmt::format("line {} has a key that is not a plain word", node.line))};
    }
    auto const [earlier, is_new] = parent.key_lines.emplace(node.text, node.line);
    if (!is_new) {
      throw Refusal{make_error(ErrorCode::invalid_input, subject_,
                               fmt::format("key \"{}\" stands twice, on lines {} and {}", node.text.substr(0, 80),
                                           earlier->second, node.line),
                               "Keep one of them")};
    }
    parent.key = node.text;
    parent.has_key = true;
  }

  std::string subject_;
  int maximum_depth_;
  YamlNode root_;
  std::vector<Open> open_;
};

}  // namespace

Result<YamlNode> parse_yaml(std::string_view text, std::string const& subject, YamlLimits const& limits) {
  if (text.size() > limits.maximum_bytes) {
    return make_error(ErrorCode::limit, subject,
                      fmt::format("has {} bytes, more than the limit of {} bytes for such a file", text.size(),
                                  limits.maximum_bytes));
  }
  PETRA_TRY(auto const utf8, as_utf8(text, subject));
  PETRA_CHECK(check_indentation(utf8, subject));
  TreeBuilder builder(subject, limits.maximum_depth);
  try {
    std::istringstream stream(utf8);
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) return YamlNode{};
    auto root = builder.take();
    if (parser.HandleNextDocument(builder)) {
      return make_error(ErrorCode::invalid_input, subject, "holds more than one YAML document (---)", "Keep one");
    }
    return root;
  } catch (Refusal& refusal) {
    return std::move(refusal.error);
  } catch (YAML::Exception const& problem) {
    return make_error(ErrorCode::invalid_input, subject,
                      fmt::format("line {}: not YAML or JSON: {}", problem.mark.line + 1, problem.msg),
                      "Check indentation, colons and brackets");
  }
}

}  // namespace petra
