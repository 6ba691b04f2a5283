#include "petra/report/template.hpp"

#include <fmt/format.h>

#include <vector>

#include "petra/base/text.hpp"

namespace petra {

namespace {

using Json = nlohmann::ordered_json;

struct Tag {
  std::size_t begin, end;  // of the tag's text in the template
  char kind;               // 'v' value, 'r' raw value, '#', '^', '/'
  std::string_view name;
};

Error template_error(std::string what) {
  return make_error(ErrorCode::bug, "report template", std::move(what));
}

class Renderer {
 public:
  explicit Renderer(std::string_view text) : text_(text) {}

  Result<std::string> render(Json const& data) {
    std::vector<Json const*> context{&data};
    PETRA_CHECK(render_range(0, text_.size(), context));
    return std::move(out_);
  }

 private:
  Result<bool> next_tag(std::size_t from, std::size_t end, Tag& tag) const {
    auto const begin = text_.find("{{", from);
    if (begin == std::string_view::npos || begin >= end) return false;
    bool const raw = text_.compare(begin, 3, "{{{") == 0;
    auto const close = text_.find(raw ? "}}}" : "}}", begin);
    if (close == std::string_view::npos) return template_error(fmt::format("a tag at byte {} has no end", begin));
    auto const inside = trim(text_.substr(begin + (raw ? 3 : 2), close - begin - (raw ? 3 : 2)));
    char const first = inside.empty() ? ' ' : inside.front();
    bool const is_section = first == '#' || first == '^' || first == '/';
    tag = {begin, close + (raw ? 3 : 2),
           raw          ? 'r'
           : is_section ? first
                        : 'v',
           is_section ? trim(inside.substr(1)) : inside};
    return true;
  }

  // The end tag that belongs to a section that starts at `from`.
  Result<Tag> find_end(std::string_view name, std::size_t from, std::size_t end) const {
    int depth = 0;
    Tag tag{};
    while (true) {
      PETRA_TRY(bool const found, next_tag(from, end, tag));
      if (!found) return template_error(fmt::format("the section {} is not closed", name));
      from = tag.end;
      if (tag.name != name) continue;
      if (tag.kind == '#' || tag.kind == '^') ++depth;
      if (tag.kind == '/' && depth-- == 0) return tag;
    }
  }

  static Json const* look_up(std::string_view name, std::vector<Json const*> const& context) {
    if (name == ".") return context.back();
    for (auto level = context.rbegin(); level != context.rend(); ++level) {
      if (!(*level)->is_object()) continue;
      auto const found = (*level)->find(std::string(name));
      if (found != (*level)->end()) return &*found;
    }
    return nullptr;
  }

  static bool is_empty(Json const* value) {
    return value == nullptr || value->is_null() || (value->is_boolean() && !value->get<bool>()) ||
           ((value->is_array() || value->is_string()) && value->empty()) ||
           (value->is_string() && value->get_ref<std::string const&>().empty());
  }

  static std::string as_text(Json const* value) {
    if (value == nullptr || value->is_null()) return {};
    return value->is_string() ? value->get<std::string>() : value->dump();
  }

  Result<void> render_range(std::size_t from, std::size_t end, std::vector<Json const*>& context) {
    Tag tag{};
    while (true) {
      PETRA_TRY(bool const found, next_tag(from, end, tag));
      out_ += text_.substr(from, (found ? tag.begin : end) - from);
      if (!found) return {};
      from = tag.end;
      auto const* value = look_up(tag.name, context);
      if (tag.kind == 'v') out_ += escape_html(as_text(value));
      if (tag.kind == 'r') out_ += as_text(value);
      if (tag.kind == '/')
        return template_error(fmt::format("the section {} is closed without having been opened", tag.name));
      if (tag.kind != '#' && tag.kind != '^') continue;
      PETRA_TRY(auto const close, find_end(tag.name, from, end));
      PETRA_CHECK(render_section(tag, from, close.begin, value, context));
      from = close.end;
    }
  }

  Result<void> render_section(Tag const& tag, std::size_t from, std::size_t end, Json const* value,
                              std::vector<Json const*>& context) {
    if (tag.kind == '^') return is_empty(value) ? render_range(from, end, context) : Result<void>();
    if (is_empty(value)) return {};
    if (!value->is_array()) {
      context.push_back(value);
      auto result = render_range(from, end, context);
      context.pop_back();
      return result;
    }
    for (auto const& entry : *value) {
      context.push_back(&entry);
      auto result = render_range(from, end, context);
      context.pop_back();
      if (!result) return result;
    }
    return {};
  }

  std::string_view text_;
  std::string out_;
};

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
  return text;
}

}  // namespace

Result<std::string> render_template(std::string_view text, nlohmann::ordered_json const& data) {
  return Renderer(text).render(data);
}

std::string escape_html(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (char const letter : text) {
    switch (letter) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += letter;
    }
  }
  return escaped;
}

std::string json_for_script(nlohmann::ordered_json const& json) {
  return replaced(replaced(json.dump(), "</", "<\\/"), "<!--", "<\\u0021--");
}

}  // namespace petra
