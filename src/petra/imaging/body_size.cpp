#include "petra/imaging/body_size.hpp"

#include <cmath>

namespace petra {

namespace {

double by_sex(Sex sex, double male, double female) {
  switch (sex) {
    case Sex::male:
      return male;
    case Sex::female:
      return female;
    case Sex::other:
      break;
  }
  return (male + female) / 2;
}

double james(Body const& body, double male_square) {
  auto const w = body.weight_kg, ratio = w / (body.height_m * 100);
  return by_sex(body.sex, 1.10 * w - male_square * ratio * ratio, 1.07 * w - 148 * ratio * ratio);
}

}  // namespace

std::optional<Sex> parse_sex(std::string_view text) {
  if (text == "M" || text == "m") return Sex::male;
  if (text == "F" || text == "f") return Sex::female;
  if (text == "O" || text == "o") return Sex::other;
  return std::nullopt;
}

double lean_mass_james(Body const& body) {
  return james(body, 128);
}

double lean_mass_james_120(Body const& body) {
  return james(body, 120);
}

double lean_mass_janmahasatian(Body const& body) {
  auto const w = body.weight_kg, bmi = w / (body.height_m * body.height_m);
  return by_sex(body.sex, 9270 * w / (6680 + 216 * bmi), 9270 * w / (8780 + 244 * bmi));
}

double ideal_mass(Body const& body) {
  auto const over = body.height_m * 100 - 152;
  return by_sex(body.sex, 48.0 + 1.06 * over, 45.5 + 0.91 * over);
}

double body_surface_m2(Body const& body) {
  return 0.007184 * std::pow(body.weight_kg, 0.425) * std::pow(body.height_m * 100, 0.725);
}

}  // namespace petra
