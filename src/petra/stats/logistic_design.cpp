#include "petra/stats/logistic_design.hpp"

#include <fmt/format.h>

#include <cmath>

namespace petra {

namespace {

Error input_error(std::string message, std::string remedy) {
  return make_error(ErrorCode::invalid_input, "logistic regression", std::move(message), std::move(remedy));
}

Result<void> check_shape(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y,
                         std::vector<std::string> const& names) {
  auto const n = static_cast<Eigen::Index>(y.size());
  if (x.rows() != n || x.cols() != static_cast<Eigen::Index>(names.size())) {
    return make_error(ErrorCode::bug, "logistic regression", "sizes of x, y and names differ");
  }
  Eigen::Index cases = 0;
  for (int const value : y) {
    if (value != 0 && value != 1)
      return input_error(fmt::format("an outcome is {}, not 0 or 1", value), "Code the outcome as 0 and 1");
    cases += value;
  }
  if (cases == 0 || cases == n) {
    return input_error(fmt::format("all {} rows have outcome {}", n, cases == 0 ? 0 : 1), "Both outcomes are needed");
  }
  if (n <= x.cols() + 1) {
    return input_error(fmt::format("{} rows cannot determine {} terms", n, x.cols() + 1),
                       "Use fewer variables or more patients");
  }
  for (Eigen::Index j = 0; j < x.cols(); ++j) {
    if (!x.col(j).allFinite()) {
      return input_error(
          fmt::format("variable {} has a value that is missing or not finite", names[static_cast<std::size_t>(j)]),
          "Leave the patient out or fill the value in");
    }
  }
  return {};
}

// Names the columns that the others determine, by a pivoted QR of the scaled design.
Result<void> check_rank(Eigen::MatrixXd const& columns, std::vector<std::string> const& names) {
  Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(columns);
  qr.setThreshold(1e-9);
  if (qr.rank() == columns.cols()) return {};
  std::string dependent;
  for (Eigen::Index k = qr.rank(); k < columns.cols(); ++k) {
    auto const column = qr.colsPermutation().indices()[k];
    if (!dependent.empty()) dependent += ", ";
    dependent += column == 0 ? "(Intercept)" : names[static_cast<std::size_t>(column - 1)];
  }
  return input_error("the variables determine each other (collinear): " + dependent, "Leave one of them out");
}

}  // namespace

Result<LogisticDesign> make_logistic_design(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y,
                                            std::vector<std::string> const& names) {
  PETRA_CHECK(check_shape(x, y, names));
  auto const n = x.rows();
  auto const terms = x.cols() + 1;
  LogisticDesign design;
  design.columns.resize(n, terms);
  design.columns.col(0).setOnes();
  design.to_raw = Eigen::MatrixXd::Identity(terms, terms);
  for (Eigen::Index j = 0; j < x.cols(); ++j) {
    double const mean = x.col(j).mean();
    Eigen::VectorXd const centred = x.col(j).array() - mean;
    double const sd = std::sqrt(centred.squaredNorm() / static_cast<double>(n));
    if (!(sd > 1e-12 * std::abs(mean))) {
      return input_error(fmt::format("variable {} is constant", names[static_cast<std::size_t>(j)]), "Leave it out");
    }
    design.columns.col(j + 1) = centred / sd;
    design.to_raw(j + 1, j + 1) = 1 / sd;
    design.to_raw(0, j + 1) = -mean / sd;
  }
  PETRA_CHECK(check_rank(design.columns, names));
  design.y.resize(n);
  for (Eigen::Index i = 0; i < n; ++i) design.y[i] = y[static_cast<std::size_t>(i)];
  return design;
}

double logistic_log_likelihood(Eigen::VectorXd const& linear, Eigen::VectorXd const& y) {
  // y·η - log(1 + e^η), with the larger exponent taken out.
  double sum = 0;
  for (Eigen::Index i = 0; i < y.size(); ++i) {
    double const signed_linear = y[i] > 0 ? linear[i] : -linear[i];
    sum -=
        signed_linear > 0 ? std::log1p(std::exp(-signed_linear)) : -signed_linear + std::log1p(std::exp(signed_linear));
  }
  return sum;
}

}  // namespace petra
