// First-order features of a neighbourhood, summed in NumPy's order over PyRadiomics' list of offsets, so that a flat
// neighbourhood is flat here exactly where it is there.

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "petra/feature/pairwise_sum.hpp"
#include "petra/feature/voxelwise/count_logs.hpp"
#include "petra/feature/voxelwise/neighbourhood_kernel.hpp"
#include "petra/feature/voxelwise/small_sort.hpp"

namespace petra {
namespace {

class FirstorderKernel final : public NeighbourhoodKernel {
 public:
  FirstorderKernel(KernelInput const& input)
      : logs_(static_cast<std::size_t>(input.shape.count)),
        shift_(input.settings.voxel_array_shift),
        voxel_volume_mm3_(input.spacing_mm.x() * input.spacing_mm.y() * input.spacing_mm.z()) {}
  [[nodiscard]] std::unique_ptr<NeighbourhoodKernel> copy() const override {
    return std::make_unique<FirstorderKernel>(*this);
  }

  void compute(Neighbourhood const& here, std::span<double> values) override {
    collect(here.intensity);
    double const n = static_cast<double>(sorted_.size());
    double const mean = sum(filled_) / n;
    double const least = sorted_.front(), most = sorted_.back();
    double const p10 = percentile(0.1), p25 = percentile(0.25), p75 = percentile(0.75), p90 = percentile(0.9);
    auto const [entropy, uniformity] = level_statistics(here);

    std::size_t const count = filled_.size();
    double const *x = filled_.data(), *used = used_.data();
    double const energy =
        pairwise_sum([=, c = shift_](std::size_t k) { return used[k] * ((x[k] + c) * (x[k] + c)); }, count);
    terms_.resize(count);
    double* const d = terms_.data();
    for (std::size_t k = 0; k < count; ++k) d[k] = used[k] * (x[k] - mean);
    double const m2 = pairwise_sum([=](std::size_t k) { return d[k] * d[k]; }, count) / n;
    double const m3 = pairwise_sum([=](std::size_t k) { return d[k] * d[k] * d[k]; }, count) / n;
    double const m4 = pairwise_sum([=](std::size_t k) { return d[k] * d[k] * (d[k] * d[k]); }, count) / n;
    double const deviation = std::sqrt(m2);
    double const absolute = pairwise_sum([=](std::size_t k) { return std::abs(d[k]); }, count) / n;
    std::size_t const size = sorted_.size();
    double const median = size % 2 == 1 ? sorted_[size / 2] : (sorted_[size / 2 - 1] + sorted_[size / 2]) / 2;

    values[0] = p10;
    values[1] = p90;
    values[2] = energy;
    values[3] = entropy;
    values[4] = p75 - p25;
    values[5] = m2 == 0 ? 0 : m4 / (m2 * m2);  // Kurtosis
    values[6] = most;
    values[7] = absolute;
    values[8] = mean;
    values[9] = median;
    values[10] = least;
    values[11] = most - least;
    values[12] = robust_absolute_deviation(p10, p90);
    values[13] = std::sqrt(energy / n);
    values[14] = m2 == 0 ? 0 : m3 / std::pow(m2, 1.5);  // Skewness
    values[15] = deviation;
    values[16] = energy * voxel_volume_mm3_;
    values[17] = uniformity;
    values[18] = deviation * deviation;  // PyRadiomics squares numpy's standard deviation
  }

 private:
  // Voxels that are not used are zeros in sums, as numpy's nan-functions have them.
  void collect(std::vector<double> const& intensity) {
    std::size_t const count = intensity.size();
    filled_.resize(count);
    used_.resize(count);
    sorted_.resize(count);
    std::size_t n = 0;
    for (std::size_t k = 0; k < count; ++k) {
      double const value = intensity[k];
      bool const is_used = value == value;
      filled_[k] = is_used ? value : 0.0;
      used_[k] = is_used ? 1.0 : 0.0;
      sorted_[n] = value;
      n += is_used ? 1 : 0;
    }
    sorted_.resize(n);
    small_sort(sorted_, scratch_);
  }

  [[nodiscard]] static double sum(std::vector<double> const& x) {
    return pairwise_sum([&](std::size_t k) { return x[k]; }, x.size());
  }

  // numpy.percentile with linear interpolation, in its arithmetic.
  [[nodiscard]] double percentile(double share) const {
    double const place = static_cast<double>(sorted_.size() - 1) * share;
    double const below = std::floor(place), t = place - below;
    auto const rank = static_cast<std::size_t>(below);
    double const a = sorted_[rank], b = sorted_[std::min(rank + 1, sorted_.size() - 1)], apart = b - a;
    return t >= 0.5 ? b - apart * (1 - t) : a + apart * t;
  }

  // Of the values within [P10, P90]; NaN where these fall between two neighbouring values.
  [[nodiscard]] double robust_absolute_deviation(double low, double high) {
    std::size_t const count = filled_.size();
    double kept = 0;
    for (std::size_t k = 0; k < count; ++k) {
      double const counts = used_[k] != 0 && filled_[k] >= low && filled_[k] <= high ? 1.0 : 0.0;
      used_[k] = counts;
      terms_[k] = counts * filled_[k];
      kept += counts;
    }
    if (kept == 0) return std::numeric_limits<double>::quiet_NaN();
    double const mean = sum(terms_) / kept;
    for (std::size_t k = 0; k < count; ++k) terms_[k] = used_[k] * std::abs(filled_[k] - mean);
    return sum(terms_) / kept;
  }

  // Entropy and uniformity of the levels.
  [[nodiscard]] std::pair<double, double> level_statistics(Neighbourhood const& here) {
    double n_log2 = 0, squares = 0;
    std::size_t total = 0, cells = 0;
    auto const add = [&](std::size_t n) {
      total += n;
      ++cells;
      n_log2 += logs_.n_log2(n);
      squares += static_cast<double>(n) * static_cast<double>(n);
    };
    if (here.intensity_level.empty()) {
      for (std::size_t c = 1; c <= static_cast<std::size_t>(here.distinct); ++c) add(here.voxels_of[c]);
    } else {
      levels_.assign(here.intensity_level.begin(), here.intensity_level.end());
      std::sort(levels_.begin(), levels_.end());
      for (std::size_t k = 0; k < levels_.size();) {
        std::size_t end = k;
        while (end < levels_.size() && levels_[end] == levels_[k]) ++end;
        if (levels_[k] != 0) add(end - k);
        k = end;
      }
    }
    double const N = static_cast<double>(total);
    return {logs_.entropy(total, n_log2, cells), squares / (N * N)};
  }

  CountLogs logs_;
  double shift_, voxel_volume_mm3_;
  std::vector<double> filled_, used_, sorted_, terms_, scratch_;
  std::vector<std::uint32_t> levels_;
};

}  // namespace

MadeKernel make_firstorder_kernel(KernelInput const& input) {
  return std::unique_ptr<NeighbourhoodKernel>(std::make_unique<FirstorderKernel>(input));
}

}  // namespace petra
