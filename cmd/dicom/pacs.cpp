// petra pacs echo|find|get|send: a picture archive, over DIMSE or DICOMweb.

#include "cmd/pacs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "cmd/output_file.hpp"
#include "cmd/statistics_table.hpp"
#include "petra/base/interrupt.hpp"
#include "petra/base/progress.hpp"
#include "petra/base/text.hpp"
#include "petra/imaging/network/dicomweb_archive.hpp"
#include "petra/imaging/network/dimse_archive.hpp"
#include "petra/imaging/network/transfer.hpp"

namespace petra::cmd {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
  std::string server, dicomweb, calling = "PETRA", user;
  bool tls = false, json = false, again = false, show_patient_id = false;
  TlsFiles tls_files;
  int retries = 3, wait_ms = 1000;
  ArchiveTimeouts timeouts;
  std::string patient_id, patient_name, study, series, modality, study_date, accession, level = "study";
  std::vector<std::string> keys;
  std::string out, format = "csv";
  std::vector<std::string> paths;
};

std::string environment_value(char const* name) {
  char const* const value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

Result<std::unique_ptr<Archive>> open_archive(Options const& options) {
  if (options.server.empty() == options.dicomweb.empty())
    return make_error(ErrorCode::usage, "--server", options.server.empty() ? "is missing" : "stands beside --dicomweb",
                      "Name the archive with --server TITLE@HOST:PORT or with --dicomweb URL");
  if (!options.dicomweb.empty()) {
    HttpOptions http{options.tls_files, options.timeouts, options.user, environment_value("PETRA_PACS_PASSWORD"),
                     environment_value("PETRA_PACS_TOKEN")};
    return open_dicomweb_archive(options.dicomweb, std::move(http));
  }
  PETRA_TRY(auto node, parse_dimse_node(options.server));
  node.calling_title = options.calling;
  node.use_tls = options.tls;
  node.tls = options.tls_files;
  node.timeouts = options.timeouts;
  return open_dimse_archive(std::move(node));
}

// What is asked for. UIDs become parts of addresses and folders: nothing else may stand there.
Result<Attributes> read_keys(Options const& options) {
  Attributes keys;
  auto const add = [&](std::string_view keyword, std::string const& value) {
    if (!value.empty()) keys[std::string(keyword)] = value;
  };
  add("PatientID", options.patient_id);
  add("PatientName", options.patient_name);
  add("StudyInstanceUID", options.study);
  add("SeriesInstanceUID", options.series);
  add("Modality", options.modality);
  add("StudyDate", options.study_date);
  add("AccessionNumber", options.accession);
  for (auto const& text : options.keys) {
    auto const sign = text.find('=');
    auto const keyword = text.substr(0, sign);
    if (sign == std::string::npos || find_query_field(keyword) == nullptr) {
      std::vector<std::string> known;
      for (auto const& field : query_fields()) known.emplace_back(field.keyword);
      auto const nearest = nearest_name(keyword, known);
      return make_error(ErrorCode::usage, "--key", fmt::format("{} is not KEYWORD=VALUE of a known keyword", keyword),
                        nearest ? fmt::format("Did you mean {}?", *nearest) : "Known: " + join(known, ", "));
    }
    add(keyword, text.substr(sign + 1));
  }
  for (auto const* keyword : {"StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID"}) {
    auto const at = keys.find(keyword);
    if (at != keys.end() && !is_valid_uid(at->second))
      return make_error(ErrorCode::usage, keyword, "is not a UID (digits and dots, at most 64)",
                        "Copy it from petra pacs find");
  }
  return keys;
}

// Matches at the level; the levels above are asked first where their UIDs are not given.
Result<std::vector<Attributes>> find_at(Archive& archive, QueryLevel level, Attributes const& keys) {
  Attributes own, above;
  for (auto const& [keyword, value] : keys) {
    auto const field_level = find_query_field(keyword)->level;
    (field_level < level ? above : own).emplace(keyword, value);
  }
  if (level == QueryLevel::study) {
    if (auto const modality = own.find("Modality"); modality != own.end()) {
      own["ModalitiesInStudy"] = modality->second;
      own.erase("Modality");
    }
    own.erase("SeriesInstanceUID");
    return archive.find(level, own);
  }
  auto const parent = level == QueryLevel::series ? QueryLevel::study : QueryLevel::series;
  PETRA_TRY(auto const parents, find_at(archive, parent, above));
  std::vector<Attributes> matches;
  for (auto const& one : parents) {
    auto in_parent = own;
    for (auto const* keyword : {"StudyInstanceUID", "SeriesInstanceUID"}) {
      auto const uid = one.find(keyword);
      if (uid == one.end()) continue;
      if (!is_valid_uid(uid->second))
        return make_error(ErrorCode::integrity, archive.name(), "answered with a UID that is none");
      in_parent[keyword] = uid->second;
    }
    PETRA_TRY(auto const some, archive.find(level, in_parent));
    for (auto match : some) {
      match.insert(one.begin(), one.end());  // what the parent told
      matches.push_back(std::move(match));
    }
  }
  return matches;
}

int fail(Error const& error) {
  return report("pacs", error);
}

int run_echo(Options const& options) {
  auto const archive = open_archive(options);
  if (!archive) return fail(archive.error());
  auto const answered = (*archive)->echo();
  if (!answered) return fail(answered.error());
  fmt::print("{} answers\n", (*archive)->name());
  return 0;
}

// Names and birth dates stay in the archive; the pseudonym is that of petra import.
Table match_table(std::vector<Attributes> const& matches, QueryLevel level, bool show_patient_id) {
  Table table;
  table.columns.emplace_back("patient");
  std::vector<std::string> keywords;
  for (auto const& field : query_fields()) {
    bool const is_private = field.keyword == "PatientName" || field.keyword == "IssuerOfPatientID" ||
                            field.keyword == "PatientBirthDate" || field.keyword == "AccessionNumber" ||
                            (field.keyword == "PatientID" && !show_patient_id);
    if (field.level <= level && !is_private) keywords.emplace_back(field.keyword);
  }
  table.columns.insert(table.columns.end(), keywords.begin(), keywords.end());
  for (auto const& match : matches) {
    std::vector<std::string> row{pseudonym_of(match)};
    for (auto const& keyword : keywords) {
      auto const at = match.find(keyword);
      row.push_back(at == match.end() ? std::string() : at->second);
    }
    table.rows.push_back(std::move(row));
  }
  std::sort(table.rows.begin(), table.rows.end());
  return table;
}

int run_find(Options const& options) {
  auto const archive = open_archive(options);
  if (!archive) return fail(archive.error());
  auto const keys = read_keys(options);
  if (!keys) return fail(keys.error());
  auto const level = options.level == "study"    ? QueryLevel::study
                     : options.level == "series" ? QueryLevel::series
                                                 : QueryLevel::instance;
  auto const matches = find_at(**archive, level, *keys);
  if (!matches) return fail(matches.error());
  auto const table = match_table(*matches, level, options.show_patient_id);
  // As text throughout: a series number is a name, too.
  if (options.json || options.format == "json") {
    Json list = Json::array();
    for (auto const& row : table.rows) {
      Json object = Json::object();
      for (std::size_t c = 0; c < row.size(); ++c) object[table.columns[c]] = row[c];
      list.push_back(std::move(object));
    }
    fmt::print("{}\n", list.dump(1, ' ', false, Json::error_handler_t::replace));
  } else {
    fmt::print("{}", format_csv(table));
  }
  return 0;
}

// A bar whose length is known when the archive has answered.
class LateProgress {
 public:
  explicit LateProgress(std::string title) : title_(std::move(title)) {}
  TransferOptions options_of(Options const& options) {
    TransferOptions transfer;
    transfer.retries = options.retries;
    transfer.wait = std::chrono::milliseconds(options.wait_ms);
    transfer.send_again = options.again;
    transfer.advance = [this](std::size_t done, std::size_t all) {
      if (!bar_) {
        bar_.emplace(title_, all, all > 0);
        for (; shown_ < done; ++shown_) bar_->advance(CaseEnd::known);
      }
      for (; shown_ < done; ++shown_) bar_->advance(CaseEnd::computed);
    };
    transfer.note = [this](std::string_view line) {
      if (bar_)
        bar_->note(line);
      else
        fmt::print(stderr, "petra pacs: {}\n", line);
    };
    return transfer;
  }
  void finish() {
    if (bar_) bar_->finish();
  }

 private:
  std::string title_;
  std::optional<Progress> bar_;
  std::size_t shown_ = 0;
};

int run_get(Options const& options) {
  auto const archive = open_archive(options);
  if (!archive) return fail(archive.error());
  auto const keys = read_keys(options);
  if (!keys) return fail(keys.error());
  bool const all = keys->empty() || (keys->size() == 1 && keys->contains("Modality"));
  if (all)
    return fail(make_error(ErrorCode::usage, "petra pacs get", "would fetch the whole archive",
                           "Say which patient, study or series: --patient-id, --study, --series"));
  LateProgress progress("pacs get");
  auto const summary = fetch_series(**archive, *keys, options.out, progress.options_of(options));
  progress.finish();
  if (!summary) return fail(summary.error());
  if (options.json) {
    Json const json = {{"folder", options.out},       {"studies", summary->studies},
                       {"series", summary->series},   {"instances", summary->instances},
                       {"fetched", summary->fetched}, {"already_there", summary->known},
                       {"missing", summary->missing}};
    fmt::print("{}\n", json.dump(1));
  } else {
    fmt::print("{}\n", options.out);
  }
  fmt::print(stderr, "{} series of {} studies: {} instances fetched, {} were there already\n", summary->series,
             summary->studies, summary->fetched, summary->known);
  for (auto const& uid : summary->missing)
    fmt::print(stderr, "failed: the archive did not give the instance {}\n", uid);
  return summary->missing.empty() ? 0 : 1;
}

int run_send(Options const& options) {
  auto const archive = open_archive(options);
  if (!archive) return fail(archive.error());
  LateProgress progress("pacs send");
  auto const summary =
      send_files(**archive, {options.paths.begin(), options.paths.end()}, progress.options_of(options));
  progress.finish();
  if (!summary) return fail(summary.error());
  if (options.json) {
    Json refused = Json::array();
    for (auto const& file : summary->refused)
      refused.push_back({{"file", file.path.string()}, {"reason", file.reason}});
    Json const json = {{"instances", summary->instances},
                       {"sent", summary->sent},
                       {"already_there", summary->known},
                       {"refused", refused}};
    fmt::print("{}\n", json.dump(1));
  }
  fmt::print(stderr, "{} files: {} sent, {} were there already, {} refused\n", summary->instances, summary->sent,
             summary->known, summary->refused.size());
  for (auto const& file : summary->refused) fmt::print(stderr, "failed: {}: {}\n", file.path.string(), file.reason);
  return summary->refused.empty() ? 0 : 1;
}

void add_archive_options(CLI::App& app, Options& options) {
  app.add_option("--server", options.server, "The archive over DIMSE: TITLE@HOST:PORT");
  app.add_option("--dicomweb", options.dicomweb, "The archive over DICOMweb instead: http(s)://host:port/path");
  app.add_option("--calling", options.calling, "This client's title")
      ->check(CLI::Validator(
          [](std::string const& title) {
            return title.empty() || title.size() > 16 ? std::string("a title has 1 to 16 characters") : std::string();
          },
          "TITLE"))
      ->capture_default_str();
  app.add_flag("--tls", options.tls, "DIMSE over TLS (a DICOMweb address says https)");
  app.add_option("--tls-trusted", options.tls_files.trusted_certificates,
                 "Certificates to trust (PEM) instead of the system's");
  app.add_option("--tls-certificate", options.tls_files.certificate, "This client's certificate (PEM)");
  app.add_option("--tls-key", options.tls_files.private_key, "Its private key (PEM, without password)");
  app.add_option("--user", options.user,
                 "DICOMweb user; the password comes from PETRA_PACS_PASSWORD, a bearer token from PETRA_PACS_TOKEN");
  app.add_option("--timeout", options.timeouts.silence_seconds,
                 "Seconds of silence after which a transfer counts as broken")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
  app.add_option("--connect-timeout", options.timeouts.connect_seconds, "Seconds to connect")
      ->check(CLI::Range(1, 600))
      ->capture_default_str();
  app.add_flag("--json", options.json, "JSON on standard output");
}

void add_keys(CLI::App& app, Options& options) {
  app.add_option("--patient-id", options.patient_id, "PatientID; * and ? stand for any letters");
  app.add_option("--patient-name", options.patient_name, "PatientName, with * and ? (never printed)");
  app.add_option("--study", options.study, "StudyInstanceUID");
  app.add_option("--series", options.series, "SeriesInstanceUID");
  app.add_option("--modality", options.modality, "PT, CT, RTSTRUCT, SEG, …");
  app.add_option("--study-date", options.study_date, "20200131, or 20200101-20201231");
  app.add_option("--accession", options.accession, "AccessionNumber");
  app.add_option("-k,--key", options.keys, "KEYWORD=VALUE of another key; may be repeated")->allow_extra_args(false);
}

void add_retries(CLI::App& app, Options& options) {
  app.add_option("--retries", options.retries, "Attempts more after a connection that broke; what came stays")
      ->check(CLI::Range(0, 1000))
      ->capture_default_str();
  app.add_option("--retry-wait", options.wait_ms,
                 "Milliseconds before the first of them, twice as long before each next")
      ->check(CLI::Range(0, 600000))
      ->capture_default_str();
}

}  // namespace

std::function<int()> declare_pacs(CLI::App& app) {
  auto options = std::make_shared<Options>();
  auto chosen = std::make_shared<int (*)(Options const&)>(nullptr);
  app.require_subcommand(1);
  auto const add = [&](std::string const& name, std::string const& summary, std::string const& example,
                       int (*run)(Options const&)) {
    auto* command = app.add_subcommand(name, summary);
    command->footer("Example:\n  " + example);
    command->callback([chosen, run] { *chosen = run; });
    add_archive_options(*command, *options);
    return command;
  };
  add("echo", "Does the archive answer?", "petra pacs echo --server ORTHANC@127.0.0.1:4242", run_echo);
  auto* find = add("find", "What the archive holds: studies, series, instances",
                   "petra pacs find --server ORTHANC@127.0.0.1:4242 --level series --modality PT", run_find);
  add_keys(*find, *options);
  find->add_option("--level", options->level, "study, series or instance")
      ->check(CLI::IsMember({"study", "series", "instance"}))
      ->capture_default_str();
  find->add_option("--format", options->format, "csv or json")
      ->check(CLI::IsMember({"csv", "json"}))
      ->capture_default_str();
  find->add_flag("--show-patient-id", options->show_patient_id, "Print PatientID beside the pseudonym");
  auto* get =
      add("get", "Fetch series into a folder; goes on where an earlier run was cut",
          "petra pacs get --server ORTHANC@127.0.0.1:4242 --patient-id P001 --modality PT --out dicom", run_get);
  add_keys(*get, *options);
  add_retries(*get, *options);
  get->add_option("-o,--out", options->out, "Folder: STUDY/SERIES/INSTANCE.dcm are made in it")->required();
  auto* send = add("send", "Send DICOM files; those that are there already are not sent again",
                   "petra pacs send --server ORTHANC@127.0.0.1:4242 dicom/P001", run_send);
  add_retries(*send, *options);
  send->add_option("PATH", options->paths, "Files, or folders with all below")->required();
  send->add_flag("--again", options->again, "Send what is there already, too");
  return [options, chosen] {
    std::signal(SIGPIPE, SIG_IGN);  // a connection that is gone is told as an error of writing
    return (*chosen)(*options);
  };
}

}  // namespace petra::cmd
