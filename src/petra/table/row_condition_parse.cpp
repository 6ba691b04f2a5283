#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "petra/base/text.hpp"
#include "petra/table/row_condition_node.hpp"

namespace petra {

namespace {

using Node = RowCondition::Node;
using NodePointer = std::shared_ptr<Node const>;

constexpr std::size_t kLongest = 1000;
constexpr int kDeepest = 50;

struct Token {
  enum class Kind { name, number, text, symbol, end } kind = Kind::end;
  std::string text;  // symbols in one spelling: "and", "or", "not", "==", …
  std::size_t at = 0;
  bool quoted = false;  // a name in backquotes is never a keyword
};

bool starts_name(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool continues_name(char c) {
  return starts_name(c) || std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '.';
}

Error wrong(std::size_t at, std::string message) {
  return make_error(ErrorCode::invalid_input, fmt::format("character {}", at + 1), std::move(message),
                    "A condition reads like: age <= 18 and sex == \"female\"");
}

struct Spelling {
  std::string_view written, meaning;
};
// Longer spellings first.
constexpr auto kSymbols = std::to_array<Spelling>({{"<=", "<="},
                                                   {">=", ">="},
                                                   {"==", "=="},
                                                   {"!=", "!="},
                                                   {"<>", "!="},
                                                   {"&&", "and"},
                                                   {"||", "or"},
                                                   {"<", "<"},
                                                   {">", ">"},
                                                   {"=", "=="},
                                                   {"&", "and"},
                                                   {"|", "or"},
                                                   {"!", "not"},
                                                   {"(", "("},
                                                   {")", ")"},
                                                   {",", ","}});

Result<Token> quoted_token(std::string_view text, std::size_t& at) {
  char const quote = text[at];
  auto const end = text.find(quote, at + 1);
  if (end == std::string_view::npos) return wrong(at, fmt::format("{} is not closed", quote));
  Token token{quote == '`' ? Token::Kind::name : Token::Kind::text, std::string(text.substr(at + 1, end - at - 1)), at,
              true};
  at = end + 1;
  return token;
}

Result<std::vector<Token>> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  std::size_t at = 0;
  while (at < text.size()) {
    char const c = text[at];
    if (std::isspace(static_cast<unsigned char>(c)) != 0) {
      ++at;
      continue;
    }
    if (c == '"' || c == '\'' || c == '`') {
      PETRA_TRY(auto token, quoted_token(text, at));
      tokens.push_back(std::move(token));
      continue;
    }
    bool const digit = std::isdigit(static_cast<unsigned char>(c)) != 0;
    bool const signed_number = (c == '-' || c == '+' || c == '.') && at + 1 < text.size() &&
                               (std::isdigit(static_cast<unsigned char>(text[at + 1])) != 0 || text[at + 1] == '.');
    std::size_t end = at + 1;
    if (digit || signed_number) {
      auto in_number = [&](std::size_t k) {
        char const d = text[k];
        bool const exponent_sign = (d == '-' || d == '+') && (text[k - 1] == 'e' || text[k - 1] == 'E');
        return std::isalnum(static_cast<unsigned char>(d)) != 0 || d == '.' || exponent_sign;
      };
      while (end < text.size() && in_number(end)) ++end;
      auto const written = std::string(text.substr(at, end - at));
      if (!parse_number(written)) return wrong(at, fmt::format("{} is not a number", written));
      tokens.push_back({Token::Kind::number, written, at, false});
    } else if (starts_name(c)) {
      while (end < text.size() && continues_name(text[end])) ++end;
      tokens.push_back({Token::Kind::name, std::string(text.substr(at, end - at)), at, false});
    } else {
      auto const* const symbol = std::find_if(kSymbols.begin(), kSymbols.end(), [&](Spelling const& spelling) {
        return text.substr(at).starts_with(spelling.written);
      });
      if (symbol == kSymbols.end()) return wrong(at, fmt::format("\"{}\" has no meaning here", c));
      end = at + symbol->written.size();
      tokens.push_back({Token::Kind::symbol, std::string(symbol->meaning), at, false});
    }
    at = end;
  }
  tokens.push_back({Token::Kind::end, "the end", text.size(), false});
  return tokens;
}

class Parser {
 public:
  explicit Parser(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  Result<ParsedCondition> parse() {
    PETRA_TRY(auto root, either(0));
    if (now().kind != Token::Kind::end)
      return wrong(now().at, fmt::format("expected and, or, or the end, found {}", now().text));
    return ParsedCondition{std::move(root), std::move(columns_)};
  }

 private:
  std::vector<Token> tokens_;
  std::size_t next_ = 0;
  std::vector<std::string> columns_;

  [[nodiscard]] Token const& now() const { return tokens_[next_]; }

  // A keyword or symbol, taken where it stands here.
  bool take(std::string_view word) {
    auto const& token = now();
    bool const is_keyword = token.kind == Token::Kind::name && !token.quoted && to_lower(token.text) == word;
    bool const is_symbol = token.kind == Token::Kind::symbol && token.text == word;
    if (is_keyword || is_symbol) ++next_;
    return is_keyword || is_symbol;
  }

  Result<NodePointer> chain(int depth, std::string_view word, Node::Kind kind,
                            Result<NodePointer> (Parser::*part)(int)) {
    if (depth > kDeepest) return wrong(now().at, "the parentheses are nested too deeply");
    PETRA_TRY(auto first, (this->*part)(depth + 1));
    auto node = std::make_shared<Node>();
    node->kind = kind;
    node->parts.push_back(std::move(first));
    while (take(word)) {
      PETRA_TRY(auto other, (this->*part)(depth + 1));
      node->parts.push_back(std::move(other));
    }
    return node->parts.size() == 1 ? node->parts.front() : NodePointer(node);
  }
  Result<NodePointer> either(int depth) { return chain(depth, "or", Node::Kind::either, &Parser::both); }
  Result<NodePointer> both(int depth) { return chain(depth, "and", Node::Kind::both, &Parser::negated); }

  static NodePointer negate(NodePointer inner) {
    auto node = std::make_shared<Node>();
    node->kind = Node::Kind::negate;
    node->parts.push_back(std::move(inner));
    return node;
  }

  Result<NodePointer> negated(int depth) {
    if (depth > kDeepest) return wrong(now().at, "is nested too deeply");
    if (take("not")) {
      PETRA_TRY(auto inner, negated(depth + 1));
      return negate(std::move(inner));
    }
    if (take("(")) {
      PETRA_TRY(auto inner, either(depth + 1));
      if (!take(")")) return wrong(now().at, fmt::format("expected ), found {}", now().text));
      return inner;
    }
    return comparison();
  }

  Result<ConditionOperand> operand() {
    auto const token = now();
    switch (token.kind) {
      case Token::Kind::number:
        ++next_;
        return ConditionOperand{ConditionOperand::Kind::number, token.text, *parse_number(token.text)};
      case Token::Kind::text:
        ++next_;
        return ConditionOperand{ConditionOperand::Kind::text, token.text, 0};
      case Token::Kind::name:
        return column();
      default:
        return wrong(token.at, fmt::format("expected a column, a number or a \"text\", found {}", token.text));
    }
  }

  Result<ConditionOperand> column() {
    auto const token = now();
    static constexpr auto kReserved = std::to_array<std::string_view>({"and", "or", "not", "in", "is", "missing"});
    bool const reserved =
        !token.quoted && std::find(kReserved.begin(), kReserved.end(), to_lower(token.text)) != kReserved.end();
    if (token.kind != Token::Kind::name || reserved)
      return wrong(token.at, fmt::format("expected the name of a column, found {}", token.text));
    ++next_;
    if (std::find(columns_.begin(), columns_.end(), token.text) == columns_.end()) columns_.push_back(token.text);
    return ConditionOperand{ConditionOperand::Kind::column, token.text, 0};
  }

  Result<NodePointer> comparison() {
    auto node = std::make_shared<Node>();
    bool const is_call = !now().quoted && now().kind == Token::Kind::name && to_lower(now().text) == "missing";
    if (is_call) {
      ++next_;
      node->kind = Node::Kind::missing;
      if (!take("(")) return wrong(now().at, "expected ( after missing");
      PETRA_TRY(node->left, column());
      if (!take(")")) return wrong(now().at, fmt::format("expected ), found {}", now().text));
      return NodePointer(node);
    }
    auto const start = now().at;
    PETRA_TRY(node->left, operand());
    if (take("is")) {
      bool const negative = take("not");
      if (!take("missing")) return wrong(now().at, "expected missing after is");
      if (node->left.kind != ConditionOperand::Kind::column) return wrong(start, "only a column can be missing");
      node->kind = Node::Kind::missing;
      return negative ? negate(node) : NodePointer(node);
    }
    bool const negative = take("not");
    if (take("in")) {
      PETRA_CHECK(list(*node, start));
      return negative ? negate(node) : NodePointer(node);
    }
    if (negative) return wrong(now().at, "expected in after not");
    return relation(node, start);
  }

  Result<void> list(Node& node, std::size_t start) {
    node.kind = Node::Kind::is_in;
    if (node.left.kind != ConditionOperand::Kind::column) return wrong(start, "only a column can be in a list");
    if (!take("(")) return wrong(now().at, "expected ( after in");
    do {
      PETRA_TRY(auto item, operand());
      if (item.kind == ConditionOperand::Kind::column)
        return wrong(now().at, fmt::format("{} is a column, a list holds numbers or \"texts\"", item.text));
      node.set.push_back(std::move(item));
    } while (take(","));
    if (!take(")")) return wrong(now().at, fmt::format("expected , or ), found {}", now().text));
    return {};
  }

  Result<NodePointer> relation(std::shared_ptr<Node> const& node, std::size_t start) {
    struct Sign {
      std::string_view text;
      Comparison comparison;
    };
    static constexpr auto kSigns = std::to_array<Sign>({{"<", Comparison::less},
                                                        {"<=", Comparison::at_most},
                                                        {">", Comparison::greater},
                                                        {">=", Comparison::at_least},
                                                        {"==", Comparison::equal},
                                                        {"!=", Comparison::different}});
    auto const* const sign =
        std::find_if(kSigns.begin(), kSigns.end(), [&](Sign const& candidate) { return take(candidate.text); });
    if (sign == kSigns.end()) return wrong(now().at, fmt::format("expected a comparison, found {}", now().text));
    node->comparison = sign->comparison;
    PETRA_TRY(node->right, operand());
    bool const has_column =
        node->left.kind == ConditionOperand::Kind::column || node->right.kind == ConditionOperand::Kind::column;
    if (!has_column) return wrong(start, "compares two constants: name a column");
    bool const by_order = node->comparison != Comparison::equal && node->comparison != Comparison::different;
    for (auto const* side : {&node->left, &node->right}) {
      if (by_order && side->kind == ConditionOperand::Kind::text && !is_iso_date(side->text))
        return wrong(start, fmt::format("the text \"{}\" has no order; use == or != (dates are written 2024-05-31)",
                                        side->text));
    }
    return NodePointer(node);
  }
};

}  // namespace

bool is_iso_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  auto digits = [&](std::size_t from, std::size_t count) {
    auto const part = text.substr(from, count);
    bool const all = std::all_of(part.begin(), part.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
    return all ? parse_integer(part).value_or(-1) : -1;
  };
  auto const year = digits(0, 4), month = digits(5, 2), day = digits(8, 2);
  if (year < 0 || month < 1 || month > 12 || day < 1) return false;
  constexpr std::array<int, 12> kDays{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool const leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return day <= kDays[static_cast<std::size_t>(month - 1)] - (month == 2 && !leap ? 1 : 0);
}

Result<ParsedCondition> parse_condition(std::string_view text) {
  if (trim(text).empty()) return wrong(0, "is empty");
  if (text.size() > kLongest)
    return make_error(ErrorCode::limit, "",
                      fmt::format("has {} characters, more than the limit of {}", text.size(), kLongest));
  PETRA_TRY(auto tokens, tokens_of(text));
  return Parser(std::move(tokens)).parse();
}

}  // namespace petra
