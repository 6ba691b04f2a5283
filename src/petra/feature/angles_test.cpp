// The neighbour offsets: number and order as PyRadiomics 3.0.1 makes them.

#include "petra/feature/angles.hpp"

#include <gtest/gtest.h>

namespace petra {
namespace {

std::size_t count(Index3 const& size, std::vector<int> const& distances, int axis, AngleKind kind) {
  auto const offsets = neighbour_offsets(size, distances, axis, kind);
  return offsets ? offsets->size() : 0;
}

TEST(angles_pyradiomics, thirteen_angles_in_their_order) {
  auto const offsets = neighbour_offsets({9, 9, 9}, std::vector{1}, -1, AngleKind::one_way);
  ASSERT_TRUE(offsets);
  // As generate_angles lists them (z, y, x): [1 1 1] [1 1 0] [1 1 -1] [1 0 1] … [0 0 1]; here x, y, z.
  std::vector<Index3> const expected = {{1, 1, 1},  {0, 1, 1},  {-1, 1, 1}, {1, 0, 1},   {0, 0, 1},
                                        {-1, 0, 1}, {1, -1, 1}, {0, -1, 1}, {-1, -1, 1}, {1, 1, 0},
                                        {0, 1, 0},  {-1, 1, 0}, {1, 0, 0}};
  EXPECT_EQ(*offsets, expected);
}

TEST(angles_pyradiomics, distances_count_all_offsets_of_that_largest_step) {
  Index3 const box = {20, 20, 20};
  EXPECT_EQ(count(box, {2}, -1, AngleKind::one_way), 49U);
  EXPECT_EQ(count(box, {1, 2}, -1, AngleKind::one_way), 62U);
  EXPECT_EQ(count(box, {3}, -1, AngleKind::one_way), 109U);
  EXPECT_EQ(count(box, {1}, -1, AngleKind::both_ways), 26U);
  EXPECT_EQ(count(box, {1}, 0, AngleKind::one_way), 4U);
  EXPECT_EQ(count(box, {2}, 0, AngleKind::one_way), 8U);
  EXPECT_EQ(count(box, {3}, 1, AngleKind::one_way), 12U);
}

TEST(angles_pyradiomics, a_thin_box_drops_angles) {
  EXPECT_EQ(count({9, 9, 1}, {1}, -1, AngleKind::one_way), 4U);
  EXPECT_EQ(count({9, 1, 1}, {1}, -1, AngleKind::one_way), 1U);
  EXPECT_EQ(count({3, 3, 3}, {1, 3}, -1, AngleKind::one_way), 13U);
  EXPECT_EQ(count({2, 9, 9}, {2}, -1, AngleKind::one_way), (3 * 25 - 3 * 9) / 2U);
}

TEST(angles_pyradiomics, a_distance_given_twice_counts_twice) {
  auto const offsets = neighbour_offsets({9, 9, 9}, std::vector{1, 1}, -1, AngleKind::both_ways);
  ASSERT_TRUE(offsets);
  ASSERT_EQ(offsets->size(), 52U);
  for (std::size_t k = 0; k < 26; ++k) EXPECT_EQ((*offsets)[k], (*offsets)[k + 26]);
}

TEST(angles_mechanics, what_no_axis_can_hold_is_refused) {
  for (auto const kind : {AngleKind::one_way, AngleKind::both_ways}) {
    auto const far = neighbour_offsets({3, 3, 3}, std::vector{3}, -1, kind);
    ASSERT_FALSE(far);
    EXPECT_EQ(far.error().code, ErrorCode::invalid_input);
    EXPECT_EQ(far.error().subject, "distances");
    EXPECT_NE(far.error().message.find("3 x 3 x 3"), std::string::npos);
    EXPECT_FALSE(far.error().remedy.empty());
    // A line along z has no neighbours within its plane.
    EXPECT_FALSE(neighbour_offsets({1, 1, 9}, std::vector{1}, 0, kind));
  }
  EXPECT_FALSE(neighbour_offsets({9, 9, 9}, std::vector{0}, -1, AngleKind::one_way));
  EXPECT_FALSE(neighbour_offsets({9, 9, 9}, std::vector{-1, 1}, -1, AngleKind::one_way));
  auto const many = neighbour_offsets({1000, 1000, 1000}, std::vector{500}, -1, AngleKind::one_way);
  ASSERT_FALSE(many);
  EXPECT_EQ(many.error().code, ErrorCode::limit);
}

}  // namespace
}  // namespace petra
