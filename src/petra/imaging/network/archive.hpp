// A picture archive as petra asks it, whatever it speaks: DIMSE (dimse_archive.hpp) or DICOMweb (dicomweb_archive.hpp).
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "petra/base/result.hpp"

namespace petra {

class InstanceStore;

enum class QueryLevel { study, series, instance };

// Keyword ("PatientID") -> value, UTF-8; several values are joined by '\'.
using Attributes = std::map<std::string, std::string, std::less<>>;

struct SeriesAddress {
  std::string study_uid, series_uid;
};

// A file to be sent.
struct OutgoingFile {
  std::filesystem::path path;
  std::string study_uid, series_uid, instance_uid, class_uid, transfer_syntax;
};

// What an archive said of one file that it did not take.
struct RefusedFile {
  std::filesystem::path path;
  std::string reason;
};

// Files that carry TLS; all PEM. Empty: not used.
struct TlsFiles {
  std::filesystem::path trusted_certificates;      // instead of the system's
  std::filesystem::path certificate, private_key;  // of this client
};

struct ArchiveTimeouts {
  int connect_seconds = 10;
  int silence_seconds = 60;  // without a byte from the other side
};

class Archive {
 public:
  virtual ~Archive() = default;

  // For messages: "ORTHANC@127.0.0.1:4242". Never holds a password.
  [[nodiscard]] virtual std::string name() const = 0;

  // Errors of all of these: environment (not reached, refused, broken off, its status), interrupted, stopped.
  [[nodiscard]] virtual Result<void> echo() = 0;

  // What matches `keys` at the level; the answer has the fields of query_fields() that the archive knows. Below the
  // level of studies `keys` must hold StudyInstanceUID, below that of series SeriesInstanceUID too.
  [[nodiscard]] virtual Result<std::vector<Attributes>> find(QueryLevel level, Attributes const& keys) = 0;

  // Fetches the instances named (the whole series where `whole`) into the store; `stored` is called after each, and
  // ends the transfer where it returns false. Those that came before an error stay.
  [[nodiscard]] virtual Result<void> fetch(SeriesAddress const& series, std::span<std::string const> instances,
                                           bool whole, InstanceStore& store, std::function<bool()> const& stored) = 0;

  // Sends the files in their order; `sent` is called after each with nothing, or with the reason why it was refused,
  // and ends the transfer where it returns false.
  using Sent = std::function<bool(OutgoingFile const& file, std::string const& refused)>;
  [[nodiscard]] virtual Result<void> send(std::span<OutgoingFile const> files, Sent const& sent) = 0;
};

// The fields asked for at a level, one row each.
struct QueryField {
  QueryLevel level;
  std::uint16_t group, element;
  std::string_view keyword;
};
[[nodiscard]] std::span<QueryField const> query_fields();
[[nodiscard]] QueryField const* find_query_field(std::string_view keyword);

// True for a UID of the standard (digits and dots, at most 64), the only names that become names of files.
[[nodiscard]] bool is_valid_uid(std::string_view uid);

// patient_pseudonym() of a match.
[[nodiscard]] std::string pseudonym_of(Attributes const& match, std::string_view key = {});

}  // namespace petra
