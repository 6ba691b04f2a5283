// A smooth random field: a sum of plane waves with unit variance.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "petra/base/counter_random.hpp"

namespace petra::phantom {

class Waves {
 public:
  // `count` waves in random directions, wavelengths between shortest and longest (log-uniform), longer ones stronger.
  Waves(CounterRandom const& random, int count, double shortest, double longest);

  // The field at one point.
  [[nodiscard]] double at(std::array<double, 3> const& point) const;

  // The field at x0, x0 + dx, … on the line (y, z), into `out`.
  void along_x(double x0, double dx, double y, double z, std::span<double> out) const;

 private:
  struct Wave {
    std::array<double, 3> k;
    double phase, amplitude;
  };
  std::vector<Wave> waves_;
};

}  // namespace petra::phantom
