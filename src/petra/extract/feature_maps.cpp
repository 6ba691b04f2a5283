#include "petra/extract/feature_maps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "petra/base/interrupt.hpp"
#include "petra/extract/plan.hpp"
#include "petra/extract/prepare_case.hpp"
#include "petra/extract/profile.hpp"
#include "petra/feature/voxelwise/voxelwise.hpp"
#include "petra/grid/itk_points.hpp"

namespace petra {

namespace {

constexpr std::size_t kCentresAtOnce = 512;

// The image part that neighbourhoods are read from.
struct MapBox {
  Box box;                            // in the image that filters see
  RegionBox usable;                   // voxels that neighbourhoods may use
  std::vector<std::int64_t> centres;  // the region's voxels
};

MapBox make_map_box(PreparedCase const& prepared, VoxelSettings const& settings) {
  auto const& grid = geometry_of(prepared.image());
  MapBox map;
  map.box = prepared.box.grown(settings.kernel_radius, grid.size);
  map.usable.size = map.box.size();
  map.usable.spacing_mm = grid.spacing_mm;
  auto const voxels = static_cast<std::size_t>(map.box.voxel_count());
  map.usable.inside.assign(voxels, settings.masked_kernel ? 0 : 1);
  auto const& region = prepared.region;
  std::size_t from = 0;
  for (std::int64_t z = 0; z < region.size[2]; ++z) {
    for (std::int64_t y = 0; y < region.size[1]; ++y) {
      for (std::int64_t x = 0; x < region.size[0]; ++x, ++from) {
        if (region.inside[from] == 0) continue;
        auto const shift = [&](std::size_t axis) { return prepared.box.first[axis] - map.box.first[axis]; };
        auto const to = x + shift(0) + map.usable.size[0] * (y + shift(1) + map.usable.size[1] * (z + shift(2)));
        map.centres.push_back(to);
        map.usable.inside[static_cast<std::size_t>(to)] = 1;
      }
    }
  }
  map.usable.voxel_count = settings.masked_kernel ? region.voxel_count : static_cast<std::int64_t>(voxels);
  return map;
}

Geometry map_geometry(Geometry const& image, Box const& box) {
  auto geometry = image;
  geometry.size = box.size();
  geometry.origin_mm = PointOf(image).of_voxel(box.first);
  return geometry;
}

// The images of one case, one after the other, each on all workers.
class MapRun {
 public:
  MapRun(ExtractionPlan const& plan, PreparedCase const& prepared, VoxelSettings const& settings, Workers& workers,
         Profile* profile, MapProgress const& progress)
      : plan_(plan),
        prepared_(prepared),
        settings_(settings),
        workers_(workers),
        profile_(profile),
        progress_(progress),
        map_(make_map_box(prepared, settings)),
        geometry_(map_geometry(geometry_of(prepared.image()), map_.box)),
        parts_((map_.centres.size() + kCentresAtOnce - 1) / kCentresAtOnce) {
    for (auto const& type : plan_.image_types) images_ += type.filter->names(type.settings.filter).size();
  }

  [[nodiscard]] Result<void> run(std::function<Result<void>(std::vector<FeatureMap>)> const& take) {
    for (auto const& type : plan_.image_types) {
      auto images = [&] {
        ProfileScope const scope(profile_, fmt::format("filter {}", type.filter->image_type));
        return type.filter->run({&prepared_.image(), map_.box, prepared_.maximum_absolute, map_.usable.inside},
                                type.settings.filter);
      }();
      if (!images)
        return std::move(images).error().while_doing(fmt::format("filtering the image ({})", type.filter->image_type));
      for (auto& image : *images) {
        if (!image.left_out.empty()) {
          left_out_.push_back(fmt::format("there is no image \"{}\" for this case: {}", image.name, image.left_out));
          for (std::size_t part = 0; part < parts_; ++part) part_is_done();
          continue;
        }
        auto maps = maps_of(image, type.settings);
        if (!maps) {
          return std::move(maps).error().while_doing(
              fmt::format("computing feature maps of the image \"{}\"", image.name));
        }
        image = {};  // its memory is not needed while the maps are taken
        PETRA_CHECK(take(std::move(maps).value()));
      }
    }
    return {};
  }

  [[nodiscard]] std::vector<std::string> warnings() const {
    std::vector<std::string> warnings = left_out_;
    if (notes_.mcc_failed_batches > 0) {
      warnings.push_back(fmt::format(
          "glcm MCC: {} of {} batches of voxels keep initValue as PyRadiomics leaves them: where one voxel's "
          "neighbourhood has no pair along an angle, its eigenvalues fail for the whole batch. A smaller "
          "voxelBatch or maskedKernel: false loses fewer",
          notes_.mcc_failed_batches, notes_.batches));
    }
    if (notes_.joint_average_undefined > 0) {
      warnings.push_back(fmt::format(
          "glcm JointAverage: {} voxels are not numbers, as in PyRadiomics: their neighbourhoods have no pair along an "
          "angle (SumAverage / 2 is the same feature, and defined there)",
          notes_.joint_average_undefined));
    }
    return warnings;
  }

 private:
  [[nodiscard]] Result<std::vector<FeatureMap>> maps_of(FilteredImage const& image, ImageTypeSettings const& settings) {
    if (!settings_.masked_kernel) PETRA_CHECK(check_finite(image));
    auto const element = image.is_float32 ? ElementType::float32 : ElementType::float64;
    PETRA_TRY(auto const levels, discretise(map_.usable, image.values, element, settings.bin));
    // PyRadiomics' first-order class bins the image after it made it float64, which moves a float32 image's edges.
    std::optional<GreyLevels> firstorder_levels;
    if (image.is_float32 && (settings.bin.bin_count || settings.bin.numpy2_float32_edges)) {
      PETRA_TRY(firstorder_levels, discretise(map_.usable, image.values, ElementType::float64, settings.bin));
    }
    std::vector<FeatureMap> maps;
    std::vector<VoxelwiseClass> classes = make_maps(image.name, maps);
    VoxelwiseInput input;
    input.box = &map_.usable;
    input.intensity = image.values;
    input.levels = &levels;
    input.firstorder_levels = firstorder_levels ? &*firstorder_levels : nullptr;
    input.centres = map_.centres;
    input.region_size = prepared_.region.size;
    input.masked = settings_.masked_kernel;
    input.kernel_radius = settings_.kernel_radius;
    input.batch = settings_.batch;
    input.initial_value = settings_.initial_value;
    PETRA_TRY(auto voxelwise, Voxelwise::make(input, settings.family, std::move(classes)));
    PETRA_CHECK(compute(voxelwise));
    auto const notes = voxelwise.finish();
    notes_.batches += notes.batches;
    notes_.mcc_failed_batches += notes.mcc_failed_batches;
    notes_.joint_average_undefined += notes.joint_average_undefined;
    return maps;
  }

  // Kernels that are not masked use voxels round the region, too.
  [[nodiscard]] static Result<void> check_finite(FilteredImage const& image) {
    auto const count =
        std::count_if(image.values.begin(), image.values.end(), [](double x) { return !std::isfinite(x); });
    if (count == 0) return {};
    return make_error(ErrorCode::invalid_input, "image",
                      fmt::format("{} voxel{} in the region or within kernelRadius of it {} NaN or infinite, and "
                                  "maskedKernel: false uses them",
                                  count, count == 1 ? "" : "s", count == 1 ? "is" : "are"),
                      "Mend the image, or use maskedKernel: true");
  }

  // Empty maps, and where each class writes.
  [[nodiscard]] std::vector<VoxelwiseClass> make_maps(std::string const& image_name, std::vector<FeatureMap>& maps) {
    maps.reserve(plan_.values_per_image);
    std::vector<VoxelwiseClass> classes;
    for (auto const& image_class : plan_.image_classes) {
      auto const first = maps.size();
      for (auto const& feature : image_class.names) {
        maps.push_back({fmt::format("{}_{}_{}", image_name, image_class.family->name, feature),
                        {geometry_, std::vector<double>(static_cast<std::size_t>(geometry_.voxel_count()),
                                                        settings_.initial_value)}});
      }
      VoxelwiseClass wanted{image_class.family, image_class.wanted, {}};
      for (auto const position : image_class.positions)
        wanted.maps.push_back(maps[first + position].volume.voxels.data());
      classes.push_back(std::move(wanted));
    }
    return classes;
  }

  void part_is_done() const {
    if (progress_) progress_(images_ * parts_);
  }

  [[nodiscard]] Result<void> compute(Voxelwise& voxelwise) {
    std::size_t const count = map_.centres.size();
    workers_.for_each(parts_, [&](std::size_t part) {
      if (stop_requested()) return;
      ProfileScope const scope(profile_, "feature maps");
      voxelwise.compute(part * kCentresAtOnce, std::min(count, (part + 1) * kCentresAtOnce));
      part_is_done();
    });
    if (stop_requested()) return make_stop_error("the feature maps of a case were begun and not finished");
    return {};
  }

  ExtractionPlan const& plan_;
  PreparedCase const& prepared_;
  VoxelSettings const& settings_;
  Workers& workers_;
  Profile* profile_;
  MapProgress const& progress_;
  MapBox map_;
  Geometry geometry_;
  std::size_t parts_;                  // of each image
  std::size_t images_ = 0;             // those left out, too
  std::vector<std::string> left_out_;  // images that PyRadiomics does not give for this case
  VoxelwiseNotes notes_;
};

}  // namespace

Result<MapCaseNotes> run_map_case(AnyVolume const& image, AnyVolume const& mask, ExtractionSettings const& settings,
                                  Workers& workers, Profile* profile,
                                  std::function<Result<void>(std::vector<FeatureMap>)> const& take,
                                  MapProgress const& progress) {
  PETRA_TRY(auto prepared, prepare_case(image, mask, settings, workers, profile));
  auto const plan = make_plan(settings, geometry_of(image).dimension);
  MapCaseNotes notes;
  notes.warnings = prepared.warnings;
  if (!plan.mask_classes.empty()) {
    notes.warnings.push_back("shape has no feature maps: it is left out, as in PyRadiomics");
  }
  MapRun run(plan, prepared, settings.voxel, workers, profile, progress);
  PETRA_CHECK(run.run(take));
  for (auto& warning : run.warnings()) notes.warnings.push_back(std::move(warning));
  notes.diagnostics = std::move(prepared.diagnostics);
  return notes;
}

Result<FeatureMaps> extract_feature_maps(AnyVolume const& image, AnyVolume const& mask,
                                         ExtractionSettings const& settings) {
  Workers workers(1);
  FeatureMaps all;
  PETRA_TRY(auto notes, run_map_case(image, mask, settings, workers, nullptr, [&](std::vector<FeatureMap> maps) {
              std::move(maps.begin(), maps.end(), std::back_inserter(all.maps));
              return Result<void>();
            }));
  all.diagnostics = std::move(notes.diagnostics);
  all.warnings = std::move(notes.warnings);
  return all;
}

std::vector<std::string> feature_map_names(ExtractionSettings const& settings, int dimension) {
  auto const plan = make_plan(settings, dimension);
  return {plan.names.begin() + static_cast<std::ptrdiff_t>(plan.first_image_value), plan.names.end()};
}

}  // namespace petra
