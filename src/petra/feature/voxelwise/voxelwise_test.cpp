// Fused kernels of neighbourhoods against their plain twin: the family itself, run on each neighbourhood as a region.

#include "petra/feature/voxelwise/voxelwise.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "petra/feature/angles.hpp"
#include "petra/feature/random_region_for_tests.hpp"
#include "petra/feature/voxelwise/small_sort.hpp"

namespace petra {
namespace {

using testing::OwnedRegion;

std::vector<int> all_of(FamilyRow const& family) {
  std::vector<int> all;
  for (int k = 0; k < static_cast<int>(family.features().size()); ++k) all.push_back(k);
  return all;
}

KernelInput kernel_input(OwnedRegion const& owned, FamilySettings const& settings, int radius) {
  KernelInput input;
  input.shape = make_kernel_shape(radius, settings.force_2d_axis, owned.box.size);
  input.image_size = owned.box.size;
  input.spacing_mm = owned.box.spacing_mm;
  input.highest = owned.levels.highest;
  input.present = owned.levels.present;
  input.settings = settings;
  return input;
}

// A sum whose terms cancel is judged by them: moments of levels by the levels' power.
double scale_of(std::string_view family, std::string_view feature, double highest) {
  if (feature == "ClusterShade") return std::pow(2 * highest, 3);
  if (feature == "ClusterProminence") return std::pow(2 * highest, 4);
  if (feature.ends_with("Variance") || feature == "SumSquares" || feature == "ClusterTendency")
    return highest * highest;
  if (family == "glcm" && feature == "MCC") return 1e4;  // the root of an eigenvalue near 0
  return 1;
}

void expect_twins(OwnedRegion const& owned, FamilySettings const& settings, int radius, FamilyRow const& family) {
  auto const input = kernel_input(owned, settings, radius);
  auto fused = make_kernel(family, input, all_of(family));
  auto plain = make_region_kernel(family, input);
  ASSERT_EQ(fused.has_value(), plain.has_value());
  if (!fused) return;
  auto kernel = (*fused)->copy();
  NeighbourhoodReader const reader(input.shape, owned.box, owned.intensity, owned.levels, nullptr, {});
  auto here = reader.make_neighbourhood();
  auto const features = family.features();
  std::vector<double> values(features.size()), expected(features.size());
  for (std::int64_t offset = 0; offset < static_cast<std::int64_t>(owned.level.size()); ++offset) {
    if (owned.box.inside[static_cast<std::size_t>(offset)] == 0) continue;
    reader.read_levels(offset, here);
    kernel->compute(here, values);
    (*plain)->compute(here, expected);
    ASSERT_TRUE(std::ranges::equal(kernel->angles_met(), (*plain)->angles_met()));
    for (std::size_t k = 0; k < features.size(); ++k) {
      if (std::isnan(expected[k]) && std::isnan(values[k])) continue;
      // Undefined there for want of a pair; a single level's MCC is then 1 by the region's rule, and by the batch's
      // here.
      if (family.name == "glcm" && features[k].name == "MCC" && owned.levels.present == 1) continue;
      // A region without a pair has sums over nothing, 0 by PyRadiomics' rule; in a map the other voxels' sums keep
      // them undefined.
      bool const sum_over_nothing = features[k].name == "InverseVariance" || features[k].name == "RunEntropy" ||
                                    features[k].name == "RunVariance";
      if (sum_over_nothing && expected[k] == 0 && std::isnan(values[k])) continue;
      double const bound =
          1e-10 * std::abs(expected[k]) + 1e-12 * scale_of(family.name, features[k].name, owned.levels.highest);
      ASSERT_NEAR(values[k], expected[k], bound) << family.name << " " << features[k].name << " radius " << radius
                                                 << " voxel " << offset << " " << describe(owned, settings);
    }
  }
}

class VoxelwiseTwins : public ::testing::TestWithParam<char const*> {};

TEST_P(VoxelwiseTwins, fused_kernels_equal_the_family_on_each_neighbourhood_invariant) {
  std::mt19937 random(20261124);
  auto const& family = *find_family(GetParam());
  for (int repeat = 0; repeat < 150; ++repeat) {
    auto const owned = testing::random_region(random);
    auto const settings = testing::random_settings(random);
    int const radius = repeat % 3 == 0 ? 2 : repeat % 7 == 1 ? 3 : 1;
    expect_twins(owned, settings, radius, family);
    if (HasFatalFailure()) return;
  }
}
INSTANTIATE_TEST_SUITE_P(Families, VoxelwiseTwins, ::testing::Values("glcm", "glrlm", "glszm", "gldm", "ngtdm"),
                         [](auto const& instance) { return std::string(instance.param); });

// First order: the family on a region of the neighbourhood's voxels.
TEST(VoxelwiseTwin, first_order_equals_the_family_on_each_neighbourhood_invariant) {
  std::mt19937 random(7);
  auto const& family = *find_family("firstorder");
  for (int repeat = 0; repeat < 60; ++repeat) {
    auto owned = testing::random_region(random);
    for (auto& value : owned.intensity) value = static_cast<double>(random() % 4000) / 8 - 200;
    FamilySettings settings;
    settings.voxel_array_shift = repeat % 2 == 0 ? 0 : 300;
    int const radius = 1 + repeat % 3;
    auto const input = kernel_input(owned, settings, radius);
    std::vector<int> distances;
    for (int d = 1; d <= radius; ++d) distances.push_back(d);
    auto offsets = neighbour_offsets(owned.box.size, distances, -1, AngleKind::both_ways);
    if (!offsets) continue;
    offsets->push_back({0, 0, 0});
    auto kernel = make_firstorder_kernel(input);
    ASSERT_TRUE(kernel.has_value());
    NeighbourhoodReader const reader(input.shape, owned.box, owned.intensity, owned.levels, nullptr, *offsets);
    auto here = reader.make_neighbourhood();
    std::vector<double> values(family.features().size());
    auto const& size = owned.box.size;
    for (std::int64_t offset = 0; offset < static_cast<std::int64_t>(owned.level.size()); ++offset) {
      if (owned.box.inside[static_cast<std::size_t>(offset)] == 0) continue;
      reader.read_levels(offset, here);
      reader.read_intensities(offset, here);
      (*kernel)->compute(here, values);
      auto part = owned;
      std::int64_t const x0 = offset % size[0], y0 = offset / size[0] % size[1], z0 = offset / size[0] / size[1];
      part.box.voxel_count = 0;
      for (std::int64_t k = 0; k < static_cast<std::int64_t>(part.level.size()); ++k) {
        std::int64_t const x = k % size[0], y = k / size[0] % size[1], z = k / size[0] / size[1];
        bool const near = std::max({std::abs(x - x0), std::abs(y - y0), std::abs(z - z0)}) <= radius;
        auto const at = static_cast<std::size_t>(k);
        if (!near) part.level[at] = 0;
        part.box.inside[at] = part.level[at] > 0 ? 1 : 0;
        part.box.voxel_count += part.box.inside[at];
      }
      part.levels.bytes.assign(part.level.begin(), part.level.end());
      if (part.levels.highest > 255) {
        part.levels.bytes.clear();
        part.levels.wide = part.level;
      }
      auto const expected = family.compute(part.region(), settings, all_of(family));
      ASSERT_TRUE(expected.has_value());
      for (std::size_t k = 0; k < values.size(); ++k) {
        double const value = (*expected)[k].value;
        if (std::isnan(value) && std::isnan(values[k])) continue;
        ASSERT_NEAR(values[k], value, 1e-10 * std::abs(value) + 1e-9) << family.features()[k].name;
      }
    }
  }
}

TEST(VoxelwiseMechanics, a_few_numbers_are_sorted_with_repeats) {
  std::mt19937 random(3);
  std::vector<double> scratch;
  for (std::size_t count = 1; count < 90; ++count) {
    std::vector<double> values(count);
    for (auto& value : values) value = static_cast<double>(random() % 20) - 10;
    auto expected = values;
    std::sort(expected.begin(), expected.end());
    small_sort(values, scratch);
    EXPECT_EQ(values, expected);
  }
}

}  // namespace
}  // namespace petra
