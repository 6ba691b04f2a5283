#include "petra/extract/prepare_case.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "petra/extract/image_statistics.hpp"
#include "petra/extract/mask_region.hpp"
#include "petra/extract/normalise.hpp"
#include "petra/extract/region_checks.hpp"
#include "petra/extract/region_voxels.hpp"
#include "petra/extract/resample_grid.hpp"
#include "petra/extract/resegment.hpp"
#include "petra/grid/crop.hpp"
#include "petra/grid/itk_points.hpp"
#include "petra/grid/resample.hpp"

namespace petra {

namespace {

// What the passes over the whole volumes find.
struct Passes {
  ImageStatistics statistics;
  std::string image_hash, mask_hash;
  std::optional<Result<MaskRegion>> region;
};

Passes pass_over(AnyVolume const& image, AnyVolume const& mask, ExtractionSettings const& settings, Workers& workers,
                 Profile* profile) {
  Passes passes;
  std::array<std::function<void()>, 3> const tasks = {
      [&] {
        ProfileScope const scope(profile, "image hash");
        if (settings.additional_info) passes.image_hash = voxel_hash(image);
      },
      [&] {
        {
          ProfileScope const scope(profile, "mask");
          passes.region = find_region(mask, settings.label);
        }
        ProfileScope const scope(profile, "mask hash");
        if (settings.additional_info && *passes.region) passes.mask_hash = mask_hash(mask);
      },
      [&] {
        ProfileScope const scope(profile, "image statistics");
        passes.statistics = compute_image_statistics(image);
      },
  };
  workers.for_each(tasks.size(), [&](std::size_t i) { tasks[i](); });
  return passes;
}

Result<void> check_not_swapped(AnyVolume const& image, AnyVolume const& mask, ImageStatistics const& statistics) {
  // A label image has no large or negative values; anything else need not be looked at.
  if (statistics.minimum < 0 || statistics.maximum > 65535) return {};
  if (!look_swapped(image, mask)) return {};
  return make_error(ErrorCode::invalid_input, "image and mask",
                    "look swapped: the mask holds many different values, the image a few whole numbers",
                    "Give the image first, then the mask (columns Image and Mask)");
}

void warn_of_voxels_that_are_not_finite(ImageStatistics const& statistics, std::vector<std::string>& warnings) {
  if (statistics.not_finite == 0) return;
  warnings.push_back(fmt::format(
      "image: {} voxel{} outside the region {} NaN or infinite; the image's maximum is taken without them",
      statistics.not_finite, statistics.not_finite == 1 ? "" : "s", statistics.not_finite == 1 ? "is" : "are"));
}

// The region's intensities in memory order.
std::vector<double> intensities_of(AnyVolume const& image, MaskRegion const& region) {
  return std::visit(
      [&](auto const& typed) {
        auto const voxels = voxels_of(typed, region);
        return std::vector<double>(voxels.begin(), voxels.end());
      },
      image);
}

Box shifted(Box box, Index3 const& by) {
  for (std::size_t k = 0; k < 3; ++k) {
    box.first[k] -= by[k];
    box.last[k] -= by[k];
  }
  return box;
}

RegionBox region_box(MaskRegion region, Eigen::Vector3d const& spacing_mm) {
  return {region.box.size(), spacing_mm, std::move(region.inside), region.voxel_count};
}

// Image and region on the grid that resampledPixelSpacing asks for. The mask may lie on another grid than the image as
// long as its region lies inside the image.
Result<void> resample_case(PreparedCase& prepared, MaskRegion& region, Geometry const& mask_grid,
                           ExtractionSettings const& settings) {
  auto const image_grid = geometry_of(prepared.image());  // a copy: the image is replaced
  PETRA_CHECK(check_inside_image(region, mask_grid, image_grid));
  auto spacing = settings.resampled_spacing_mm;
  if (spacing.size() != static_cast<std::size_t>(image_grid.dimension)) {
    return make_error(
        ErrorCode::invalid_input, "image",
        fmt::format("has {} dimensions, but resampledPixelSpacing names {}", image_grid.dimension, spacing.size()),
        "Give resampledPixelSpacing one number per dimension");
  }
  spacing.resize(3, 0);  // a plane keeps its third axis
  auto const [same_as_image, grid] = make_resample_grid(image_grid, mask_grid, region.box,
                                                        {spacing[0], spacing[1], spacing[2]}, settings.pad_distance);
  if (same_as_image) {
    PETRA_TRY(region, region_on_grid(region, mask_grid, image_grid));
    auto const outer = region.box.grown(settings.pad_distance, image_grid.size);
    prepared.made = crop(prepared.image(), outer);
    region.box = shifted(region.box, outer.first);
    prepared.resampling = {image_grid, outer};
  } else {
    PETRA_TRY(region, region_on_grid(region, mask_grid, grid));
    prepared.made = resample(prepared.image(), grid, *settings.interpolator);
    prepared.resampling = {grid, Box::whole(grid.size)};
  }
  if (settings.additional_info) {
    auto const& made_grid = geometry_of(*prepared.made);
    auto const intensities = intensities_of(*prepared.made, region);
    add_image_diagnostics(prepared.diagnostics, made_grid, compute_image_statistics(*prepared.made), "");
    add_mask_diagnostics(prepared.diagnostics, made_grid, region, {"interpolated", "", intensities});
  }
  return {};
}

}  // namespace

Result<PreparedCase> prepare_case(AnyVolume const& image, AnyVolume const& mask, ExtractionSettings const& settings,
                                  Workers& workers, Profile* profile) {
  PETRA_CHECK(check_dimensions(image, mask));
  auto passes = pass_over(image, mask, settings, workers, profile);
  PETRA_CHECK(check_not_swapped(image, mask, passes.statistics));
  if (!*passes.region) return std::move(*passes.region).error();
  auto region = std::move(*passes.region).value();
  PreparedCase prepared;
  prepared.given = &image;
  if (same_voxels(image, mask)) {
    prepared.warnings.push_back(
        "image and mask hold the same voxels: is the mask really a segmentation? The image was given as its own mask");
  }
  auto const& image_grid = geometry_of(image);
  auto const& mask_grid = geometry_of(mask);
  if (settings.additional_info) {
    prepared.diagnostics = common_diagnostics(settings);
    add_image_diagnostics(prepared.diagnostics, image_grid, passes.statistics, passes.image_hash);
    add_mask_diagnostics(prepared.diagnostics, mask_grid, region, {"original", passes.mask_hash, {}});
  }
  if (settings.normalise.enabled) {
    ProfileScope const scope(profile, "normalise");
    PETRA_TRY(prepared.made, normalise_image(image, settings.normalise));
  }
  // The mask's own grid, where the mask is used as it is: PyRadiomics describes it by that, to within the tolerance.
  std::optional<Geometry> own_grid;
  if (settings.resamples()) {
    ProfileScope const scope(profile, "resample");
    PETRA_CHECK(resample_case(prepared, region, mask_grid, settings));
  } else {
    auto const differences = geometry_differences(image_grid, mask_grid, settings.geometry_tolerance);
    if (!differences.empty()) {
      if (!settings.correct_mask) return grid_mismatch(image_grid, mask_grid, differences);
      PETRA_TRY(region, resample_region(region, mask_grid, image_grid));
      prepared.warnings.push_back(
          fmt::format("mask: resampled to the image's grid (correctMask): {}", differences.front()));
      // PyRadiomics describes the corrected mask only when preCrop has not used it up before.
      if (settings.additional_info && !settings.pre_crop) {
        auto const intensities = intensities_of(prepared.image(), region);
        add_mask_diagnostics(prepared.diagnostics, image_grid, region, {"corrected", "", intensities});
      }
    } else {
      own_grid = mask_grid;
    }
  }
  PETRA_CHECK(check_region_size(region, settings));
  if (passes.statistics.not_finite > 0) PETRA_CHECK(check_region_finite(prepared.image(), region));
  warn_of_voxels_that_are_not_finite(passes.statistics, prepared.warnings);

  prepared.maximum_absolute = passes.statistics.maximum_absolute;
  if (settings.pre_crop && !settings.resamples()) {
    auto const outer = region.box.grown(settings.pad_distance, image_grid.size);
    prepared.made = crop(prepared.image(), outer);
    region.box = shifted(region.box, outer.first);
    if (own_grid) {
      own_grid->origin_mm = PointOf(*own_grid).of_voxel(outer.first);
      own_grid->size = outer.size();
    }
  }
  if (prepared.made) prepared.maximum_absolute = compute_image_statistics(*prepared.made).maximum_absolute;
  auto const& grid = geometry_of(prepared.image());
  if (!settings.resegment.range.empty()) {
    PETRA_TRY(auto kept, resegment_region(prepared.image(), region, settings.resegment));
    PETRA_CHECK(check_region_size(kept, settings));
    if (settings.additional_info) {
      auto const intensities = intensities_of(prepared.image(), kept);
      add_mask_diagnostics(prepared.diagnostics, own_grid.value_or(grid), kept, {"resegmented", "", intensities});
    }
    if (!settings.resegment.shape) prepared.shape_region = region_box(cut_to_box(region, kept.box), grid.spacing_mm);
    region = std::move(kept);
  }
  prepared.box = region.box;
  prepared.region = region_box(std::move(region), grid.spacing_mm);
  return prepared;
}

}  // namespace petra
