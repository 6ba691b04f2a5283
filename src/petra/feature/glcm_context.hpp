// Everything that the GLCM features of one matrix are computed from: its normalised cells, marginals and entropies, in
// one sweep.
#pragma once

#include <cstdint>
#include <vector>

#include "petra/feature/glcm_matrix.hpp"

namespace petra {

// The eps that PyRadiomics adds inside its logarithms and to some denominators: numpy.spacing(1).
inline constexpr double kEps = 0x1p-52;

struct GlcmContext {
  double N_g = 0;                           // the highest level of the region, not the number of levels present
  std::uint32_t present = 0;                // how many levels the region holds
  MatrixCells p;                            // p(i, j) = P(i, j) / sum P, only cells > 0
  std::vector<double> p_x, p_y;             // by level, index 0 unused
  std::vector<double> p_sum, p_difference;  // by i + j and by |i - j|
  double mu_x = 0, mu_y = 0;
  double variance_x = 0, sigma_x = 0, sigma_y = 0, covariance = 0;
  double autocorrelation = 0, energy = 0, maximum = 0, contrast = 0;
  double HX = 0, HY = 0, HXY = 0, HXY1 = 0, HXY2 = 0;

  // Fills all of the above. matrix.total must be above 0.
  void assign(GlcmMatrix const& matrix, std::uint32_t highest, std::uint32_t levels_present);

 private:
  void sum_moments(double total);
  void sum_entropies(GlcmMatrix const& matrix);
  void sum_entropies_term_by_term();
  std::vector<std::uint32_t> rows_, columns_;  // levels with p_x > 0, p_y > 0
};

}  // namespace petra
