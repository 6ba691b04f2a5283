// An archive over DICOMweb (PS3.18): QIDO-RS to search, WADO-RS to fetch, STOW-RS to send.
#pragma once

#include "petra/imaging/network/archive.hpp"
#include "petra/imaging/network/http_client.hpp"

namespace petra {

// `url`: of the service, as in http://127.0.0.1:8042/dicom-web. Errors: usage (no such URL, a password in it).
[[nodiscard]] Result<std::unique_ptr<Archive>> open_dicomweb_archive(std::string url, HttpOptions options);

// The matches in a QIDO-RS answer (DICOM JSON). Error: invalid_input. Of this room's tests and fuzzers, too.
[[nodiscard]] Result<std::vector<Attributes>> parse_dicom_json(std::string_view text);

}  // namespace petra
