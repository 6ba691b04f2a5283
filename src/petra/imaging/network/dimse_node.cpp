#include <fmt/format.h>

#include "petra/base/text.hpp"
#include "petra/imaging/network/dimse_archive.hpp"

namespace petra {

Result<DimseNode> parse_dimse_node(std::string_view text) {
  auto const refuse = [&](std::string_view why) {
    return make_error(ErrorCode::usage, std::string(text), std::string(why),
                      "Write TITLE@HOST:PORT, as in ORTHANC@127.0.0.1:4242");
  };
  DimseNode node;
  auto rest = text;
  if (auto const at = rest.find('@'); at != std::string_view::npos) {
    node.called_title = std::string(trim(rest.substr(0, at)));
    rest = rest.substr(at + 1);
    constexpr std::size_t kLongestTitle = 16;
    if (node.called_title.empty() || node.called_title.size() > kLongestTitle ||
        node.called_title.find('\\') != std::string::npos)
      return refuse("an archive's title has 1 to 16 characters");
  }
  auto const colon = rest.rfind(':');
  if (colon == std::string_view::npos) return refuse("names no port");
  auto const port = parse_integer(rest.substr(colon + 1));
  if (!port || *port < 1 || *port > 65535) return refuse("a port is a number from 1 to 65535");
  auto host = rest.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  if (host.empty()) return refuse("names no host");
  node.host = std::string(host);
  node.port = static_cast<int>(*port);
  return node;
}

}  // namespace petra
