// Radionuclides of PET: half-lives by DICOM code or by name.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace petra {

struct Nuclide {
  std::string_view name;      // "F-18"
  std::string_view squeezed;  // "18f", as found in names once marks and blanks are gone
  double half_life_s;
  std::string_view srt_code, sct_code;  // CID 4020: SNOMED-RT and SNOMED CT; empty where petra knows none
};

[[nodiscard]] std::span<Nuclide const> nuclides();

// By RadionuclideCodeSequence's CodeValue, else by its meaning or the tracer's name ("^18^Fluorine", "F-18", "FDG").
// Null: unknown.
[[nodiscard]] Nuclide const* find_nuclide(std::string_view code, std::string_view meaning, std::string_view tracer);

}  // namespace petra
