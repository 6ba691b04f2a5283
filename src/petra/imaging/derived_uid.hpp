// UIDs that follow from a text: the same text, the same UID.
#pragma once

#include <string>
#include <string_view>

namespace petra {

// "2.25." and a 122-bit number made of the text's SHA-256, as a version 8 UUID is (DICOM PS3.5 B.2).
[[nodiscard]] std::string derived_uid(std::string_view text);

}  // namespace petra
