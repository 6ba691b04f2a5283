// Whether a threshold's region leaks into its neighbourhood.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "petra/segment/intensity_range.hpp"
#include "petra/segment/neighbours.hpp"

namespace petra {

// The step that is tried: a tenth of the threshold up and down.
inline constexpr double kLeakStep = 0.1;
// Not tried where the threshold is this near the region's maximum: there any hot spot doubles.
inline constexpr double kLeakHighest = 0.8;

// A warning with both sizes and thresholds where the region connected to the seeds is at least twice as large as the
// one at the next higher threshold, or half as large as the one at the next lower: a bridge to another organ lies at
// about that intensity, and the volume hangs on it. Nothing for thresholds that are not positive.
[[nodiscard]] std::optional<std::string> leak_warning(AnyVolume const& image, std::span<Index3 const> seeds,
                                                      Connectivity connectivity, IntensityRange const& range,
                                                      Mask const& region);

}  // namespace petra
