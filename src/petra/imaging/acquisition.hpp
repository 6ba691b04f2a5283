// How an image was acquired, as its headers tell: what a paper's methods section and a reader of outliers want to know.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "petra/imaging/series_volume.hpp"

namespace petra {

struct AcquisitionValue {
  std::string_view name;  // a row of kAcquisitionRows
  std::string text;
  std::optional<double> number;  // where it is one
};

struct AcquisitionRow {
  std::string_view name, title, unit;
  bool pet = true, ct = true;  // of which modality it is told
};

inline constexpr AcquisitionRow kAcquisitionRows[] = {
    {"manufacturer", "Manufacturer", ""},
    {"model", "Scanner", ""},
    {"software", "Software", ""},
    {"tracer", "Tracer", "", true, false},
    {"dose_mbq", "Injected dose", "MBq", true, false},
    {"dose_mbq_per_kg", "Injected dose per body weight", "MBq/kg", true, false},
    {"uptake_min", "Uptake time", "min", true, false},
    {"minutes_per_bed", "Time per bed position", "min", true, false},
    {"reconstruction", "Reconstruction", "", true, false},
    {"corrections", "Corrections applied", "", true, false},
    {"filter", "Filter or kernel", ""},
    {"kv", "Tube voltage", "kV", false, true},
    {"tube_current_ma", "Tube current of the first slice", "mA", false, true},
    {"matrix", "Matrix", ""},
    {"voxel_mm", "Voxel size", "mm"},
    {"slices", "Slices", ""},
};

// The rows that the series' headers fill, in the table's order. `plan` has the dose and uptake by the rule of SUV (what
// the user said instead of tags included); uptake is to the reference of decay correction, the scan's start. Minutes
// per bed: the slices' median frame duration.
[[nodiscard]] std::vector<AcquisitionValue> read_acquisition(Series const& series, SeriesPlan const& plan,
                                                             DicomItem const& first_header);

}  // namespace petra
