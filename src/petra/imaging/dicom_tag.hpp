// DICOM tags by the standard's keywords: the rows that petra reads, and how messages name them.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace petra {

struct DicomTag {
  std::uint16_t group = 0, element = 0;
  auto operator<=>(DicomTag const&) const = default;
};

// "(0010,1030)".
[[nodiscard]] std::string format_tag(DicomTag tag);
// "PatientWeight (0010,1030)"; the numbers alone for a tag that is no row below.
[[nodiscard]] std::string describe_tag(DicomTag tag);

struct DicomTagRow {
  DicomTag tag;
  std::string_view keyword;
};

namespace tag {
#define PETRA_TAG(group, element, keyword) inline constexpr DicomTag keyword{group, element};
#include "petra/imaging/dicom_tag_rows.inc"
#undef PETRA_TAG
}  // namespace tag

inline constexpr auto kDicomTagRows = std::to_array<DicomTagRow>({
#define PETRA_TAG(group, element, keyword) {{group, element}, #keyword},
#include "petra/imaging/dicom_tag_rows.inc"
#undef PETRA_TAG
});

}  // namespace petra
