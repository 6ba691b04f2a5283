#include "petra/extract/save_resampled.hpp"

#include "petra/grid/crop.hpp"
#include "petra/grid/resample.hpp"
#include "petra/volumefile/read_volume.hpp"

namespace petra {

namespace {

AnyVolume as_labels(AnyVolume const& mask) {
  return std::visit(
      [](auto const& typed) -> AnyVolume {
        std::vector<std::uint32_t> labels;
        labels.reserve(typed.voxels.size());
        // Negative labels wrap round, as in SimpleITK's cast.
        for (auto const voxel : typed.voxels)
          labels.push_back(static_cast<std::uint32_t>(static_cast<std::int64_t>(voxel)));
        return Volume<std::uint32_t>(typed.geometry, std::move(labels));
      },
      mask);
}

std::filesystem::path with_ending(std::filesystem::path stem, char const* ending) {
  stem += ending;
  return stem;
}

}  // namespace

Result<void> save_resampled(std::filesystem::path const& stem, PreparedCase const& prepared, AnyVolume const& mask) {
  if (!prepared.resampling) {
    return make_error(ErrorCode::usage, "resampledPixelSpacing", "is not set: there is no resampled image to save",
                      "Set it in the parameter file or by -s resampledPixelSpacing:1,1,1");
  }
  auto const& [grid, kept] = *prepared.resampling;
  PETRA_CHECK(write_volume(with_ending(stem, "_image.nrrd"), prepared.image()));
  auto labels = resample(as_labels(mask), grid, Interpolator::nearest);
  if (kept != Box::whole(grid.size)) labels = crop(labels, kept);
  return write_volume(with_ending(stem, "_mask.nrrd"), labels);
}

}  // namespace petra
