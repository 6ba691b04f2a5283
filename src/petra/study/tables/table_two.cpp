#include <fmt/format.h>

#include <cmath>

#include "petra/study/table_builder.hpp"
#include "petra/study/tables/tables.hpp"

namespace petra {

namespace {

struct PrintedTerm {
  std::string odds_ratio = "NA", p = "NA";  // "2.500 (1.079, 5.792)", "0.033"
};

PrintedTerm print_term(LogisticFit const& fit, std::string_view term) {
  for (std::size_t k = 0; k < fit.terms.size(); ++k) {
    auto const i = static_cast<Eigen::Index>(k);
    if (fit.terms[k] != term || !std::isfinite(fit.odds_ratio(i))) continue;
    return {fmt::format("{:.3f} ({:.3f}, {:.3f})", fit.odds_ratio(i), fit.or_low(i), fit.or_high(i)),
            fit.p(i) < 0.001 ? "<0.001" : fmt::format("{:.3f}", fit.p(i))};
  }
  return {};
}

}  // namespace

Table make_table2(StudyState const& s) {
  if (s.analysis.univariable.empty()) return {};
  TableBuilder table({"variable", "univariable_or", "univariable_p", "multivariable_or", "multivariable_p"});
  for (auto const& row : s.analysis.univariable) {
    for (std::size_t k = 1; k < row.fit.terms.size(); ++k) {
      auto const& term = row.fit.terms[k];
      auto const alone = print_term(row.fit, term);
      auto const together = s.analysis.multivariable ? print_term(*s.analysis.multivariable, term) : PrintedTerm();
      table.row({term, alone.odds_ratio, alone.p, together.odds_ratio, together.p});
    }
  }
  return table.take();
}

Table make_stepwise(StudyState const& s) {
  if (s.analysis.stepwise.empty()) return {};
  TableBuilder table({"step", "variable", "change", "statistic", "p"});
  std::size_t number = 0;
  for (auto const& step : s.analysis.stepwise)
    table.row({++number, step.variable, step.entered ? "entered" : "removed", step.statistic, step.p});
  return table.take();
}

}  // namespace petra
