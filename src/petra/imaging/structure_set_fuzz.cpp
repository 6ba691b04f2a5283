// Any bytes as an RTSTRUCT: an answer, never a crash; masks stay on their grid, filled or not.
#include <cstdlib>

#include "petra/imaging/structure_set.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const bytes(reinterpret_cast<char const*>(data), size);
  auto const file = petra::parse_dicom_file(bytes, "fuzz.dcm");
  if (!file) return 0;
  auto const set = petra::parse_structure_set(*file, "fuzz.dcm");
  if (!set) {
    if (set.error().message.empty() || set.error().code == petra::ErrorCode::bug) std::abort();
    return 0;
  }
  petra::Geometry grid;
  grid.size = {24, 20, 6};
  grid.spacing_mm = {2, 2, 3};
  petra::RoiMaskOptions options;
  options.frame_of_reference = petra::FrameOfReferenceRule::ignore;
  for (auto const missing : {petra::MissingSlices::keep_empty, petra::MissingSlices::interpolate}) {
    options.missing = missing;
    for (auto const& roi : set->rois) {
      auto const made = petra::mask_of_roi(roi, grid, "", "fuzz.dcm", options);
      if (!made || !made->mask) continue;
      std::int64_t voxels = 0;
      for (auto const voxel : made->mask->voxels) {
        if (voxel > 1) std::abort();
        voxels += voxel;
      }
      if (voxels != made->voxels) std::abort();
    }
  }
  return 0;
}
