#include "petra/extract/builtin_settings.hpp"

#include <array>

namespace petra {

namespace {

// The reference study's configuration: 14 shape + 93 x 14 images = 1,316 features; no resampling, no normalising.
constexpr std::string_view kCt = R"(imageType:
  Original: {}
  Wavelet:
    wavelet: coif1
  Square: {}
  SquareRoot: {}
  Logarithm: {}
  Exponential: {}
  Gradient: {}
featureClass:
  shape:
  firstorder:
  glcm:
  glrlm:
  glszm:
  gldm:
  ngtdm:
setting:
  binWidth: 25
  label: 1
)";

// The same with grey levels 0.3 SUV wide.
constexpr std::string_view kPet = R"(imageType:
  Original: {}
  Wavelet:
    wavelet: coif1
  Square: {}
  SquareRoot: {}
  Logarithm: {}
  Exponential: {}
  Gradient: {}
featureClass:
  shape:
  firstorder:
  glcm:
  glrlm:
  glszm:
  gldm:
  ngtdm:
setting:
  binWidth: 0.3
  label: 1
)";

constexpr std::array<BuiltinSettings, 2> kBuiltin = {{{"builtin:ct", kCt}, {"builtin:pet", kPet}}};

}  // namespace

std::span<BuiltinSettings const> builtin_settings() {
  return kBuiltin;
}

}  // namespace petra
