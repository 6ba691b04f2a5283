// One check of the published study's own numbers: what the paper prints is the input, what follows from it is computed
// by petra.
#pragma once

#include <string>
#include <string_view>

#include "checker.hpp"

namespace petra::oracle {

struct PublishedCheck {
  std::string id;
  std::string at;  // JSON pointer of the check
  Checker& checker;

  [[nodiscard]] Json const& here() const { return checker.document().at(Json::json_pointer(at)); }
  [[nodiscard]] Json const& printed() const { return here().at("printed"); }
  // Another check of the document, by id; throws where there is none (the document is then broken).
  [[nodiscard]] Json const& other(std::string_view id) const;
};

[[nodiscard]] inline std::string consistent_if(bool holds) {
  return holds ? "consistent" : "INCONSISTENT";
}

// As printed with so many decimals.
[[nodiscard]] double rounded(double value, int decimals);

// Each compares the computed values and the note of one check and returns its status.
std::string check_table1_sums(PublishedCheck&);
std::string check_table1_percentages(PublishedCheck&);
std::string check_table1_p(PublishedCheck&);
std::string check_table1_diameter_t(PublishedCheck&);
std::string check_table1_diameter_mean(PublishedCheck&);
std::string check_table1_diameter_sd(PublishedCheck&);
std::string check_table1_median(PublishedCheck&);
std::string check_table2_row(PublishedCheck&);
std::string check_table2_suv_rows(PublishedCheck&);
std::string check_table2_gender(PublishedCheck&);
std::string check_auc(PublishedCheck&);
std::string check_auc_methods(PublishedCheck&);
std::string check_delong(PublishedCheck&);
std::string check_auc_granularity(PublishedCheck&);
std::string check_nomogram_claims(PublishedCheck&);

// The nomogram that Table 2's slopes give on stated ranges: of published_checks.json, and nomogram_geometry.json.
void check_worked_nomogram(Checker& checker);
void check_nomogram_geometry(Checker& checker);

}  // namespace petra::oracle
