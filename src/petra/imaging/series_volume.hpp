// A series as a volume: PET in SUV, CT in HU, others as stored. First what the headers allow (no pixel is touched),
// then the pixels.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "petra/base/workers.hpp"
#include "petra/grid/volume.hpp"
#include "petra/imaging/plane_values.hpp"
#include "petra/imaging/series.hpp"
#include "petra/imaging/suv.hpp"

namespace petra {

struct VolumeOptions {
  SuvOptions suv;
  std::optional<double> assume_slope;     // PET without RescaleSlope
  std::optional<Rescale> assume_rescale;  // CT without RescaleSlope and RescaleIntercept
  DicomLimits limits;
};

// What a series will become, as far as headers tell.
struct SeriesPlan {
  bool possible = false;         // false: the findings (the series' own included) hold an error
  std::string unit;              // "SUVbw g/ml", "HU", "stored"
  std::vector<Rescale> rescale;  // per slice, SUV factor included
  std::optional<SuvDerivation> suv;
  Findings findings;  // the series' own first
};

// Reads the first file's header again (for the tags of SUV) and decides. Errors only where that file is gone.
[[nodiscard]] Result<SeriesPlan> plan_series(Series const& series, VolumeOptions const& options = {});

struct SeriesVolume {
  AnyVolume volume;   // int16 for whole HU that fit, else float32
  Findings findings;  // of the pixels: padding
};

// The pixels of the slices on all workers, one plane per task; peak memory is the volume and a plane per thread.
// `advance` is called per slice, from any thread. A tilted series that was allowed (--allow-shear) comes resampled to
// right angles, linearly.
[[nodiscard]] Result<SeriesVolume> read_series_volume(Series const& series, SeriesPlan const& plan, Workers& workers,
                                                      DicomLimits const& limits = {},
                                                      std::function<void()> const& advance = {});

}  // namespace petra
