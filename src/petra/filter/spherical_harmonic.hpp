// Spherical harmonics in SciPy's order of operations.
#pragma once

#include <complex>

namespace petra {

// Y_n^m of SciPy 1.14's sph_harm(m, n, azimuth, polar) with the Condon-Shortley phase, bit for bit: |m| <= n, angles in
// radians. NaN where an angle is.
std::complex<double> spherical_harmonic(int m, int n, double azimuth, double polar);

}  // namespace petra
