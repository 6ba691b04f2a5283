#include "petra/report/html_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "petra/base/text.hpp"
#include "petra/report/embedded.hpp"
#include "petra/report/template.hpp"

namespace petra {

namespace {

using Json = nlohmann::ordered_json;

std::string base64(std::string_view bytes) {
  static constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    auto const byte = [&](std::size_t k) {
      return i + k < bytes.size() ? static_cast<unsigned>(static_cast<unsigned char>(bytes[i + k])) : 0U;
    };
    unsigned const group = byte(0) << 16U | byte(1) << 8U | byte(2);
    text += kAlphabet[group >> 18U & 63U];
    text += kAlphabet[group >> 12U & 63U];
    text += i + 1 < bytes.size() ? kAlphabet[group >> 6U & 63U] : '=';
    text += i + 2 < bytes.size() ? kAlphabet[group & 63U] : '=';
  }
  return text;
}

// Heading of a column for people.
std::string heading(std::string_view column) {
  struct Heading {
    std::string_view column, text;
  };
  static constexpr auto kHeadings = std::to_array<Heading>({{"features_in", "features in"},
                                                            {"features_out", "features left"},
                                                            {"auc", "AUC"},
                                                            {"auc_low", "95 % CI from"},
                                                            {"auc_high", "to"},
                                                            {"ci_low", "95 % CI from"},
                                                            {"ci_high", "to"},
                                                            {"or", "odds ratio"},
                                                            {"se", "standard error"},
                                                            {"f1", "F1"},
                                                            {"brier", "Brier"},
                                                            {"cutoff_youden", "cut-off (Youden)"},
                                                            {"sensitivity_youden", "sensitivity at it"},
                                                            {"specificity_youden", "specificity at it"},
                                                            {"auc_difference", "AUC difference (a − b)"},
                                                            {"model_a", "model a"},
                                                            {"model_b", "model b"},
                                                            {"coefficient_per_sd", "coefficient per SD"},
                                                            {"cv_mean", "deviance"},
                                                            {"cv_se", "standard error"},
                                                            {"nonzero", "features"},
                                                            {"rad_score", "Rad score"},
                                                            {"icc", "ICC"},
                                                            {"dice", "Dice"},
                                                            {"jaccard", "Jaccard"},
                                                            {"hausdorff_mm", "Hausdorff (mm)"},
                                                            {"hausdorff_95_mm", "Hausdorff 95 % (mm)"},
                                                            {"hausdorff_95_pooled_mm", "the same, pooled (mm)"},
                                                            {"mean_surface_distance_mm", "mean surface distance (mm)"},
                                                            {"volume_first_ml", "volume, first (ml)"},
                                                            {"volume_second_ml", "volume, second (ml)"},
                                                            {"volume_difference_ml", "difference (ml)"},
                                                            {"volume_difference_percent", "difference (%)"},
                                                            {"dropped_for", "repeats"},
                                                            {"sd", "SD"},
                                                            {"test_name", "test"},
                                                            {"univariable_or", "alone: OR (95 % CI)"},
                                                            {"univariable_p", "p"},
                                                            {"multivariable_or", "together: OR (95 % CI)"},
                                                            {"multivariable_p", "p"},
                                                            {"delong_low", "DeLong from"},
                                                            {"delong_high", "to"},
                                                            {"logit_low", "logit from"},
                                                            {"logit_high", "to"},
                                                            {"auc_logit_low", "logit from"},
                                                            {"auc_logit_high", "to"},
                                                            {"auc_train", "AUC, training"},
                                                            {"auc_train_low", "95 % CI from"},
                                                            {"auc_train_high", "to"},
                                                            {"auc_test", "AUC, test"},
                                                            {"auc_test_low", "95 % CI from"},
                                                            {"auc_test_high", "to"},
                                                            {"spearman_rad_score", "Spearman with the Rad score"},
                                                            {"p_test", "p, test (against radiomics)"},
                                                            {"p_adjusted", "p adjusted"},
                                                            {"optimism_se", "Monte-Carlo error"},
                                                            {"out_of_bag", "out of bag"},
                                                            {"corrected_632_plus", "corrected (.632+)"},
                                                            {"null_mean", "mean without signal"},
                                                            {"null_q95", "95th percentile without signal"},
                                                            {"share_of_resamples", "share of resamples"},
                                                            {"share_of_fold_seeds", "share of fold draws"},
                                                            {"events_per_candidate", "events per candidate"},
                                                            {"anticipated_auc", "anticipated AUC"},
                                                            {"auc_source", "AUC from"},
                                                            {"cox_snell_r2", "Cox-Snell R²"},
                                                            {"needed_for_shrinkage", "needed for shrinkage"},
                                                            {"needed_for_optimism", "needed for optimism"},
                                                            {"needed_for_prevalence", "needed for the share of cases"},
                                                            {"rad_score_cross_fitted", "Rad score, cross-fitted"}});
  auto const found =
      std::find_if(kHeadings.begin(), kHeadings.end(), [&](Heading const& h) { return h.column == column; });
  return std::string(found == kHeadings.end() ? column : found->text);
}

// Title of a table for people.
std::string table_title(std::string_view name) {
  struct Title {
    std::string_view name, text;
  };
  static constexpr auto kTitles =
      std::to_array<Title>({{"performance", "Performance of each model in each set"},
                            {"delong", "Comparison of the models (DeLong)"},
                            {"combined", "Combined model"},
                            {"nomogram", "Points of the nomogram"},
                            {"funnel", "Steps of the selection"},
                            {"signature", "Features of the signature"},
                            {"signature_summary", "The signature by modality, image and family"},
                            {"lasso_path", "Cross-validation of the penalty"},
                            {"rad_score", "Rad score of each patient"},
                            {"univariable", "Each candidate alone"},
                            {"multivariable", "Screened candidates together"},
                            {"clinical", "Clinical model"},
                            {"icc", "Intraclass correlation of each feature"},
                            {"reader_agreement", "Overlap and distance of the outlines"},
                            {"pet_metrics", "Metrics of the PET masks"},
                            {"correlation", "Features kept and dropped"},
                            {"predictions", "Predicted probabilities"},
                            {"split", "Training and test patients"},
                            {"flow", "Flow of patients"},
                            {"excluded", "Patients left out"},
                            {"table1", "Table 1: characteristics"},
                            {"table2", "Table 2: odds ratios as printed"},
                            {"stepwise", "Steps of the stepwise choice"},
                            {"added_value", "Combined against clinical"},
                            {"validation", "Indices corrected for optimism (the last regression only)"},
                            {"calibration", "Calibration curves"},
                            {"decision_curve", "Decision curves"},
                            {"rad_score_test", "Rad score of cases against controls"},
                            {"signature_variants", "Signatures of one modality, volume alone"},
                            {"lasso_coefficients", "Coefficients along the penalty"},
                            {"auc_intervals", "AUC with DeLong's and the logit 95 % interval"},
                            {"refit_slope", "Slope of the refit on the Rad score"},
                            {"rad_score_cross_fitted", "Cross-fitted Rad scores of the training patients"},
                            {"optimism", "Bootstrap of the whole funnel"},
                            {"nested_cv", "Nested cross-validation of the whole funnel"},
                            {"permutation", "Permutation test of the whole funnel"},
                            {"fold_seeds", "Other random folds of the LASSO, same patients"},
                            {"selection_frequency", "How often each feature is selected"},
                            {"sample_size", "Riley's sample-size criteria and events per candidate"},
                            {"fdr", "False discovery rates (Benjamini and Hochberg)"},
                            {"subgroups", "Subgroups by sex, age, centre and the other variables"},
                            {"imputation", "Empty cells of candidates, imputed"},
                            {"pooled", "Coefficients over the imputed tables"},
                            {"combat", "What ComBat took off each centre's features"},
                            {"fold_validation", "Indices by cross-validation of the last regression"},
                            {"undefined", "Empty cells"}});
  auto const found = std::find_if(kTitles.begin(), kTitles.end(), [&](Title const& t) { return t.name == name; });
  return std::string(found == kTitles.end() ? name : found->text);
}

// A cell for people: four significant digits, small p as "< 0.001".
std::string readable(std::string_view column, std::string const& text) {
  auto const number = parse_number(text);
  if (!number || !std::isfinite(*number)) return text == "nan" ? "–" : text;
  if (column == "p" || column == "p_test" || column == "p_adjusted")
    return *number < 0.001 ? "< 0.001" : fmt::format("{:.3f}", *number);
  if (column.starts_with("auc") || column.starts_with("delong_") || column.starts_with("logit_") || column == "icc" ||
      column == "f1" || column == "accuracy" || column == "precision" || column == "recall" ||
      column.starts_with("specificity") || column.starts_with("sensitivity") || column == "brier")
    return fmt::format("{:.3f}", *number);
  if (parse_integer(text)) return text;
  double const size = std::abs(*number);
  return size >= 1000 && size < 1e7 ? fmt::format("{:.0f}", *number) : fmt::format("{:.4g}", *number);
}

bool is_numeric(Table const& table, std::size_t column) {
  return std::all_of(table.rows.begin(), table.rows.end(),
                     [&](auto const& row) { return row[column].empty() || parse_number(row[column]).has_value(); });
}

Json table_data(std::string_view name, Table const& table, ReportDocument const& document, bool open) {
  Json columns = Json::array(), rows = Json::array();
  std::vector<bool> numeric;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    numeric.push_back(is_numeric(table, c));
    columns.push_back({{"heading", heading(table.columns[c])}, {"number", static_cast<bool>(numeric.back())}});
  }
  for (std::size_t r = 0; r < std::min(table.rows.size(), kMostRowsOnPage); ++r) {
    Json cells = Json::array();
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      auto const& raw = table.rows[r][c];
      bool const is_variable = table.columns[c] == "variable" || table.columns[c] == "axis";
      cells.push_back({{"text", is_variable ? document.label_of(raw) : readable(table.columns[c], raw)},
                       {"head", c == 0},
                       {"number", static_cast<bool>(numeric[c])}});
    }
    rows.push_back({{"cells", cells}});
  }
  Json data = {{"caption", table_title(name)},
               {"file", fmt::format("{}.csv", name)},
               {"columns", columns},
               {"rows", rows},
               {"open", open}};
  data["count"] = fmt::format("{} row{}", table.rows.size(), table.rows.size() == 1 ? "" : "s");
  if (table.rows.size() > kMostRowsOnPage)
    data["cut"] = fmt::format("The first {} of {} rows; all of them are in tables/{}.csv.", kMostRowsOnPage,
                              table.rows.size(), name);
  return data;
}

// A figure's place on the page: a still picture (also what is printed) and the interactive drawing that replaces it on
// the screen.
Json figure_data(Figure const& figure, DrawnFigures const& drawn) {
  Json data = {{"name", figure.row->name}, {"title", figure.row->title}, {"alt", figure.row->alt}};
  if (auto const svg = drawn.svg.find(figure.row->name); svg != drawn.svg.end()) data["svg"] = base64(svg->second);
  if (!drawn.vega_bundle.empty()) data["spec"] = json_for_script(figure.spec);
  return data;
}

Json pairs_data(std::vector<std::pair<std::string, std::string>> const& pairs) {
  Json list = Json::array();
  for (auto const& [name, value] : pairs) list.push_back({{"name", name}, {"value", value}});
  return list;
}

Json section_data(SectionRow const& row, ReportDocument const& document, std::vector<Figure> const& figures,
                  DrawnFigures const& drawn) {
  Json section = {
      {"id", row.id}, {"title", row.title}, {"help", row.help}, {"figures", Json::array()}, {"tables", Json::array()}};
  for (auto const name : row.figures) {
    auto const found =
        std::find_if(figures.begin(), figures.end(), [&](Figure const& figure) { return figure.row->name == name; });
    bool const can_show = !drawn.svg.empty() || !drawn.vega_bundle.empty();
    if (found != figures.end() && can_show) section["figures"].push_back(figure_data(*found, drawn));
  }
  for (auto const name : row.tables) {
    auto const* table = document.find(name);
    constexpr std::size_t kOpenUpTo = 15;  // short tables stand open, long ones behind their name
    if (table != nullptr)
      section["tables"].push_back(table_data(name, *table, document, table->rows.size() <= kOpenUpTo));
  }
  return section;
}

}  // namespace

Result<std::string> render_report(ReportDocument const& document, std::vector<Figure> const& figures,
                                  DrawnFigures const& drawn) {
  Json data = {{"title", document.title}, {"version", document.version}, {"outcome", document.outcome_label}};
  data["style"] = std::string(kReportStyle);
  data["script"] = std::string(kReportScript);
  data["warnings"] = document.warnings;
  data["facts"] = pairs_data(document.facts);
  data["settings"] = pairs_data(document.settings);
  data["missing_line"] = drawn.missing_line;
  data["bundle"] = drawn.vega_bundle;
  data["sections"] = Json::array();
  for (auto const& row : sections()) {
    auto section = section_data(row, document, figures, drawn);
    if (!section["figures"].empty() || !section["tables"].empty()) data["sections"].push_back(std::move(section));
  }
  return render_template(kReportPage, data);
}

}  // namespace petra
