// pipeline, Table 1: train against test, and the Rad score between outcomes; 1e-9, Fisher 1e-7, Shapiro 1e-6.
#include <algorithm>
#include <cmath>
#include <set>

#include "petra/stats/contingency.hpp"
#include "petra/stats/mann_whitney.hpp"
#include "petra/stats/mean_tests.hpp"
#include "petra/stats/quantile.hpp"
#include "petra/stats/shapiro.hpp"
#include "pipeline_study.hpp"

namespace petra::oracle {

namespace {

constexpr double kTolerance = 1e-9, kFisherTolerance = 1e-7, kLooseTolerance = 1e-6;

void check_continuous(Values const& train, Values const& test, std::string const& at, Checker& checker) {
  auto both = train;
  both.insert(both.end(), test.begin(), test.end());
  using Part = std::pair<char const*, Values const*>;
  for (auto const& [name, values] : {Part{"all", &both}, Part{"train", &train}, Part{"test", &test}}) {
    checker.numbers(at + "/mean_sd_" + name, Values{mean_of(*values), std::sqrt(variance_of(*values))}, kTolerance);
    checker.numbers(at + "/q_" + name + "_type7",
                    Values{quantile(*values, 0.25), quantile(*values, 0.5), quantile(*values, 0.75)}, kTolerance);
  }
  checker.number(at + "/student_t_p", student_t_test(train, test).p, kTolerance);
  checker.number(at + "/welch_t_p", welch_t_test(train, test).p, kTolerance);
  checker.number(at + "/mann_whitney_W", rank_sum_test(train, test).w, kTolerance);
  checker.number(at + "/mann_whitney_p_corrected", rank_sum_normal(train, test, true).p, kTolerance);
  checker.number(at + "/mann_whitney_p_uncorrected_spss", rank_sum_normal(train, test, false).p, kTolerance);
  checker.number(at + "/shapiro_train_p", shapiro_test(train).p, kLooseTolerance);
  checker.number(at + "/shapiro_test_p", shapiro_test(test).p, kLooseTolerance);
}

}  // namespace

Result<void> check_pipeline_table1(PipelineModels const& models, Checker& checker) {
  auto const& table = models.clinical;
  for (auto const& [name, unused] : checker.document().at("table1").at("continuous").items()) {
    PETRA_TRY(auto const values, number_column(table, name, "clinical.csv"));
    Eigen::VectorXd const column = Eigen::Map<Eigen::VectorXd const>(values.data(), models.rad_score.size());
    check_continuous(models.sets[0].of(column), models.sets[1].of(column), "/table1/continuous/" + name, checker);
  }
  for (auto const& [name, unused] : checker.document().at("table1").at("categorical").items()) {
    auto const column = table.find_column(name);
    if (!column) {
      checker.fail("/table1/categorical/" + name, "is not in clinical.csv");
      continue;
    }
    std::set<std::string> found;
    for (auto const& row : table.rows) found.insert(row[*column]);
    std::vector<std::string> const levels(found.begin(), found.end());
    Eigen::MatrixXd counts = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(levels.size()), 2);
    for (Eigen::Index set = 0; set < 2; ++set) {
      for (auto const row : models.sets[static_cast<std::size_t>(set)].rows) {
        auto const& cell = table.rows[static_cast<std::size_t>(row)][*column];
        ++counts(std::find(levels.begin(), levels.end(), cell) - levels.begin(), set);
      }
    }
    auto const at = "/table1/categorical/" + name;
    checker.texts(at + "/levels", levels);
    checker.numbers(at + "/counts_train", Eigen::VectorXd(counts.col(0)), 0.0);
    checker.numbers(at + "/counts_test", Eigen::VectorXd(counts.col(1)), 0.0);
    checker.number(at + "/chisq_p_uncorrected", chi_squared_test(counts, false).p, kTolerance);
    checker.number(at + "/chisq_p_yates", chi_squared_test(counts, true).p, kTolerance);
    PETRA_TRY(auto const fisher, fisher_test(counts));
    checker.number(at + "/fisher_p", fisher.p, kFisherTolerance);
  }
  for (auto const& set : models.sets) {
    Values without, with;
    auto const score = set.of(models.rad_score);
    for (std::size_t i = 0; i < score.size(); ++i) (set.y[i] == 1 ? with : without).push_back(score[i]);
    Tolerance const relative{1e-6, 0};  // p-values go down to 1e-15
    checker.number("/rad_score/mann_whitney_" + set.name, rank_sum_normal(without, with, true).p, relative);
    if (set.name == "test")
      checker.number("/rad_score/mann_whitney_test_exact", rank_sum_exact(without, with).p, relative);
  }
  return {};
}

}  // namespace petra::oracle
