#include "tests/oracle/pyradiomics/tolerance.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace petra::oracle {
namespace {

struct ScaleRow {
  std::string_view family, feature;
  double (*scale)(RegionScale const&);
  double share;  // of the scale: 1e-12, or 1e-7 for the square root of a difference
};

constexpr double kSum = 1e-12, kRoot = 1e-7;

double one(RegionScale const&) {
  return 1;
}
double intensity(RegionScale const& s) {
  return s.maximum_absolute;
}
double intensity_squared(RegionScale const& s) {
  return s.maximum_absolute * s.maximum_absolute;
}
double energy(RegionScale const& s) {
  return s.voxels * s.maximum_absolute * s.maximum_absolute;
}
double total_energy(RegionScale const& s) {
  return s.voxel_volume_mm3 * energy(s);
}
double levels(RegionScale const& s) {
  return s.levels;
}
double levels_squared(RegionScale const& s) {
  return s.levels * s.levels;
}
double level_sums_cubed(RegionScale const& s) {
  return std::pow(2 * s.levels, 3);
}
double level_sums_to_the_fourth(RegionScale const& s) {
  return std::pow(2 * s.levels, 4);
}
double voxels_squared(RegionScale const& s) {
  return s.voxels * s.voxels;
}
double length(RegionScale const& s) {
  return s.length_mm;
}

// Features whose terms can cancel. A feature that is not here is a sum of terms of one sign: no floor.
constexpr auto kRows = std::to_array<ScaleRow>({
    {"shape", "Elongation", one, kRoot},
    {"shape", "Flatness", one, kRoot},
    {"shape", "LeastAxisLength", length, kRoot},
    {"shape", "MinorAxisLength", length, kRoot},
    {"shape2D", "Elongation", one, kRoot},
    {"shape2D", "MinorAxisLength", length, kRoot},
    {"firstorder", "10Percentile", intensity, kSum},
    {"firstorder", "90Percentile", intensity, kSum},
    {"firstorder", "Energy", energy, kSum},
    {"firstorder", "Entropy", one, kSum},
    {"firstorder", "InterquartileRange", intensity, kSum},
    {"firstorder", "Maximum", intensity, kSum},
    {"firstorder", "Mean", intensity, kSum},
    {"firstorder", "MeanAbsoluteDeviation", intensity, kSum},
    {"firstorder", "Median", intensity, kSum},
    {"firstorder", "Minimum", intensity, kSum},
    {"firstorder", "Range", intensity, kSum},
    {"firstorder", "RobustMeanAbsoluteDeviation", intensity, kSum},
    {"firstorder", "RootMeanSquared", intensity, kSum},
    {"firstorder", "Skewness", one, kSum},
    {"firstorder", "StandardDeviation", intensity, kRoot},
    {"firstorder", "TotalEnergy", total_energy, kSum},
    {"firstorder", "Variance", intensity_squared, kSum},
    {"glcm", "ClusterProminence", level_sums_to_the_fourth, kSum},
    {"glcm", "ClusterShade", level_sums_cubed, kSum},
    {"glcm", "ClusterTendency", levels_squared, kSum},
    {"glcm", "Correlation", one, kSum},
    {"glcm", "DifferenceEntropy", one, kSum},
    {"glcm", "DifferenceVariance", levels_squared, kSum},
    {"glcm", "Imc1", one, kSum},
    {"glcm", "Imc2", one, kRoot},
    {"glcm", "JointEntropy", one, kSum},
    {"glcm", "MCC", one, kRoot},
    {"glcm", "SumEntropy", one, kSum},
    {"glcm", "SumSquares", levels_squared, kSum},
    {"glrlm", "GrayLevelVariance", levels_squared, kSum},
    {"glrlm", "RunEntropy", one, kSum},
    {"glrlm", "RunVariance", voxels_squared, kSum},
    {"glszm", "GrayLevelVariance", levels_squared, kSum},
    {"glszm", "ZoneEntropy", one, kSum},
    {"glszm", "ZoneVariance", voxels_squared, kSum},
    {"gldm", "DependenceEntropy", one, kSum},
    {"gldm", "DependenceVariance", voxels_squared, kSum},
    {"gldm", "GrayLevelVariance", levels_squared, kSum},
    {"ngtdm", "Contrast", levels, kSum},
});

double floor_of(FeatureName const& name, RegionScale const& scale) {
  for (auto const& row : kRows) {
    if (row.family == name.family && row.feature == name.feature) return row.share * row.scale(scale);
  }
  return 0;
}

}  // namespace

FeatureName split_name(std::string_view name) {
  auto const second = name.rfind('_');
  auto const first =
      second == std::string_view::npos || second == 0 ? std::string_view::npos : name.rfind('_', second - 1);
  if (first == std::string_view::npos) return {std::string(name), "", ""};
  return {std::string(name.substr(0, first)), std::string(name.substr(first + 1, second - first - 1)),
          std::string(name.substr(second + 1))};
}

Verdict judge(FeatureName const& name, double expected, double actual, RegionScale const& scale) {
  if (std::isnan(expected) || std::isnan(actual) || std::isinf(expected) || std::isinf(actual)) {
    bool const same = (std::isnan(expected) && std::isnan(actual)) || expected == actual;
    return {same, same ? 0 : std::numeric_limits<double>::infinity(), false};
  }
  if (expected == actual) return {true, 0, false};
  double const difference = std::abs(actual - expected);
  double const relative = expected == 0 ? std::numeric_limits<double>::infinity() : difference / std::abs(expected);
  double const tolerance = name.image == "original" ? kOriginalTolerance : kFilteredTolerance;
  if (relative <= tolerance) return {true, relative, false};
  if (difference <= floor_of(name, scale)) return {true, 0, true};
  return {false, relative, false};
}

}  // namespace petra::oracle
