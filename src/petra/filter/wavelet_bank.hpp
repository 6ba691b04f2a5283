// The filters of discrete wavelets, by PyWavelets' names. A new family is one file of constants and one line in
// wavelet_bank.cpp.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "petra/base/result.hpp"

namespace petra {

// One wavelet's published constants.
struct WaveletRow {
  std::string_view name;                       // "coif1"
  std::span<double const> decomposition_low;   // low-pass filter of the decomposition; even length
  std::span<double const> reconstruction_low;  // empty for an orthogonal wavelet: the decomposition's, reversed
  bool reversed = false;                       // both are stored back to front (rbio beside its bior)
};

// The two filters of a decomposition in the arithmetic's type, in PyWavelets' order (dec_lo, dec_hi); same even length.
template <class T>
struct TypedBank {
  std::vector<T> low;
  std::vector<T> high;  // (-1)^(j+1) times the reconstruction's low-pass filter
};

struct FilterBank {
  TypedBank<double> float64;
  TypedBank<float> float32;  // for float32 images; not always the rounded doubles: see wavelet_bank.cpp
};

[[nodiscard]] std::span<WaveletRow const> wavelets_of_daubechies();
[[nodiscard]] std::span<WaveletRow const> wavelets_of_symlets();
[[nodiscard]] std::span<WaveletRow const> wavelets_of_coiflets();
[[nodiscard]] std::span<WaveletRow const> wavelets_of_biorthogonal();

// Names of all wavelets known, in the order of the files.
[[nodiscard]] std::vector<std::string> wavelet_names();

// The filters of a wavelet. Errors: a name that is not known, with the nearest known one.
[[nodiscard]] Result<FilterBank> make_filter_bank(std::string_view name);

}  // namespace petra
