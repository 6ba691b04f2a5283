#include "petra/segment/pet_metrics.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "petra/segment/liver_reference.hpp"
#include "petra/segment/pet_metric_rows.hpp"

namespace petra {
namespace {

Geometry grid() {
  Geometry geometry;
  geometry.size = {20, 20, 20};
  geometry.spacing_mm = {10, 10, 5};
  geometry.origin_mm = {-30, 7, 100};
  return geometry;
}

struct TwoLesions {
  Volume<float> image{grid()};
  Volume<std::int16_t> mask{grid()};
  TwoLesions() {
    for (auto& value : image.voxels) value = 1;
    put({2, 2, 2}, 8);
    put({3, 2, 2}, 4);
    put({12, 2, 2}, 3);
  }
  void put(Index3 at, float value) {
    image.at(at[0], at[1], at[2]) = value;
    mask.at(at[0], at[1], at[2]) = 1;
  }
};

TEST(PetMetrics, TwoLesions_analytic) {
  TwoLesions const two;
  auto const found = measure_pet(AnyVolume(two.image), AnyVolume(two.mask));
  ASSERT_TRUE(found);
  auto const& total = found->total;
  EXPECT_EQ(total.lesions, 2);
  EXPECT_DOUBLE_EQ(total.mtv_ml, 1.5);
  EXPECT_DOUBLE_EQ(total.volume_ml, 1.5);
  EXPECT_DOUBLE_EQ(total.suv_max, 8);
  EXPECT_DOUBLE_EQ(total.suv_mean, 5);
  EXPECT_DOUBLE_EQ(total.tlg, 7.5);
  EXPECT_DOUBLE_EQ(total.diameter.centres, 100);
  EXPECT_DOUBLE_EQ(total.dmax_mm, 95);                  // between (2.5, 2, 2) and (12, 2, 2)
  EXPECT_DOUBLE_EQ(total.suv_peak, (8 + 1 + 1) / 3.0);  // 6.2 mm reach one voxel up and down only
  EXPECT_DOUBLE_EQ(total.max_position_mm[2], 110);
  ASSERT_EQ(found->lesions.size(), 2U);
  EXPECT_DOUBLE_EQ(found->lesions[0].suv_mean, 6);
  EXPECT_DOUBLE_EQ(found->lesions[1].tlg, 1.5);
  EXPECT_TRUE(std::isnan(found->lesions[0].dmax_mm));
  EXPECT_TRUE(found->warnings.empty());
}

TEST(PetMetrics, AThresholdCountsOnlyWhereItIsAskedFor_analytic) {
  TwoLesions const two;
  auto const share =
      measure_pet(AnyVolume(two.image), AnyVolume(two.mask), {}, {LesionThreshold::Kind::fraction_of_maximum, 0.6});
  ASSERT_TRUE(share);
  EXPECT_EQ(share->total.voxels, 2);  // 8 of the first lesion, 3 of the second: each of its own maximum
  EXPECT_DOUBLE_EQ(share->total.volume_ml, 1.5);
  EXPECT_DOUBLE_EQ(share->total.mtv_ml, 1);
  auto const fixed = measure_pet(AnyVolume(two.image), AnyVolume(two.mask), {}, {LesionThreshold::Kind::absolute, 4});
  ASSERT_TRUE(fixed);
  EXPECT_EQ(fixed->total.voxels, 2);  // at least 4
  EXPECT_EQ(fixed->total.lesions, 1);
  EXPECT_EQ(fixed->lesions[1].reason, "below_threshold");
  EXPECT_TRUE(std::isnan(fixed->lesions[1].suv_max));
  EXPECT_EQ(fixed->lesions[1].drawn_voxels, 1);
  EXPECT_TRUE(std::isnan(fixed->total.dmax_mm));
}

TEST(PetMetrics, LabelsAsLesions_analytic) {
  TwoLesions two;
  two.mask.at(3, 2, 2) = 7;
  LesionDefinition definition;
  definition.split = LesionDefinition::Split::labels;
  auto const found = measure_pet(AnyVolume(two.image), AnyVolume(two.mask), definition);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->lesions.size(), 2U);
  EXPECT_EQ(found->lesions[1].lesion, 7);
  EXPECT_DOUBLE_EQ(found->lesions[1].suv_max, 4);
  EXPECT_EQ(found->total.voxels, 3);
  definition.split = LesionDefinition::Split::none;
  EXPECT_EQ(measure_pet(AnyVolume(two.image), AnyVolume(two.mask), definition)->total.voxels, 2);
  definition.label = std::nullopt;
  EXPECT_EQ(measure_pet(AnyVolume(two.image), AnyVolume(two.mask), definition)->total.voxels, 3);
}

TEST(PetMetrics, WhatCannotBeMeasuredIsNamed_mechanics) {
  TwoLesions two;
  auto refused = [](auto const& result, std::string_view words) {
    ASSERT_FALSE(result);
    EXPECT_NE(format_error(result.error()).find(words), std::string::npos) << format_error(result.error());
  };
  LesionDefinition definition;
  definition.label = 3;
  refused(measure_pet(AnyVolume(two.image), AnyVolume(two.mask), definition), "label 3 is not in the mask; it holds 1");
  refused(measure_pet(AnyVolume(two.image), AnyVolume(Mask(grid()))), "is empty");
  auto shifted = two.mask;
  shifted.geometry.origin_mm[0] -= 60;
  refused(measure_pet(AnyVolume(two.image), AnyVolume(shifted)), "reaches out of the image");
  two.image.at(0, 0, 1) = 1.5F;
  refused(measure_pet(AnyVolume(two.image), AnyVolume(two.image)), "voxel (0, 0, 1) holds 1.5, but labels");
  two.image.at(2, 2, 2) = NAN;
  refused(measure_pet(AnyVolume(two.image), AnyVolume(two.mask)), "voxel (2, 2, 2) inside the mask holds nan");
  two.image.at(2, 2, 2) = 12000;
  auto const odd = measure_pet(AnyVolume(two.image), AnyVolume(two.mask));
  ASSERT_TRUE(odd);
  EXPECT_EQ(odd->warnings.size(), 1U);
}

TEST(PetMetrics, LiverThreshold_analytic) {
  TwoLesions two;
  auto const liver = measure_liver(AnyVolume(two.image), *label_on_grid(AnyVolume(two.mask), 1, grid()));
  ASSERT_TRUE(liver);
  EXPECT_DOUBLE_EQ(liver->mean, 5);
  EXPECT_DOUBLE_EQ(liver->sd, std::sqrt(7.0));
  EXPECT_DOUBLE_EQ(liver->threshold, 7.5 + 2 * std::sqrt(7.0));
}

TEST(PetMetrics, ClinicalColumnsAreTheContracts_mechanics) {
  std::string names;
  for (auto const& row : pet_metric_rows()) {
    if (row.clinical) names += std::string(row.name) + ' ';
  }
  EXPECT_EQ(names, "suvmax suvmean suvpeak mtv tlg max_diameter ");
  EXPECT_EQ(find_clinical_metric("suvmin"), nullptr);
}

}  // namespace
}  // namespace petra
