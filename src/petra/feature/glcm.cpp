#include "petra/feature/glcm.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "petra/feature/glcm_context.hpp"
#include "petra/feature/glcm_numpy.hpp"
#include "petra/feature/maximal_correlation.hpp"
#include "petra/feature/row_values.hpp"

namespace petra {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
using Context = GlcmContext;

// sum over k of weight(k) p_{x-y}(k), from k = first.
template <class Weight>
double sum_over_differences(Context const& c, std::size_t first, Weight weight) {
  double sum = 0;
  for (std::size_t k = first; k < c.p_difference.size(); ++k) {
    if (c.p_difference[k] != 0) sum += c.p_difference[k] * weight(static_cast<double>(k));
  }
  return sum;
}

// sum over k of weight(k) p_{x+y}(k).
template <class Weight>
double sum_over_sums(Context const& c, Weight weight) {
  double sum = 0;
  for (std::size_t k = 2; k < c.p_sum.size(); ++k) {
    if (c.p_sum[k] != 0) sum += c.p_sum[k] * weight(static_cast<double>(k));
  }
  return sum;
}

double entropy_of(std::vector<double> const& p) {
  double sum = 0;
  for (double const value : p) {
    if (value != 0) sum -= value * std::log2(value + kEps);
  }
  return sum;
}

double difference_average(Context const& c) {
  return sum_over_differences(c, 0, [](double k) { return k; });
}

FeatureValue difference_variance(Context const& c) {
  double const mean = difference_average(c);
  return {sum_over_differences(c, 0, [&](double k) { return (k - mean) * (k - mean); })};
}

FeatureValue cluster_moment(Context const& c, int power) {
  return {sum_over_sums(c, [&](double k) {
    double const d = k - c.mu_x - c.mu_y;
    return power == 2 ? d * d : power == 3 ? d * d * d : (d * d) * (d * d);
  })};
}

FeatureValue correlation(Context const& c) {
  double const product = c.sigma_x * c.sigma_y;
  if (product == 0) return {1, Reason::one_grey_level};
  return {c.covariance / (product + kEps)};
}

FeatureValue first_information_correlation(Context const& c) {
  Reason const reason = c.p_sum.size() > 1 && c.p.size() == 1 ? Reason::one_grey_level : Reason::none;
  double const entropy = std::max(c.HX, c.HY);
  if (entropy == 0) return {0, Reason::one_grey_level};
  return {(c.HXY - c.HXY1) / entropy, reason};
}

// The root of a difference that rounds below zero is not a number, and left out of the mean over angles.
FeatureValue second_information_correlation(Context const& c) {
  if (c.HXY2 == c.HXY) return {0};
  double const inside = 1 - std::exp(-2 * (c.HXY2 - c.HXY));
  return {inside < 0 ? std::numeric_limits<double>::quiet_NaN() : std::sqrt(inside)};
}

FeatureValue maximal_correlation_coefficient(Context const& c) {
  if (c.present < 2) return {1, Reason::one_grey_level};
  return {maximal_correlation(c.p, c.p_x, c.p_y, c.present)};
}

inline constexpr auto kRows = std::to_array<Feature<Context>>({
    {{.name = "Autocorrelation",
      .ibsi_code = "QWB0",
      .ibsi_name = "Autocorrelation",
      .range = {1, kInfinity},
      .formula = R"(\sum_{i}\sum_{j} i\,j\,p_{ij})",
      .source = "IBSI 3.6.20"},
     [](Context const& c) -> FeatureValue { return {c.autocorrelation}; }},
    {{.name = "ClusterProminence",
      .ibsi_code = "AE86",
      .ibsi_name = "Cluster prominence",
      .range = {0, kInfinity},
      .formula = R"(\sum_{i}\sum_{j} (i+j-\mu_x-\mu_y)^4\,p_{ij})",
      .source = "IBSI 3.6.23"},
     [](Context const& c) { return cluster_moment(c, 4); }},
    {{.name = "ClusterShade",
      .ibsi_code = "7NFM",
      .ibsi_name = "Cluster shade",
      .formula = R"(\sum_{i}\sum_{j} (i+j-\mu_x-\mu_y)^3\,p_{ij})",
      .source = "IBSI 3.6.22"},
     [](Context const& c) { return cluster_moment(c, 3); }},
    {{.name = "ClusterTendency",
      .ibsi_code = "DG8W",
      .ibsi_name = "Cluster tendency",
      .range = {0, kInfinity},
      .formula = R"(\sum_{i}\sum_{j} (i+j-\mu_x-\mu_y)^2\,p_{ij})",
      .source = "IBSI 3.6.21"},
     [](Context const& c) { return cluster_moment(c, 2); }},
    {{.name = "Contrast",
      .ibsi_code = "ACUI",
      .ibsi_name = "Contrast",
      .range = {0, kInfinity},
      .formula = R"(\sum_{i}\sum_{j} (i-j)^2\,p_{ij})",
      .source = "IBSI 3.6.12"},
     [](Context const& c) -> FeatureValue { return {c.contrast}; }},
    {{.name = "Correlation",
      .ibsi_code = "NI2N",
      .ibsi_name = "Correlation",
      .range = {-1, 1},
      .formula =
          R"(\frac{\sum_{i}\sum_{j} (i-\mu_x)(j-\mu_y)\,p_{ij}}{\sigma_x\sigma_y+\epsilon}\text{; 1 where }\sigma_x\sigma_y=0)",
      .source = "IBSI 3.6.19",
      .needs = {.grey_levels = 2}},
     [](Context const& c) { return correlation(c); }},
    {{.name = "DifferenceAverage",
      .ibsi_code = "TF7R",
      .ibsi_name = "Difference average",
      .range = {0, kInfinity},
      .formula = R"(\sum_{k} k\,p_{x-y}(k))",
      .source = "IBSI 3.6.5"},
     [](Context const& c) -> FeatureValue { return {difference_average(c)}; }},
    {{.name = "DifferenceEntropy",
      .ibsi_code = "NTRS",
      .ibsi_name = "Difference entropy",
      .unit = Unit::bits,
      .range = {0, kInfinity},
      .formula = R"(-\sum_{k} p_{x-y}(k)\log_2\left(p_{x-y}(k)+\epsilon\right))",
      .source = "IBSI 3.6.7"},
     [](Context const& c) -> FeatureValue { return {entropy_of(c.p_difference)}; }},
    {{.name = "DifferenceVariance",
      .ibsi_code = "D3YU",
      .ibsi_name = "Difference variance",
      .range = {0, kInfinity},
      .formula = R"(\sum_{k} \left(k-\sum_{l} l\,p_{x-y}(l)\right)^2 p_{x-y}(k))",
      .source = "IBSI 3.6.6"},
     [](Context const& c) { return difference_variance(c); }},
    {{.name = "Id",
      .ibsi_code = "IB1Z",
      .ibsi_name = "Inverse difference",
      .range = {0, 1},
      .formula = R"(\sum_{k} \frac{p_{x-y}(k)}{1+k})",
      .source = "IBSI 3.6.14"},
     [](Context const& c) -> FeatureValue {
       return {sum_over_differences(c, 0, [](double k) { return 1 / (1 + k); })};
     }},
    {{.name = "Idm",
      .ibsi_code = "WF0Z",
      .ibsi_name = "Inverse difference moment",
      .range = {0, 1},
      .formula = R"(\sum_{k} \frac{p_{x-y}(k)}{1+k^2})",
      .source = "IBSI 3.6.16"},
     [](Context const& c) -> FeatureValue {
       return {sum_over_differences(c, 0, [](double k) { return 1 / (1 + k * k); })};
     }},
    {{.name = "Idmn",
      .ibsi_code = "1QCO",
      .ibsi_name = "Normalised inverse difference moment",
      .range = {0, 1},
      .formula = R"(\sum_{k} \frac{p_{x-y}(k)}{1+k^2/N_g^2})",
      .source = "IBSI 3.6.17"},
     [](Context const& c) -> FeatureValue {
       return {sum_over_differences(c, 0, [&](double k) { return 1 / (1 + k * k / (c.N_g * c.N_g)); })};
     }},
    {{.name = "Idn",
      .ibsi_code = "NDRX",
      .ibsi_name = "Normalised inverse difference",
      .range = {0, 1},
      .formula = R"(\sum_{k} \frac{p_{x-y}(k)}{1+k/N_g})",
      .source = "IBSI 3.6.15"},
     [](Context const& c) -> FeatureValue {
       return {sum_over_differences(c, 0, [&](double k) { return 1 / (1 + k / c.N_g); })};
     }},
    {{.name = "Imc1",
      .ibsi_code = "R8DG",
      .ibsi_name = "First measure of information correlation",
      .range = {-1, 0},
      .formula = R"(\frac{H_{XY}-H_{XY1}}{\max(H_X,H_Y)}\text{; 0 where }H_X=H_Y=0)",
      .source = "IBSI 3.6.24",
      .needs = {.grey_levels = 2}},
     [](Context const& c) { return first_information_correlation(c); }},
    {{.name = "Imc2",
      .ibsi_code = "JN9H",
      .ibsi_name = "Second measure of information correlation",
      .range = {0, 1},
      .formula = R"(\sqrt{1-e^{-2(H_{XY2}-H_{XY})}})",
      .source = "IBSI 3.6.25"},
     [](Context const& c) { return second_information_correlation(c); }},
    {{.name = "InverseVariance",
      .ibsi_code = "E8JP",
      .ibsi_name = "Inverse variance",
      .range = {0, 1},
      .formula = R"(\sum_{k\geq 1} \frac{p_{x-y}(k)}{k^2})",
      .source = "IBSI 3.6.18"},
     [](Context const& c) -> FeatureValue {
       return {sum_over_differences(c, 1, [](double k) { return 1 / (k * k); })};
     }},
    {{.name = "JointAverage",
      .ibsi_code = "60VM",
      .ibsi_name = "Joint average",
      .range = {1, kInfinity},
      .formula = R"(\mu_x=\sum_{i}\sum_{j} i\,p_{ij})",
      .source = "IBSI 3.6.2"},
     [](Context const& c) -> FeatureValue { return {c.mu_x}; }},
    {{.name = "JointEnergy",
      .ibsi_code = "8ZQL",
      .ibsi_name = "Angular second moment",
      .range = {0, 1},
      .formula = R"(\sum_{i}\sum_{j} p_{ij}^2)",
      .source = "IBSI 3.6.11"},
     [](Context const& c) -> FeatureValue { return {c.energy}; }},
    {{.name = "JointEntropy",
      .ibsi_code = "TU9B",
      .ibsi_name = "Joint entropy",
      .unit = Unit::bits,
      .range = {0, kInfinity},
      .formula = R"(H_{XY}=-\sum_{i}\sum_{j} p_{ij}\log_2(p_{ij}+\epsilon))",
      .source = "IBSI 3.6.4"},
     [](Context const& c) -> FeatureValue { return {c.HXY}; }},
    {{.name = "MCC",
      .ibsi_code = "",
      .ibsi_name = "extension",
      .range = {0, 1},
      .formula =
          R"(\sqrt{\lambda_2(Q)},\quad Q_{ij}=\sum_{k}\frac{p_{ik}\,p_{jk}}{p_x(i)\,p_y(k)+\epsilon}\text{; 1 where }N_g=1)",
      .source = "Haralick 1973, PyRadiomics 3.0.1",
      .needs = {.grey_levels = 2}},
     [](Context const& c) { return maximal_correlation_coefficient(c); }},
    {{.name = "MaximumProbability",
      .ibsi_code = "GYBY",
      .ibsi_name = "Joint maximum",
      .range = {0, 1},
      .formula = R"(\max_{ij} p_{ij})",
      .source = "IBSI 3.6.1"},
     [](Context const& c) -> FeatureValue { return {c.maximum}; }},
    {{.name = "SumAverage",
      .ibsi_code = "ZGXS",
      .ibsi_name = "Sum average",
      .range = {2, kInfinity},
      .formula = R"(\sum_{k} k\,p_{x+y}(k))",
      .source = "IBSI 3.6.8"},
     [](Context const& c) -> FeatureValue { return {sum_over_sums(c, [](double k) { return k; })}; }},
    {{.name = "SumEntropy",
      .ibsi_code = "P6QZ",
      .ibsi_name = "Sum entropy",
      .unit = Unit::bits,
      .range = {0, kInfinity},
      .formula = R"(-\sum_{k} p_{x+y}(k)\log_2\left(p_{x+y}(k)+\epsilon\right))",
      .source = "IBSI 3.6.10"},
     [](Context const& c) -> FeatureValue { return {entropy_of(c.p_sum)}; }},
    {{.name = "SumSquares",
      .ibsi_code = "UR99",
      .ibsi_name = "Joint variance",
      .range = {0, kInfinity},
      .formula = R"(\sigma_x^2=\sum_{i}\sum_{j} (i-\mu_x)^2\,p_{ij})",
      .source = "IBSI 3.6.3"},
     [](Context const& c) -> FeatureValue { return {c.variance_x}; }},
});
static_assert(well_formed(kRows));

std::vector<FeatureInfo> features() {
  return infos_of(kRows);
}

// Mutual information in bits below which levels may be independent but for rounding.
constexpr double kMaybeIndependent = 1e-7;

bool is_imc2_in_doubt(Context const& c) {
  return c.p.size() > 1 && std::abs(c.HXY2 - c.HXY) < kMaybeIndependent;
}

// One row or column that is not a single cell: its deviation is 0 or about 1e-16.
bool is_correlation_in_doubt(Context const& c) {
  if (c.p.size() <= 1) return false;
  auto const same = [&c](std::uint32_t MatrixCell::*level) {
    return std::all_of(c.p.begin(), c.p.end(), [&](MatrixCell const& cell) { return cell.*level == c.p[0].*level; });
  };
  return same(&MatrixCell::i) || same(&MatrixCell::j);
}

// Values that rounding decides wait until all angles are known: how many of them are empty decides on NumPy's order.
class Doubtful {
 public:
  void take(std::size_t index, bool is_imc2, GlcmMatrix const& matrix) {
    if (values_.empty() || values_.back().matrix.offset != matrix.offset) values_.push_back({{}, {}, matrix});
    (is_imc2 ? values_.back().imc2 : values_.back().correlation) = index;
  }
  void add_to(AngleMeans& means, Region const& region, NumpyLayout layout) const {
    if (values_.empty()) return;
    auto const levels = levels_present(region);
    layout.deleted_levels = region.levels->highest - levels.size();
    for (auto const& value : values_) {
      NumpyMatrix const matrix(value.matrix, levels, numpy_order(layout));
      if (value.imc2) means.add(*value.imc2, {matrix.imc2()});
      if (value.correlation) means.add(*value.correlation, {matrix.correlation()});
    }
  }

 private:
  struct Value {
    std::optional<std::size_t> imc2, correlation;
    GlcmMatrix matrix;
  };
  std::vector<Value> values_;
};

Result<std::vector<FeatureValue>> compute(Region const& region, FamilySettings const& settings,
                                          std::span<int const> wanted) {
  static thread_local GlcmContext context;
  AngleMeans means(wanted.size());
  Doubtful doubtful;
  int angles = 0, empty_angles = 0;
  PETRA_CHECK(visit_glcm(region, settings, [&](GlcmMatrix const& matrix) {
    ++angles;
    empty_angles += matrix.total == 0 ? 1 : 0;
    if (matrix.total == 0) return;
    context.assign(matrix, region.levels->highest, region.levels->present);
    for (std::size_t k = 0; k < wanted.size(); ++k) {
      auto const& row = kRows[static_cast<std::size_t>(wanted[k])];
      if (row.info.name == "Imc2" && is_imc2_in_doubt(context)) {
        doubtful.take(k, true, matrix);
      } else if (row.info.name == "Correlation" && is_correlation_in_doubt(context)) {
        doubtful.take(k, false, matrix);
      } else {
        means.add(k, row.kernel(context));
      }
    }
  }));
  doubtful.add_to(means, region,
                  {.angles = static_cast<std::size_t>(angles),
                   .empty_angles = static_cast<std::size_t>(empty_angles),
                   .merged = settings.weighting_norm != WeightingNorm::none,
                   .one_region = !settings.many_at_once});
  auto values = means.finish(Reason::no_neighbours);
  // One grey level and no pair of neighbours: PyRadiomics still answers 1 for the MCC where there are several angles,
  // all of them empty, and 0 for the InverseVariance (a sum over no difference) where there is one, or one weighted
  // sum.
  for (std::size_t k = 0; k < wanted.size(); ++k) {
    auto& value = values[k];
    if (!std::isnan(value.value) || region.levels->present != 1) continue;
    auto const name = kRows[static_cast<std::size_t>(wanted[k])].info.name;
    if (name == "MCC" && angles > 1) value = {1, Reason::one_grey_level};
    if (name == "InverseVariance" && angles == 1) value = {0, Reason::one_grey_level};
  }
  return values;
}

}  // namespace

constinit FamilyRow const kGlcmFamily = {
    .name = "glcm", .needs_levels = true, .whole_mask = false, .features = features, .compute = compute};

}  // namespace petra
