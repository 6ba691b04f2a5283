// DICOM text of any character set as UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace petra {

// `bytes` in the sets that SpecificCharacterSet (0008,0005) names ("ISO_IR 100", "GB18030", "\\ISO 2022 IR 87", …) as
// UTF-8. What cannot be converted comes as '?' for every byte outside ASCII: always valid UTF-8, without control
// characters.
[[nodiscard]] std::string dicom_text_to_utf8(std::string_view bytes, std::string_view character_sets);

}  // namespace petra
