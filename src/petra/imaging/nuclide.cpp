#include "petra/imaging/nuclide.hpp"

#include <array>
#include <cctype>

namespace petra {

namespace {

constexpr auto kNuclides = std::to_array<Nuclide>({
    {"F-18", "18f", 6586.2, "C-111A1", "77004003"},
    {"Ga-68", "68ga", 4062.6, "C-131A3", "80751004"},
    {"C-11", "11c", 1223.4, "C-105A1", "40565001"},
    {"N-13", "13n", 597.9, "C-107A1", "21576001"},
    {"Cu-64", "64cu", 45723.6, "", ""},
    {"Zr-89", "89zr", 282240.0, "", ""},
});

std::string squeeze(std::string_view text) {
  std::string kept;
  for (char const c : text)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      kept += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return kept;
}

// "18f" or "f18" in "18ffdg", "fluorine18", "18fluorine".
bool names(std::string_view text, Nuclide const& nuclide) {
  auto const digits = nuclide.squeezed.find_first_not_of("0123456789");
  std::string const mass(nuclide.squeezed.substr(0, digits)), symbol(nuclide.squeezed.substr(digits));
  auto const has = [&](std::string const& wanted) {
    for (auto at = text.find(wanted); at != std::string_view::npos; at = text.find(wanted, at + 1)) {
      // Not the end of a longer number: "118f" is no 18F.
      bool const digit_before = at > 0 && std::isdigit(static_cast<unsigned char>(text[at - 1])) != 0 &&
                                std::isdigit(static_cast<unsigned char>(wanted[0])) != 0;
      auto const end = at + wanted.size();
      bool const digit_after = end < text.size() && std::isdigit(static_cast<unsigned char>(text[end])) != 0 &&
                               std::isdigit(static_cast<unsigned char>(wanted.back())) != 0;
      if (!digit_before && !digit_after) return true;
    }
    return false;
  };
  return has(mass + symbol) || has(symbol + mass);
}

}  // namespace

std::span<Nuclide const> nuclides() {
  return kNuclides;
}

Nuclide const* find_nuclide(std::string_view code, std::string_view meaning, std::string_view tracer) {
  if (!code.empty())
    for (auto const& nuclide : kNuclides)
      if (code == nuclide.srt_code || code == nuclide.sct_code) return &nuclide;
  auto const by_meaning = squeeze(meaning), by_tracer = squeeze(tracer);
  for (auto const* text : {&by_meaning, &by_tracer})
    for (auto const& nuclide : kNuclides)
      if (names(*text, nuclide)) return &nuclide;
  if (by_meaning.find("fluor18") != std::string::npos || by_meaning.find("fluorine18") != std::string::npos)
    return &kNuclides[0];
  // A tracer that exists with one nuclide only.
  if (by_tracer.find("fdg") != std::string::npos || by_tracer.find("deoxyglucose") != std::string::npos)
    return &kNuclides[0];
  return nullptr;
}

}  // namespace petra
