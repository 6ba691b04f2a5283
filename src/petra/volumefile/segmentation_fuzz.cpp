// Any bytes as a segmentation: an answer, never a crash; every segment has a mask on the file's grid.
#include "petra/volumefile/fuzz_reader.hpp"
#include "petra/volumefile/segmentation.hpp"

namespace petra {
namespace {

Result<AnyVolume> parse_and_look(VolumeSource const& source) {
  PETRA_TRY(auto const found, parse_segmentation_nrrd(source));
  for (auto const& segment : found.segments) {
    auto const mask = found.mask_of(segment);
    if (static_cast<std::int64_t>(mask.voxels.size()) != found.geometry().voxel_count()) std::abort();
  }
  return found.layers.front();
}

}  // namespace
}  // namespace petra

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  petra::fuzz_reader(petra::parse_and_look, data, size);
  return 0;
}
