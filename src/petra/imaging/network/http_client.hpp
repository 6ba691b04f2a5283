// HTTP as DICOMweb needs it, by libcurl: one connection kept open, answers handed on piece by piece.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/imaging/network/archive.hpp"

namespace petra {

struct HttpOptions {
  TlsFiles tls;
  ArchiveTimeouts timeouts;
  std::string user, password;  // basic authentication; empty: none
  std::string bearer_token;
};

struct HttpAnswer {
  int status = 0;
  std::string content_type;
  std::string warning;  // the header of that name
  std::string body;     // where no sink took it; of an answer that is no success its beginning
};

class HttpClient {
 public:
  explicit HttpClient(HttpOptions options);
  ~HttpClient();
  HttpClient(HttpClient const&) = delete;
  HttpClient& operator=(HttpClient const&) = delete;

  // Takes the body of a success piece by piece; its first call comes with an empty piece once the headers are known. An
  // error ends the transfer and is the request's.
  using Sink = std::function<Result<void>(HttpAnswer const& head, std::string_view bytes)>;

  // Errors: environment (not reached, broken off, silent for too long, a certificate that is not trusted), interrupted,
  // limit (an answer without sink of more than 512 MiB), the sink's. A status of 400 and more is an answer.
  [[nodiscard]] Result<HttpAnswer> get(std::string const& url, std::string const& accept, Sink const& sink = {});
  [[nodiscard]] Result<HttpAnswer> post(std::string const& url, std::string const& content_type,
                                        std::string const& accept, std::string_view body);

  // A value in a URL's query: only what RFC 3986 does not allow there, and what separates values, is escaped, since
  // some archives (Orthanc 1.10) do not unescape: * and ? stay.
  [[nodiscard]] static std::string escape(std::string_view value);

 private:
  struct State;
  [[nodiscard]] Result<HttpAnswer> perform(std::string const& url, std::vector<std::string> const& headers,
                                           std::string_view const* body, Sink const& sink);
  std::unique_ptr<State> state_;
};

}  // namespace petra
