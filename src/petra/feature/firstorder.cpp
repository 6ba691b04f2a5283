#include "petra/feature/firstorder.hpp"

#include <array>
#include <cmath>
#include <limits>

#include "petra/feature/firstorder_sums.hpp"
#include "petra/feature/inside.hpp"
#include "petra/feature/order_statistics.hpp"
#include "petra/feature/pairwise_sum.hpp"
#include "petra/grid/voxel_values.hpp"

namespace petra {

namespace {

// Everything the kernels need, computed once: the voxels' values, their moments and percentiles, and the levels'
// probabilities.
struct FirstorderContext {
  VoxelValues x;                      // the voxels inside, in box order
  std::vector<double> probabilities;  // of the levels present, ascending
  double shift = 0;                   // voxelArrayShift
  double voxel_volume_mm3 = 1;
  double minimum = 0, maximum = 0, mean = 0, median = 0;
  double p10 = 0, p25 = 0, p75 = 0, p90 = 0;
  double energy = 0;              // sum of (x + shift)^2
  double m2 = 0, m3 = 0, m4 = 0;  // central moments, divisor n
  double mean_absolute_deviation = 0;

  [[nodiscard]] double count() const { return static_cast<double>(x.size()); }
};

template <class Level>
std::vector<double> level_counts(RegionBox const& box, std::vector<Level> const& levels, std::size_t highest) {
  // Two tables by turns: neighbours often share a level, and one counter cannot be raised twice in the same few cycles.
  std::vector<std::uint32_t> even(highest + 1, 0), odd(highest + 1, 0);
  for_each_run_inside(box, [&](std::int64_t offset, std::int64_t length) {
    Level const* const level = levels.data() + offset;
    std::int64_t i = 0;
    for (; i + 1 < length; i += 2) {
      ++even[level[i]];
      ++odd[level[i + 1]];
    }
    if (i < length) ++even[level[i]];
  });
  std::vector<double> counts;
  for (std::size_t level = 1; level <= highest; ++level) {
    std::uint32_t const count = even[level] + odd[level];
    if (count > 0) counts.push_back(static_cast<double>(count));
  }
  return counts;
}

FirstorderContext make_context(Region const& region, FamilySettings const& settings) {
  FirstorderContext c;
  c.shift = settings.voxel_array_shift;
  auto const& spacing = region.box->spacing_mm;
  c.voxel_volume_mm3 = spacing.x() * spacing.y() * spacing.z();
  c.x = values_inside(*region.box, region.intensity);
  if (c.x.empty()) return c;

  auto const extremes = extremes_of(c.x);
  c.minimum = extremes.minimum;
  c.maximum = extremes.maximum;
  std::array<double, 4> const percentages = {10, 25, 75, 90};
  auto const quantiles = percentiles(c.x, c.minimum, c.maximum, percentages);
  c.p10 = quantiles.values[0];
  c.p25 = quantiles.values[1];
  c.p75 = quantiles.values[2];
  c.p90 = quantiles.values[3];
  c.median = quantiles.median;

  auto const plain = plain_sums(c.x, c.shift);
  c.mean = plain.values / c.count();
  c.energy = plain.squares;
  auto const central = central_sums(c.x, c.mean);
  c.m2 = central.second / c.count();
  c.m3 = central.third / c.count();
  c.m4 = central.fourth / c.count();
  c.mean_absolute_deviation = central.absolute / c.count();

  if (region.levels != nullptr) {
    GreyLevels const& levels = *region.levels;
    c.probabilities = levels.wide.empty() ? level_counts(*region.box, levels.bytes, levels.highest)
                                          : level_counts(*region.box, levels.wide, levels.highest);
    for (double& p : c.probabilities) p /= c.count();
  }
  return c;
}

// Over the values within the closed range [P10, P90].
FeatureValue robust_mean_absolute_deviation(FirstorderContext const& c) {
  auto const kept = range_sums(c.x, c.p10, c.p90);
  // P10 and P90 may fall between two neighbouring values (a region of two voxels): nothing lies between them.
  if (kept.count == 0) return {std::numeric_limits<double>::quiet_NaN(), Reason::too_few_voxels};
  auto const count = static_cast<double>(kept.count);
  return {absolute_sum_in_range(c.x, c.p10, c.p90, kept.values / count) / count, Reason::none};
}

double entropy(FirstorderContext const& c) {
  constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
  double const* const p = c.probabilities.data();
  return -1.0 * pairwise_sum([p](std::size_t i) { return p[i] * std::log2(p[i] + kEpsilon); }, c.probabilities.size());
}

constexpr std::string_view kPyRadiomics = "PyRadiomics 3.0.1";
constexpr double kInfinity = std::numeric_limits<double>::infinity();

using Context = FirstorderContext;

constexpr auto kRows = std::to_array<Feature<Context>>({
    {{.name = "10Percentile",
      .ibsi_code = "QG58",
      .ibsi_name = "10th intensity percentile",
      .unit = Unit::intensity,
      .formula = R"(P_{10})",
      .source = "IBSI 3.3.7"},
     [](Context const& c) { return FeatureValue{c.p10}; }},
    {{.name = "90Percentile",
      .ibsi_code = "8DWT",
      .ibsi_name = "90th intensity percentile",
      .unit = Unit::intensity,
      .formula = R"(P_{90})",
      .source = "IBSI 3.3.8"},
     [](Context const& c) { return FeatureValue{c.p90}; }},
    {{.name = "Energy",
      .ibsi_code = "N8CA",
      .ibsi_name = "Intensity-based energy",
      .unit = Unit::intensity_squared,
      .range = {0, kInfinity},
      .formula = R"(\sum_i (x_i + c)^2)",
      .source = "IBSI 3.3.17"},
     [](Context const& c) { return FeatureValue{c.energy}; }},
    {{.name = "Entropy",
      .ibsi_code = "TLU2",
      .ibsi_name = "Discretised intensity entropy",
      .unit = Unit::bits,
      .range = {-1e-12, kInfinity},
      .formula = R"(-\sum_i p_i \log_2(p_i + \epsilon))",
      .source = "IBSI 3.4.18"},
     [](Context const& c) { return FeatureValue{entropy(c)}; }},
    {{.name = "InterquartileRange",
      .ibsi_code = "SALO",
      .ibsi_name = "Intensity interquartile range",
      .unit = Unit::intensity,
      .range = {0, kInfinity},
      .formula = R"(P_{75} - P_{25})",
      .source = "IBSI 3.3.10"},
     [](Context const& c) { return FeatureValue{c.p75 - c.p25}; }},
    {{.name = "Kurtosis",
      .ibsi_code = "",
      .ibsi_name = "extension",
      .range = {0, kInfinity},
      .formula = R"(\frac{\mu_4}{\mu_2^2})",
      .source = "PyRadiomics 3.0.1 (IBSI IPH6 is this minus 3)"},
     [](Context const& c) {
       if (c.m2 == 0) return FeatureValue{0, Reason::zero_variance};
       return FeatureValue{c.m4 / (c.m2 * c.m2)};
     }},
    {{.name = "Maximum",
      .ibsi_code = "84IY",
      .ibsi_name = "Maximum intensity",
      .unit = Unit::intensity,
      .formula = R"(\max_i x_i)",
      .source = "IBSI 3.3.9"},
     [](Context const& c) { return FeatureValue{c.maximum}; }},
    {{.name = "MeanAbsoluteDeviation",
      .ibsi_code = "4FUA",
      .ibsi_name = "Intensity mean absolute deviation",
      .unit = Unit::intensity,
      .range = {0, kInfinity},
      .formula = R"(\frac{1}{N}\sum_i |x_i - \mu|)",
      .source = "IBSI 3.3.12"},
     [](Context const& c) { return FeatureValue{c.mean_absolute_deviation}; }},
    {{.name = "Mean",
      .ibsi_code = "Q4LE",
      .ibsi_name = "Mean intensity",
      .unit = Unit::intensity,
      .formula = R"(\mu = \frac{1}{N}\sum_i x_i)",
      .source = "IBSI 3.3.1"},
     [](Context const& c) { return FeatureValue{c.mean}; }},
    {{.name = "Median",
      .ibsi_code = "Y12H",
      .ibsi_name = "Median intensity",
      .unit = Unit::intensity,
      .formula = R"(P_{50})",
      .source = "IBSI 3.3.5"},
     [](Context const& c) { return FeatureValue{c.median}; }},
    {{.name = "Minimum",
      .ibsi_code = "1GSF",
      .ibsi_name = "Minimum intensity",
      .unit = Unit::intensity,
      .formula = R"(\min_i x_i)",
      .source = "IBSI 3.3.6"},
     [](Context const& c) { return FeatureValue{c.minimum}; }},
    {{.name = "Range",
      .ibsi_code = "2OJQ",
      .ibsi_name = "Intensity range",
      .unit = Unit::intensity,
      .range = {0, kInfinity},
      .formula = R"(\max_i x_i - \min_i x_i)",
      .source = "IBSI 3.3.11"},
     [](Context const& c) { return FeatureValue{c.maximum - c.minimum}; }},
    {{.name = "RobustMeanAbsoluteDeviation",
      .ibsi_code = "1128",
      .ibsi_name = "Intensity robust mean absolute deviation",
      .unit = Unit::intensity,
      .range = {0, kInfinity},
      .formula = R"(\frac{1}{N_{10-90}}\sum_{P_{10} \le x_i \le P_{90}} |x_i - \mu_{10-90}|)",
      .source = "IBSI 3.3.13"},
     robust_mean_absolute_deviation},
    {{.name = "RootMeanSquared",
      .ibsi_code = "5ZWQ",
      .ibsi_name = "Root mean square intensity",
      .unit = Unit::intensity,
      .range = {0, kInfinity},
      .formula = R"(\sqrt{\frac{1}{N}\sum_i (x_i + c)^2})",
      .source = "IBSI 3.3.18"},
     [](Context const& c) { return FeatureValue{std::sqrt(c.energy / c.count())}; }},
    {{.name = "Skewness",
      .ibsi_code = "KE2A",
      .ibsi_name = "Intensity skewness",
      .formula = R"(\frac{\mu_3}{\mu_2^{3/2}})",
      .source = "IBSI 3.3.3"},
     [](Context const& c) {
       if (c.m2 == 0) return FeatureValue{0, Reason::zero_variance};
       return FeatureValue{c.m3 / std::pow(c.m2, 1.5)};
     }},
    {{.name = "StandardDeviation",
      .ibsi_code = "",
      .ibsi_name = "extension",
      .unit = Unit::intensity,
      .range = {0, kInfinity},
      .formula = R"(\sqrt{\frac{1}{N}\sum_i (x_i - \mu)^2})",
      .source = kPyRadiomics,
      .only_by_name = true},
     [](Context const& c) { return FeatureValue{std::sqrt(c.m2)}; }},
    {{.name = "TotalEnergy",
      .ibsi_code = "",
      .ibsi_name = "extension",
      .unit = Unit::intensity_squared_cubic_millimetre,
      .range = {0, kInfinity},
      .formula = R"(V_{voxel}\sum_i (x_i + c)^2)",
      .source = kPyRadiomics},
     [](Context const& c) { return FeatureValue{c.energy * c.voxel_volume_mm3}; }},
    {{.name = "Uniformity",
      .ibsi_code = "BJ5W",
      .ibsi_name = "Discretised intensity uniformity",
      .range = {0, 1},
      .formula = R"(\sum_i p_i^2)",
      .source = "IBSI 3.4.19"},
     [](Context const& c) {
       double const* const p = c.probabilities.data();
       return FeatureValue{pairwise_sum([p](std::size_t i) { return p[i] * p[i]; }, c.probabilities.size())};
     }},
    {{.name = "Variance",
      .ibsi_code = "ECT3",
      .ibsi_name = "Intensity variance",
      .unit = Unit::intensity_squared,
      .range = {0, kInfinity},
      .formula = R"(\frac{1}{N}\sum_i (x_i - \mu)^2)",
      .source = "IBSI 3.3.2"},
     [](Context const& c) {
       double const deviation = std::sqrt(c.m2);  // PyRadiomics squares numpy's standard deviation
       return FeatureValue{deviation * deviation};
     }},
});
static_assert(well_formed(kRows));

std::vector<FeatureInfo> features() {
  std::vector<FeatureInfo> infos;
  for (auto const& row : kRows) infos.push_back(row.info);
  return infos;
}

Result<std::vector<FeatureValue>> compute(Region const& region, FamilySettings const& settings,
                                          std::span<int const> wanted) {
  std::vector<FeatureValue> values;
  FirstorderContext const context = make_context(region, settings);
  for (int const index : wanted) {
    if (context.x.empty()) {
      values.push_back({std::numeric_limits<double>::quiet_NaN(), Reason::too_few_voxels});
      continue;
    }
    FeatureValue value = kRows[static_cast<std::size_t>(index)].kernel(context);
    if (value.reason == Reason::none && !std::isfinite(value.value)) value.reason = Reason::not_finite;
    values.push_back(value);
  }
  return values;
}

}  // namespace

FamilyRow const kFirstorderFamily = {
    .name = "firstorder", .needs_levels = true, .whole_mask = false, .features = features, .compute = compute};

}  // namespace petra
