#include "petra/imaging/network/http_client.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <mutex>
#include <optional>

#include "petra/base/interrupt.hpp"
#include "petra/base/text.hpp"

namespace petra {

namespace {

constexpr std::size_t kMostBodyBytes = 512U << 20U;  // of an answer that is kept
constexpr std::size_t kMostErrorBytes = 16U << 10U;  // of one that tells a failure

// One request, as libcurl's callbacks see it.
struct Transfer {
  CURL* curl = nullptr;
  HttpAnswer answer;
  HttpClient::Sink const* sink = nullptr;
  std::optional<Error> problem;
  bool head_known = false;

  [[nodiscard]] bool is_success() const { return answer.status >= 200 && answer.status < 300; }

  bool take(std::string_view bytes) {
    if (!head_known) {
      long status = 0;
      curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
      answer.status = static_cast<int>(status);
      head_known = true;
    }
    if (is_success() && *sink) {
      if (auto taken = (*sink)(answer, bytes); !taken) {
        problem = std::move(taken).error();
        return false;
      }
      return true;
    }
    if (!is_success()) {
      if (answer.body.size() < kMostErrorBytes) answer.body += bytes.substr(0, kMostErrorBytes - answer.body.size());
      return true;
    }
    if (answer.body.size() + bytes.size() > kMostBodyBytes) {
      problem =
          make_error(ErrorCode::limit, "answer", fmt::format("has more than {} bytes", kMostBodyBytes), "Ask for less");
      return false;
    }
    answer.body += bytes;
    return true;
  }
};

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  return transfer.take({data, size * count}) ? size * count : 0;
}

std::size_t on_header(char* data, std::size_t size, std::size_t count, void* user) {
  auto& answer = static_cast<Transfer*>(user)->answer;
  std::string_view const line(data, size * count);
  auto const colon = line.find(':');
  if (line.starts_with("HTTP/")) answer.content_type.clear();  // of an interim answer
  if (colon != std::string_view::npos) {
    auto const name = to_lower(line.substr(0, colon));
    if (name == "content-type") answer.content_type = std::string(trim(line.substr(colon + 1)));
    if (name == "warning") answer.warning = std::string(trim(line.substr(colon + 1)));
  }
  return size * count;
}

int on_progress(void* /*user*/, curl_off_t /*down_all*/, curl_off_t /*down*/, curl_off_t /*up_all*/,
                curl_off_t /*up*/) {
  return stop_requested() ? 1 : 0;
}

// Scheme, host and path, without what may name a patient or hold a password.
std::string without_query(std::string const& url) {
  auto bare = url.substr(0, url.find('?'));
  auto const scheme = bare.find("://");
  auto const at = bare.find('@');
  auto const slash = scheme == std::string::npos ? std::string::npos : bare.find('/', scheme + 3);
  if (scheme != std::string::npos && at != std::string::npos && (slash == std::string::npos || at < slash))
    bare.erase(scheme + 3, at - scheme - 2);
  return bare;
}

}  // namespace

struct HttpClient::State {
  HttpOptions options;
  CURL* curl = nullptr;
};

HttpClient::HttpClient(HttpOptions options) : state_(std::make_unique<State>()) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  state_->options = std::move(options);
  state_->curl = curl_easy_init();
}

HttpClient::~HttpClient() {
  curl_easy_cleanup(state_->curl);
}

std::string HttpClient::escape(std::string_view value) {
  std::string escaped;
  for (char const letter : value) {
    bool const plain = (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') ||
                       (letter >= 'A' && letter <= 'Z') ||
                       std::string_view("-._~*?!'(),:@/").find(letter) != std::string_view::npos;
    if (plain)
      escaped += letter;
    else
      escaped += fmt::format("%{:02X}", static_cast<unsigned char>(letter));
  }
  return escaped;
}

Result<HttpAnswer> HttpClient::get(std::string const& url, std::string const& accept, Sink const& sink) {
  return perform(url, {"Accept: " + accept}, nullptr, sink);
}

Result<HttpAnswer> HttpClient::post(std::string const& url, std::string const& content_type, std::string const& accept,
                                    std::string_view body) {
  // Without "Expect": some archives wait for the body in vain.
  return perform(url, {"Accept: " + accept, "Content-Type: " + content_type, "Expect:"}, &body, {});
}

Result<HttpAnswer> HttpClient::perform(std::string const& url, std::vector<std::string> const& headers,
                                       std::string_view const* body, Sink const& sink) {
  auto* const curl = state_->curl;
  auto const& options = state_->options;
  if (curl == nullptr) return make_error(ErrorCode::environment, "libcurl", "cannot be started");
  curl_easy_reset(curl);  // keeps connections
  Transfer transfer;
  transfer.curl = curl;
  transfer.sink = &sink;
  curl_slist* list = nullptr;
  for (auto const& header : headers) list = curl_slist_append(list, header.c_str());
  if (!options.bearer_token.empty())
    list = curl_slist_append(list, ("Authorization: Bearer " + options.bearer_token).c_str());
  char message[CURL_ERROR_SIZE] = "";
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, message);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, static_cast<long>(options.timeouts.connect_seconds));
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, static_cast<long>(options.timeouts.silence_seconds));
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &transfer);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
  if (!options.user.empty()) {
    curl_easy_setopt(curl, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
    curl_easy_setopt(curl, CURLOPT_USERNAME, options.user.c_str());
    curl_easy_setopt(curl, CURLOPT_PASSWORD, options.password.c_str());
  }
  if (!options.tls.trusted_certificates.empty())
    curl_easy_setopt(curl, CURLOPT_CAINFO, options.tls.trusted_certificates.c_str());
  if (!options.tls.certificate.empty()) {
    curl_easy_setopt(curl, CURLOPT_SSLCERT, options.tls.certificate.c_str());
    curl_easy_setopt(curl, CURLOPT_SSLKEY, options.tls.private_key.c_str());
  }
  if (body != nullptr) {
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body->data());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body->size()));
  }
  auto const code = curl_easy_perform(curl);
  curl_slist_free_all(list);
  if (transfer.problem) return std::move(*transfer.problem);
  if (code == CURLE_ABORTED_BY_CALLBACK) return make_stop_error("the transfer was ended");
  if (code != CURLE_OK) {
    bool const certificate = code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE;
    return make_error(
        ErrorCode::environment, without_query(url),
        fmt::format("cannot be reached or broke off: {}", *message != 0 ? message : curl_easy_strerror(code)),
        certificate ? "Name the certificates to be trusted with --tls-trusted"
                    : "Check the address, and that the archive runs");
  }
  if (!transfer.head_known)
    PETRA_CHECK(transfer.take({}) ? Result<void>() : Result<void>(std::move(*transfer.problem)));
  return std::move(transfer.answer);
}

}  // namespace petra
