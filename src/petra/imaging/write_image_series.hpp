// Volumes out as DICOM series: one conventional PET or CT image per slice, explicit little endian.
#pragma once

#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/grid/volume.hpp"
#include "petra/imaging/dicom_time.hpp"

namespace petra {

// Who and what the images are of; names and IDs are the caller's own invention (phantoms).
struct StudyFacts {
  std::string patient_name, patient_id, sex = "O", birth_date, age;  // age: "004Y"
  double weight_kg = 0, height_m = 0;
  std::string uid_seed;  // UIDs follow from it; study and frame of reference are shared by what has the same seed
  ClockTime scan_start;
  std::string manufacturer = "petra", model = "phantom";
};

struct PetFacts {
  double dose_bq = 0, half_life_s = 6586.2;
  ClockTime injected;
  double minutes_per_bed = 2;
  int beds = 1;
};

struct CtFacts {
  double kv = 120;
  std::string kernel = "B30f";
};

// PET: SUV by body weight in, Bq/ml out (DecayCorrection START, slope per slice). What comes back by the SUV rule is
// the volume within half a step of each slice's slope. Files IM0001.dcm … in `folder`. Errors: not writable; axes that
// are not at right angles; NaN.
[[nodiscard]] Result<void> write_pet_series(Volume<float> const& suv, StudyFacts const& study, PetFacts const& pet,
                                            std::filesystem::path const& folder);
// CT: HU, stored as signed 16 bit.
[[nodiscard]] Result<void> write_ct_series(Volume<std::int16_t> const& hu, StudyFacts const& study, CtFacts const& ct,
                                           std::filesystem::path const& folder);

}  // namespace petra
