// A DICOM file opened header first: everything before the pixels, which stay on the disk.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "petra/base/result.hpp"
#include "petra/imaging/dicom_item.hpp"
#include "petra/imaging/element_walk.hpp"

namespace petra {

// Limits of a DICOM file; each is named in the message that it causes.
struct DicomLimits {
  std::uint64_t maximum_file_bytes = 4ULL << 30U;
  std::uint64_t maximum_header_bytes = 512ULL
                                       << 20U;  // everything before the pixels (SEG and RTSTRUCT hold much there)
  std::uint64_t maximum_inflated_bytes = 2ULL << 30U;  // of a deflated data set
  std::uint64_t maximum_inflate_ratio = 200;           // over 16 MiB
};

struct DicomFile {
  std::filesystem::path path;
  std::uint64_t file_bytes = 0;
  ElementLayout layout;                         // offsets into the file, or into `inflated`
  std::shared_ptr<std::string const> inflated;  // the data set of a deflated file, all of it; else null
  DicomItem data_set;                           // the elements before the pixels
  // Odd, but read: "no preamble". Without the path.
  std::vector<std::string> warnings;

  // "1.2.840.10008.1.2.1"; also for a file without meta group, as its bytes say.
  [[nodiscard]] std::string const& transfer_syntax() const { return layout.transfer_syntax; }
};

// Opens a DICOM file: with or without preamble and meta group, in any transfer syntax (deflated too). Memory is bound
// by the file's size and the limits. Errors: not_found, permission …; invalid_input where it is no DICOM file (message
// begins with "not a DICOM file"), has no bytes, is truncated before its pixels or contradicts itself; limit.
[[nodiscard]] Result<DicomFile> open_dicom_file(std::filesystem::path const& path, DicomLimits const& limits = {});

// The same from memory (tests, fuzzers, network): `bytes` is a whole file.
[[nodiscard]] Result<DicomFile> parse_dicom_file(std::string_view bytes, std::string const& subject,
                                                 DicomLimits const& limits = {});

// True for the error of a file that is no DICOM at all, which a folder may well hold.
[[nodiscard]] bool is_not_dicom(Error const& error);

}  // namespace petra
