// published: the paper's own numbers, recomputed from what it prints; 1e-9.
#include "published.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "petra/base/text.hpp"
#include "petra/stats/r_random.hpp"
#include "topics.hpp"

namespace petra::oracle {

namespace {

std::string check_feature_count(PublishedCheck& check) {
  // Two modalities; shape once, every other family on the original and 13 filtered images.
  long long const features = 2 * (14 + 93 * (1 + 8 + 5));
  check.checker.integer(check.at + "/computed", features);
  check.checker.integer(check.at + "/printed", features);
  return consistent_if(check.printed().get<long long>() == features);
}

std::string check_lambda(PublishedCheck& check) {
  double const lambda = check.printed().at("lambda_").get<double>(),
               logarithm = check.printed().at("log_lambda").get<double>();
  check.checker.input(check.at + "/printed/lambda_", 1e-8);
  check.checker.input(check.at + "/printed/log_lambda", 1e-6);
  check.checker.number(check.at + "/computed/log_of_printed_lambda", std::log(lambda), 1e-9);
  check.checker.number(check.at + "/computed/lambda_of_printed_log", std::exp(logarithm), 1e-9);
  return consistent_if(rounded(std::exp(logarithm), 6) == lambda);
}

std::string check_funnel(PublishedCheck& check) {
  check.checker.input(check.at + "/printed");
  check.checker.integers(check.at + "/computed", check.printed().get<std::vector<long long>>());
  return "not recomputable";
}

// The published cohort split as petra splits it: 65 cases and 68 controls, seven tenths.
struct SplitCounts {
  long long training[2] = {0, 0}, test[2] = {0, 0};  // cases, controls
};
SplitCounts split_published() {
  std::vector<int> outcome(133, 0);
  std::fill(outcome.begin(), outcome.begin() + 65, 1);
  SplitCounts counts;
  auto const training = stratified_split(outcome, 0.7, 1);
  for (std::size_t i = 0; i < outcome.size(); ++i) ++(training[i] ? counts.training : counts.test)[1 - outcome[i]];
  return counts;
}

std::string check_split(PublishedCheck& check) {
  auto const counts = split_published();
  std::vector<long long> const sizes = {counts.training[0] + counts.training[1], counts.test[0] + counts.test[1]};
  check.checker.integers(check.at + "/computed", sizes);
  check.checker.integers(check.at + "/printed", sizes);
  return consistent_if(check.printed().get<std::vector<long long>>() == sizes);
}

std::string check_strata(PublishedCheck& check) {
  auto const counts = split_published();
  check.checker.integers(check.at + "/printed/train", std::vector<long long>(counts.training, counts.training + 2));
  check.checker.integers(check.at + "/printed/test", std::vector<long long>(counts.test, counts.test + 2));
  check.checker.numbers(check.at + "/computed/train_exact", std::vector{65 * 0.7, 68 * 0.7}, 1e-9);
  return "consistent";
}

std::string check_total(PublishedCheck& check) {
  auto const printed = check.printed().get<std::vector<long long>>();
  check.checker.input(check.at + "/printed");
  check.checker.integers(check.at + "/computed", std::vector{printed[0] + printed[1]});
  return consistent_if(printed[0] + printed[1] == printed[2]);
}

// What is said in words: nothing to compute.
std::string check_nothing_computed(PublishedCheck& check) {
  check.checker.number(check.at + "/computed", std::nan(""), 0);
  return check.id == "age_range_or_iqr" ? "INCONSISTENT" : "ambiguous";
}

std::string check_fraction(PublishedCheck& check) {
  check.checker.input(check.at + "/printed/screened");
  check.checker.input(check.at + "/printed/included");
  check.checker.number(check.at + "/computed",
                       check.printed().at("included").get<double>() / check.printed().at("screened").get<double>(),
                       1e-9);
  return "consistent";
}

std::string check_events_per_variable(PublishedCheck& check) {
  std::size_t univariable = 0, multivariable = 0;
  for (auto const& row : check.checker.document().at("checks")) {
    univariable += row.at("id").get<std::string>().ends_with("_univariate");
    multivariable += row.at("id").get<std::string>().ends_with("_multivariate");
  }
  auto const events = static_cast<double>(split_published().training[0]);
  double const unrepeated = check.other("funnel").at("printed").at(2).get<double>();
  check.checker.number(check.at + "/printed", std::nan(""), 0);
  auto const at = check.at + "/computed/";
  check.checker.number(at + "epv_final_model", events / static_cast<double>(multivariable + 1), 1e-9);
  check.checker.number(at + "epv_univariate_candidates", events / static_cast<double>(univariable), 1e-9);
  check.checker.number(at + "epv_lasso_candidates", events / unrepeated, 1e-9);
  return "derived";
}

struct CheckRow {
  std::string_view pattern;  // id; a * stands for any text
  std::string_view where;
  std::string (*check)(PublishedCheck&);
};

// The first row that fits.
constexpr auto kRows = std::to_array<CheckRow>({
    {"feature_count", "Results", check_feature_count},
    {"lambda", "Fig. 3", check_lambda},
    {"funnel", "Results", check_funnel},
    {"split_7_3", "Methods", check_split},
    {"split_strata", "Table 1", check_strata},
    {"*_total", "Methods", check_total},
    {"age_range_or_iqr", "Methods vs Table 1", check_nothing_computed},
    {"table1_*_sums", "Table 1", check_table1_sums},
    {"table1_*_percentages", "Table 1", check_table1_percentages},
    {"table1_*_p", "Table 1", check_table1_p},
    {"table1_diameter_t", "Table 1", check_table1_diameter_t},
    {"table1_diameter_mean", "Table 1", check_table1_diameter_mean},
    {"table1_diameter_sd", "Table 1", check_table1_diameter_sd},
    {"table1_*_median", "Table 1", check_table1_median},
    {"table2_*_univariate", "Table 2", check_table2_row},
    {"table2_*_multivariate", "Table 2", check_table2_row},
    {"table2_suv_rows", "Table 2", check_table2_suv_rows},
    {"table2_gender_2x2", "Table 2", check_table2_gender},
    {"table2_selection", "Table 2", check_nothing_computed},
    {"auc_ci_methods", "Results", check_auc_methods},
    {"auc_granularity_radiomics_test", "Results", check_auc_granularity},
    {"auc_*_train", "Results", check_auc},
    {"auc_*_test", "Results", check_auc},
    {"delong_*", "Results", check_delong},
    {"nomogram_claims", "Abstract", check_nomogram_claims},
    {"python_version", "Methods", check_nothing_computed},
    {"cohort_dates_fraction", "Methods", check_fraction},
    {"events_per_variable", "derived", check_events_per_variable},
});

bool fits(std::string_view pattern, std::string_view id) {
  auto const star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == id;
  auto const after = pattern.substr(star + 1);
  return id.size() + 1 >= pattern.size() && id.starts_with(pattern.substr(0, star)) && id.ends_with(after);
}

void check_all(Checker& checker) {
  auto const& checks = checker.document().at("checks");
  long long inconsistent = 0;
  for (std::size_t k = 0; k < checks.size(); ++k) {
    PublishedCheck check{checks[k].at("id").get<std::string>(), "/checks/" + std::to_string(k), checker};
    auto const row =
        std::find_if(kRows.begin(), kRows.end(), [&](CheckRow const& r) { return fits(r.pattern, check.id); });
    if (row == kRows.end()) {
      checker.fail(check.at + "/id", "petra has no check called " + check.id);
      continue;
    }
    checker.input(check.at + "/id");
    checker.text(check.at + "/where", row->where);
    auto const status = row->check(check);
    checker.text(check.at + "/status", status);
    inconsistent += status == "INCONSISTENT";
  }
  checker.integer("/summary/checks", static_cast<long long>(checks.size()));
  checker.integer("/summary/inconsistent", inconsistent);
}

}  // namespace

Json const& PublishedCheck::other(std::string_view wanted) const {
  for (auto const& row : checker.document().at("checks")) {
    if (row.at("id") == wanted) return row;
  }
  return checker.document().at(std::string(wanted));  // throws
}

double rounded(double value, int decimals) {
  return parse_number(fmt::format("{:.{}f}", value, decimals)).value_or(std::nan(""));
}

Result<void> check_published(Case const& the_case, Checker& checker) {
  try {
    if (the_case.name == "published_checks") {
      check_all(checker);
      check_worked_nomogram(checker);
    } else if (the_case.name == "nomogram_geometry") {
      check_nomogram_geometry(checker);
    } else {
      return make_error(ErrorCode::not_supported, the_case.name, "is no document of the published study");
    }
  } catch (Json::exception const& error) {  // the document lacks something that another check needs
    return make_error(ErrorCode::invalid_input, the_case.document.string(), error.what());
  }
  return {};
}

}  // namespace petra::oracle
