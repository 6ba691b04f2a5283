// One feature = one row beside its kernel (docs/architecture.md). A row says what the feature is; the kernel computes it from its
// family's context.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <string_view>

namespace petra {

enum class Unit { none, millimetre, square_millimetre, cubic_millimetre, per_millimetre, intensity, intensity_squared, intensity_squared_cubic_millimetre, bits };

[[nodiscard]] constexpr std::string_view unit_name(Unit unit) {
  switch (unit) {
    case Unit::none: return "1";
    case Unit::millimetre: return "mm";
    case Unit::square_millimetre: return "mm2";
    case Unit::cubic_millimetre: return "mm3";
    case Unit::per_millimetre: return "1/mm";
    case Unit::intensity: return "intensity";
    case Unit::intensity_squared: return "intensity2";
    case Unit::intensity_squared_cubic_millimetre: return "intensity2 mm3";
    case Unit::bits: return "bit";
  }
  return "1";
}

// Why a value is undefined, or is the convention's stand-in for an undefined one. image_left_out: PyRadiomics has no such feature for
// this case, because its filter skips the image (extract/plan.hpp).
enum class Reason : std::uint8_t { none, one_grey_level, too_few_voxels, zero_variance, no_neighbours, flat_region, no_multi_voxel_line, division_by_zero, not_finite, image_left_out };

[[nodiscard]] constexpr std::string_view reason_name(Reason reason) {
  switch (reason) {
    case Reason::none: return "";
    case Reason::one_grey_level: return "one_grey_level";
    case Reason::too_few_voxels: return "too_few_voxels";
    case Reason::zero_variance: return "zero_variance";
    case Reason::no_neighbours: return "no_neighbours";
    case Reason::flat_region: return "flat_region";
    case Reason::no_multi_voxel_line: return "no_multi_voxel_line";
    case Reason::division_by_zero: return "division_by_zero";
    case Reason::not_finite: return "not_finite";
    case Reason::image_left_out: return "image_left_out";
  }
  return "";
}

// A value; `reason` stands beside it where the quantity is undefined for this input (the value is then what PyRadiomics gives).
struct FeatureValue {
  double value = std::numeric_limits<double>::quiet_NaN();
  Reason reason = Reason::none;
};

struct Needs {
  int voxels = 1;
  int grey_levels = 1;
};

struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
};

// What a feature is: everything that the catalogue, manual and tooltips print.
struct FeatureInfo {
  std::string_view name;       // PyRadiomics' name: "JointEnergy"
  std::string_view ibsi_code;  // "8ZQL"; empty for an extension
  std::string_view ibsi_name;  // "Angular second moment"; "extension"
  Unit unit = Unit::none;
  Range range = {};
  std::string_view formula;    // LaTeX
  std::string_view source;     // "IBSI 3.6.4", "PyRadiomics 3.0.1", paper
  Needs needs = {};
  bool only_by_name = false;   // not among a class's defaults: computed only where a parameter file names it (StandardDeviation)
};

template <class Context>
struct Feature {
  FeatureInfo info;
  FeatureValue (*kernel)(Context const&);
};

// PyRadiomics orders features by their method's name, get<Name>FeatureValue: MeanAbsoluteDeviation comes before Mean.
[[nodiscard]] constexpr bool comes_before(std::string_view name, std::string_view other) {
  constexpr std::string_view kEnd = "FeatureValue";
  auto const letter = [kEnd](std::string_view text, std::size_t i) {
    if (i < text.size()) return text[i];
    return i - text.size() < kEnd.size() ? kEnd[i - text.size()] : '\0';
  };
  std::size_t const length = std::max(name.size(), other.size()) + kEnd.size();
  for (std::size_t i = 0; i < length; ++i) {
    if (letter(name, i) != letter(other, i)) return letter(name, i) < letter(other, i);
  }
  return false;
}

// Checked per family by static_assert: names and formulas present, names in PyRadiomics' output order, no doubles.
template <class Rows>
[[nodiscard]] constexpr bool well_formed(Rows const& rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto const& info = rows[i].info;
    if (info.name.empty() || info.formula.empty() || info.source.empty() || info.ibsi_name.empty()) return false;
    if (!(info.range.low <= info.range.high) || rows[i].kernel == nullptr) return false;
    if (i > 0 && !comes_before(rows[i - 1].info.name, info.name)) return false;
  }
  return true;
}

}  // namespace petra
