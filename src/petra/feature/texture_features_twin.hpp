// Plain twins of the texture features: the formula of each row written out as loops over a matrix, one feature after
// the other, sharing nothing with the fused sums but types.
#pragma once

#include <Eigen/Dense>
#include <cmath>
#include <complex>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "petra/feature/texture_matrices_twin.hpp"

namespace petra::testing {

// A value and the size of the terms that it was added up from: what rounding is measured against.
struct TwinValue {
  double value = std::numeric_limits<double>::quiet_NaN();
  double scale = 1;
  bool fragile = false;  // a root of a difference that is zero but for rounding: NaN, 0 or 1e-8 by the last bit
};

using TwinFeatures = std::map<std::string, TwinValue>;

inline constexpr double kTwinEps = 2.220446049250313e-16;

inline double twin_log2(double p) {
  return std::log2(p + kTwinEps);
}

inline double twin_entropy(std::vector<double> const& p) {
  double sum = 0;
  for (double const value : p) sum -= value * twin_log2(value);
  return sum;
}

// Second largest eigenvalue of Q, from all of them.
inline double twin_second_eigenvalue(Eigen::MatrixXd const& p) {
  auto const n = p.rows();
  Eigen::VectorXd const x = p.rowwise().sum();
  Eigen::VectorXd const y = p.colwise().sum();
  Eigen::MatrixXd Q = Eigen::MatrixXd::Zero(n, n);
  for (Eigen::Index i = 0; i < n; ++i) {
    for (Eigen::Index j = 0; j < n; ++j) {
      for (Eigen::Index k = 0; k < n; ++k) Q(i, j) += p(i, k) * p(j, k) / (x[i] * y[k] + kTwinEps);
    }
  }
  Eigen::EigenSolver<Eigen::MatrixXd> const solver(Q, false);
  std::vector<double> real;
  for (Eigen::Index k = 0; k < n; ++k) real.push_back(solver.eigenvalues()[k].real());
  std::sort(real.begin(), real.end());
  return real[real.size() - 2];
}

// levels: all that the region holds. matrix: not empty.
inline TwinFeatures twin_glcm_features(TwinMatrix const& matrix, std::vector<std::uint32_t> const& levels) {
  auto const n = static_cast<Eigen::Index>(levels.size());
  Eigen::MatrixXd p = Eigen::MatrixXd::Zero(n, n);
  for (Eigen::Index a = 0; a < n; ++a) {
    for (Eigen::Index b = 0; b < n; ++b) {
      auto const found = matrix.find({levels[static_cast<std::size_t>(a)], levels[static_cast<std::size_t>(b)]});
      if (found != matrix.end()) p(a, b) = found->second;
    }
  }
  p /= p.sum();
  double const N_g = levels.back();
  Eigen::VectorXd const x = p.rowwise().sum();
  Eigen::VectorXd const y = p.colwise().sum();
  // sum over all cells of weight(i, j) p.
  auto const sum = [&](auto weight) {
    double total = 0;
    for (Eigen::Index a = 0; a < n; ++a) {
      for (Eigen::Index b = 0; b < n; ++b)
        total +=
            weight(double(levels[static_cast<std::size_t>(a)]), double(levels[static_cast<std::size_t>(b)])) * p(a, b);
    }
    return total;
  };
  std::vector<double> sums(static_cast<std::size_t>(2 * N_g) + 1, 0.0);
  std::vector<double> differences(static_cast<std::size_t>(N_g) + 1, 0.0);
  for (Eigen::Index a = 0; a < n; ++a) {
    for (Eigen::Index b = 0; b < n; ++b) {
      auto const i = levels[static_cast<std::size_t>(a)];
      auto const j = levels[static_cast<std::size_t>(b)];
      sums[i + j] += p(a, b);
      differences[i > j ? i - j : j - i] += p(a, b);
    }
  }
  double const mu_x = sum([](double i, double) { return i; });
  double const mu_y = sum([](double, double j) { return j; });
  double const sigma_x = std::sqrt(sum([&](double i, double) { return (i - mu_x) * (i - mu_x); }));
  double const sigma_y = std::sqrt(sum([&](double, double j) { return (j - mu_y) * (j - mu_y); }));
  double const difference_average = sum([](double i, double j) { return std::abs(i - j); });
  double HX = 0;
  double HY = 0;
  double HXY = 0;
  double HXY1 = 0;
  double HXY2 = 0;
  for (Eigen::Index a = 0; a < n; ++a) {
    HX -= x[a] * twin_log2(x[a]);
    HY -= y[a] * twin_log2(y[a]);
    for (Eigen::Index b = 0; b < n; ++b) {
      HXY -= p(a, b) * twin_log2(p(a, b));
      HXY1 -= p(a, b) * twin_log2(x[a] * y[b]);
      HXY2 -= x[a] * y[b] * twin_log2(x[a] * y[b]);
    }
  }
  TwinFeatures f;
  f["Autocorrelation"] = {sum([](double i, double j) { return i * j; })};
  f["ClusterProminence"] = {sum([&](double i, double j) { return std::pow(i + j - mu_x - mu_y, 4); })};
  f["ClusterShade"] = {sum([&](double i, double j) { return std::pow(i + j - mu_x - mu_y, 3); }), std::pow(2 * N_g, 3)};
  f["ClusterTendency"] = {sum([&](double i, double j) { return std::pow(i + j - mu_x - mu_y, 2); })};
  f["Contrast"] = {sum([](double i, double j) { return (i - j) * (i - j); })};
  double const covariance = sum([&](double i, double j) { return (i - mu_x) * (j - mu_y); });
  // Where rounding leaves a deviation of 1e-16, the quotient is arbitrary.
  bool const flat = std::min(sigma_x, sigma_y) > 0 && std::min(sigma_x, sigma_y) < 1e-12;
  f["Correlation"] = {sigma_x * sigma_y == 0 ? 1 : covariance / (sigma_x * sigma_y + kTwinEps), 1, flat};
  f["DifferenceAverage"] = {difference_average};
  f["DifferenceEntropy"] = {twin_entropy(differences)};
  f["DifferenceVariance"] = {
      sum([&](double i, double j) { return std::pow(std::abs(i - j) - difference_average, 2); })};
  f["Id"] = {sum([](double i, double j) { return 1 / (1 + std::abs(i - j)); })};
  f["Idm"] = {sum([](double i, double j) { return 1 / (1 + (i - j) * (i - j)); })};
  f["Idmn"] = {sum([&](double i, double j) { return 1 / (1 + (i - j) * (i - j) / (N_g * N_g)); })};
  f["Idn"] = {sum([&](double i, double j) { return 1 / (1 + std::abs(i - j) / N_g); })};
  double const entropy = std::max(HX, HY);
  // The divisor is zero but for eps where one level is alone: numerator and divisor are rounding.
  f["Imc1"] = {entropy == 0 ? 0 : (HXY - HXY1) / entropy, 1, std::abs(entropy) < 1e-9 && HXY != HXY1};
  double const shared = HXY2 - HXY;
  // Independent levels: whether the difference is 0 is rounding's affair (glcm_numpy_test.cpp).
  bool const independent = std::abs(shared) < 1e-12 && (shared != 0 || HXY > 1e-9);
  f["Imc2"] = {shared == 0 ? 0 : std::sqrt(1 - std::exp(-2 * shared)), 1, independent};
  f["InverseVariance"] = {sum([](double i, double j) { return i == j ? 0 : 1 / ((i - j) * (i - j)); })};
  f["JointAverage"] = {mu_x};
  f["JointEnergy"] = {p.array().square().sum()};
  f["JointEntropy"] = {HXY};
  double const second = n < 2 ? 1 : twin_second_eigenvalue(p);
  f["MCC"] = {n < 2 ? 1 : std::sqrt(second), 1, std::abs(second) < 1e-12};
  f["MaximumProbability"] = {p.maxCoeff()};
  f["SumAverage"] = {sum([](double i, double j) { return i + j; })};
  f["SumEntropy"] = {twin_entropy(sums)};
  f["SumSquares"] = {sigma_x * sigma_x};
  return f;
}

// The sixteen forms of a matrix of level i and size j, by neutral names.
inline TwinFeatures twin_size_features(TwinMatrix const& matrix) {
  double N = 0;
  double voxels = 0;
  std::map<std::uint32_t, double> by_level;
  std::map<std::uint32_t, double> by_size;
  for (auto const& [cell, n] : matrix) {
    N += n;
    voxels += n * cell.second;
    by_level[cell.first] += n;
    by_size[cell.second] += n;
  }
  auto const mean = [&](auto weight) {
    double total = 0;
    for (auto const& [cell, n] : matrix) total += n * weight(double(cell.first), double(cell.second));
    return total / N;
  };
  auto const squares = [](auto const& margin) {
    double total = 0;
    for (auto const& [value, n] : margin) total += n * n;
    return total;
  };
  double const mean_level = mean([](double i, double) { return i; });
  double const mean_size = mean([](double, double j) { return j; });
  TwinFeatures f;
  f["LevelNonUniformity"] = {squares(by_level) / N};
  f["LevelNonUniformityNormalized"] = {squares(by_level) / (N * N)};
  f["LevelVariance"] = {mean([&](double i, double) { return (i - mean_level) * (i - mean_level); })};
  f["High"] = {mean([](double i, double) { return i * i; })};
  f["Low"] = {mean([](double i, double) { return 1 / (i * i); })};
  f["Large"] = {mean([](double, double j) { return j * j; })};
  f["LargeHigh"] = {mean([](double i, double j) { return i * i * j * j; })};
  f["LargeLow"] = {mean([](double i, double j) { return j * j / (i * i); })};
  f["Small"] = {mean([](double, double j) { return 1 / (j * j); })};
  f["SmallHigh"] = {mean([](double i, double j) { return i * i / (j * j); })};
  f["SmallLow"] = {mean([](double i, double j) { return 1 / (i * i * j * j); })};
  double entropy = 0;
  for (auto const& [cell, n] : matrix) entropy -= n / N * twin_log2(n / N);
  f["Entropy"] = {entropy};
  f["SizeNonUniformity"] = {squares(by_size) / N};
  f["SizeNonUniformityNormalized"] = {squares(by_size) / (N * N)};
  f["Percentage"] = {N / voxels};
  f["SizeVariance"] = {mean([&](double, double j) { return (j - mean_size) * (j - mean_size); })};
  return f;
}

inline TwinFeatures twin_ngtdm_features(std::map<std::uint32_t, TwinTone> const& tones) {
  double N = 0;
  double sum_s = 0;
  for (auto const& [level, tone] : tones) {
    N += tone.n;
    sum_s += tone.s;
  }
  double ps = 0;
  for (auto const& [level, tone] : tones) ps += tone.n / N * tone.s;
  double busy = 0;
  double complexity = 0;
  double contrast = 0;
  double strength = 0;
  for (auto const& [i, a] : tones) {
    for (auto const& [j, b] : tones) {
      double const p_i = a.n / N;
      double const p_j = b.n / N;
      double const apart = std::abs(double(i) - double(j));
      busy += std::abs(i * p_i - j * p_j);
      complexity += apart * (p_i * a.s + p_j * b.s) / (p_i + p_j);
      contrast += p_i * p_j * apart * apart;
      strength += (p_i + p_j) * apart * apart;
    }
  }
  double const present = double(tones.size());
  TwinFeatures f;
  f["Busyness"] = {busy == 0 ? 0 : ps / busy};
  f["Coarseness"] = {ps == 0 ? 1e6 : 1 / ps};
  f["Complexity"] = {complexity / N};
  f["Contrast"] = {present < 2 ? 0 : contrast * sum_s / N / (present * (present - 1))};
  f["Strength"] = {sum_s == 0 ? 0 : strength / sum_s};
  return f;
}

// Means over angles that leave out what is not a number.
inline TwinFeatures twin_means(std::vector<TwinFeatures> const& angles) {
  TwinFeatures means;
  std::map<std::string, int> counts;
  for (auto const& angle : angles) {
    for (auto const& [name, value] : angle) {
      auto& mean = means.try_emplace(name, TwinValue{0, value.scale, false}).first->second;
      mean.fragile = mean.fragile || value.fragile;
      if (std::isnan(value.value)) continue;
      mean.value += value.value;
      ++counts[name];
    }
  }
  for (auto& [name, mean] : means)
    mean.value = counts[name] > 0 ? mean.value / counts[name] : std::numeric_limits<double>::quiet_NaN();
  return means;
}

}  // namespace petra::testing
