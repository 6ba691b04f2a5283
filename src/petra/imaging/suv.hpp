// From stored PET to SUV: the rule, and how it came to its factor.
//
// Sources: QIBA's vendor-neutral SUV pseudo-code; IBSI/OncoRay manual for SUV computation (2026); DICOM PS3.3 C.8.9 and
// C.8.22.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "petra/imaging/body_size.hpp"
#include "petra/imaging/finding.hpp"
#include "petra/imaging/suv_tags.hpp"

namespace petra {

// What one unit of SUV is measured by.
enum class SuvBody { weight, lean_james, lean_janmahasatian, surface };

struct SuvBodyRow {
  SuvBody body;
  std::string_view name;  // of --suv
  std::string_view unit;  // of the volume
  std::string_view title;
};
inline constexpr SuvBodyRow kSuvBodies[] = {
    {SuvBody::weight, "bw", "SUVbw g/ml", "body weight"},
    {SuvBody::lean_james, "lbm-james", "SUL (James) g/ml", "lean body mass by James"},
    {SuvBody::lean_janmahasatian, "lbm-janmahasatian", "SUL (Janmahasatian) g/ml", "lean body mass by Janmahasatian"},
    {SuvBody::surface, "bsa", "SUVbsa cm2/ml", "body surface by Du Bois"},
};
[[nodiscard]] SuvBodyRow const& suv_body_row(SuvBody body);

// What the user says instead of a tag, or allows.
struct SuvOptions {
  SuvBody body = SuvBody::weight;
  std::optional<double> weight_kg, height_m, dose_bq, half_life_s, suv_factor, activity_factor;
  std::optional<Sex> sex;
  std::string injection_time;  // "09:12:30" or "20190314091230"
  std::string scan_time;       // the reference of decay correction, as injection_time
  std::string units, decay;
  bool allow_uncorrected = false;
};

struct SuvStep {
  std::string name, value, source;  // "weight", "15.4 kg", "PatientWeight (0010,1030)"
};

// One of the answers to: when was the reference of decay correction?
struct ReferenceRung {
  char rung = 'a';  // a SeriesTime, b GE private, c from FrameReferenceTime, d earliest AcquisitionTime
  ClockTime time;
  std::string source;
};

struct SuvDerivation {
  bool possible = false;        // false: findings hold at least one error
  std::vector<double> factors;  // per slice: SUV = rescaled value × factor
  std::optional<double> weight_kg, height_m, dose_bq, half_life_s, uptake_s, decay_factor;
  std::string rung;  // "a" … "d", "enhanced", "given"; empty where no reference time was needed
  std::optional<ClockTime> reference_time, injection_time;
  std::vector<ReferenceRung> rungs;  // every rung that could be had
  std::vector<SuvStep> steps;
  Findings findings;
};

// Applies the rule. Everything that is missing is in the findings at once, each with the option that mends it.
[[nodiscard]] SuvDerivation derive_suv(SuvTags const& tags, SuvOptions const& options = {});

// The derivation for people: a line per step, then the findings.
[[nodiscard]] std::string format_derivation(SuvDerivation const& derivation);

}  // namespace petra
