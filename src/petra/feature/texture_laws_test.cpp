// Laws of the texture families on random regions: values within their rows' ranges, mirrored and turned regions alike,
// levels shifted together, a subset of the features as in the whole, reasons beside stand-in values.

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <numeric>

#include "petra/base/draws_for_tests.hpp"
#include "petra/feature/random_region_for_tests.hpp"

namespace petra {
namespace {

using testing::OwnedRegion;

constexpr char const* kTextureFamilies[] = {"glcm", "glrlm", "glszm", "gldm", "ngtdm"};

std::vector<int> all_of(FamilyRow const& family) {
  std::vector<int> wanted(family.features().size());
  std::iota(wanted.begin(), wanted.end(), 0);
  return wanted;
}

// Values of all features of a family by name; empty where the region cannot hold the settings.
std::map<std::string, FeatureValue> values_of(char const* name, OwnedRegion const& owned,
                                              FamilySettings const& settings) {
  auto const* family = find_family(name);
  auto const got = family->compute(owned.region(), settings, all_of(*family));
  std::map<std::string, FeatureValue> values;
  if (!got) return values;
  auto const infos = family->features();
  for (std::size_t k = 0; k < infos.size(); ++k) values[std::string(infos[k].name)] = (*got)[k];
  return values;
}

// The region with its axes reordered and some of them reversed: voxel (x, y, z) of the new one is voxel at(order,
// mirror) of the old.
OwnedRegion turned(OwnedRegion const& owned, std::array<std::size_t, 3> const& order,
                   std::array<bool, 3> const& mirror) {
  Index3 size = {0, 0, 0};
  Eigen::Vector3d spacing_mm;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    size[axis] = owned.box.size[order[axis]];
    spacing_mm[static_cast<Eigen::Index>(axis)] = owned.box.spacing_mm[static_cast<Eigen::Index>(order[axis])];
  }
  std::vector<std::uint32_t> level;
  for (std::int64_t z = 0; z < size[2]; ++z) {
    for (std::int64_t y = 0; y < size[1]; ++y) {
      for (std::int64_t x = 0; x < size[0]; ++x) {
        Index3 const here = {x, y, z};
        Index3 source = {0, 0, 0};
        for (std::size_t axis = 0; axis < 3; ++axis)
          source[order[axis]] = mirror[axis] ? size[axis] - 1 - here[axis] : here[axis];
        level.push_back(owned.at(source[0], source[1], source[2]));
      }
    }
  }
  return testing::make_region(size, spacing_mm, std::move(level));
}

// Roots of differences may turn a last bit into 1e-8 or drop out of the mean over angles: they are left to their twins.
bool is_root_of_difference(std::string const& name) {
  return name == "MCC" || name == "Imc2" || name == "Imc1";
}

void expect_alike(std::map<std::string, FeatureValue> const& a, std::map<std::string, FeatureValue> const& b,
                  double highest) {
  ASSERT_EQ(a.size(), b.size());
  for (auto const& [name, value] : a) {
    if (is_root_of_difference(name)) continue;
    auto const& other = b.at(name);
    ASSERT_EQ(std::isnan(value.value), std::isnan(other.value)) << name;
    EXPECT_EQ(value.reason, other.reason) << name;
    if (std::isnan(value.value)) continue;
    double const scale = name == "ClusterShade" ? std::pow(2 * highest, 3) : 1;
    EXPECT_NEAR(value.value, other.value, 1e-11 * (scale + std::abs(value.value))) << name;
  }
}

TEST(texture_laws_invariant, values_lie_within_their_rows_ranges) {
  std::mt19937 random(21);
  std::map<std::string, int> seen;
  for (int k = 0; k < 1500; ++k) {
    auto const owned = testing::random_region(random);
    auto const settings = testing::random_settings(random);
    for (auto const* name : kTextureFamilies) {
      auto const* family = find_family(name);
      auto const got = family->compute(owned.region(), settings, all_of(*family));
      if (!got) continue;
      auto const infos = family->features();
      ASSERT_EQ(got->size(), infos.size());
      for (std::size_t f = 0; f < infos.size(); ++f) {
        double const value = (*got)[f].value;
        SCOPED_TRACE(::testing::Message() << name << ' ' << infos[f].name << ' ' << testing::describe(owned, settings));
        if (std::isnan(value)) {
          ASSERT_NE((*got)[f].reason, Reason::none);
          continue;
        }
        ASSERT_TRUE(std::isfinite(value));
        ASSERT_GE(value, infos[f].range.low - 1e-11);
        ASSERT_LE(value, infos[f].range.high + 1e-11);
        ++seen[std::string(name) + '_' + std::string(infos[f].name)];
      }
    }
  }
  EXPECT_EQ(seen.size(), 24U + 16U + 16U + 14U + 5U);
}

TEST(texture_laws_invariant, mirrored_and_turned_regions_are_alike) {
  std::mt19937 random(22);
  for (int k = 0; k < 300; ++k) {
    auto owned = testing::random_region(random);
    auto settings = testing::random_settings(random);
    settings.force_2d_axis = -1;
    settings.symmetrical_glcm = true;  // one-way pairs know forward from backward
    if (settings.distances == std::vector{1, 1}) settings.distances = {1};
    std::array<std::size_t, 3> order = {0, 1, 2};
    testing::shuffle(order, random);
    auto const other = turned(owned, order, {random() % 2 == 0, random() % 2 == 0, random() % 2 == 0});
    for (auto const* name : kTextureFamilies) {
      SCOPED_TRACE(::testing::Message() << name << ' ' << testing::describe(owned, settings));
      expect_alike(values_of(name, owned, settings), values_of(name, other, settings), owned.levels.highest);
    }
  }
}

TEST(texture_laws_invariant, shifting_all_levels_leaves_what_looks_at_differences) {
  std::map<std::string, std::vector<std::string>> const kept = {
      {"glcm",
       {"ClusterProminence", "ClusterShade", "ClusterTendency", "Contrast", "Correlation", "DifferenceAverage",
        "DifferenceEntropy", "DifferenceVariance", "Id", "Idm", "InverseVariance", "JointEnergy", "JointEntropy",
        "MaximumProbability", "SumEntropy", "SumSquares"}},
      {"glrlm",
       {"GrayLevelNonUniformity", "GrayLevelNonUniformityNormalized", "GrayLevelVariance", "LongRunEmphasis",
        "RunEntropy", "RunLengthNonUniformity", "RunLengthNonUniformityNormalized", "RunPercentage", "RunVariance",
        "ShortRunEmphasis"}},
      {"glszm",
       {"GrayLevelNonUniformity", "GrayLevelNonUniformityNormalized", "GrayLevelVariance", "LargeAreaEmphasis",
        "SizeZoneNonUniformity", "SizeZoneNonUniformityNormalized", "SmallAreaEmphasis", "ZoneEntropy",
        "ZonePercentage", "ZoneVariance"}},
      {"gldm",
       {"DependenceEntropy", "DependenceNonUniformity", "DependenceNonUniformityNormalized", "DependenceVariance",
        "GrayLevelNonUniformity", "GrayLevelVariance", "LargeDependenceEmphasis", "SmallDependenceEmphasis"}},
      {"ngtdm", {"Coarseness", "Complexity", "Contrast", "Strength"}}};
  std::mt19937 random(23);
  for (int k = 0; k < 200; ++k) {
    auto const owned = testing::random_region(random);
    auto settings = testing::random_settings(random);
    // One-way matrices of one level per row leave a deviation of rounding's size, and Correlation an arbitrary quotient
    // of such.
    settings.symmetrical_glcm = true;
    std::uint32_t const shift = 1 + static_cast<std::uint32_t>(random()) % 300;  // over the border of a byte, too
    auto level = owned.level;
    for (auto& value : level) value += value > 0 ? shift : 0;
    auto const shifted = testing::make_region(owned.box.size, owned.box.spacing_mm, std::move(level));
    for (auto const& [name, features] : kept) {
      auto const a = values_of(name.c_str(), owned, settings);
      auto const b = values_of(name.c_str(), shifted, settings);
      ASSERT_EQ(a.size(), b.size());
      if (a.empty()) continue;
      for (auto const& feature : features) {
        double const value = a.at(feature).value;
        double const other = b.at(feature).value;
        SCOPED_TRACE(::testing::Message()
                     << name << ' ' << feature << " by " << shift << ' ' << testing::describe(owned, settings));
        ASSERT_EQ(std::isnan(value), std::isnan(other));
        if (std::isnan(value)) continue;
        // Moments round by the size of the levels that they are taken of.
        double const highest = shifted.levels.highest;
        double const scale = feature == "ClusterShade"        ? std::pow(2 * highest, 3)
                             : feature == "ClusterProminence" ? std::pow(2 * highest, 4)
                             : feature == "Correlation"       ? highest * highest
                                                              : highest;
        ASSERT_NEAR(value, other, 1e-12 * (scale + std::abs(value)));
      }
    }
  }
}

TEST(texture_laws_mechanics, a_subset_of_features_has_the_values_of_the_whole) {
  std::mt19937 random(24);
  for (int k = 0; k < 60; ++k) {
    auto const owned = testing::random_region(random);
    auto const settings = testing::random_settings(random);
    for (auto const* name : kTextureFamilies) {
      auto const* family = find_family(name);
      auto const whole = family->compute(owned.region(), settings, all_of(*family));
      std::vector<int> some;
      for (int index = 0; index < static_cast<int>(family->features().size()); ++index) {
        if (random() % 3 == 0) some.push_back(index);
      }
      auto const part = family->compute(owned.region(), settings, some);
      ASSERT_EQ(static_cast<bool>(whole), static_cast<bool>(part));
      if (!whole) continue;
      ASSERT_EQ(part->size(), some.size());
      for (std::size_t f = 0; f < some.size(); ++f) {
        auto const& expected = (*whole)[static_cast<std::size_t>(some[f])];
        EXPECT_EQ(std::isnan((*part)[f].value), std::isnan(expected.value));
        if (!std::isnan(expected.value)) {
          EXPECT_EQ((*part)[f].value, expected.value);
        }
        EXPECT_EQ((*part)[f].reason, expected.reason);
      }
    }
  }
}

// What PyRadiomics 3.0.1 gives for one grey level, with petra's reasons.
TEST(texture_laws_pyradiomics, one_grey_level) {
  auto const owned = testing::make_region({4, 4, 4}, {1, 1, 1}, std::vector<std::uint32_t>(64, 5));
  auto const glcm = values_of("glcm", owned, {});
  for (auto const& [name, value] : std::map<std::string, double>{{"Correlation", 1}, {"MCC", 1}, {"Imc1", 0}}) {
    EXPECT_EQ(glcm.at(name).value, value) << name;
    EXPECT_EQ(glcm.at(name).reason, Reason::one_grey_level) << name;
  }
  EXPECT_EQ(glcm.at("Imc2").value, 0);
  EXPECT_NEAR(glcm.at("JointEntropy").value, -3.2034265038149176e-16, 1e-30);  // -log2(1 + eps), not 0
  auto const ngtdm = values_of("ngtdm", owned, {});
  for (auto const& [name, value] :
       std::map<std::string, double>{{"Busyness", 0}, {"Coarseness", 1e6}, {"Contrast", 0}, {"Strength", 0}}) {
    EXPECT_EQ(ngtdm.at(name).value, value) << name;
    EXPECT_EQ(ngtdm.at(name).reason, Reason::one_grey_level) << name;
  }
  EXPECT_EQ(ngtdm.at("Complexity").value, 0);
}

TEST(texture_laws_pyradiomics, voxels_without_neighbours) {
  std::vector<std::uint32_t> level(5 * 5 * 5, 0);
  level.front() = 1;
  level[62] = 2;
  level.back() = 3;
  auto const owned = testing::make_region({5, 5, 5}, {1, 1, 1}, level);
  for (auto const& [name, value] : values_of("glcm", owned, {})) {
    EXPECT_TRUE(std::isnan(value.value)) << name;
    EXPECT_EQ(value.reason, Reason::no_neighbours) << name;
  }
  auto const ngtdm = values_of("ngtdm", owned, {});
  EXPECT_EQ(ngtdm.at("Coarseness").value, 1e6);
  EXPECT_EQ(ngtdm.at("Coarseness").reason, Reason::division_by_zero);
  // The three lie on one diagonal: its runs alone remain.
  auto const glrlm = values_of("glrlm", owned, {});
  EXPECT_EQ(glrlm.at("RunPercentage").value, 1);
  EXPECT_EQ(glrlm.at("RunPercentage").reason, Reason::none);
}

TEST(texture_laws_pyradiomics, no_line_with_two_voxels) {
  std::vector<std::uint32_t> level(4 * 3 * 1, 0);
  level.front() = 1;
  level.back() = 1;
  auto const owned = testing::make_region({4, 3, 1}, {1, 1, 1}, level);
  for (auto const& [name, value] : values_of("glrlm", owned, {})) {
    EXPECT_TRUE(std::isnan(value.value)) << name;
    EXPECT_EQ(value.reason, Reason::no_multi_voxel_line) << name;
  }
  // Several angles, all empty, one grey level: PyRadiomics answers 1 before it looks at the angles.
  EXPECT_EQ(values_of("glcm", owned, {}).at("MCC").value, 1);
}

TEST(texture_laws_mechanics, a_distance_that_the_box_cannot_hold_stops_all_that_use_it) {
  auto const owned = testing::make_region({3, 3, 3}, {1, 1, 1}, std::vector<std::uint32_t>(27, 1));
  FamilySettings settings;
  settings.distances = {3};
  for (auto const* name : {"glcm", "gldm", "ngtdm"}) {
    auto const* family = find_family(name);
    auto const got = family->compute(owned.region(), settings, all_of(*family));
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().subject, "distances");
  }
  for (auto const* name : {"glrlm", "glszm"}) EXPECT_FALSE(values_of(name, owned, settings).empty());
}

TEST(texture_laws_mechanics, a_hundred_thousand_levels_need_no_square_of_them) {
  std::mt19937 random(25);
  std::vector<std::uint32_t> level(20 * 20 * 20);
  for (auto& value : level) value = 1 + static_cast<std::uint32_t>(random()) % 100'000;
  auto const owned = testing::make_region({20, 20, 20}, {1, 1, 1}, level);
  for (auto const* name : {"glrlm", "glszm", "gldm"}) {
    for (auto const& [feature, value] : values_of(name, owned, {}))
      EXPECT_TRUE(std::isfinite(value.value)) << name << ' ' << feature;
  }
  auto const* glcm = find_family("glcm");
  std::vector<int> without_mcc;
  for (int index = 0; auto const& info : glcm->features()) {
    if (info.name != "MCC") without_mcc.push_back(index);
    ++index;
  }
  auto const got = glcm->compute(owned.region(), {}, without_mcc);
  ASSERT_TRUE(got);
  for (auto const& value : *got) EXPECT_TRUE(std::isfinite(value.value));
}

}  // namespace
}  // namespace petra
