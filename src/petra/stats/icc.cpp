#include "petra/stats/icc.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>

#include "petra/base/text.hpp"
#include "petra/stats/distributions.hpp"

namespace petra {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr IccEstimate kUndefined{kNaN, kNaN, kNaN, kNaN, kNaN, kNaN, kNaN};

struct FormRow {
  IccForm form;
  std::string_view shrout_fleiss, mcgraw_wong, short_name, psych;
};

// The first reader count is written as k where the mean of all readers is meant.
constexpr auto kForms = std::to_array<FormRow>({
    {IccForm::oneway_single, "icc(1,1)", "icc(1)", "1", "icc1"},
    {IccForm::A1, "icc(2,1)", "icc(a,1)", "a1", "icc2"},
    {IccForm::C1, "icc(3,1)", "icc(c,1)", "c1", "icc3"},
    {IccForm::oneway_average, "icc(1,k)", "icc(k)", "1k", "icc1k"},
    {IccForm::Ak, "icc(2,k)", "icc(a,k)", "ak", "icc2k"},
    {IccForm::Ck, "icc(3,k)", "icc(c,k)", "ck", "icc3k"},
});

// Satterthwaite's degrees of freedom of a·MSC + b·MSE.
double satterthwaite(MeanSquares const& ms, double icc) {
  double const n = ms.n, k = ms.k;
  double const a = k * icc / (n * (1 - icc));
  double const b = 1 + k * icc * (n - 1) / (n * (1 - icc));
  double const between = a * ms.readers, residual = b * ms.residual;
  return (between + residual) * (between + residual) /
         (between * between / (k - 1) + residual * residual / ((n - 1) * (k - 1)));
}

IccEstimate oneway(MeanSquares const& ms, bool average, double tail) {
  double const n = ms.n, k = ms.k;
  IccEstimate e{};
  e.icc = average ? (ms.subjects - ms.within) / ms.subjects
                  : (ms.subjects - ms.within) / (ms.subjects + (k - 1) * ms.within);
  e.f = ms.subjects / ms.within;
  e.df1 = n - 1;
  e.df2 = n * (k - 1);
  double const low = e.f / f_quantile(tail, e.df1, e.df2), high = e.f * f_quantile(tail, e.df2, e.df1);
  e.lower = average ? 1 - 1 / low : (low - 1) / (low + k - 1);
  e.upper = average ? 1 - 1 / high : (high - 1) / (high + k - 1);
  return e;
}

IccEstimate consistency(MeanSquares const& ms, bool average, double tail) {
  double const n = ms.n, k = ms.k;
  IccEstimate e{};
  e.icc = average ? (ms.subjects - ms.residual) / ms.subjects
                  : (ms.subjects - ms.residual) / (ms.subjects + (k - 1) * ms.residual);
  e.f = ms.subjects / ms.residual;
  e.df1 = n - 1;
  e.df2 = (n - 1) * (k - 1);
  double const low = e.f / f_quantile(tail, e.df1, e.df2), high = e.f * f_quantile(tail, e.df2, e.df1);
  e.lower = average ? 1 - 1 / low : (low - 1) / (low + k - 1);
  e.upper = average ? 1 - 1 / high : (high - 1) / (high + k - 1);
  return e;
}

IccEstimate agreement(MeanSquares const& ms, bool average, double tail) {
  double const n = ms.n, k = ms.k;
  double const msr = ms.subjects, msc = ms.readers, mse = ms.residual;
  IccEstimate e{};
  e.icc = average ? (msr - mse) / (msr + (msc - mse) / n) : (msr - mse) / (msr + (k - 1) * mse + k * (msc - mse) / n);
  e.f = msr / mse;
  e.df1 = n - 1;
  e.df2 = satterthwaite(ms, e.icc);
  double const f_low = f_quantile(tail, e.df1, e.df2), f_high = f_quantile(tail, e.df2, e.df1);
  if (average) {
    e.lower = n * (msr - f_low * mse) / (f_low * (msc - mse) + n * msr);
    e.upper = n * (f_high * msr - mse) / (msc - mse + n * f_high * msr);
  } else {
    double const rest = k * msc + (k * n - k - n) * mse;
    e.lower = n * (msr - f_low * mse) / (f_low * rest + n * msr);
    e.upper = n * (f_high * msr - mse) / (rest + n * f_high * msr);
  }
  return e;
}

}  // namespace

MeanSquares compute_mean_squares(Eigen::Ref<Eigen::MatrixXd const> const& readings) {
  auto const n = readings.rows(), k = readings.cols();
  MeanSquares ms;
  ms.n = static_cast<int>(n);
  ms.k = static_cast<int>(k);
  if (readings.maxCoeff() == readings.minCoeff()) return ms;  // exactly: the mean of equal numbers may be off by a bit
  Eigen::MatrixXd const centred = readings.array() - readings.mean();
  Eigen::VectorXd const subject_means = centred.rowwise().mean();
  Eigen::MatrixXd const within = centred.colwise() - subject_means;
  double const grand = centred.mean();
  Eigen::RowVectorXd const reader_effects = within.colwise().mean();
  Eigen::MatrixXd const residual = within.rowwise() - reader_effects;
  auto const rows = static_cast<double>(n), readers = static_cast<double>(k);
  ms.subjects = readers * (subject_means.array() - grand).square().sum() / (rows - 1);
  ms.readers = rows * reader_effects.array().square().sum() / (readers - 1);
  ms.within = within.array().square().sum() / (rows * (readers - 1));
  ms.residual = residual.array().square().sum() / ((rows - 1) * (readers - 1));
  bool same = true;
  for (Eigen::Index reader = 1; reader < k && same; ++reader) same = readings.col(reader) == readings.col(0);
  if (same) ms.readers = ms.within = ms.residual = 0;  // the mean of k equal numbers may be off by a bit
  return ms;
}

IccEstimate icc_from_mean_squares(MeanSquares const& squares, IccForm form, double confidence) {
  if (squares.n < 2 || squares.k < 2) return kUndefined;
  if (squares.subjects == 0 && squares.within == 0) return kUndefined;
  double const tail = 1 - (1 - confidence) / 2;
  IccEstimate e{};
  switch (form) {
    case IccForm::oneway_single:
      e = oneway(squares, false, tail);
      break;
    case IccForm::oneway_average:
      e = oneway(squares, true, tail);
      break;
    case IccForm::C1:
      e = consistency(squares, false, tail);
      break;
    case IccForm::Ck:
      e = consistency(squares, true, tail);
      break;
    case IccForm::A1:
      e = agreement(squares, false, tail);
      break;
    case IccForm::Ak:
      e = agreement(squares, true, tail);
      break;
  }
  if (!std::isnan(confidence)) e.p = f_upper_tail(e.f, e.df1, e.df2);
  if (squares.within == 0) e.lower = e.upper = 1, e.p = 0;  // the formulas' limit; as written they are inf/inf
  if (squares.residual == 0 && (form == IccForm::C1 || form == IccForm::Ck)) e.lower = e.upper = 1, e.p = 0;
  return e;
}

IccEstimate compute_icc(Eigen::Ref<Eigen::MatrixXd const> const& readings, IccForm form, double confidence) {
  if (readings.rows() < 2 || readings.cols() < 2 || !readings.allFinite()) return kUndefined;
  return icc_from_mean_squares(compute_mean_squares(readings), form, confidence);
}

std::vector<IccEstimate> compute_icc_two_readings(Eigen::Ref<Eigen::MatrixXd const> const& first,
                                                  Eigen::Ref<Eigen::MatrixXd const> const& second, IccForm form,
                                                  double confidence) {
  auto const n = first.rows();
  std::vector<IccEstimate> estimates(static_cast<std::size_t>(first.cols()), kUndefined);
  if (n < 2 || second.rows() != n || second.cols() != first.cols()) return estimates;
  auto const rows = static_cast<double>(n);
  for (Eigen::Index feature = 0; feature < first.cols(); ++feature) {
    auto const a = first.col(feature).array(), b = second.col(feature).array();
    double const low = std::min(a.minCoeff(), b.minCoeff()), high = std::max(a.maxCoeff(), b.maxCoeff());
    if (!a.allFinite() || !b.allFinite() || low == high) continue;
    // With two readers the mean squares are those of sums and differences; a centre near the data keeps the digits of
    // the sums.
    double const centre = a(0);
    double const mean_sum = ((a - centre) + (b - centre)).mean(), mean_difference = (a - b).mean();
    MeanSquares ms;
    ms.n = static_cast<int>(n);
    ms.k = 2;
    ms.subjects = ((a - centre) + (b - centre) - mean_sum).square().sum() / 2 / (rows - 1);
    ms.readers = rows * mean_difference * mean_difference / 2;
    ms.within = (a - b).square().sum() / 2 / rows;
    ms.residual = (a - b - mean_difference).square().sum() / 2 / (rows - 1);
    estimates[static_cast<std::size_t>(feature)] = icc_from_mean_squares(ms, form, confidence);
  }
  return estimates;
}

Result<IccForm> parse_icc_form(std::string_view text) {
  std::string key;
  for (char const c : to_lower(text)) {
    if (c != ' ') key += c;
  }
  for (auto const& row : kForms) {
    if (key == row.shrout_fleiss || key == row.mcgraw_wong || key == row.short_name || key == row.psych)
      return row.form;
  }
  return make_error(
      ErrorCode::invalid_input, "icc form", std::string(text) + " is no form of the intraclass correlation",
      "Write ICC(2,1) (two-way random, absolute agreement: the default), ICC(3,1) (two-way mixed, consistency), "
      "ICC(1,1) (one-way), or ICC(2,k), ICC(3,k), ICC(1,k) for the mean of k readers; ICC(A,1), ICC(C,1), A1, C1 "
      "mean ICC(2,1), ICC(3,1).");
}

std::string_view icc_form_name(IccForm form) {
  switch (form) {
    case IccForm::oneway_single:
      return "ICC(1,1)";
    case IccForm::A1:
      return "ICC(2,1)";
    case IccForm::C1:
      return "ICC(3,1)";
    case IccForm::oneway_average:
      return "ICC(1,k)";
    case IccForm::Ak:
      return "ICC(2,k)";
    case IccForm::Ck:
      return "ICC(3,k)";
  }
  return "ICC(2,1)";
}

}  // namespace petra
