// calibration: the optimism bootstrap of rms::validate and rms::calibrate, solved exactly; 1e-7.
#include "inputs.hpp"
#include "petra/stats/bootstrap_validation.hpp"
#include "topics.hpp"

namespace petra::oracle {

namespace {

constexpr double kTolerance = 1e-7;

void check_validation_of(BootstrapValidation const& v, std::string const& path, Checker& checker) {
  checker.texts(path + "/index", std::vector<std::string>(kValidationIndices.begin(), kValidationIndices.end()));
  checker.numbers(path + "/index_orig", v.original, kTolerance);
  if (v.separated > 0) return;  // birthwt: see unchecked.txt
  checker.numbers(path + "/training", v.training, kTolerance);
  checker.numbers(path + "/test", v.test, kTolerance);
  checker.numbers(path + "/optimism", v.optimism, kTolerance);
  checker.numbers(path + "/index_corrected", v.corrected, kTolerance);
  checker.integer(path + "/n", v.used);
  checker.number(path + "/auc_corrected", v.auc_corrected, kTolerance);
  checker.number(path + "/emax_from_corrected_line", v.emax_of_corrected_line, kTolerance);
}

void check_calibration_of(BootstrapCalibration const& c, std::string const& path, Checker& checker) {
  checker.numbers(path + "/predy", c.predicted, kTolerance);
  checker.numbers(path + "/apparent", c.apparent, kTolerance);
  if (c.separated > 0) return;
  checker.numbers(path + "/optimism", c.optimism, kTolerance);
  checker.numbers(path + "/bias_corrected", c.corrected, kTolerance);
  checker.integers(path + "/n", c.reached);
  checker.number(path + "/mean_abs_error", c.mean_absolute_error, kTolerance);
  checker.number(path + "/mean_sq_error", c.mean_squared_error, kTolerance);
  checker.number(path + "/q90_abs_error", c.q90_absolute_error, kTolerance);
}

}  // namespace

Result<void> check_calibration(Case const& the_case, Checker& checker) {
  PETRA_TRY(auto const table, read_numbers(the_case.folder / "input.csv"));
  Eigen::VectorXd const outcome = table.values.col(0);
  std::vector<int> const y(outcome.begin(), outcome.end());
  Eigen::MatrixXd const x = table.values.rightCols(table.values.cols() - 1);
  std::vector<std::string> const names(table.columns.begin() + 1, table.columns.end());
  auto const seed = checker.document().at("seed").get<std::uint32_t>();  // an input
  checker.integer("/seed", seed);
  auto const resamples = draw_resamples(y.size(), 1000, seed);
  PETRA_TRY(auto const given, read_numbers(the_case.folder / "resamples_first_200.csv.gz"));
  Resamples first(static_cast<std::size_t>(given.values.rows()));
  for (std::size_t b = 0; b < first.size(); ++b) {
    for (double const row : given.values.row(static_cast<Eigen::Index>(b)))
      first[b].push_back(static_cast<std::size_t>(row) - 1);
    if (first[b] != resamples[b]) checker.fail("/seed", "the stream gives another resample " + std::to_string(b + 1));
  }
  for (bool const all : {false, true}) {
    std::string const suffix = all ? "_B1000" : "_first";
    auto const& rows = all ? resamples : first;
    PETRA_TRY(auto const validation, validate_by_bootstrap(x, y, names, rows));
    PETRA_TRY(auto const calibration, calibrate_by_bootstrap(x, y, names, rows));
    check_validation_of(validation, "/exact_validate" + suffix, checker);
    check_calibration_of(calibration, "/exact_calibrate" + suffix, checker);
    if (all) continue;
    checker.integer("/exact_validate_first/B", static_cast<long long>(rows.size()));
    checker.integer("/exact_calibrate_first/B", static_cast<long long>(rows.size()));
  }
  return {};
}

}  // namespace petra::oracle
