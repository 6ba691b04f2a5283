// An archive over DIMSE, as a client only: nothing listens. C-ECHO, C-FIND, C-GET, C-STORE.
#pragma once

#include "petra/imaging/network/archive.hpp"

namespace petra {

struct DimseNode {
  std::string host;
  int port = 104;
  std::string called_title = "ANY-SCP", calling_title = "PETRA";
  bool use_tls = false;
  TlsFiles tls;
  ArchiveTimeouts timeouts;
};

// "TITLE@HOST:PORT" or "HOST:PORT"; an IPv6 host in brackets. Error: usage.
[[nodiscard]] Result<DimseNode> parse_dimse_node(std::string_view text);

// Error: TLS files that cannot be used.
[[nodiscard]] Result<std::unique_ptr<Archive>> open_dimse_archive(DimseNode node);

}  // namespace petra
