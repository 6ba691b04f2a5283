// Laws and plain twins of the tools that look at the image.
#include <gtest/gtest.h>

#include <algorithm>

#include "petra/segment/flood.hpp"
#include "petra/segment/grow_cut.hpp"
#include "petra/segment/leak.hpp"
#include "petra/segment/monotone_queue.hpp"
#include "petra/segment/otsu.hpp"
#include "petra/segment/random_walker.hpp"
#include "petra/segment/tools_for_tests.hpp"
#include "petra/segment/watershed.hpp"

namespace petra {
namespace {

using testing::draw_grid;
using testing::draw_image;
using testing::draw_uniform;

Volume<std::uint8_t> draw_seeds(std::mt19937& random, Volume<float> const& image) {
  Volume<std::uint8_t> seeds(image.geometry);
  for (auto& voxel : seeds.voxels) voxel = random() % 40 == 0 ? static_cast<std::uint8_t>(1 + random() % 2) : 0;
  auto const& size = image.geometry.size;
  seeds.at(1, 1, 1) = 1;
  seeds.at(size[0] - 2, size[1] - 2, size[2] - 2) = 2;
  return seeds;
}

template <class Queue>
void expect_order_of_keys() {
  std::mt19937 random(1);
  for (int round = 0; round < 50; ++round) {
    Queue queue;
    std::vector<MonotoneQueue::Entry> plain;  // kept sorted, equal keys in their order
    auto const push = [&](std::uint32_t key, std::uint32_t value) {
      queue.push(key, value);
      plain.insert(
          std::upper_bound(plain.begin(), plain.end(), key, [](std::uint32_t k, auto const& e) { return k < e.key; }),
          {key, value});
    };
    for (std::uint32_t n = 0; n < 30; ++n) push(static_cast<std::uint32_t>(random() % 50), n);
    for (std::uint32_t n = 30; !plain.empty(); ++n) {
      auto const entry = queue.pop();
      ASSERT_TRUE(entry.has_value());
      EXPECT_EQ(entry->key, plain.front().key);
      EXPECT_EQ(entry->value, plain.front().value);
      plain.erase(plain.begin());
      if (n < 200) push(entry->key + static_cast<std::uint32_t>(random() % 3 == 0 ? 0 : random() % 1000), n);
    }
    EXPECT_FALSE(queue.pop().has_value());
  }
}

TEST(MonotoneQueue, ComesInTheOrderOfKeysAndEqualOnesAsTheyWent_twin) {
  expect_order_of_keys<MonotoneQueue>();
  expect_order_of_keys<BucketQueue>();
}

TEST(GrowCut, WholeNumbersAndTheSameAsFloatsGiveTheSame_twin) {
  std::mt19937 random(11);
  for (int round = 0; round < 20; ++round) {
    auto const grid = draw_grid(random);
    Volume<std::int16_t> whole(grid);
    Volume<float> as_float(grid);
    for (std::size_t i = 0; i < whole.voxels.size(); ++i) {
      whole.voxels[i] = static_cast<std::int16_t>(static_cast<int>(random() % 3000) - 1000);
      as_float.voxels[i] = static_cast<float>(whole.voxels[i]);
    }
    auto const seeds = draw_seeds(random, as_float);
    auto const a = grow_from_seeds(AnyVolume(whole), seeds, {}), b = grow_from_seeds(AnyVolume(as_float), seeds, {});
    ASSERT_TRUE(a && b);
    EXPECT_EQ(a->voxels, b->voxels);
  }
}

// Distances by relaxing every edge until nothing changes: what each label needs to get to a voxel.
std::vector<double> cheapest(Volume<float> const& image, Volume<std::uint8_t> const& seeds, std::uint8_t label) {
  auto const& size = image.geometry.size;
  std::vector<double> cost(image.voxels.size(), 1e30);
  for (std::size_t i = 0; i < cost.size(); ++i) {
    if (seeds.voxels[i] == label) cost[i] = 0;
  }
  for (bool changed = true; changed;) {
    changed = false;
    for (std::int64_t i = 0; i < image.geometry.voxel_count(); ++i) {
      auto const at = voxel_of(i, size);
      bool edge = false;
      for (std::size_t k = 0; k < 3; ++k) edge = edge || at[k] == 0 || at[k] == size[k] - 1;
      auto const here = static_cast<std::size_t>(i);
      if (edge || cost[here] > 1e29) continue;
      for_each_neighbour(i, size, kFullSteps, [&](std::int64_t n) {
        auto const next = static_cast<std::size_t>(n);
        if (seeds.voxels[next] != 0) return;  // a seed is its own
        double const way =
            cost[here] + std::abs(static_cast<double>(image.voxels[here]) - static_cast<double>(image.voxels[next]));
        if (way < cost[next] - 1e-12) {
          cost[next] = way;
          changed = true;
        }
      });
    }
  }
  return cost;
}

TEST(GrowCut, EachVoxelGoesToTheCheapestSeed_twin) {
  std::mt19937 random(2);
  for (int round = 0; round < 12; ++round) {
    auto const image = draw_image(random, draw_grid(random, 8));
    auto const seeds = draw_seeds(random, image);
    auto const labels = grow_from_seeds(AnyVolume(image), seeds, {});
    ASSERT_TRUE(labels.has_value());
    auto const of_one = cheapest(image, seeds, 1), of_two = cheapest(image, seeds, 2);
    for (std::size_t i = 0; i < image.voxels.size(); ++i) {
      if (std::abs(of_one[i] - of_two[i]) < 1e-4) continue;  // equally far but for rounding
      EXPECT_EQ(labels->voxels[i], of_one[i] < of_two[i] ? 1 : 2);
    }
  }
}

TEST(GrowCut, SeedsStayAllIsLabelledAndContrastDoesNotMatter_invariant) {
  std::mt19937 random(3);
  for (int round = 0; round < 10; ++round) {
    auto const image = draw_image(random, draw_grid(random));
    auto doubled = image;
    for (auto& voxel : doubled.voxels) voxel *= 2;
    auto const seeds = draw_seeds(random, image);
    auto const a = grow_from_seeds(AnyVolume(image), seeds, {.levels = 500});
    auto const b = grow_from_seeds(AnyVolume(doubled), seeds, {.levels = 500});
    ASSERT_TRUE(a && b);
    EXPECT_EQ(a->voxels, b->voxels);
    EXPECT_EQ(std::count(a->voxels.begin(), a->voxels.end(), 0), 0);
    for (std::size_t i = 0; i < seeds.voxels.size(); ++i) {
      if (seeds.voxels[i] != 0) {
        EXPECT_EQ(a->voxels[i], seeds.voxels[i]);
      }
    }
  }
}

TEST(Watershed, MarkersStayAndEveryVoxelIsFlooded_invariant) {
  std::mt19937 random(4);
  for (int round = 0; round < 20; ++round) {
    auto const height = draw_image(random, draw_grid(random));
    auto const markers = draw_seeds(random, height);
    auto const labels =
        watershed_from_markers(height, markers, round % 2 == 0 ? Connectivity::faces : Connectivity::full);
    for (std::size_t i = 0; i < labels.voxels.size(); ++i) {
      EXPECT_NE(labels.voxels[i], 0);
      if (markers.voxels[i] != 0) {
        EXPECT_EQ(labels.voxels[i], markers.voxels[i]);
      }
    }
  }
}

TEST(RandomWalker, OnALineOfEqualVoxelsProbabilityFallsEvenly_analytic) {
  Geometry grid;
  grid.size = {11, 1, 1};
  Volume<float> const image(grid, std::vector<float>(11, 3.0F));
  Volume<std::uint8_t> seeds(grid);
  seeds.voxels[0] = 1;
  seeds.voxels[10] = 2;
  Workers workers(1);
  auto const found = random_walker(AnyVolume(image), seeds, {.tolerance = 1e-12}, workers);
  ASSERT_TRUE(found.has_value());
  for (std::size_t i = 0; i <= 10; ++i) EXPECT_NEAR(found->voxels[i], 1 - static_cast<double>(i) / 10, 1e-9);
}

TEST(RandomWalker, ThreadsDoNotChangeABitAndLabelsExchanged_invariant) {
  std::mt19937 random(5);
  Geometry grid;
  grid.size = {40, 35, 30};  // several parts
  auto const image = draw_image(random, grid);
  auto seeds = draw_seeds(random, image);
  Workers one(1), three(3);
  auto const a = random_walker(AnyVolume(image), seeds, {}, one), b = random_walker(AnyVolume(image), seeds, {}, three);
  ASSERT_TRUE(a && b);
  EXPECT_EQ(a->voxels, b->voxels);
  for (auto& seed : seeds.voxels) seed = seed == 0 ? 0 : static_cast<std::uint8_t>(3 - seed);
  auto const c = random_walker(AnyVolume(image), seeds, {}, three);
  ASSERT_TRUE(c.has_value());
  for (std::size_t i = 0; i < a->voxels.size(); ++i) {
    EXPECT_NEAR(a->voxels[i] + c->voxels[i], 1, 1e-4);
    EXPECT_GE(a->voxels[i], -1e-4);
    EXPECT_LE(a->voxels[i], 1 + 1e-4);
  }
}

TEST(Otsu, PartsTwoHeapsBetweenThem_analytic) {
  Geometry grid;
  grid.size = {10, 10, 10};
  Volume<float> image(grid);
  std::mt19937 random(6);
  for (std::size_t i = 0; i < image.voxels.size(); ++i)
    image.voxels[i] = static_cast<float>(i % 3 == 0 ? draw_uniform(random, 8, 9) : draw_uniform(random, 1, 2));
  auto const threshold = otsu_threshold(AnyVolume(image), Box::whole(grid.size), 128);
  ASSERT_TRUE(threshold.has_value());
  EXPECT_GE(*threshold, 1.9);
  EXPECT_LE(*threshold, 8.1);
  image.voxels[5] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_FALSE(otsu_threshold(AnyVolume(image), Box::whole(grid.size), 128).has_value());
}

TEST(Leak, IsToldWhereABridgeOpensAndNotInASmoothHill_analytic) {
  Geometry grid;
  grid.size = {40, 11, 11};
  Volume<float> image(grid);
  for (std::int64_t z = 0; z < 11; ++z) {
    for (std::int64_t y = 0; y < 11; ++y) {
      for (std::int64_t x = 0; x < 40; ++x) {
        auto const hill = [&](double centre, double top) {
          double const square = std::pow(static_cast<double>(x) - centre, 2) + std::pow(static_cast<double>(y) - 5, 2) +
                                std::pow(static_cast<double>(z) - 5, 2);
          return top * std::exp(-square / 18);
        };
        image.at(x, y, z) = static_cast<float>(hill(8, 10) + (x >= 18 ? 4.3 : x >= 11 ? 4.2 : 0));
      }
    }
  }
  AnyVolume const any(image);
  Index3 const seed = {8, 5, 5};
  auto const warned = [&](double threshold) {
    IntensityRange const range{.lower = threshold};
    auto const region = connected_to(voxels_in_range(any, range), std::span(&seed, 1), Connectivity::faces);
    return leak_warning(any, std::span(&seed, 1), Connectivity::faces, range, region).has_value();
  };
  EXPECT_TRUE(warned(4.1));   // already through
  EXPECT_TRUE(warned(4.5));   // a step below it leaks
  EXPECT_FALSE(warned(6.0));  // far from the bridge
}

}  // namespace
}  // namespace petra
