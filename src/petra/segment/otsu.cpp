#include "petra/segment/otsu.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "petra/grid/crop.hpp"

namespace petra {

namespace {

struct Histogram {
  std::vector<double> least, greatest;  // ends of each bin
  std::vector<double> frequency;
  double total = 0;
  [[nodiscard]] double middle(std::size_t bin) const { return (least[bin] + greatest[bin]) / 2; }
};

// The bins' ends are double, their width float32.
Histogram make_bins(double lower, double upper, std::size_t bins) {
  Histogram histogram{std::vector<double>(bins), std::vector<double>(bins), std::vector<double>(bins), 0};
  float const width = (static_cast<float>(upper) - static_cast<float>(lower)) / static_cast<float>(bins);
  for (std::size_t k = 0; k < bins; ++k) {
    auto const at = static_cast<float>(k);
    histogram.least[k] = lower + static_cast<double>(at * width);
    histogram.greatest[k] = k + 1 == bins ? upper : lower + static_cast<double>((at + 1) * width);
  }
  return histogram;
}

template <class T>
std::optional<Histogram> histogram_of(Volume<T> const& part, std::size_t bins) {
  double lower = std::numeric_limits<double>::max(), upper = std::numeric_limits<double>::lowest();
  for (auto const voxel : part.voxels) {
    auto const value = static_cast<double>(voxel);
    if (!std::isfinite(value)) return std::nullopt;
    lower = std::min(lower, value);
    upper = std::max(upper, value);
  }
  if constexpr (sizeof(T) == 1) {
    lower = static_cast<double>(std::numeric_limits<T>::lowest()) - 0.5;
    upper = static_cast<double>(std::numeric_limits<T>::max()) + 0.5;
  } else {
    upper += (upper - lower) / static_cast<double>(bins) / 100;
  }
  auto histogram = make_bins(lower, upper, bins);
  for (auto const voxel : part.voxels) {
    auto const value = static_cast<double>(voxel);
    auto const above = std::upper_bound(histogram.least.begin(), histogram.least.end(), value);
    auto const bin =
        above == histogram.least.begin() ? 0 : static_cast<std::size_t>(above - histogram.least.begin() - 1);
    histogram.frequency[bin] += 1;
    histogram.total += 1;
  }
  return histogram;
}

// That two variances are the same number or neighbours, or differ by rounding of 1: then the first stays.
bool almost_equal(double a, double b) {
  return std::abs(a - b) <= 0.1 * std::numeric_limits<double>::epsilon() || std::nextafter(a, b) == b;
}

std::size_t best_bin(Histogram const& h) {
  double mean = 0;
  for (std::size_t k = 0; k < h.frequency.size(); ++k) mean += h.middle(k) * h.frequency[k];
  mean /= h.total;
  double frequency = h.frequency[0];
  double below = frequency > 0 ? h.middle(0) : 0;
  double const rest = h.total - frequency;
  double above = rest > 0 ? (mean * h.total - below * frequency) / rest : 0;
  auto const between = [&](double rest_frequency) {
    double sum = 0;
    sum += frequency * (below * below);
    sum += rest_frequency * (above * above);
    return sum / h.total;
  };
  double best = between(rest);
  std::size_t best_at = 0;
  for (std::size_t k = 1; k + 1 < h.frequency.size(); ++k) {
    double const before = frequency;
    frequency += h.frequency[k];
    below = frequency > 0 ? (below * before + h.middle(k) * h.frequency[k]) / frequency : 0;
    double const left = h.total - frequency;
    above = mean * h.total - below * frequency;
    above = left > 0 ? above / left : 0;
    double const variance = between(left);
    if (variance > best && !almost_equal(best, variance)) {
      best = variance;
      best_at = k;
    }
  }
  return best_at;
}

}  // namespace

std::optional<double> otsu_threshold(AnyVolume const& image, Box const& box, int bins) {
  return std::visit(
      [&](auto const& part) -> std::optional<double> {
        using Voxel = typename std::decay_t<decltype(part)>::Voxel;
        auto const histogram = histogram_of(part, static_cast<std::size_t>(bins));
        if (!histogram) return std::nullopt;
        double const threshold = histogram->greatest[best_bin(*histogram)];
        if constexpr (std::is_integral_v<Voxel>) return std::trunc(threshold);
        return static_cast<double>(static_cast<Voxel>(threshold));
      },
      crop(image, box));
}

}  // namespace petra
