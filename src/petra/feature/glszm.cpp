#include "petra/feature/glszm.hpp"

#include <limits>

#include "petra/feature/glszm_matrix.hpp"
#include "petra/feature/row_values.hpp"
#include "petra/feature/size_matrix_context.hpp"

namespace petra {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
using Context = SizeMatrixContext;

// P: the size zone matrix, N_z = sum P, p = P / N_z; j is a zone's number of voxels.
inline constexpr auto kRows = std::to_array<Feature<Context>>({
    {{.name = "GrayLevelNonUniformity",
      .ibsi_code = "JNSA",
      .ibsi_name = "Grey level non-uniformity",
      .range = {1, kInfinity},
      .formula = R"(\frac{1}{N_z}\sum_{i}\left(\sum_{j} P_{ij}\right)^2)",
      .source = "IBSI 3.8.9"},
     [](Context const& c) -> FeatureValue { return {c.level_squares}; }},
    {{.name = "GrayLevelNonUniformityNormalized",
      .ibsi_code = "Y1RO",
      .ibsi_name = "Normalised grey level non-uniformity",
      .range = {0, 1},
      .formula = R"(\frac{1}{N_z^2}\sum_{i}\left(\sum_{j} P_{ij}\right)^2)",
      .source = "IBSI 3.8.10"},
     [](Context const& c) -> FeatureValue { return {c.level_squares / c.N}; }},
    {{.name = "GrayLevelVariance",
      .ibsi_code = "BYLV",
      .ibsi_name = "Grey level variance",
      .range = {0, kInfinity},
      .formula = R"(\sum_{i}\sum_{j} (i-\mu)^2\,p_{ij},\quad \mu=\sum_{i}\sum_{j} i\,p_{ij})",
      .source = "IBSI 3.8.14"},
     [](Context const& c) -> FeatureValue { return {c.level_variance}; }},
    {{.name = "HighGrayLevelZoneEmphasis",
      .ibsi_code = "5GN9",
      .ibsi_name = "High grey level zone emphasis",
      .range = {1, kInfinity},
      .formula = R"(\frac{1}{N_z}\sum_{i}\sum_{j} i^2\,P_{ij})",
      .source = "IBSI 3.8.4"},
     [](Context const& c) -> FeatureValue { return {c.high_level}; }},
    {{.name = "LargeAreaEmphasis",
      .ibsi_code = "48P8",
      .ibsi_name = "Large zone emphasis",
      .range = {1, kInfinity},
      .formula = R"(\frac{1}{N_z}\sum_{i}\sum_{j} j^2\,P_{ij})",
      .source = "IBSI 3.8.2"},
     [](Context const& c) -> FeatureValue { return {c.long_emphasis}; }},
    {{.name = "LargeAreaHighGrayLevelEmphasis",
      .ibsi_code = "J17V",
      .ibsi_name = "Large zone high grey level emphasis",
      .range = {1, kInfinity},
      .formula = R"(\frac{1}{N_z}\sum_{i}\sum_{j} i^2 j^2\,P_{ij})",
      .source = "IBSI 3.8.8"},
     [](Context const& c) -> FeatureValue { return {c.long_high}; }},
    {{.name = "LargeAreaLowGrayLevelEmphasis",
      .ibsi_code = "YH51",
      .ibsi_name = "Large zone low grey level emphasis",
      .range = {0, kInfinity},
      .formula = R"(\frac{1}{N_z}\sum_{i}\sum_{j} \frac{j^2}{i^2}\,P_{ij})",
      .source = "IBSI 3.8.7"},
     [](Context const& c) -> FeatureValue { return {c.long_low}; }},
    {{.name = "LowGrayLevelZoneEmphasis",
      .ibsi_code = "XMSY",
      .ibsi_name = "Low grey level zone emphasis",
      .range = {0, 1},
      .formula = R"(\frac{1}{N_z}\sum_{i}\sum_{j} \frac{P_{ij}}{i^2})",
      .source = "IBSI 3.8.3"},
     [](Context const& c) -> FeatureValue { return {c.low_level}; }},
    {{.name = "SizeZoneNonUniformity",
      .ibsi_code = "4JP3",
      .ibsi_name = "Zone size non-uniformity",
      .range = {1, kInfinity},
      .formula = R"(\frac{1}{N_z}\sum_{j}\left(\sum_{i} P_{ij}\right)^2)",
      .source = "IBSI 3.8.11"},
     [](Context const& c) -> FeatureValue { return {c.size_squares}; }},
    {{.name = "SizeZoneNonUniformityNormalized",
      .ibsi_code = "VB3A",
      .ibsi_name = "Normalised zone size non-uniformity",
      .range = {0, 1},
      .formula = R"(\frac{1}{N_z^2}\sum_{j}\left(\sum_{i} P_{ij}\right)^2)",
      .source = "IBSI 3.8.12"},
     [](Context const& c) -> FeatureValue { return {c.size_squares / c.N}; }},
    {{.name = "SmallAreaEmphasis",
      .ibsi_code = "5QRC",
      .ibsi_name = "Small zone emphasis",
      .range = {0, 1},
      .formula = R"(\frac{1}{N_z}\sum_{i}\sum_{j} \frac{P_{ij}}{j^2})",
      .source = "IBSI 3.8.1"},
     [](Context const& c) -> FeatureValue { return {c.short_emphasis}; }},
    {{.name = "SmallAreaHighGrayLevelEmphasis",
      .ibsi_code = "HW1V",
      .ibsi_name = "Small zone high grey level emphasis",
      .range = {0, kInfinity},
      .formula = R"(\frac{1}{N_z}\sum_{i}\sum_{j} \frac{i^2}{j^2}\,P_{ij})",
      .source = "IBSI 3.8.6"},
     [](Context const& c) -> FeatureValue { return {c.short_high}; }},
    {{.name = "SmallAreaLowGrayLevelEmphasis",
      .ibsi_code = "5RAI",
      .ibsi_name = "Small zone low grey level emphasis",
      .range = {0, 1},
      .formula = R"(\frac{1}{N_z}\sum_{i}\sum_{j} \frac{P_{ij}}{i^2 j^2})",
      .source = "IBSI 3.8.5"},
     [](Context const& c) -> FeatureValue { return {c.short_low}; }},
    {{.name = "ZoneEntropy",
      .ibsi_code = "GU8N",
      .ibsi_name = "Zone size entropy",
      .unit = Unit::bits,
      .range = {0, kInfinity},
      .formula = R"(-\sum_{i}\sum_{j} p_{ij}\log_2(p_{ij}+\epsilon))",
      .source = "IBSI 3.8.16"},
     [](Context const& c) -> FeatureValue { return {c.entropy}; }},
    {{.name = "ZonePercentage",
      .ibsi_code = "P30P",
      .ibsi_name = "Zone percentage",
      .range = {0, 1},
      .formula = R"(\frac{N_z}{\sum_{i}\sum_{j} j\,P_{ij}})",
      .source = "IBSI 3.8.13"},
     [](Context const& c) -> FeatureValue { return {c.N / c.voxels}; }},
    {{.name = "ZoneVariance",
      .ibsi_code = "3NSA",
      .ibsi_name = "Zone size variance",
      .range = {0, kInfinity},
      .formula = R"(\sum_{i}\sum_{j} (j-\mu)^2\,p_{ij},\quad \mu=\sum_{i}\sum_{j} j\,p_{ij})",
      .source = "IBSI 3.8.15"},
     [](Context const& c) -> FeatureValue { return {c.size_variance}; }},
});
static_assert(well_formed(kRows));

std::vector<FeatureInfo> features() {
  return infos_of(kRows);
}

Result<std::vector<FeatureValue>> compute(Region const& region, FamilySettings const& settings,
                                          std::span<int const> wanted) {
  static thread_local Context context;
  PETRA_TRY(auto const cells, glszm_matrix(region, settings));
  context.assign(cells, region.levels->present);
  return values_of(kRows, wanted, context);
}

}  // namespace

constinit FamilyRow const kGlszmFamily = {
    .name = "glszm", .needs_levels = true, .whole_mask = false, .features = features, .compute = compute};

}  // namespace petra
