// What the SUV rule reads, as it stands in the files: apart from DICOM, so that the rule can be run on headers from
// anywhere.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "petra/imaging/dicom_item.hpp"
#include "petra/imaging/slice.hpp"

namespace petra {

struct SuvSliceTags {
  std::optional<ClockTime> acquired;                            // AcquisitionDate/Time
  std::optional<double> frame_reference_ms, frame_duration_ms;  // (0054,1300), (0018,1242)
  std::optional<double> philips_suv, philips_activity;          // (7053,xx00), (7053,xx09)
};

struct SuvTags {
  std::string units, suv_type, decay_correction, manufacturer;  // (0054,1001), (0054,1006), (0054,1102), (0008,0070)
  std::vector<std::string> corrected_image;                     // (0028,0051)
  bool has_radiopharmaceutical = true;                          // (0054,0016) with an item
  std::string weight, size, sex, age;                           // texts: what is wrong can be shown
  std::string dose, half_life;
  std::string nuclide_code, nuclide_meaning, tracer;
  std::string start_time, start_date_time;  // (0018,1072), (0018,1078)
  std::optional<ClockTime> series_time;     // SeriesDate/Time
  std::optional<ClockTime> ge_scan_time;    // (0009,xx0d) of GEMS_PETD_01
  std::optional<ClockTime> siemens_time;    // (0071,xx22)
  // Enhanced PET
  bool enhanced = false;
  std::string decay_corrected, attenuation_corrected;  // (0018,9758), (0018,9759)
  std::optional<ClockTime> decay_correction_time;      // (0018,9701)
  std::vector<SuvSliceTags> slices;
};

// From the first file of a series and its slices in order.
[[nodiscard]] SuvTags read_suv_tags(DicomItem const& data_set, std::vector<Slice> const& slices);

}  // namespace petra
