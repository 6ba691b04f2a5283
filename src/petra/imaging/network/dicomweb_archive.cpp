#include "petra/imaging/network/dicomweb_archive.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <set>

#include "petra/base/file.hpp"
#include "petra/base/text.hpp"
#include "petra/imaging/dicom_file.hpp"
#include "petra/imaging/network/instance_store.hpp"
#include "petra/imaging/network/multipart.hpp"

namespace petra {

namespace {

using Json = nlohmann::json;

// Writes the parts of an answer into the store, each under the UID that it holds itself.
class PartWriter {
 public:
  PartWriter(SeriesAddress const& series, InstanceStore& store, std::function<bool()> const& stored)
      : series_(series), store_(store), stored_(stored) {}

  [[nodiscard]] MultipartHandler handler() {
    return {[this](std::string_view) { return begin(); }, [this](std::string_view bytes) { return write(bytes); },
            [this] { return end(); }};
  }
  [[nodiscard]] bool stopped() const { return stopped_; }

  ~PartWriter() { drop(); }

 private:
  Result<void> begin() {
    drop();
    PETRA_TRY(path_, store_.begin(series_, "incoming"));
    file_.reset(std::fopen(path_.c_str(), "wb"));
    if (!file_) return make_errno_error(errno, path_.string(), "cannot write");
    return {};
  }
  Result<void> write(std::string_view bytes) {
    if (std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) == bytes.size()) return {};
    return make_errno_error(errno, path_.string(), "cannot write");
  }
  Result<void> end() {
    if (std::fflush(file_.get()) != 0) return make_errno_error(errno, path_.string(), "cannot write");
    file_.reset();
    auto const file = open_dicom_file(path_);
    auto const uid = file ? file->data_set.text(tag::SOPInstanceUID).value_or("") : std::string();
    if (!is_valid_uid(uid)) {
      drop();
      return make_error(ErrorCode::integrity, "instance of series " + series_.series_uid,
                        file ? "came without a SOPInstanceUID" : "came damaged: " + file.error().message,
                        "Ask the archive's administrator; run the command again");
    }
    PETRA_CHECK(store_.commit(series_, uid, path_));
    path_.clear();
    stopped_ = !stored_();
    if (stopped_) return make_error(ErrorCode::stopped, "", "was stopped");
    return {};
  }
  void drop() {
    file_.reset();
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove(path_, ignored);
    path_.clear();
  }

  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  SeriesAddress const& series_;
  InstanceStore& store_;
  std::function<bool()> const& stored_;
  std::filesystem::path path_;
  std::unique_ptr<std::FILE, Close> file_;
  bool stopped_ = false;
};

class DicomwebArchive : public Archive {
 public:
  DicomwebArchive(std::string url, HttpOptions options) : url_(std::move(url)), http_(std::move(options)) {}
  [[nodiscard]] std::string name() const override { return url_; }

  [[nodiscard]] Result<void> echo() override {
    PETRA_TRY(auto const answer, http_.get(url_ + "/studies?limit=1", kJson));
    if (answer.status == 204) return {};
    PETRA_CHECK(check(answer, "the search"));
    return parse_dicom_json(answer.body.empty() ? "[]" : answer.body) ? Result<void>() : not_dicomweb(answer);
  }

  [[nodiscard]] Result<std::vector<Attributes>> find(QueryLevel level, Attributes const& keys) override {
    auto path = url_ + "/studies";
    auto const uid_of = [&](std::string_view keyword) {
      auto const at = keys.find(keyword);
      return at == keys.end() ? std::string() : at->second;
    };
    if (level != QueryLevel::study) path += "/" + uid_of("StudyInstanceUID") + "/series";
    if (level == QueryLevel::instance) path += "/" + uid_of("SeriesInstanceUID") + "/instances";
    std::string query;
    auto const add = [&](std::string const& text) { query += (query.empty() ? "?" : "&") + text; };
    for (auto const& [keyword, value] : keys) {
      bool const in_path = (keyword == "StudyInstanceUID" && level != QueryLevel::study) ||
                           (keyword == "SeriesInstanceUID" && level == QueryLevel::instance);
      if (!in_path && !value.empty()) add(keyword + "=" + HttpClient::escape(value));
    }
    for (auto const& field : query_fields()) {
      if (field.level == level) add(fmt::format("includefield={:04X}{:04X}", field.group, field.element));
    }
    std::vector<Attributes> matches;
    // An archive may cut its answer and say so; then the rest is asked for.
    constexpr std::size_t kMostMatches = 1'000'000;
    while (matches.size() < kMostMatches) {
      auto const url = path + query + (matches.empty() ? "" : fmt::format("&offset={}", matches.size()));
      PETRA_TRY(auto const answer, http_.get(url, kJson));
      if (answer.status == 204 || (answer.status == 404 && level != QueryLevel::study)) break;
      PETRA_CHECK(check(answer, "the search"));
      auto some = parse_dicom_json(answer.body.empty() ? "[]" : answer.body);
      if (!some) return not_dicomweb(answer);
      bool const more = answer.warning.starts_with("299") && !some->empty();
      matches.insert(matches.end(), std::make_move_iterator(some->begin()), std::make_move_iterator(some->end()));
      if (!more) break;
    }
    return matches;
  }

  [[nodiscard]] Result<void> fetch(SeriesAddress const& series, std::span<std::string const> instances, bool whole,
                                   InstanceStore& store, std::function<bool()> const& stored) override {
    auto const base = fmt::format("{}/studies/{}/series/{}", url_, series.study_uid, series.series_uid);
    PartWriter writer(series, store, stored);
    if (whole) return fetch_parts(base, writer);
    for (auto const& uid : instances) {
      PETRA_CHECK(fetch_parts(fmt::format("{}/instances/{}", base, uid), writer));
      if (writer.stopped()) break;
    }
    return {};
  }

  [[nodiscard]] Result<void> send(std::span<OutgoingFile const> files, Sent const& sent) override {
    constexpr std::uint64_t kBatchBytes = 32U << 20U;
    constexpr std::string_view kBoundary = "petra-6f1d2c9e8b7a4530-part";
    std::string body;
    std::size_t first = 0;
    for (std::size_t k = 0; k < files.size(); ++k) {
      auto bytes = read_file(files[k].path);
      if (!bytes) return std::move(bytes).error();
      body += fmt::format("--{}\r\nContent-Type: application/dicom\r\n\r\n", kBoundary);
      body += *bytes;
      body += "\r\n";
      bool const last = k + 1 == files.size();
      if (!last && body.size() < kBatchBytes) continue;
      body += fmt::format("--{}--\r\n", kBoundary);
      PETRA_TRY(bool const go_on, post(body, kBoundary, files.subspan(first, k + 1 - first), sent));
      if (!go_on) return {};
      body.clear();
      first = k + 1;
    }
    return {};
  }

 private:
  static constexpr char const* kJson = "application/dicom+json";

  // Not found, not allowed: the archive's own words stay out, they may name a patient.
  [[nodiscard]] Result<void> check(HttpAnswer const& answer, std::string_view what) const {
    if (answer.status >= 200 && answer.status < 300) return {};
    std::string remedy = "See the archive's log";
    if (answer.status == 401 || answer.status == 403)
      remedy = "Give --user, and the password in PETRA_PACS_PASSWORD, or a token in PETRA_PACS_TOKEN";
    if (answer.status == 404)
      remedy = "Check the address: that of the DICOMweb service, as in http://host:8042/dicom-web";
    if (answer.status >= 300 && answer.status < 400) remedy = "The address leads elsewhere: give the final one";
    return make_error(ErrorCode::environment, url_, fmt::format("{} failed with HTTP status {}", what, answer.status),
                      remedy);
  }
  [[nodiscard]] Error not_dicomweb(HttpAnswer const& answer) const {
    return make_error(ErrorCode::environment, url_,
                      fmt::format("does not answer in DICOM JSON (but \"{}\")", answer.content_type.substr(0, 60)),
                      "Check the address: that of the DICOMweb service, as in http://host:8042/dicom-web");
  }

  [[nodiscard]] Result<void> fetch_parts(std::string const& url, PartWriter& writer) {
    std::optional<MultipartReader> reader;
    auto const sink = [&](HttpAnswer const& head, std::string_view bytes) -> Result<void> {
      if (!reader) {
        PETRA_TRY(auto boundary, multipart_boundary(head.content_type));
        reader.emplace(std::move(boundary), writer.handler());
      }
      return reader->feed(bytes);
    };
    // As it is stored: no archive is asked to compress or unpack.
    auto answer = http_.get(url, R"(multipart/related; type="application/dicom"; transfer-syntax=*)", sink);
    if (writer.stopped()) return {};
    if (!answer) return std::move(answer).error();
    PETRA_CHECK(check(*answer, "the retrieval"));
    if (!reader) return not_dicomweb(*answer);
    if (auto whole = reader->finish(); !whole) {
      auto error = std::move(whole).error();
      error.code = ErrorCode::environment;  // a connection that broke off: to be tried again
      error.subject = url_;
      return error;
    }
    return {};
  }

  // False where `sent` ended it.
  [[nodiscard]] Result<bool> post(std::string_view body, std::string_view boundary, std::span<OutgoingFile const> files,
                                  Sent const& sent) {
    PETRA_TRY(
        auto const answer,
        http_.post(url_ + "/studies",
                   fmt::format(R"(multipart/related; type="application/dicom"; boundary={})", boundary), kJson, body));
    // 409: all failed; 202: some. Both tell which.
    if (answer.status != 409) PETRA_CHECK(check(answer, "sending"));
    auto const json = Json::parse(answer.body, nullptr, false);
    auto const uids_in = [&](char const* sequence) {
      std::map<std::string, std::string> found;  // SOPInstanceUID -> FailureReason
      if (!json.is_object() || !json.contains(sequence) || !json[sequence].is_object() ||
          !json[sequence].contains("Value"))
        return found;
      for (auto const& item : json[sequence]["Value"]) {
        auto const value = [&](char const* element) {
          if (!item.is_object() || !item.contains(element) || !item[element].contains("Value") ||
              item[element]["Value"].empty())
            return std::string();
          auto const& first = item[element]["Value"][0];
          return first.is_string() ? first.get<std::string>() : first.dump();
        };
        found.emplace(value("00081155"), value("00081197"));
      }
      return found;
    };
    auto const stored = uids_in("00081199"), failed = uids_in("00081198");
    for (auto const& file : files) {
      std::string reason;
      if (auto const at = failed.find(file.instance_uid); at != failed.end())
        reason =
            fmt::format("the archive refused it (failure reason {})", at->second.empty() ? "not told" : at->second);
      else if (!stored.contains(file.instance_uid))
        reason = "the archive does not say that it has taken it";
      if (!sent(file, reason)) return false;
    }
    return true;
  }

  std::string url_;
  HttpClient http_;
};

}  // namespace

Result<std::unique_ptr<Archive>> open_dicomweb_archive(std::string url, HttpOptions options) {
  auto const refuse = [&](std::string_view why, std::string_view remedy) {
    return make_error(ErrorCode::usage, "--dicomweb", std::string(why), std::string(remedy));
  };
  if (!url.starts_with("http://") && !url.starts_with("https://"))
    return refuse("is no http or https address", "Write it as http://host:8042/dicom-web");
  if (url.find('@') != std::string::npos)
    return refuse("holds a user or password", "Give --user, and the password in PETRA_PACS_PASSWORD");
  if (url.find('?') != std::string::npos || url.find('#') != std::string::npos)
    return refuse("holds a query", "Leave out what follows the path");
  if (!options.bearer_token.empty() && url.starts_with("http://") && url.find("127.0.0.1") == std::string::npos &&
      url.find("localhost") == std::string::npos)
    return refuse("would carry the token unencrypted", "Use https");
  while (url.ends_with('/')) url.pop_back();
  return std::unique_ptr<Archive>(std::make_unique<DicomwebArchive>(std::move(url), std::move(options)));
}

}  // namespace petra
