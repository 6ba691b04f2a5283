// Any bytes as a SEG: an answer, never a crash; every segment's mask fills its grid.
#include <cstdlib>

#include "petra/imaging/segmentation_object.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const bytes(reinterpret_cast<char const*>(data), size);
  auto const file = petra::parse_dicom_file(bytes, "fuzz.dcm");
  if (!file) return 0;
  auto const object = petra::parse_segmentation_object(*file, bytes, "fuzz.dcm");
  if (!object) {
    if (object.error().message.empty() || object.error().code == petra::ErrorCode::bug) std::abort();
    return 0;
  }
  auto const& grid = object->grid;
  if (!grid.direction.allFinite() || !grid.origin_mm.allFinite() || !(grid.spacing_mm.array() > 0).all()) std::abort();
  for (std::size_t i = 0; i < object->segments.size() && i < 4; ++i) {
    if (static_cast<std::int64_t>(object->mask_of(i).voxels.size()) != grid.voxel_count()) std::abort();
  }
  return 0;
}
