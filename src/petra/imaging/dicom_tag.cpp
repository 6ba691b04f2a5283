#include "petra/imaging/dicom_tag.hpp"

#include <fmt/format.h>

namespace petra {

std::string format_tag(DicomTag tag) {
  return fmt::format("({:04x},{:04x})", tag.group, tag.element);
}

std::string describe_tag(DicomTag tag) {
  for (auto const& row : kDicomTagRows)
    if (row.tag == tag) return fmt::format("{} {}", row.keyword, format_tag(tag));
  return format_tag(tag);
}

}  // namespace petra
