// correlation: cor and cor.test 1e-9; kept lists exact.
#include "petra/stats/correlation.hpp"

#include <algorithm>

#include "inputs.hpp"
#include "petra/stats/find_correlation.hpp"
#include "petra/stats/kendall.hpp"
#include "topics.hpp"

namespace petra::oracle {

namespace {

constexpr double kTolerance = 1e-9;
Tolerance const kRelative{1e-9, 0};  // p-values go down to 1e-88
constexpr double kCutOff = 0.9;

std::vector<std::string> kept_names(NumberTable const& table, bool use_pearson, bool use_spearman) {
  auto const decisions = first_come(table.values, {kCutOff, use_pearson, use_spearman});
  std::vector<std::string> kept;
  for (std::size_t j = 0; j < decisions.size(); ++j) {
    if (decisions[j].kept) kept.push_back(table.columns[j]);
  }
  return kept;
}

NumberTable chosen(NumberTable const& table, std::vector<std::string> const& names) {
  NumberTable out{names, Eigen::MatrixXd(table.values.rows(), static_cast<Eigen::Index>(names.size()))};
  for (std::size_t j = 0; j < names.size(); ++j) out.values.col(static_cast<Eigen::Index>(j)) = table.column(names[j]);
  return out;
}

void check_pair(NumberTable const& table, std::string const& path, Checker& checker) {
  auto const& pair = checker.document().at(Json::json_pointer(path));  // which two columns: an input
  auto const a = pair.value("a", ""), b = pair.value("b", "");
  if (table.index(a) < 0 || table.index(b) < 0) return checker.fail(path, "names a column that the input lacks");
  checker.text(path + "/a", a);
  checker.text(path + "/b", b);
  auto const n = table.values.rows();
  auto const test = test_correlation(pearson(table.column(a), table.column(b)), n);
  checker.number(path + "/pearson", test.r, kTolerance);
  checker.number(path + "/pearson_t", test.t, kTolerance);
  checker.number(path + "/pearson_p", test.p, kRelative);
  checker.numbers(path + "/pearson_ci", std::vector{test.low, test.high}, kTolerance);
  auto const ranked = test_correlation(spearman(table.column(a), table.column(b)), n);
  auto const size = static_cast<double>(n);
  checker.number(path + "/spearman", ranked.r, kTolerance);
  checker.number(path + "/spearman_S", (size * size * size - size) * (1 - ranked.r) / 6, kTolerance);
  checker.number(path + "/spearman_p_asymptotic", ranked.p, kRelative);
  auto const kendall = test_kendall(table.column(a), table.column(b));
  checker.number(path + "/kendall_tau_b", kendall.tau, kTolerance);
  checker.number(path + "/kendall_p", kendall.p, kRelative);
}

void check_caret(NumberTable const& table, bool spearman, Checker& checker) {
  Eigen::MatrixXd const r = spearman ? spearman_matrix(table.values) : pearson_matrix(table.values);
  for (bool const exact : {true, false}) {
    auto const path =
        std::string("/findCorrelation_0.9/") + (spearman ? "spearman" : "pearson") + (exact ? "_exact" : "_fast");
    auto const dropped = find_correlation(r, kCutOff, exact ? CaretRule::exact : CaretRule::fast);
    if (!dropped) return checker.fail(path, format_error(dropped.error()));
    std::vector<std::string> removed, kept;
    for (int const column : *dropped) removed.push_back(table.columns[static_cast<std::size_t>(column)]);
    for (auto const& name : table.columns) {
      if (std::find(removed.begin(), removed.end(), name) == removed.end()) kept.push_back(name);
    }
    checker.texts(path + "/removed", removed);
    checker.texts(path + "/kept", kept);
  }
}

}  // namespace

Result<void> check_correlation(Case const& the_case, Checker& checker) {
  PETRA_TRY(auto const table, read_numbers(the_case.folder / "input.csv"));
  checker.integer("/n", table.values.rows());
  checker.integer("/p", table.values.cols());
  checker.texts("/variables", table.columns);
  checker.matrix("/pearson", pearson_matrix(table.values), kTolerance);
  checker.matrix("/spearman", spearman_matrix(table.values), kTolerance);
  checker.texts("/greedy_first_wins_0.9/pearson", kept_names(table, true, false));
  checker.texts("/greedy_first_wins_0.9/spearman", kept_names(table, false, true));
  checker.texts("/greedy_first_wins_0.9/either_max_abs", kept_names(table, true, true));
  for (std::size_t i = 0; i < checker.document().at("pair_tests").size(); ++i) {
    check_pair(table, "/pair_tests/" + std::to_string(i), checker);
  }
  check_caret(table, false, checker);
  check_caret(table, true, checker);
  checker.texts("/sequential_paper/kept", kept_names(chosen(table, kept_names(table, true, false)), false, true));
  return {};
}

}  // namespace petra::oracle
