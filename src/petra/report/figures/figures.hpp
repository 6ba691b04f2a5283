// The builders of the figures, one file each, named for what they show.
#pragma once

#include <optional>

#include "petra/report/figure.hpp"

namespace petra {

[[nodiscard]] std::optional<FigureSpec> build_funnel_figure(ReportDocument const& document,
                                                            FigureRow const& row);  // funnel
[[nodiscard]] std::optional<FigureSpec> build_lasso_path_figure(ReportDocument const& document,
                                                                FigureRow const& row);  // lasso_path
[[nodiscard]] std::optional<FigureSpec> build_rad_score_figure(
    ReportDocument const& document, FigureRow const& row);  // rad_score; set = end of the name
[[nodiscard]] std::optional<FigureSpec> build_nomogram_figure(ReportDocument const& document,
                                                              FigureRow const& row);  // nomogram
[[nodiscard]] std::optional<FigureSpec> build_roc_figure(ReportDocument const& document,
                                                         FigureRow const& row);  // predictions, performance

}  // namespace petra
