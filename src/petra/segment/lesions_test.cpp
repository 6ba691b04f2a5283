#include "petra/segment/lesions.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "petra/segment/random_mask_for_tests.hpp"

namespace petra {
namespace {

// The twin: labels sink to the smallest among neighbours until nothing moves.
std::vector<std::set<Index3>> twin(Mask const& mask, int most_axes) {
  auto const voxels = voxels_of(mask);
  std::map<Index3, std::size_t> label;
  for (std::size_t i = 0; i < voxels.size(); ++i) label[voxels[i]] = i;
  for (bool moved = true; moved;) {
    moved = false;
    for (auto& [a, number] : label) {
      for (std::int64_t n = 0; n < 27; ++n) {
        Index3 const step = {n % 3 - 1, n / 3 % 3 - 1, n / 9 - 1};
        if (std::abs(step[0]) + std::abs(step[1]) + std::abs(step[2]) > most_axes) continue;
        auto const other = label.find({a[0] + step[0], a[1] + step[1], a[2] + step[2]});
        if (other == label.end() || other->second >= number) continue;
        number = other->second;
        moved = true;
      }
    }
  }
  std::map<std::size_t, std::set<Index3>> parts;
  for (auto const& [voxel, number] : label) parts[number].insert(voxel);
  std::vector<std::set<Index3>> list;
  for (auto const& [number, part] : parts) list.push_back(part);
  std::stable_sort(list.begin(), list.end(), [](auto const& a, auto const& b) { return a.size() > b.size(); });
  return list;
}

TEST(Lesions, EqualTheSinkingOfLabels_mechanics) {
  for (std::uint32_t seed = 1; seed <= 12; ++seed) {
    auto const mask = testing::random_mask(seed, {12, 9, 7}, {1, 1, 1}, 9, 1.6);
    int axes = 0;
    for (auto const neighbourhood : {Neighbourhood::faces, Neighbourhood::edges, Neighbourhood::corners}) {
      auto const found = connected_lesions(mask, neighbourhood);
      auto const expected = twin(mask, ++axes);
      ASSERT_EQ(found.size(), expected.size()) << seed;
      for (std::size_t k = 0; k < found.size(); ++k)
        EXPECT_EQ(std::set<Index3>(found[k].begin(), found[k].end()), expected[k]) << seed;
    }
  }
}

TEST(Lesions, TouchByFaceEdgeCorner_analytic) {
  Geometry geometry;
  geometry.size = {4, 4, 4};
  Mask mask(geometry);
  mask.at(0, 0, 0) = mask.at(1, 1, 0) = mask.at(2, 2, 1) = 1;
  EXPECT_EQ(connected_lesions(mask, Neighbourhood::faces).size(), 3U);
  EXPECT_EQ(connected_lesions(mask, Neighbourhood::edges).size(), 2U);
  EXPECT_EQ(connected_lesions(mask, Neighbourhood::corners).size(), 1U);
}

}  // namespace
}  // namespace petra
