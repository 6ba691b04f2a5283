// What all figures share: fonts, colours that colour-blind readers tell apart (Okabe & Ito 2008), dashes that survive a
// black-and-white print.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "petra/report/figure.hpp"

namespace petra {

inline constexpr std::string_view kBlue = "#0072B2", kVermilion = "#D55E00", kOrange = "#E69F00", kGreen = "#009E73",
                                  kInk = "#222222", kGrey = "#767676";

// The look of a model wherever it is drawn.
struct ModelStyle {
  std::string_view model, label, colour;
  std::array<int, 2> dash;
};

inline constexpr auto kModelStyles = std::to_array<ModelStyle>({
    {"combined", "Combined", kVermilion, {1, 0}},
    {"radiomics", "Radiomics", kBlue, {7, 3}},
    {"clinical", "Clinical", kGreen, {2, 2}},
});

// A specification with schema, title, background and fonts; marks and data are the caller's.
[[nodiscard]] FigureSpec make_figure(FigureRow const& row, std::string const& subtitle = {});

// "train" or "test", from a figure's name.
[[nodiscard]] std::string_view set_of(FigureRow const& row);

// Number for a label: as many digits as people read ("0.059", "12").
[[nodiscard]] std::string short_number(double value, int significant_digits = 3);

}  // namespace petra
