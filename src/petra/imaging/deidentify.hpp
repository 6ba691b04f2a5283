// DICOM files without the patient: PS3.15 Annex E's basic profile, with the options that SUV and time courses need
// (retain patient characteristics; longitudinal times with modified dates; safe private attributes).
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/imaging/dicom_file.hpp"
#include "petra/imaging/finding.hpp"

class DcmItem;

namespace petra {

// The stricter way: what stays is listed (deidentify_rules.hpp), everything else goes, known or unknown, at any depth.
// Text stays only where the list says that it describes the scanner or a code; names of structures only as far as their
// words are anatomy's or oncology's. UIDs become hashes of themselves and the salt, dates move by a number of days that
// the salt and the patient give, times of day stay; the patient becomes the pseudonym.
class Deidentifier {
 public:
  // `salt`: a secret. The same one gives the same UIDs, dates and pseudonyms again.
  explicit Deidentifier(std::string salt);

  [[nodiscard]] std::string const& salt() const { return salt_; }
  [[nodiscard]] std::string new_uid(std::string_view uid) const;
  // Days that the dates of a patient move by: 365 to 3,652 back.
  [[nodiscard]] int days_of(std::string_view patient) const;
  // "GTV left" stays; "Smith's tumour" becomes "ROI 3".
  [[nodiscard]] static std::string structure_name(std::string_view name, std::string_view number);

  // Changes a data set in place.
  void clean(DcmItem& data_set, std::string const& pseudonym, int days) const;

 private:
  std::string salt_;
};

struct DeidentifiedFolder {
  std::size_t written = 0;
  Findings findings;  // without names of files
};

// Every PET, CT, MR, RTSTRUCT and SEG file below `folder` to `out`/PSEUDONYM/MODALITY_N/00001.dcm, pixels and transfer
// syntax as they are. Reports, captured screens, files that say that names are burnt into their pixels, and files that
// cannot be read are left out and counted. Errors: as scan_folder; the environment. Messages name no file below
// `folder`.
[[nodiscard]] Result<DeidentifiedFolder> deidentify_folder(std::filesystem::path const& folder,
                                                           std::filesystem::path const& out, Deidentifier const& rules,
                                                           int jobs);

// A salt from the system's random numbers, 64 hexadecimal digits.
[[nodiscard]] Result<std::string> random_salt();

}  // namespace petra
