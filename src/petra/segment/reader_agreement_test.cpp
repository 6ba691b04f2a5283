#include "petra/segment/reader_agreement.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "petra/segment/random_mask_for_tests.hpp"
#include "petra/segment/surface_distance.hpp"

namespace petra {
namespace {

Mask slab(std::int64_t first, std::int64_t last) {
  Geometry geometry;
  geometry.size = {10, 10, 20};
  geometry.spacing_mm = {2, 2, 3};
  Mask mask(geometry);
  for (auto z = first; z <= last; ++z) {
    for (std::int64_t y = 2; y < 8; ++y) {
      for (std::int64_t x = 2; x < 8; ++x) mask.at(x, y, z) = 1;
    }
  }
  return mask;
}

TEST(ReaderAgreement, ASlabLongerByTwoSlices_analytic) {
  auto const a = slab(5, 10), b = slab(5, 12);
  auto const found = compare_readers(a, b);
  ASSERT_TRUE(found);
  EXPECT_DOUBLE_EQ(found->dice, 2.0 * 6 / 14);
  EXPECT_DOUBLE_EQ(found->jaccard, 6.0 / 8);
  EXPECT_DOUBLE_EQ(found->hausdorff_mm, 6);
  EXPECT_DOUBLE_EQ(found->volume_first_ml, 36 * 6 * 12 / 1000.0);
  EXPECT_DOUBLE_EQ(found->volume_difference_ml, 36 * 2 * 12 / 1000.0);
  EXPECT_DOUBLE_EQ(found->volume_difference_percent, 100.0 / 3);
  EXPECT_EQ(found->reason, "");
}

TEST(ReaderAgreement, Laws_invariant) {
  for (std::uint32_t seed = 1; seed <= 15; ++seed) {
    auto const a = testing::random_mask(seed, {16, 14, 12}, {4.07, 4.07, 3}, 3, 4);
    auto const b = testing::random_mask(seed + 50, {16, 14, 12}, {4.07, 4.07, 3}, 3, 4);
    auto const ab = compare_readers(a, b), ba = compare_readers(b, a), aa = compare_readers(a, a);
    ASSERT_TRUE(ab && ba && aa);
    EXPECT_DOUBLE_EQ(ab->dice, ba->dice);
    EXPECT_DOUBLE_EQ(ab->hausdorff_mm, ba->hausdorff_mm);
    EXPECT_DOUBLE_EQ(ab->hausdorff_95_mm, ba->hausdorff_95_mm);
    EXPECT_NEAR(ab->mean_surface_distance_mm, ba->mean_surface_distance_mm, 1e-12);
    EXPECT_NEAR(ab->dice, 2 * ab->jaccard / (1 + ab->jaccard), 1e-15);
    EXPECT_LE(ab->mean_surface_distance_mm, ab->hausdorff_mm);
    EXPECT_LE(ab->hausdorff_95_pooled_mm, ab->hausdorff_mm);
    EXPECT_LE(ab->hausdorff_95_mm, ab->hausdorff_mm);
    EXPECT_EQ(aa->dice, 1);
    EXPECT_EQ(aa->hausdorff_mm, 0);
    EXPECT_EQ(aa->volume_difference_percent, 0);
  }
}

TEST(ReaderAgreement, EmptyMasksHaveReasons_mechanics) {
  Mask const empty(slab(5, 6).geometry);
  auto const one = compare_readers(slab(5, 6), empty);
  ASSERT_TRUE(one);
  EXPECT_EQ(one->reason, "one_empty");
  EXPECT_EQ(one->dice, 0);
  EXPECT_TRUE(std::isnan(one->hausdorff_mm));
  EXPECT_DOUBLE_EQ(one->volume_difference_percent, -100);
  auto const both = compare_readers(empty, empty);
  ASSERT_TRUE(both);
  EXPECT_EQ(both->reason, "both_empty");
  EXPECT_TRUE(std::isnan(both->dice));
  auto other = slab(5, 6);
  other.geometry.origin_mm[0] = 1;
  EXPECT_FALSE(compare_readers(slab(5, 6), other));
}

}  // namespace
}  // namespace petra
