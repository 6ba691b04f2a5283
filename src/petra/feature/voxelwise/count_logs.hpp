// Logarithms of small whole numbers: entropies of a neighbourhood's matrices are made of n log2 n, n at most a few
// thousand.
#pragma once

#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

#include "petra/feature/glcm_context.hpp"

namespace petra {

class CountLogs {
 public:
  explicit CountLogs(std::size_t largest) : log_(largest + 1, 0.0), n_log_(largest + 1, 0.0) {
    for (std::size_t n = 1; n <= largest; ++n) {
      log_[n] = std::log2(static_cast<double>(n));
      n_log_[n] = static_cast<double>(n) * log_[n];
    }
  }

  [[nodiscard]] double log2(std::size_t n) const { return log_[n]; }
  [[nodiscard]] double n_log2(std::size_t n) const { return n_log_[n]; }

  // -sum p log2(p + eps) over `cells` cells with p = n / total, from the sum of n log2 n; what is left out is below
  // (eps / p)^2.
  [[nodiscard]] double entropy(std::size_t total, double sum_n_log2, std::size_t cells) const {
    if (cells <= 1) return -std::log2(1 + kEps);
    return without_eps(total, sum_n_log2) - std::numbers::log2e * kEps * static_cast<double>(cells);
  }
  [[nodiscard]] double without_eps(std::size_t total, double sum_n_log2) const {
    return log_[total] - sum_n_log2 / static_cast<double>(total);
  }

 private:
  std::vector<double> log_, n_log_;
};

}  // namespace petra
