// Table 1 of a paper: what patients are like, in all and in two groups, with a test of each characteristic that is
// chosen by stated rules.
#pragma once

#include <string>
#include <vector>

#include "petra/base/result.hpp"

namespace petra {

// A column of the patients: numbers, or a factor's levels by index. NaN where missing.
struct Characteristic {
  std::string name;
  std::vector<std::string> levels;  // empty: continuous
  std::vector<double> values;
};

enum class MeanComparison { student, welch };

struct TableOneRules {
  double normal_p = 0.05;  // continuous: a t test where Shapiro-Wilk's p exceeds this in both groups, else Mann-Whitney
  MeanComparison means = MeanComparison::student;
  double fewest_expected = 5;  // categorical: chi-squared, Fisher's exact test where an expected count is below this
  bool yates = false;          // continuity correction of 2 x 2 tables
  bool continuity = true;      // of Mann-Whitney's normal approximation (R's default; SPSS has none)
  int quantile_type = 7;       // R's; 6 is SPSS's
};

// A t test shows mean ± SD, Mann-Whitney median (quartiles), a factor n (%) of those not missing.
struct TableOneRow {
  std::string characteristic;
  std::string level;  // of a factor; "mean ± SD", "median (quartiles)"; "missing" where values are missing
  std::string all, first, second;
  std::string test_name;  // on the characteristic's first row only, as are statistic and p
  double statistic = 0, p = 0;
  std::string reason;  // why there is no test
};

// in_first: one flag per patient: the first group, else the second. Errors: columns of another length.
[[nodiscard]] Result<std::vector<TableOneRow>> make_table_one(std::vector<Characteristic> const& characteristics,
                                                              std::vector<bool> const& in_first,
                                                              TableOneRules const& rules = {});

}  // namespace petra
