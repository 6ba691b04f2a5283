#include "petra/feature/gldm.hpp"

#include <limits>

#include "petra/feature/gldm_matrix.hpp"
#include "petra/feature/row_values.hpp"
#include "petra/feature/size_matrix_context.hpp"

namespace petra {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
using Context = SizeMatrixContext;

// P: the dependence matrix, N_v = sum P = number of voxels, p = P / N_v; j is 1 + the number of dependent neighbours.
inline constexpr auto kRows = std::to_array<Feature<Context>>({
    {{.name = "DependenceEntropy",
      .ibsi_code = "FCBV",
      .ibsi_name = "Dependence count entropy",
      .unit = Unit::bits,
      .range = {0, kInfinity},
      .formula = R"(-\sum_{i}\sum_{j} p_{ij}\log_2(p_{ij}+\epsilon))",
      .source = "IBSI 3.11.16"},
     [](Context const& c) -> FeatureValue { return {c.entropy}; }},
    {{.name = "DependenceNonUniformity",
      .ibsi_code = "Z87G",
      .ibsi_name = "Dependence count non-uniformity",
      .range = {1, kInfinity},
      .formula = R"(\frac{1}{N_v}\sum_{j}\left(\sum_{i} P_{ij}\right)^2)",
      .source = "IBSI 3.11.11"},
     [](Context const& c) -> FeatureValue { return {c.size_squares}; }},
    {{.name = "DependenceNonUniformityNormalized",
      .ibsi_code = "OKJI",
      .ibsi_name = "Normalised dependence count non-uniformity",
      .range = {0, 1},
      .formula = R"(\frac{1}{N_v^2}\sum_{j}\left(\sum_{i} P_{ij}\right)^2)",
      .source = "IBSI 3.11.12"},
     [](Context const& c) -> FeatureValue { return {c.size_squares / c.N}; }},
    {{.name = "DependenceVariance",
      .ibsi_code = "DNX2",
      .ibsi_name = "Dependence count variance",
      .range = {0, kInfinity},
      .formula = R"(\sum_{i}\sum_{j} (j-\mu)^2\,p_{ij},\quad \mu=\sum_{i}\sum_{j} j\,p_{ij})",
      .source = "IBSI 3.11.15"},
     [](Context const& c) -> FeatureValue { return {c.size_variance}; }},
    {{.name = "GrayLevelNonUniformity",
      .ibsi_code = "FP8K",
      .ibsi_name = "Grey level non-uniformity",
      .range = {1, kInfinity},
      .formula = R"(\frac{1}{N_v}\sum_{i}\left(\sum_{j} P_{ij}\right)^2)",
      .source = "IBSI 3.11.9"},
     [](Context const& c) -> FeatureValue { return {c.level_squares}; }},
    {{.name = "GrayLevelVariance",
      .ibsi_code = "1PFV",
      .ibsi_name = "Grey level variance",
      .range = {0, kInfinity},
      .formula = R"(\sum_{i}\sum_{j} (i-\mu)^2\,p_{ij},\quad \mu=\sum_{i}\sum_{j} i\,p_{ij})",
      .source = "IBSI 3.11.14"},
     [](Context const& c) -> FeatureValue { return {c.level_variance}; }},
    {{.name = "HighGrayLevelEmphasis",
      .ibsi_code = "OAE7",
      .ibsi_name = "High grey level count emphasis",
      .range = {1, kInfinity},
      .formula = R"(\frac{1}{N_v}\sum_{i}\sum_{j} i^2\,P_{ij})",
      .source = "IBSI 3.11.4"},
     [](Context const& c) -> FeatureValue { return {c.high_level}; }},
    {{.name = "LargeDependenceEmphasis",
      .ibsi_code = "IMOQ",
      .ibsi_name = "High dependence emphasis",
      .range = {1, kInfinity},
      .formula = R"(\frac{1}{N_v}\sum_{i}\sum_{j} j^2\,P_{ij})",
      .source = "IBSI 3.11.2"},
     [](Context const& c) -> FeatureValue { return {c.long_emphasis}; }},
    {{.name = "LargeDependenceHighGrayLevelEmphasis",
      .ibsi_code = "9QMG",
      .ibsi_name = "High dependence high grey level emphasis",
      .range = {1, kInfinity},
      .formula = R"(\frac{1}{N_v}\sum_{i}\sum_{j} i^2 j^2\,P_{ij})",
      .source = "IBSI 3.11.8"},
     [](Context const& c) -> FeatureValue { return {c.long_high}; }},
    {{.name = "LargeDependenceLowGrayLevelEmphasis",
      .ibsi_code = "NBZI",
      .ibsi_name = "High dependence low grey level emphasis",
      .range = {0, kInfinity},
      .formula = R"(\frac{1}{N_v}\sum_{i}\sum_{j} \frac{j^2}{i^2}\,P_{ij})",
      .source = "IBSI 3.11.7"},
     [](Context const& c) -> FeatureValue { return {c.long_low}; }},
    {{.name = "LowGrayLevelEmphasis",
      .ibsi_code = "TL9H",
      .ibsi_name = "Low grey level count emphasis",
      .range = {0, 1},
      .formula = R"(\frac{1}{N_v}\sum_{i}\sum_{j} \frac{P_{ij}}{i^2})",
      .source = "IBSI 3.11.3"},
     [](Context const& c) -> FeatureValue { return {c.low_level}; }},
    {{.name = "SmallDependenceEmphasis",
      .ibsi_code = "SODN",
      .ibsi_name = "Low dependence emphasis",
      .range = {0, 1},
      .formula = R"(\frac{1}{N_v}\sum_{i}\sum_{j} \frac{P_{ij}}{j^2})",
      .source = "IBSI 3.11.1"},
     [](Context const& c) -> FeatureValue { return {c.short_emphasis}; }},
    {{.name = "SmallDependenceHighGrayLevelEmphasis",
      .ibsi_code = "JA6D",
      .ibsi_name = "Low dependence high grey level emphasis",
      .range = {0, kInfinity},
      .formula = R"(\frac{1}{N_v}\sum_{i}\sum_{j} \frac{i^2}{j^2}\,P_{ij})",
      .source = "IBSI 3.11.6"},
     [](Context const& c) -> FeatureValue { return {c.short_high}; }},
    {{.name = "SmallDependenceLowGrayLevelEmphasis",
      .ibsi_code = "EQ3F",
      .ibsi_name = "Low dependence low grey level emphasis",
      .range = {0, 1},
      .formula = R"(\frac{1}{N_v}\sum_{i}\sum_{j} \frac{P_{ij}}{i^2 j^2})",
      .source = "IBSI 3.11.5"},
     [](Context const& c) -> FeatureValue { return {c.short_low}; }},
});
static_assert(well_formed(kRows));

std::vector<FeatureInfo> features() {
  return infos_of(kRows);
}

Result<std::vector<FeatureValue>> compute(Region const& region, FamilySettings const& settings,
                                          std::span<int const> wanted) {
  static thread_local Context context;
  PETRA_TRY(auto const cells, gldm_matrix(region, settings));
  context.assign(cells, region.levels->present);
  return values_of(kRows, wanted, context);
}

}  // namespace

constinit FamilyRow const kGldmFamily = {
    .name = "gldm", .needs_levels = true, .whole_mask = false, .features = features, .compute = compute};

}  // namespace petra
