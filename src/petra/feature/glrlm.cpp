#include "petra/feature/glrlm.hpp"

#include <limits>

#include "petra/feature/glrlm_matrix.hpp"
#include "petra/feature/row_values.hpp"
#include "petra/feature/size_matrix_context.hpp"

namespace petra {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
using Context = SizeMatrixContext;

// P: the run length matrix of one angle, N_r = sum P, p = P / N_r; features are means over angles.
inline constexpr auto kRows = std::to_array<Feature<Context>>({
    {{.name = "GrayLevelNonUniformity",
      .ibsi_code = "R5YN",
      .ibsi_name = "Grey level non-uniformity",
      .range = {0, kInfinity},
      .formula = R"(\frac{1}{N_r}\sum_{i}\left(\sum_{j} P_{ij}\right)^2)",
      .source = "IBSI 3.7.9"},
     [](Context const& c) -> FeatureValue { return {c.level_squares}; }},
    {{.name = "GrayLevelNonUniformityNormalized",
      .ibsi_code = "OVBL",
      .ibsi_name = "Normalised grey level non-uniformity",
      .range = {0, 1},
      .formula = R"(\frac{1}{N_r^2}\sum_{i}\left(\sum_{j} P_{ij}\right)^2)",
      .source = "IBSI 3.7.10"},
     [](Context const& c) -> FeatureValue { return {c.level_squares / c.N}; }},
    {{.name = "GrayLevelVariance",
      .ibsi_code = "8CE5",
      .ibsi_name = "Grey level variance",
      .range = {0, kInfinity},
      .formula = R"(\sum_{i}\sum_{j} (i-\mu)^2\,p_{ij},\quad \mu=\sum_{i}\sum_{j} i\,p_{ij})",
      .source = "IBSI 3.7.14"},
     [](Context const& c) -> FeatureValue { return {c.level_variance}; }},
    {{.name = "HighGrayLevelRunEmphasis",
      .ibsi_code = "G3QZ",
      .ibsi_name = "High grey level run emphasis",
      .range = {1, kInfinity},
      .formula = R"(\frac{1}{N_r}\sum_{i}\sum_{j} i^2\,P_{ij})",
      .source = "IBSI 3.7.4"},
     [](Context const& c) -> FeatureValue { return {c.high_level}; }},
    {{.name = "LongRunEmphasis",
      .ibsi_code = "W4KF",
      .ibsi_name = "Long runs emphasis",
      .range = {1, kInfinity},
      .formula = R"(\frac{1}{N_r}\sum_{i}\sum_{j} j^2\,P_{ij})",
      .source = "IBSI 3.7.2"},
     [](Context const& c) -> FeatureValue { return {c.long_emphasis}; }},
    {{.name = "LongRunHighGrayLevelEmphasis",
      .ibsi_code = "3KUM",
      .ibsi_name = "Long run high grey level emphasis",
      .range = {1, kInfinity},
      .formula = R"(\frac{1}{N_r}\sum_{i}\sum_{j} i^2 j^2\,P_{ij})",
      .source = "IBSI 3.7.8"},
     [](Context const& c) -> FeatureValue { return {c.long_high}; }},
    {{.name = "LongRunLowGrayLevelEmphasis",
      .ibsi_code = "IVPO",
      .ibsi_name = "Long run low grey level emphasis",
      .range = {0, kInfinity},
      .formula = R"(\frac{1}{N_r}\sum_{i}\sum_{j} \frac{j^2}{i^2}\,P_{ij})",
      .source = "IBSI 3.7.7"},
     [](Context const& c) -> FeatureValue { return {c.long_low}; }},
    {{.name = "LowGrayLevelRunEmphasis",
      .ibsi_code = "V3SW",
      .ibsi_name = "Low grey level run emphasis",
      .range = {0, 1},
      .formula = R"(\frac{1}{N_r}\sum_{i}\sum_{j} \frac{P_{ij}}{i^2})",
      .source = "IBSI 3.7.3"},
     [](Context const& c) -> FeatureValue { return {c.low_level}; }},
    {{.name = "RunEntropy",
      .ibsi_code = "HJ9O",
      .ibsi_name = "Run entropy",
      .unit = Unit::bits,
      .range = {0, kInfinity},
      .formula = R"(-\sum_{i}\sum_{j} p_{ij}\log_2(p_{ij}+\epsilon))",
      .source = "IBSI 3.7.16"},
     [](Context const& c) -> FeatureValue { return {c.entropy}; }},
    {{.name = "RunLengthNonUniformity",
      .ibsi_code = "W92Y",
      .ibsi_name = "Run length non-uniformity",
      .range = {0, kInfinity},
      .formula = R"(\frac{1}{N_r}\sum_{j}\left(\sum_{i} P_{ij}\right)^2)",
      .source = "IBSI 3.7.11"},
     [](Context const& c) -> FeatureValue { return {c.size_squares}; }},
    {{.name = "RunLengthNonUniformityNormalized",
      .ibsi_code = "IC23",
      .ibsi_name = "Normalised run length non-uniformity",
      .range = {0, 1},
      .formula = R"(\frac{1}{N_r^2}\sum_{j}\left(\sum_{i} P_{ij}\right)^2)",
      .source = "IBSI 3.7.12"},
     [](Context const& c) -> FeatureValue { return {c.size_squares / c.N}; }},
    {{.name = "RunPercentage",
      .ibsi_code = "9ZK5",
      .ibsi_name = "Run percentage",
      .range = {0, 1},
      .formula = R"(\frac{N_r}{\sum_{i}\sum_{j} j\,P_{ij}})",
      .source = "IBSI 3.7.13"},
     [](Context const& c) -> FeatureValue { return {c.N / c.voxels}; }},
    {{.name = "RunVariance",
      .ibsi_code = "SXLW",
      .ibsi_name = "Run length variance",
      .range = {0, kInfinity},
      .formula = R"(\sum_{i}\sum_{j} (j-\mu)^2\,p_{ij},\quad \mu=\sum_{i}\sum_{j} j\,p_{ij})",
      .source = "IBSI 3.7.15"},
     [](Context const& c) -> FeatureValue { return {c.size_variance}; }},
    {{.name = "ShortRunEmphasis",
      .ibsi_code = "22OV",
      .ibsi_name = "Short runs emphasis",
      .range = {0, 1},
      .formula = R"(\frac{1}{N_r}\sum_{i}\sum_{j} \frac{P_{ij}}{j^2})",
      .source = "IBSI 3.7.1"},
     [](Context const& c) -> FeatureValue { return {c.short_emphasis}; }},
    {{.name = "ShortRunHighGrayLevelEmphasis",
      .ibsi_code = "GD3A",
      .ibsi_name = "Short run high grey level emphasis",
      .range = {0, kInfinity},
      .formula = R"(\frac{1}{N_r}\sum_{i}\sum_{j} \frac{i^2}{j^2}\,P_{ij})",
      .source = "IBSI 3.7.6"},
     [](Context const& c) -> FeatureValue { return {c.short_high}; }},
    {{.name = "ShortRunLowGrayLevelEmphasis",
      .ibsi_code = "HTZT",
      .ibsi_name = "Short run low grey level emphasis",
      .range = {0, 1},
      .formula = R"(\frac{1}{N_r}\sum_{i}\sum_{j} \frac{P_{ij}}{i^2 j^2})",
      .source = "IBSI 3.7.5"},
     [](Context const& c) -> FeatureValue { return {c.short_low}; }},
});
static_assert(well_formed(kRows));

std::vector<FeatureInfo> features() {
  return infos_of(kRows);
}

Result<std::vector<FeatureValue>> compute(Region const& region, FamilySettings const& settings,
                                          std::span<int const> wanted) {
  static thread_local Context context;
  AngleMeans means(wanted.size());
  int angles = 0;
  bool any = false;
  PETRA_CHECK(visit_glrlm(region, settings, [&](GlrlmMatrix const& matrix) {
    ++angles;
    if (matrix.cells.empty()) return;
    any = true;
    context.assign(matrix.cells, region.levels->present);
    for (std::size_t k = 0; k < wanted.size(); ++k)
      means.add(k, kRows[static_cast<std::size_t>(wanted[k])].kernel(context));
  }));
  auto values = means.finish(Reason::no_multi_voxel_line);
  if (any || angles != 1) return values;
  // The only direction (or the weighted sum of all) has no run: PyRadiomics' sums over no run length are 0, not
  // undefined.
  for (std::size_t k = 0; k < wanted.size(); ++k) {
    auto const name = kRows[static_cast<std::size_t>(wanted[k])].info.name;
    if (name == "RunEntropy" || name == "RunVariance") values[k].value = 0;
  }
  return values;
}

}  // namespace

constinit FamilyRow const kGlrlmFamily = {
    .name = "glrlm", .needs_levels = true, .whole_mask = false, .features = features, .compute = compute};

}  // namespace petra
