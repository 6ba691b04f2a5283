// Whole transfers with an archive: what is there already is not fetched or sent again, what breaks is tried again, what
// came stays.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/imaging/network/archive.hpp"

namespace petra {

struct TransferOptions {
  int retries = 3;                       // after a connection that broke or could not be made
  std::chrono::milliseconds wait{1000};  // before the first; twice as long before each next one
  bool send_again = false;               // files that the archive has already
  // Called as the transfer goes: instances done (here or there already, too) of all. May be empty.
  std::function<void(std::size_t done, std::size_t all)> advance;
  std::function<void(std::string_view line)> note;  // what went wrong and is tried again; no patient in it
};

struct FetchSummary {
  std::size_t studies = 0, series = 0, instances = 0;
  std::size_t known = 0;  // were there already
  std::size_t fetched = 0;
  std::vector<std::string> missing;  // instances that the archive lists, but did not give
};

// Fetches every series that matches `keys` (StudyInstanceUID, SeriesInstanceUID, PatientID, Modality, …) into `folder`,
// which may hold part of it. Errors: nothing matches (not_found); environment after all retries, saying how much is
// there; interrupted.
[[nodiscard]] Result<FetchSummary> fetch_series(Archive& archive, Attributes const& keys,
                                                std::filesystem::path const& folder, TransferOptions const& options);

struct SendSummary {
  std::size_t instances = 0;
  std::size_t known = 0;  // the archive had them
  std::size_t sent = 0;
  std::vector<RefusedFile> refused;
};

// Sends every DICOM file at or below the paths. Errors: no DICOM file (not_found), environment, interrupted.
[[nodiscard]] Result<SendSummary> send_files(Archive& archive, std::vector<std::filesystem::path> const& paths,
                                             TransferOptions const& options);

}  // namespace petra
