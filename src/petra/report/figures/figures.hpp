// The builders of the figures, one file each, named for what they show. Beside each: the tables that it is drawn from;
// "set" where the end of the figure's name says which patients.
#pragma once

#include <optional>

#include "petra/report/figure.hpp"

namespace petra {

using FigureBuilder = std::optional<FigureSpec>(ReportDocument const& document, FigureRow const& row);

FigureBuilder build_patient_flow_figure;         // flow, predictions
FigureBuilder build_funnel_figure;               // funnel
FigureBuilder build_icc_histogram_figure;        // icc
FigureBuilder build_redundancy_figure;           // correlation
FigureBuilder build_lasso_path_figure;           // lasso_path
FigureBuilder build_lasso_coefficients_figure;   // lasso_coefficients, lasso_path, signature
FigureBuilder build_signature_figure;            // signature
FigureBuilder build_selection_frequency_figure;  // selection_frequency
FigureBuilder build_rad_score_figure;            // rad_score; set = end of the name
FigureBuilder build_nomogram_figure;             // nomogram
FigureBuilder build_roc_figure;                  // predictions, performance; set
FigureBuilder build_calibration_figure;          // calibration, predictions; set
FigureBuilder build_decision_curve_figure;       // decision_curve; set
FigureBuilder build_optimism_figure;             // performance, validation, optimism, nested_cv
FigureBuilder build_reader_overlap_figure;        // reader_agreement

}  // namespace petra
