#include "petra/filter/wavelet_bank.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "petra/base/text.hpp"

namespace petra {

namespace {

std::array<std::span<WaveletRow const>, 4> families() {
  return {wavelets_of_daubechies(), wavelets_of_symlets(), wavelets_of_coiflets(), wavelets_of_biorthogonal()};
}

// PyWavelets keeps coiflets without their factor √2, once in double and once in float32, and multiplies when it is
// asked for one: the float32 taps are products rounded twice. (Found by sending float32 impulses through
// PyWavelets 1.9.0; all other taps are rounded doubles.)
float narrow_tap(double tap, bool is_coiflet) {
  if (!is_coiflet) return static_cast<float>(tap);
  double const root = std::sqrt(2.0);
  return static_cast<float>(tap / root) * static_cast<float>(root);
}

FilterBank bank_of(WaveletRow const& row) {
  std::vector<double> low(row.decomposition_low.begin(), row.decomposition_low.end());
  std::vector<double> high(row.reconstruction_low.begin(), row.reconstruction_low.end());
  if (row.reversed) {
    std::reverse(low.begin(), low.end());
    std::reverse(high.begin(), high.end());
  }
  if (high.empty()) high.assign(low.rbegin(), low.rend());
  for (std::size_t j = 0; j < high.size(); j += 2) high[j] = -high[j];

  bool const is_coiflet = row.name.starts_with("coif");
  FilterBank bank;
  for (double const tap : low) bank.float32.low.push_back(narrow_tap(tap, is_coiflet));
  for (double const tap : high) bank.float32.high.push_back(narrow_tap(tap, is_coiflet));
  bank.float64 = {std::move(low), std::move(high)};
  return bank;
}

}  // namespace

std::vector<std::string> wavelet_names() {
  std::vector<std::string> names;
  for (auto const& family : families()) {
    for (auto const& row : family) names.emplace_back(row.name);
  }
  return names;
}

Result<FilterBank> make_filter_bank(std::string_view name) {
  for (auto const& family : families()) {
    for (auto const& row : family) {
      if (row.name == name) return bank_of(row);
    }
  }
  auto const known = wavelet_names();
  auto const nearest = nearest_name(name, known);
  return make_error(ErrorCode::invalid_input, "setting wavelet",
                    "there is no discrete wavelet '" + std::string(name) + "'",
                    (nearest ? "Did you mean '" + *nearest + "'? " : std::string()) +
                        "Known: haar, db1 to db38, sym2 to sym20, coif1 to coif17, dmey, bior and rbio 1.1 to 6.8.");
}

}  // namespace petra
