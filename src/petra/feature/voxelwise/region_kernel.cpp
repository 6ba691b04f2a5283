// A family run on a neighbourhood as if it were a region.

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "petra/feature/angles.hpp"
#include "petra/feature/glcm_matrix.hpp"
#include "petra/feature/voxelwise/neighbourhood_kernel.hpp"

namespace petra {
namespace {

class RegionKernel final : public NeighbourhoodKernel {
 public:
  RegionKernel(FamilyRow const& family, KernelInput const& input, std::vector<Index3> angles)
      : family_(&family), input_(input), angles_(std::move(angles)) {
    // Empty voxels behind the neighbourhood: every distance finds a box that could hold it.
    auto const reach = reach_of(angles_);
    for (std::size_t axis = 0; axis < 3; ++axis) box_.size[axis] = input.shape.size[axis] + reach[axis];
    box_.spacing_mm = input.spacing_mm;
    auto const voxels = static_cast<std::size_t>(box_.size[0] * box_.size[1] * box_.size[2]);
    box_.inside.assign(voxels, 0);
    levels_.highest = input.highest;
    levels_.present = input.present;
    levels_.in_region = input.levels_in_region;
    if (input.highest <= 255) {
      levels_.bytes.assign(voxels, 0);
    } else {
      levels_.wide.assign(voxels, 0);
    }
    if (family.name == "glcm") angles_met_.assign((RegionKernel::angle_count() + 63) / 64, 0);
    for (int k = 0; k < static_cast<int>(family.features().size()); ++k) all_.push_back(k);
  }
  [[nodiscard]] std::unique_ptr<NeighbourhoodKernel> copy() const override {
    return std::make_unique<RegionKernel>(*this);
  }
  [[nodiscard]] std::span<std::uint64_t const> angles_met() const override { return angles_met_; }
  [[nodiscard]] std::size_t angle_count() const override {
    return input_.settings.weighting_norm == WeightingNorm::none ? angles_.size() : 1;
  }

  void compute(Neighbourhood const& here, std::span<double> values) override {
    fill(here);
    Region const region{&box_, {}, &levels_};
    auto const found = family_->compute(region, input_.settings, all_);
    for (std::size_t k = 0; k < values.size(); ++k)
      values[k] = found ? (*found)[k].value : std::numeric_limits<double>::quiet_NaN();
    if (family_->name == "glcm") note_angles(region);
    // Of a region whose only direction has no run these two are 0; of a neighbourhood it depends on its batch.
    if (family_->name == "glrlm" && std::any_of(values.begin(), values.end(), [](double x) { return std::isnan(x); }))
      std::fill(values.begin(), values.end(), std::numeric_limits<double>::quiet_NaN());
  }

 private:
  void fill(Neighbourhood const& here) {
    auto const& size = input_.shape.size;
    std::size_t position = 0;
    for (std::int64_t z = 0; z < size[2]; ++z) {
      for (std::int64_t y = 0; y < size[1]; ++y) {
        for (std::int64_t x = 0; x < size[0]; ++x, ++position) {
          auto const at = static_cast<std::size_t>(x + box_.size[0] * (y + box_.size[1] * z));
          auto const level = here.level[position];
          box_.inside[at] = level != 0 ? 1 : 0;
          if (levels_.bytes.empty()) {
            levels_.wide[at] = level;
          } else {
            levels_.bytes[at] = static_cast<std::uint8_t>(level);
          }
        }
      }
    }
    box_.voxel_count = here.voxels;
  }

  void note_angles(Region const& region) {
    std::fill(angles_met_.begin(), angles_met_.end(), 0);
    std::size_t next = 0;  // angles that the box cannot hold are not visited: both lists are in the same order
    auto const visited = visit_glcm(region, input_.settings, [&](GlcmMatrix const& matrix) {
      if (input_.settings.weighting_norm == WeightingNorm::none) {
        auto const found = std::find(angles_.begin() + static_cast<std::ptrdiff_t>(next), angles_.end(), matrix.offset);
        if (found == angles_.end()) return;  // the image cannot hold it, only the box
        next = static_cast<std::size_t>(found - angles_.begin());
      }
      if (matrix.total > 0) angles_met_[next / 64] |= std::uint64_t{1} << next % 64;
      ++next;
    });
    static_cast<void>(visited);  // the same settings were accepted a moment ago
  }

  FamilyRow const* family_;
  KernelInput input_;
  std::vector<Index3> angles_;
  RegionBox box_;
  GreyLevels levels_;
  std::vector<int> all_;
  std::vector<std::uint64_t> angles_met_;
};

}  // namespace

MadeKernel make_region_kernel(FamilyRow const& family, KernelInput const& input) {
  std::array const one_step = {1};
  bool const by_distances = family.name != "glrlm" && family.name != "glszm";
  auto const distances = by_distances ? std::span<int const>(input.settings.distances) : std::span<int const>(one_step);
  PETRA_TRY(auto angles,
            neighbour_offsets(input.image_size, distances, input.settings.force_2d_axis, AngleKind::one_way));
  return std::unique_ptr<NeighbourhoodKernel>(std::make_unique<RegionKernel>(family, input, std::move(angles)));
}

MadeKernel make_kernel(FamilyRow const& family, KernelInput const& input, std::span<int const> wanted) {
  if (family.name == "firstorder") return make_firstorder_kernel(input);
  bool const weighted = input.settings.weighting_norm != WeightingNorm::none;
  if (input.shape.count <= kLargestFusedKernel) {
    if (family.name == "glcm" && !weighted) {
      auto const features = family.features();
      bool wants_mcc = false;
      for (int const index : wanted) wants_mcc |= features[static_cast<std::size_t>(index)].name == "MCC";
      return make_glcm_kernel(input, wants_mcc);
    }
    if (family.name == "glrlm" && !weighted) return make_glrlm_kernel(input);
    if (family.name == "glszm") return make_glszm_kernel(input);
    if (family.name == "gldm") return make_gldm_kernel(input);
    if (family.name == "ngtdm") return make_ngtdm_kernel(input);
  }
  return make_region_kernel(family, input);
}

}  // namespace petra
