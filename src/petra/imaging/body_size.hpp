// Lean and ideal body mass, body surface: the other bodies that SUV may be measured by.
#pragma once

#include <optional>
#include <string_view>

namespace petra {

enum class Sex { male, female, other };

// DICOM's PatientSex: M, F, O; nothing for anything else.
[[nodiscard]] std::optional<Sex> parse_sex(std::string_view text);

struct Body {
  double weight_kg = 0, height_m = 0;
  Sex sex = Sex::other;  // other: the mean of both sexes' values (IBSI)
};

// James: male 1.10 W - 128 (W/H)^2, female 1.07 W - 148 (W/H)^2, H in cm. kg.
[[nodiscard]] double lean_mass_james(Body const& body);
// The same with 120 in the male formula, as DICOM's SUVType LBM has it. kg.
[[nodiscard]] double lean_mass_james_120(Body const& body);
// Janmahasatian: male 9270 W / (6680 + 216 BMI), female 9270 W / (8780 + 244 BMI). kg.
[[nodiscard]] double lean_mass_janmahasatian(Body const& body);
// Sugawara: male 48.0 + 1.06 (H - 152), female 45.5 + 0.91 (H - 152), H in cm. kg; negative for small children.
[[nodiscard]] double ideal_mass(Body const& body);
// Du Bois: 0.007184 W^0.425 H^0.725, H in cm. m^2.
[[nodiscard]] double body_surface_m2(Body const& body);

}  // namespace petra
