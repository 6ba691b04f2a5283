#include "petra/select/funnel.hpp"

#include <fmt/format.h>

#include <array>
#include <unordered_set>

#include "petra/base/text.hpp"

namespace petra {

namespace {

struct FunnelState {
  TrainingView training;
  std::vector<DoubleReading> const& readings;
  FunnelRules const& rules;
  FunnelResult result;
};

// A step narrows state.training and gives the reason line of its row.
struct FunnelStep {
  std::string_view name;
  Result<std::string> (*run)(FunnelState& state);
};

void keep_columns(FunnelState& state, std::vector<int> const& columns) {
  state.training = state.training.keep(columns);
}

// Features that have no value for some training patient cannot enter a correlation or a model.
Result<std::string> drop_undefined(FunnelState& state) {
  std::vector<int> defined;
  auto const& values = state.training.values();
  for (Eigen::Index column = 0; column < values.cols(); ++column) {
    if (values.col(column).allFinite()) defined.push_back(static_cast<int>(column));
  }
  auto const undefined = static_cast<std::size_t>(values.cols()) - defined.size();
  keep_columns(state, defined);
  return undefined == 0 ? std::string() : fmt::format("{} undefined for at least one training patient", undefined);
}

Result<std::string> drop_unreproducible(FunnelState& state) {
  if (state.readings.empty()) return std::string("left out: no patient was read twice");
  std::unordered_set<std::string> const entered(state.training.names().begin(), state.training.names().end());
  std::unordered_set<std::string> dropped;
  std::size_t constant = 0, undefined = 0, low = 0;
  Eigen::Index fewest_patients = state.readings.front().first.values.rows();
  for (auto const& reading : state.readings) {
    fewest_patients = std::min(fewest_patients, reading.first.values.rows());
    for (auto& row : assess_reproducibility(reading, state.rules.reproducibility)) {
      if (!row.kept && entered.contains(row.feature) && dropped.insert(row.feature).second) {
        constant += row.reason == "constant";
        undefined += row.reason == "undefined";
        low += row.reason == "low_icc";
      }
      state.result.reproducibility.push_back(std::move(row));
    }
  }
  std::vector<int> kept;
  for (std::size_t k = 0; k < state.training.names().size(); ++k) {
    if (!dropped.contains(state.training.names()[k])) kept.push_back(static_cast<int>(k));
  }
  keep_columns(state, kept);
  auto reason = fmt::format("{} with ICC not above {} in {} patients read twice", low,
                            format_number(state.rules.reproducibility.minimum), fewest_patients);
  if (constant > 0) reason += fmt::format("; {} constant", constant);
  if (undefined > 0) reason += fmt::format("; {} undefined", undefined);
  return reason;
}

Result<std::string> drop_redundant(FunnelState& state) {
  state.result.redundancy = assess_redundancy(state.training, state.rules.redundancy);
  std::vector<int> kept;
  std::size_t constant = 0;
  for (std::size_t k = 0; k < state.result.redundancy.size(); ++k) {
    if (state.result.redundancy[k].kept) kept.push_back(static_cast<int>(k));
    constant += state.result.redundancy[k].constant;
  }
  auto const repeating = state.result.redundancy.size() - kept.size() - constant;
  keep_columns(state, kept);
  auto const& rule = state.rules.redundancy;
  std::string_view const coefficient = rule.use_pearson && rule.use_spearman ? "|Pearson| or |Spearman|"
                                       : rule.use_pearson                    ? "|Pearson|"
                                                                             : "|Spearman|";
  auto const other = rule.choice == RedundancyChoice::first_come || rule.choice == RedundancyChoice::sequential
                         ? "an earlier feature"
                         : "another feature, by caret's findCorrelation";
  auto reason = fmt::format("{} with {} above {} with {}, over the training patients", repeating, coefficient,
                            format_number(rule.maximum), other);
  if (constant > 0) reason += fmt::format("; {} constant", constant);
  return reason;
}

Result<std::string> select_by_lasso(FunnelState& state) {
  PETRA_TRY(state.result.signature, fit_signature(state.training, state.rules.lambda));
  auto const& signature = state.result.signature->signature;
  std::unordered_set<std::string_view> chosen;
  for (auto const& term : signature.terms) chosen.insert(term.feature);
  std::vector<int> kept;
  for (std::size_t k = 0; k < state.training.names().size(); ++k) {
    if (chosen.contains(state.training.names()[k])) kept.push_back(static_cast<int>(k));
  }
  auto reason = fmt::format("coefficient zero at lambda_{} = {:.4g}",
                            state.rules.lambda == LambdaRule::min ? "min" : "1se", signature.lambda);
  if (kept.empty()) {
    reason += ": no feature improves on the share of cases alone; the radiomics and combined models are dropped";
    state.result.signature->signature.terms.clear();
  }
  keep_columns(state, kept);
  return reason;
}

constexpr auto kFunnelSteps = std::to_array<FunnelStep>({
    {"undefined", drop_undefined},
    {"icc", drop_unreproducible},
    {"correlation", drop_redundant},
    {"lasso", select_by_lasso},
});

}  // namespace

Result<FunnelResult> run_funnel(TrainingView training, std::vector<DoubleReading> const& readings,
                                FunnelRules const& rules) {
  FunnelState state{std::move(training), readings, rules, {}};
  for (auto const& step : kFunnelSteps) {
    auto const before = state.training.names().size();
    if (before == 0) {
      state.result.rows.push_back({std::string(step.name), 0, 0, "not run: no feature was left"});
      continue;
    }
    auto reason = step.run(state);
    if (!reason) return std::move(reason).error().while_doing(fmt::format("selecting features, step {}", step.name));
    auto const after = state.training.names().size();
    if (step.name == "undefined" && after == before) continue;  // nothing to tell
    state.result.rows.push_back({std::string(step.name), before, after, std::move(reason).value()});
  }
  return std::move(state.result);
}

}  // namespace petra
