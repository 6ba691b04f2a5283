// A page from a template and data, so that no HTML is put together from strings: a small part of Mustache
// (mustache(5)).
//   {{name}} text, escaped · {{{name}}} as it is · {{#name}}…{{/name}} for each entry, or where true ·
//   {{^name}}…{{/name}} where absent, empty or false · {{.}} the entry itself. Names are looked up from the innermost
//   entry outwards.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "petra/base/result.hpp"

namespace petra {

// Errors (a bug in a template): a section that is not closed, a tag without end.
[[nodiscard]] Result<std::string> render_template(std::string_view text, nlohmann::ordered_json const& data);

// &, <, >, " and ' as HTML entities.
[[nodiscard]] std::string escape_html(std::string_view text);

// JSON text for a <script> element: no "</" and no "<!--" can end or open anything in it.
[[nodiscard]] std::string json_for_script(nlohmann::ordered_json const& json);

}  // namespace petra
