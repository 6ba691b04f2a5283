#include "petra/select/redundancy.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "petra/stats/find_correlation.hpp"

namespace petra {

namespace {

// The kept column that a dropped one resembles most, with both coefficients.
void explain(Eigen::MatrixXd const& x, RedundancyRule const& rule, std::vector<RedundancyDecision>& decisions,
             std::size_t column) {
  auto& decision = decisions[column];
  double largest = -1;
  for (std::size_t k = 0; k < decisions.size(); ++k) {
    if (!decisions[k].kept) continue;
    double const p = pearson(x.col(static_cast<Eigen::Index>(column)), x.col(static_cast<Eigen::Index>(k)));
    double const s = spearman(x.col(static_cast<Eigen::Index>(column)), x.col(static_cast<Eigen::Index>(k)));
    double const size = std::max(rule.use_pearson ? std::abs(p) : 0, rule.use_spearman ? std::abs(s) : 0);
    if (!(size > largest)) continue;
    largest = size;
    decision.dropped_for = static_cast<int>(k);
    decision.pearson = p;
    decision.spearman = s;
  }
}

// First come by Pearson; what is left, first come by Spearman.
std::vector<RedundancyDecision> one_after_the_other(Eigen::MatrixXd const& x, RedundancyRule const& rule) {
  auto decisions = first_come(x, {rule.maximum, true, false});
  std::vector<int> left;
  for (std::size_t k = 0; k < decisions.size(); ++k) {
    if (decisions[k].kept) left.push_back(static_cast<int>(k));
  }
  Eigen::MatrixXd const few = x(Eigen::all, left);
  auto const second = first_come(few, {rule.maximum, false, true});
  for (std::size_t k = 0; k < left.size(); ++k) {
    if (second[k].kept) continue;
    auto& decision = decisions[static_cast<std::size_t>(left[k])];
    decision = second[k];
    if (second[k].dropped_for >= 0) decision.dropped_for = left[static_cast<std::size_t>(second[k].dropped_for)];
  }
  return decisions;
}

// caret's findCorrelation on the larger of the coefficients in use; constant columns are taken out before.
std::vector<RedundancyDecision> by_caret(Eigen::MatrixXd const& x, RedundancyRule const& rule) {
  std::vector<RedundancyDecision> decisions(static_cast<std::size_t>(x.cols()));
  std::vector<int> varying;
  for (Eigen::Index k = 0; k < x.cols(); ++k) {
    bool const varies = (x.col(k).array() != x(0, k)).any();
    decisions[static_cast<std::size_t>(k)].constant = !varies;
    decisions[static_cast<std::size_t>(k)].kept = varies;
    if (varies) varying.push_back(static_cast<int>(k));
  }
  if (varying.size() < 2) return decisions;
  Eigen::MatrixXd const columns = x(Eigen::all, varying);
  Eigen::MatrixXd r;
  if (rule.use_pearson) r = pearson_matrix(columns).cwiseAbs();
  if (rule.use_spearman) {
    Eigen::MatrixXd const ranked = spearman_matrix(columns).cwiseAbs();
    r = rule.use_pearson ? Eigen::MatrixXd(r.cwiseMax(ranked)) : ranked;
  }
  auto const how = rule.choice == RedundancyChoice::caret_exact  ? CaretRule::exact
                   : rule.choice == RedundancyChoice::caret_fast ? CaretRule::fast
                                                                 : default_caret_rule(r.cols());
  auto const removed = find_correlation(r, rule.maximum, how);
  if (!removed) return decisions;  // cannot be: r is square, symmetric and finite
  for (int const place : *removed)
    decisions[static_cast<std::size_t>(varying[static_cast<std::size_t>(place)])].kept = false;
  for (int const place : *removed)
    explain(x, rule, decisions, static_cast<std::size_t>(varying[static_cast<std::size_t>(place)]));
  return decisions;
}

std::vector<RedundancyDecision> decide(Eigen::MatrixXd const& x, RedundancyRule const& rule) {
  switch (rule.choice) {
    case RedundancyChoice::first_come:
      return first_come(x, rule);
    case RedundancyChoice::sequential:
      return one_after_the_other(x, rule);
    default:
      return by_caret(x, rule);
  }
}

}  // namespace

std::vector<RedundancyRow> assess_redundancy(TrainingView const& training, RedundancyRule const& rule) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  auto const decisions = decide(training.values(), rule);
  std::vector<RedundancyRow> rows;
  rows.reserve(decisions.size());
  for (std::size_t k = 0; k < decisions.size(); ++k) {
    auto const& decision = decisions[k];
    RedundancyRow row{training.names()[k], decision.kept, decision.constant, {}, kNaN, kNaN};
    if (decision.dropped_for >= 0) {
      row.dropped_for = training.names()[static_cast<std::size_t>(decision.dropped_for)];
      row.pearson = decision.pearson;
      row.spearman = decision.spearman;
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace petra
