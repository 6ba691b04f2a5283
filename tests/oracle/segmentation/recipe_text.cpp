#include "recipe_text.hpp"

#include <fmt/format.h>

#include <cctype>

#include "petra/base/file.hpp"
#include "petra/base/text.hpp"

namespace petra::oracle {

Result<std::string> recipe_text(std::filesystem::path const& folder, std::string const& method, Fields fields) {
  auto path = folder / (method + ".yaml");
  if (!std::filesystem::exists(path)) {
    std::size_t first = 0;
    while (first < method.size() && std::isdigit(static_cast<unsigned char>(method[first])) == 0) ++first;
    std::size_t last = first;
    while (last < method.size() && (std::isdigit(static_cast<unsigned char>(method[last])) != 0 || method[last] == '.'))
      ++last;
    auto const digits = method.substr(first, last - first);
    if (auto const number = parse_number(digits)) {
      fields["N"] = digits;
      fields["percent"] = format_number(*number / 100);
      fields["half_window"] = format_number((*number - 1) / 2);
    }
    path = folder / (method.substr(0, first) + "N" + method.substr(last) + ".yaml");
  }
  PETRA_TRY(auto const text, read_file(path));
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    auto const end = text.compare(i, 2, "${") == 0 ? text.find('}', i) : std::string::npos;
    if (end == std::string::npos) {
      result += text[i++];
      continue;
    }
    auto const field = fields.find(text.substr(i + 2, end - i - 2));
    if (field == fields.end())
      return make_error(ErrorCode::invalid_input, path.string(),
                        "asks for an unknown field: " + text.substr(i, end - i + 1));
    result += field->second;
    i = end + 1;
  }
  return result;
}

}  // namespace petra::oracle
