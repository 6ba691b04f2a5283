// icc: irr::icc's six forms and psych's analysis of variance; 1e-9, kept lists exact.
#include "petra/stats/icc.hpp"

#include <cmath>

#include "inputs.hpp"
#include "petra/stats/distributions.hpp"
#include "topics.hpp"

namespace petra::oracle {

namespace {

constexpr double kTolerance = 1e-9;

struct FormName {
  IccForm form;
  std::string irr, psych, mcgraw_wong;  // mcgraw_wong with k for the number of readers

  [[nodiscard]] std::string printed(int readers) const {  // as irr prints it
    auto name = mcgraw_wong;
    if (auto const at = name.find('k'); at != std::string::npos) name.replace(at, 1, std::to_string(readers));
    return name;
  }
};

FormName const kForms[] = {
    {IccForm::oneway_single, "oneway_single", "ICC1", "ICC(1)"},
    {IccForm::oneway_average, "oneway_average", "ICC1k", "ICC(k)"},
    {IccForm::A1, "A1", "ICC2", "ICC(A,1)"},
    {IccForm::Ak, "Ak", "ICC2k", "ICC(A,k)"},
    {IccForm::C1, "C1", "ICC3", "ICC(C,1)"},
    {IccForm::Ck, "Ck", "ICC3k", "ICC(C,k)"},
};

void check_one_layout(Eigen::MatrixXd const& readings, Checker& checker) {
  auto const squares = compute_mean_squares(readings);
  checker.integer("/n", squares.n);
  checker.integer("/k", squares.k);
  checker.number("/mean_squares/MSR", squares.subjects, kTolerance);
  checker.number("/mean_squares/MSC", squares.readers, kTolerance);
  checker.number("/mean_squares/MSE", squares.residual, kTolerance);
  checker.number("/mean_squares/MSW", squares.within, kTolerance);
  for (auto const& name : kForms) {
    auto const e = compute_icc(readings, name.form);
    auto const irr = "/irr/" + name.irr;
    checker.number(irr + "/icc", e.icc, kTolerance);
    checker.number(irr + "/F", e.f, kTolerance);
    checker.number(irr + "/df1", e.df1, kTolerance);
    checker.number(irr + "/df2", e.df2, kTolerance);
    checker.number(irr + "/p", e.p, kTolerance);
    checker.number(irr + "/lower", e.lower, kTolerance);
    checker.number(irr + "/upper", e.upper, kTolerance);
    checker.text(irr + "/name", name.printed(squares.k));
    auto const psych = "/psych_aov/" + name.psych;
    if (!checker.has(psych)) continue;
    // psych tests the agreement forms with (n-1)(k-1) degrees of freedom and steps ICC2's limits up for ICC2k.
    auto shown = e;
    if (name.form == IccForm::A1 || name.form == IccForm::Ak) {
      shown.df2 = (squares.n - 1.0) * (squares.k - 1.0);
      shown.p = f_upper_tail(e.f, e.df1, shown.df2);
    }
    if (name.form == IccForm::Ak) {
      auto const single = compute_icc(readings, IccForm::A1);
      auto const stepped_up = [&](double r) { return squares.k * r / (1 + (squares.k - 1) * r); };
      shown.lower = stepped_up(single.lower);
      shown.upper = stepped_up(single.upper);
    }
    checker.number(psych + "/icc", shown.icc, kTolerance);
    checker.number(psych + "/F", shown.f, kTolerance);
    checker.number(psych + "/df1", shown.df1, kTolerance);
    checker.number(psych + "/df2", shown.df2, kTolerance);
    checker.number(psych + "/p", shown.p, kTolerance);
    checker.number(psych + "/lower", shown.lower, kTolerance);
    checker.number(psych + "/upper", shown.upper, kTolerance);
  }
}

void check_many_features(NumberTable const& first, NumberTable const& second, Checker& checker) {
  checker.texts("/features", first.columns);
  struct Row {
    char const* name;
    IccForm form;
  };
  for (auto const& row : {Row{"/A1", IccForm::A1}, Row{"/C1", IccForm::C1}, Row{"/oneway", IccForm::oneway_single}}) {
    auto const estimates = compute_icc_two_readings(first.values, second.values, row.form);
    std::string const path = row.name;
    std::vector<std::string> kept, kept_lower;
    for (std::size_t i = 0; i < estimates.size(); ++i) {
      auto const at = std::string("/") + std::to_string(i);
      bool const irr_is_undefined =
          row.form == IccForm::oneway_single && estimates[i].icc == 1;  // inf/inf: unchecked.txt
      checker.number(path + "/icc" + at, estimates[i].icc, kTolerance);
      if (!irr_is_undefined) checker.number(path + "/lower" + at, estimates[i].lower, kTolerance);
      if (!irr_is_undefined) checker.number(path + "/upper" + at, estimates[i].upper, kTolerance);
      if (estimates[i].icc > 0.8) kept.push_back(first.columns[i]);
      if (estimates[i].lower > 0.75) kept_lower.push_back(first.columns[i]);
    }
    if (row.form != IccForm::A1) continue;
    checker.integer("/n_A1_gt_0.8", static_cast<long long>(kept.size()));
    checker.texts("/kept_A1_gt_0.8", kept);
    checker.texts("/kept_A1_lower_gt_0.75", kept_lower);
  }
}

}  // namespace

Result<void> check_icc(Case const& the_case, Checker& checker) {
  if (std::filesystem::exists(the_case.folder / "reader1.csv")) {
    PETRA_TRY(auto const first, read_numbers(the_case.folder / "reader1.csv"));
    PETRA_TRY(auto const second, read_numbers(the_case.folder / "reader2.csv"));
    check_many_features(first, second, checker);
    return {};
  }
  PETRA_TRY(auto const readings, read_numbers(the_case.folder / "input.csv"));
  check_one_layout(readings.values, checker);
  return {};
}

}  // namespace petra::oracle
