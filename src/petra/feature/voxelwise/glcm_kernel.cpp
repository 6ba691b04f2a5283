// Co-occurrences of a neighbourhood, all angles, from whole counts. Where a value hangs on the last bit (Imc2 of levels
// that are independent, the correlation of a single row), NumPy's sums are repeated term by term: glcm_rounding.hpp.

#include <array>
#include <cmath>
#include <limits>

#include "petra/feature/angles.hpp"
#include "petra/feature/voxelwise/count_logs.hpp"
#include "petra/feature/voxelwise/glcm_rounding.hpp"
#include "petra/feature/voxelwise/neighbourhood_kernel.hpp"
#include "petra/feature/voxelwise/small_correlation.hpp"

namespace petra {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
// Mutual information in bits below which levels may be independent but for rounding: of those that are not, it is above
// 1 / N^4, N pairs in all.
constexpr double kMaybeIndependent = 1e-6;

// The family's rows.
enum Row : std::size_t {
  autocorrelation,
  cluster_prominence,
  cluster_shade,
  cluster_tendency,
  contrast,
  correlation,
  difference_average,
  difference_entropy,
  difference_variance,
  id,
  idm,
  idmn,
  idn,
  imc1,
  imc2,
  inverse_variance,
  joint_average,
  joint_energy,
  joint_entropy,
  mcc,
  maximum_probability,
  sum_average,
  sum_entropy,
  sum_squares,
  row_count
};

struct Plan {
  std::vector<std::vector<PositionPair>> pairs;  // by angle
  bool symmetrical = true, wants_mcc = true;
  std::uint32_t highest = 0, present = 0;
  std::vector<double> id, idm, idmn, idn, inverse_variance;  // weights by difference of levels
};

class GlcmKernel final : public NeighbourhoodKernel {
 public:
  GlcmKernel(std::shared_ptr<Plan const> plan, int positions)
      : plan_(std::move(plan)),
        order_(sum_order(plan_->highest - plan_->present)),
        logs_(2 * static_cast<std::size_t>(positions)),
        correlation_(2 * static_cast<std::size_t>(positions)) {
    auto const count = static_cast<std::size_t>(positions);
    from_.resize(count);
    to_.resize(count);
    cells_.resize((count + 1) * (count + 1));
    rows_.assign(count + 1, 0);
    columns_.assign(count + 1, 0);
    differences_.assign(static_cast<std::size_t>(plan_->highest) + 1, 0);
    sums_.assign(2 * static_cast<std::size_t>(plan_->highest) + 1, 0);
    met_cells_.resize(count);
    met_differences_.resize(count);
    met_sums_.resize(count);
    angles_met_.assign((plan_->pairs.size() + 63) / 64, 0);
  }
  [[nodiscard]] std::unique_ptr<NeighbourhoodKernel> copy() const override {
    return std::make_unique<GlcmKernel>(*this);
  }
  [[nodiscard]] std::span<std::uint64_t const> angles_met() const override { return angles_met_; }
  [[nodiscard]] std::size_t angle_count() const override { return plan_->pairs.size(); }

  void compute(Neighbourhood const& here, std::span<double> values) override {
    sum_.fill(0);
    std::fill(angles_met_.begin(), angles_met_.end(), 0);
    double angles = 0;
    imc2_angles_ = 0;
    for (std::size_t angle = 0; angle < plan_->pairs.size(); ++angle) {
      if (!collect_pairs(here, plan_->pairs[angle])) continue;
      angles_met_[angle / 64] |= std::uint64_t{1} << angle % 64;
      ++angles;
      if (plan_->symmetrical) {
        count_both_ways(here);
      } else {
        count_one_way(here);
      }
    }
    for (std::size_t k = 0; k < row_count; ++k) values[k] = angles > 0 ? sum_[k] / angles : kNaN;
    values[imc2] = imc2_angles_ > 0 ? sum_[imc2] / imc2_angles_ : kNaN;
  }

 private:
  // Pairs of voxels that are both used. False where there is none.
  bool collect_pairs(Neighbourhood const& here, std::vector<PositionPair> const& pairs) {
    std::size_t count = 0;
    for (auto const& pair : pairs) {
      auto const a = here.number[pair.from], b = here.number[pair.to];
      from_[count] = a;
      to_[count] = b;
      count += (a != 0) & (b != 0) ? 1 : 0;
    }
    pairs_ = count;
    return count > 0;
  }

  void note_levels(std::uint32_t i, std::uint32_t j) {
    auto const difference = i > j ? i - j : j - i, sum = i + j;
    met_differences_[difference_count_] = difference;
    difference_count_ += differences_[difference]++ == 0 ? 1 : 0;
    met_sums_[sum_count_] = sum;
    sum_count_ += sums_[sum]++ == 0 ? 1 : 0;
  }

  // Cells (lower, higher) count pairs either way round; P holds each twice, once per order.
  void count_both_ways(Neighbourhood const& here) {
    auto const stride = static_cast<std::size_t>(here.distinct) + 1;
    difference_count_ = sum_count_ = 0;
    std::size_t cell_count = 0;
    for (std::size_t t = 0; t < pairs_; ++t) {
      std::size_t const a = from_[t], b = to_[t], low = a < b ? a : b, high = a < b ? b : a;
      auto const cell = low * stride + high;
      met_cells_[cell_count] = static_cast<std::uint32_t>(cell);
      cell_count += cells_[cell]++ == 0 ? 1 : 0;
      ++rows_[a];
      ++rows_[b];
      note_levels(here.value[a], here.value[b]);
    }
    std::uint32_t most = 0;
    double squares = 0, n_log2 = 0;
    std::size_t filled = 0;
    list_.clear();
    for (std::size_t k = 0; k < cell_count; ++k) {
      auto const cell = met_cells_[k];
      auto const row = static_cast<std::uint16_t>(cell / stride), column = static_cast<std::uint16_t>(cell % stride);
      auto const n = cells_[cell];
      cells_[cell] = 0;
      if (row == column) {
        take_cell(2 * n, 1, most, squares, n_log2);
        list_.push_back({row, column, 2 * n});
        ++filled;
      } else {
        take_cell(n, 2, most, squares, n_log2);
        list_.push_back({row, column, n});
        list_.push_back({column, row, n});
        filled += 2;
      }
    }
    auto const total = 2 * pairs_;
    double margin_n_log2 = 0;
    std::size_t const levels = take_margin(here, rows_, row_margin_, row_number_, margin_n_log2);
    add_joint(total, most, squares, n_log2, filled);
    add_information(here, total, n_log2, filled, {margin_n_log2, levels}, {margin_n_log2, levels});
    add_both_ways_moments(total);
    if (plan_->wants_mcc) sum_[mcc] += mcc_both_ways(levels);
  }

  // Cells (from, to); P as counted.
  void count_one_way(Neighbourhood const& here) {
    auto const stride = static_cast<std::size_t>(here.distinct) + 1;
    difference_count_ = sum_count_ = 0;
    std::size_t cell_count = 0;
    for (std::size_t t = 0; t < pairs_; ++t) {
      std::size_t const a = from_[t], b = to_[t], cell = a * stride + b;
      met_cells_[cell_count] = static_cast<std::uint32_t>(cell);
      cell_count += cells_[cell]++ == 0 ? 1 : 0;
      ++rows_[a];
      ++columns_[b];
      note_levels(here.value[a], here.value[b]);
    }
    std::uint32_t most = 0;
    double squares = 0, n_log2 = 0;
    list_.clear();
    for (std::size_t k = 0; k < cell_count; ++k) {
      auto const cell = met_cells_[k];
      auto const n = cells_[cell];
      cells_[cell] = 0;
      take_cell(n, 1, most, squares, n_log2);
      list_.push_back({static_cast<std::uint16_t>(cell / stride), static_cast<std::uint16_t>(cell % stride), n});
    }
    double row_n_log2 = 0, column_n_log2 = 0;
    std::size_t const row_levels = take_margin(here, rows_, row_margin_, row_number_, row_n_log2);
    std::size_t const column_levels = take_margin(here, columns_, column_margin_, column_number_, column_n_log2);
    add_joint(pairs_, most, squares, n_log2, cell_count);
    add_information(here, pairs_, n_log2, cell_count, {row_n_log2, row_levels}, {column_n_log2, column_levels});
    add_one_way_moments(here);
    if (plan_->wants_mcc) sum_[mcc] += mcc_one_way(row_levels, column_levels);
  }

  void take_cell(std::uint32_t n, double times, std::uint32_t& most, double& squares, double& n_log2) const {
    most = std::max(most, n);
    squares += times * (static_cast<double>(n) * static_cast<double>(n));
    n_log2 += times * logs_.n_log2(n);
  }

  // The levels of a margin that hold anything, numbered from 0; the margin is cleared.
  std::size_t take_margin(Neighbourhood const& here, std::vector<std::uint32_t>& margin,
                          std::vector<std::uint32_t>& packed, std::vector<std::uint16_t>& number,
                          double& n_log2) const {
    packed.clear();
    number.resize(static_cast<std::size_t>(here.distinct) + 1);
    for (std::size_t c = 1; c < number.size(); ++c) {
      auto const n = margin[c];
      margin[c] = 0;
      number[c] = static_cast<std::uint16_t>(packed.size());
      if (n == 0) continue;
      packed.push_back(n);
      n_log2 += logs_.n_log2(n);
    }
    return packed.size();
  }

  void add_joint(std::size_t total, std::uint32_t most, double squares, double n_log2, std::size_t filled) {
    double const N = static_cast<double>(total);
    sum_[joint_energy] += squares / (N * N);
    sum_[maximum_probability] += most / N;
    sum_[joint_entropy] += logs_.entropy(total, n_log2, filled);
  }

  struct Margin {
    double n_log2;
    std::size_t levels;
  };

  // HXY1 = HXY2 = HX + HY but for eps, so that all hang on the mutual information.
  void add_information(Neighbourhood const& here, std::size_t total, double n_log2, std::size_t filled, Margin rows,
                       Margin columns) {
    if (filled == 1) {  // one cell: everything is exactly 0
      ++imc2_angles_;
      return;
    }
    double const x = logs_.without_eps(total, rows.n_log2), y = logs_.without_eps(total, columns.n_log2);
    double const information = x + y - logs_.without_eps(total, n_log2);
    double const entropy =
        std::max(logs_.entropy(total, rows.n_log2, rows.levels), logs_.entropy(total, columns.n_log2, columns.levels));
    sum_[imc1] -= information / entropy;
    double value = 0;
    if (information < kMaybeIndependent) {
      value = imc2_as_numpy_rounds(list_, total, static_cast<std::size_t>(here.distinct), order_);
    } else {
      value = std::sqrt(-std::expm1(-2 * information));
    }
    if (std::isnan(value)) return;  // left out of the mean
    sum_[imc2] += value;
    ++imc2_angles_;
  }

  // With s = i + j and d = i - j: variance (CT + Contrast) / 4, covariance (CT - Contrast) / 4.
  void add_both_ways_moments(std::size_t total) {
    auto const moments = level_moments();
    double const variance = (moments.tendency + moments.contrast) / 4, N = static_cast<double>(total);
    sum_[joint_average] += moments.sum / N;
    sum_[sum_squares] += variance;
    sum_[correlation] += variance == 0 ? 1 : (moments.tendency - moments.contrast) / 4 / (variance + kEps);
  }

  void add_one_way_moments(Neighbourhood const& here) {
    double const N = static_cast<double>(pairs_);
    double mean_x = 0, mean_y = 0;
    for (auto const& cell : list_) {
      mean_x += static_cast<double>(cell.n) * here.value[cell.row];
      mean_y += static_cast<double>(cell.n) * here.value[cell.column];
    }
    mean_x /= N;
    mean_y /= N;
    double variance_x = 0, variance_y = 0, covariance = 0;
    for (auto const& cell : list_) {
      double const x = here.value[cell.row] - mean_x, y = here.value[cell.column] - mean_y;
      variance_x += cell.n * (x * x);
      variance_y += cell.n * (y * y);
      covariance += cell.n * (x * y);
    }
    variance_x /= N;
    variance_y /= N;
    covariance /= N;
    static_cast<void>(level_moments());
    sum_[joint_average] += mean_x;
    sum_[sum_squares] += variance_x;
    // A single row or column: whether its deviation is 0 or 1e-16 decides between 1 and about 0.
    bool const single = row_margin_.size() == 1 || column_margin_.size() == 1;
    sum_[correlation] += single ? correlation_as_numpy_rounds(list_, pairs_, here.value, order_)
                                : covariance / (std::sqrt(variance_x) * std::sqrt(variance_y) + kEps);
  }

  struct LevelMoments {
    double sum = 0, tendency = 0, contrast = 0;  // sum of i + j over pairs; ClusterTendency, Contrast of this angle
  };

  // Features of i + j and |i - j|; their counts are cleared.
  LevelMoments level_moments() {
    double const by_N = 1 / static_cast<double>(pairs_);
    LevelMoments moments;
    std::uint64_t difference_sum = 0, difference_squares = 0, sum = 0;
    double by_id = 0, by_idm = 0, by_idmn = 0, by_idn = 0, by_inverse = 0, difference_log = 0, sum_log = 0;
    for (std::size_t k = 0; k < difference_count_; ++k) {
      std::uint64_t const d = met_differences_[k], n = differences_[d];
      double const h = static_cast<double>(n);
      difference_sum += n * d;
      difference_squares += n * d * d;
      by_id += h * plan_->id[d];
      by_idm += h * plan_->idm[d];
      by_idmn += h * plan_->idmn[d];
      by_idn += h * plan_->idn[d];
      by_inverse += h * plan_->inverse_variance[d];
      difference_log += logs_.n_log2(n);
    }
    for (std::size_t k = 0; k < sum_count_; ++k) {
      std::uint64_t const s = met_sums_[k], n = sums_[s];
      sum += n * s;
      sum_log += logs_.n_log2(n);
    }
    double const difference_mean = static_cast<double>(difference_sum) * by_N;
    moments.sum = static_cast<double>(sum);
    double const sum_mean = moments.sum / static_cast<double>(pairs_);
    double variance = 0, second = 0, third = 0, fourth = 0;
    for (std::size_t k = 0; k < difference_count_; ++k) {
      auto const d = met_differences_[k];
      double const from_mean = d - difference_mean;
      variance += differences_[d] * (from_mean * from_mean);
      differences_[d] = 0;
    }
    for (std::size_t k = 0; k < sum_count_; ++k) {
      auto const s = met_sums_[k];
      double const from_mean = s - sum_mean, squared = from_mean * from_mean, n = sums_[s];
      second += n * squared;
      third += n * (squared * from_mean);
      fourth += n * (squared * squared);
      sums_[s] = 0;
    }
    moments.tendency = second * by_N;
    moments.contrast = static_cast<double>(difference_squares) * by_N;
    sum_[autocorrelation] += (moments.tendency + sum_mean * sum_mean - moments.contrast) / 4;
    sum_[cluster_tendency] += moments.tendency;
    sum_[cluster_shade] += third * by_N;
    sum_[cluster_prominence] += fourth * by_N;
    sum_[contrast] += moments.contrast;
    sum_[difference_average] += difference_mean;
    sum_[difference_variance] += variance * by_N;
    sum_[difference_entropy] += logs_.entropy(pairs_, difference_log, difference_count_);
    sum_[id] += by_id * by_N;
    sum_[idm] += by_idm * by_N;
    sum_[idmn] += by_idmn * by_N;
    sum_[idn] += by_idn * by_N;
    sum_[inverse_variance] += by_inverse * by_N;
    sum_[sum_average] += sum_mean;
    sum_[sum_entropy] += logs_.entropy(pairs_, sum_log, sum_count_);
    return moments;
  }

  double mcc_both_ways(std::size_t levels) {
    if (plan_->present < 2) return 1;
    if (levels < 2) return 0;
    renumber();
    return correlation_.of_symmetric(list_, row_margin_);
  }
  double mcc_one_way(std::size_t row_levels, std::size_t column_levels) {
    if (plan_->present < 2) return 1;
    if (row_levels < 2 || column_levels < 2) return 0;
    renumber();
    return correlation_.of(list_, row_margin_, column_margin_);
  }
  void renumber() {
    auto const& column_number = plan_->symmetrical ? row_number_ : column_number_;
    for (auto& cell : list_) cell = {row_number_[cell.row], column_number[cell.column], cell.n};
  }

  std::shared_ptr<Plan const> plan_;
  SumOrder order_;
  CountLogs logs_;
  SmallCorrelation correlation_;
  std::array<double, row_count> sum_{};
  double imc2_angles_ = 0;
  std::size_t pairs_ = 0, difference_count_ = 0, sum_count_ = 0;
  std::vector<std::uint16_t> from_, to_;                                    // numbers of each pair's levels
  std::vector<std::uint32_t> cells_, rows_, columns_, differences_, sums_;  // counts; zeros between angles
  std::vector<std::uint32_t> met_cells_, met_differences_, met_sums_;       // which of them are not zero
  std::vector<CountCell> list_;                                             // the matrix
  std::vector<std::uint32_t> row_margin_, column_margin_;
  std::vector<std::uint16_t> row_number_, column_number_;
  std::vector<std::uint64_t> angles_met_;
};

std::vector<double> weights(std::uint32_t highest, double (*weight)(double k, double N_g)) {
  std::vector<double> values(static_cast<std::size_t>(highest) + 1);
  for (std::size_t k = 0; k < values.size(); ++k) values[k] = weight(static_cast<double>(k), highest);
  return values;
}

}  // namespace

MadeKernel make_glcm_kernel(KernelInput const& input, bool wants_mcc) {
  auto const& settings = input.settings;
  PETRA_TRY(auto const offsets,
            neighbour_offsets(input.image_size, settings.distances, settings.force_2d_axis, AngleKind::one_way));
  auto plan = std::make_shared<Plan>();
  for (auto const& offset : offsets) plan->pairs.push_back(pairs_of(input.shape, offset));
  plan->symmetrical = settings.symmetrical_glcm;
  plan->wants_mcc = wants_mcc;
  plan->highest = input.highest;
  plan->present = input.present;
  plan->id = weights(input.highest, [](double k, double) { return 1 / (1 + k); });
  plan->idm = weights(input.highest, [](double k, double) { return 1 / (1 + k * k); });
  plan->idmn = weights(input.highest, [](double k, double N_g) { return 1 / (1 + k * k / (N_g * N_g)); });
  plan->idn = weights(input.highest, [](double k, double N_g) { return 1 / (1 + k / N_g); });
  plan->inverse_variance = weights(input.highest, [](double k, double) { return k == 0 ? 0 : 1 / (k * k); });
  return std::unique_ptr<NeighbourhoodKernel>(std::make_unique<GlcmKernel>(std::move(plan), input.shape.count));
}

}  // namespace petra
