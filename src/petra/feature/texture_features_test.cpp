// Each texture feature equals its plain twin on random regions under random settings; every registered row is tested,
// and no other.

#include <gtest/gtest.h>

#include <numeric>

#include "petra/feature/texture_features_twin.hpp"

namespace petra {
namespace {

using testing::OwnedRegion;
using testing::TwinFeatures;
using testing::TwinMatrix;

// Feature name -> name in twin_size_features.
using Names = std::map<std::string, std::string>;

Names const kRunNames = {{"GrayLevelNonUniformity", "LevelNonUniformity"},
                         {"GrayLevelNonUniformityNormalized", "LevelNonUniformityNormalized"},
                         {"GrayLevelVariance", "LevelVariance"},
                         {"HighGrayLevelRunEmphasis", "High"},
                         {"LongRunEmphasis", "Large"},
                         {"LongRunHighGrayLevelEmphasis", "LargeHigh"},
                         {"LongRunLowGrayLevelEmphasis", "LargeLow"},
                         {"LowGrayLevelRunEmphasis", "Low"},
                         {"RunEntropy", "Entropy"},
                         {"RunLengthNonUniformity", "SizeNonUniformity"},
                         {"RunLengthNonUniformityNormalized", "SizeNonUniformityNormalized"},
                         {"RunPercentage", "Percentage"},
                         {"RunVariance", "SizeVariance"},
                         {"ShortRunEmphasis", "Small"},
                         {"ShortRunHighGrayLevelEmphasis", "SmallHigh"},
                         {"ShortRunLowGrayLevelEmphasis", "SmallLow"}};

Names const kZoneNames = {{"GrayLevelNonUniformity", "LevelNonUniformity"},
                          {"GrayLevelNonUniformityNormalized", "LevelNonUniformityNormalized"},
                          {"GrayLevelVariance", "LevelVariance"},
                          {"HighGrayLevelZoneEmphasis", "High"},
                          {"LargeAreaEmphasis", "Large"},
                          {"LargeAreaHighGrayLevelEmphasis", "LargeHigh"},
                          {"LargeAreaLowGrayLevelEmphasis", "LargeLow"},
                          {"LowGrayLevelZoneEmphasis", "Low"},
                          {"ZoneEntropy", "Entropy"},
                          {"SizeZoneNonUniformity", "SizeNonUniformity"},
                          {"SizeZoneNonUniformityNormalized", "SizeNonUniformityNormalized"},
                          {"ZonePercentage", "Percentage"},
                          {"ZoneVariance", "SizeVariance"},
                          {"SmallAreaEmphasis", "Small"},
                          {"SmallAreaHighGrayLevelEmphasis", "SmallHigh"},
                          {"SmallAreaLowGrayLevelEmphasis", "SmallLow"}};

Names const kDependenceNames = {{"GrayLevelNonUniformity", "LevelNonUniformity"},
                                {"GrayLevelVariance", "LevelVariance"},
                                {"HighGrayLevelEmphasis", "High"},
                                {"LargeDependenceEmphasis", "Large"},
                                {"LargeDependenceHighGrayLevelEmphasis", "LargeHigh"},
                                {"LargeDependenceLowGrayLevelEmphasis", "LargeLow"},
                                {"LowGrayLevelEmphasis", "Low"},
                                {"DependenceEntropy", "Entropy"},
                                {"DependenceNonUniformity", "SizeNonUniformity"},
                                {"DependenceNonUniformityNormalized", "SizeNonUniformityNormalized"},
                                {"DependenceVariance", "SizeVariance"},
                                {"SmallDependenceEmphasis", "Small"},
                                {"SmallDependenceHighGrayLevelEmphasis", "SmallHigh"},
                                {"SmallDependenceLowGrayLevelEmphasis", "SmallLow"}};

TwinFeatures renamed(TwinFeatures const& features, Names const& names) {
  TwinFeatures result;
  for (auto const& [name, neutral] : names)
    result[name] = features.empty() ? testing::TwinValue{} : features.at(neutral);
  return result;
}

std::vector<TwinMatrix> weighted(std::vector<TwinMatrix> const& matrices, std::vector<double> const& weights) {
  TwinMatrix sum;
  for (std::size_t k = 0; k < matrices.size(); ++k) {
    for (auto const& [cell, n] : matrices[k]) sum[cell] += n * weights[k];
  }
  return {sum};
}

TwinFeatures twin_glcm_family(OwnedRegion const& owned, FamilySettings const& settings) {
  std::vector<TwinMatrix> matrices;
  std::vector<double> weights;
  for (auto const& angle : testing::twin_angles(owned, settings.distances, settings.force_2d_axis)) {
    matrices.push_back(testing::twin_glcm(owned, angle, settings.symmetrical_glcm));
    double const d = testing::twin_length(angle, owned.box.spacing_mm, settings.weighting_norm);
    weights.push_back(settings.weighting_norm == WeightingNorm::no_weighting ? 1 : std::exp(-d * d));
  }
  std::size_t const angles = matrices.size();
  if (settings.weighting_norm != WeightingNorm::none) matrices = weighted(matrices, weights);
  std::set<std::uint32_t> present(owned.level.begin(), owned.level.end());
  present.erase(0);
  std::vector<TwinFeatures> features;
  for (auto const& matrix : matrices) {
    if (!matrix.empty()) features.push_back(testing::twin_glcm_features(matrix, {present.begin(), present.end()}));
  }
  if (!features.empty()) return testing::twin_means(features);
  TwinFeatures none;
  for (auto const& info : find_family("glcm")->features()) none[std::string(info.name)] = {};
  bool const several = angles > 1 && settings.weighting_norm == WeightingNorm::none;
  if (several && present.size() == 1) none["MCC"].value = 1;
  if (matrices.size() == 1 && present.size() == 1) none["InverseVariance"].value = 0;  // a sum over no difference
  return none;
}

TwinFeatures twin_glrlm_family(OwnedRegion const& owned, FamilySettings const& settings) {
  std::vector<TwinMatrix> matrices;
  std::vector<double> weights;
  for (auto const& angle : testing::twin_angles(owned, {1}, settings.force_2d_axis)) {
    matrices.push_back(testing::twin_glrlm(owned, angle));
    weights.push_back(testing::twin_length(angle, owned.box.spacing_mm, settings.weighting_norm));
  }
  if (settings.weighting_norm != WeightingNorm::none) matrices = weighted(matrices, weights);
  std::vector<TwinFeatures> features;
  for (auto const& matrix : matrices) {
    if (!matrix.empty()) features.push_back(testing::twin_size_features(matrix));
  }
  auto result = renamed(testing::twin_means(features), kRunNames);
  if (features.empty() && matrices.size() == 1) result["RunEntropy"].value = result["RunVariance"].value = 0;
  return result;
}

TwinFeatures twin_glszm_family(OwnedRegion const& owned, FamilySettings const& settings) {
  return renamed(testing::twin_size_features(testing::twin_glszm(owned, settings.force_2d_axis)), kZoneNames);
}

TwinFeatures twin_gldm_family(OwnedRegion const& owned, FamilySettings const& settings) {
  auto const offsets = testing::twin_neighbourhood(owned, settings.distances, settings.force_2d_axis);
  return renamed(testing::twin_size_features(testing::twin_gldm(owned, offsets, settings.gldm_a)), kDependenceNames);
}

TwinFeatures twin_ngtdm_family(OwnedRegion const& owned, FamilySettings const& settings) {
  auto const offsets = testing::twin_neighbourhood(owned, settings.distances, settings.force_2d_axis);
  return testing::twin_ngtdm_features(testing::twin_ngtdm(owned, offsets));
}

// Relative 1e-12, with a floor of 1e-12 of the terms that a value is added up from; 1e-7 of them for roots of
// differences.
double tolerance(std::string const& name, testing::TwinValue const& twin) {
  double const floor = 1e-12 * twin.scale;
  if (name == "MCC" || name == "Imc2") return floor + 1e-12 / std::max(std::abs(twin.value), 1e-7);
  return floor + 1e-12 * std::abs(twin.value);
}

void check_family(char const* family_name, TwinFeatures (*twin)(OwnedRegion const&, FamilySettings const&)) {
  auto const* family = find_family(family_name);
  ASSERT_NE(family, nullptr);
  auto const infos = family->features();
  std::vector<int> wanted(infos.size());
  std::iota(wanted.begin(), wanted.end(), 0);
  std::mt19937 random(1989);
  int checked = 0;
  int fragile = 0;
  for (int k = 0; k < 1200; ++k) {
    auto const owned = testing::random_region(random);
    auto settings = testing::random_settings(random);
    if (settings.distances == std::vector{1, 1}) settings.distances = {1};
    SCOPED_TRACE(testing::describe(owned, settings));
    auto const got = family->compute(owned.region(), settings, wanted);
    if (!got) continue;
    auto const expected = twin(owned, settings);
    ASSERT_EQ(expected.size(), infos.size()) << "registered rows and tested rows differ";
    for (std::size_t f = 0; f < infos.size(); ++f) {
      std::string const name(infos[f].name);
      ASSERT_TRUE(expected.contains(name)) << name << " has no twin";
      auto const& value = expected.at(name);
      auto const& mine = (*got)[f];
      if (value.fragile) {
        ++fragile;
        continue;
      }
      ++checked;
      ASSERT_EQ(std::isnan(mine.value), std::isnan(value.value)) << name;
      if (std::isnan(value.value)) {
        EXPECT_NE(mine.reason, Reason::none) << name << " is not a number without a reason";
        continue;
      }
      ASSERT_NEAR(mine.value, value.value, tolerance(name, value)) << name;
    }
  }
  EXPECT_GT(checked, 900 * static_cast<int>(infos.size()) * 2 / 3);
  EXPECT_LT(fragile, checked / 20);
}

TEST(texture_features_twin, glcm) {
  check_family("glcm", twin_glcm_family);
}
TEST(texture_features_twin, glrlm) {
  check_family("glrlm", twin_glrlm_family);
}
TEST(texture_features_twin, glszm) {
  check_family("glszm", twin_glszm_family);
}
TEST(texture_features_twin, gldm) {
  check_family("gldm", twin_gldm_family);
}
TEST(texture_features_twin, ngtdm) {
  check_family("ngtdm", twin_ngtdm_family);
}

}  // namespace
}  // namespace petra
