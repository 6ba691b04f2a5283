// What stays in a de-identified data set, row by row.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "petra/imaging/dicom_tag.hpp"

namespace petra {

enum class KeepAs {
  as_is,      // a code, a number or a word about the scanner or the way the image was made
  uid,        // a UID: hashed, unless it is one of the standard's own
  date,       // DA or DT: moved
  sequence,   // its items by the same rules
  structure,  // the name of a structure: only as far as its words are known
};

struct KeepRow {
  DicomTag tag;
  KeepAs as;
};

// The row of a tag; null for what goes.
[[nodiscard]] KeepRow const* find_keep_row(DicomTag tag);

// Private attributes that PS3.15 lists as safe and SUV needs: group, creator, element's last byte.
struct SafePrivateRow {
  std::uint16_t group;
  std::string_view creator;
  std::uint8_t element;
  KeepAs as;
};
inline constexpr auto kSafePrivateRows = std::to_array<SafePrivateRow>({
    {0x7053, "Philips PET Private Group", 0x00, KeepAs::as_is},  // SUV factor
    {0x7053, "Philips PET Private Group", 0x09, KeepAs::as_is},  // activity concentration factor
    {0x0009, "GEMS_PETD_01", 0x0d, KeepAs::date},                // scan date and time
});

}  // namespace petra
