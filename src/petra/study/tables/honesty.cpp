// Tables of how far the numbers carry: patients needed, many tests at once, parts of the patients.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "petra/evaluate/subgroups.hpp"
#include "petra/stats/mann_whitney.hpp"
#include "petra/stats/p_adjust.hpp"
#include "petra/stats/quantile.hpp"
#include "petra/stats/sample_size.hpp"
#include "petra/study/regression.hpp"
#include "petra/study/table_builder.hpp"
#include "petra/study/tables/tables.hpp"

namespace petra {

namespace {

// AUC to reckon with: corrected for the optimism of the whole funnel where that was estimated, else the test patients',
// else the training patients'.
struct AnticipatedAuc {
  double auc = std::numeric_limits<double>::quiet_NaN();
  std::string_view source;
};

AnticipatedAuc anticipated_auc(StudyState const& s, std::string_view model) {
  AnticipatedAuc found;
  for (auto const& row : s.analysis.performance) {
    if (row.model != model || !std::isfinite(row.auc)) continue;
    if (row.set == "test" || found.source.empty()) found = {row.auc, row.set};
  }
  if (s.analysis.resampling.bootstrap) {
    for (auto const& row : s.analysis.resampling.bootstrap->rows) {
      if (row.model == model && row.metric == "auc" && std::isfinite(row.corrected))
        found = {row.corrected, "optimism_corrected"};
    }
  }
  return found;
}

std::size_t lasso_candidates(StudyState const& s) {
  std::size_t kept = 0;
  for (auto const& row : s.analysis.funnel.redundancy) kept += row.kept;
  return kept;
}

// p-values of one family of tests, adjusted together.
void add_family(TableBuilder& table, std::string_view family, std::vector<std::string> const& names,
                std::vector<double> const& p) {
  auto const adjusted = adjust_false_discovery(p);
  for (std::size_t k = 0; k < names.size(); ++k) table.row({family, names[k], p[k], adjusted[k]});
}

// Cases against controls among the training patients, of each feature that the correlation step left.
void add_features(StudyState const& s, TableBuilder& table) {
  std::map<std::string_view, Eigen::Index> where;
  for (std::size_t k = 0; k < s.features.first.names.size(); ++k)
    where.emplace(s.features.first.names[k], static_cast<Eigen::Index>(k));
  std::vector<std::string> names;
  std::vector<double> p;
  for (auto const& row : s.analysis.funnel.redundancy) {
    if (!row.kept) continue;
    std::vector<double> cases, controls;
    for (std::size_t i = 0; i < s.cohort.patients.size(); ++i) {
      auto const& patient = s.cohort.patients[i];
      if (!patient.training) continue;
      (patient.outcome == 1 ? cases : controls)
          .push_back(s.features.first.values(static_cast<Eigen::Index>(i), where.at(row.feature)));
    }
    names.push_back(row.feature);
    p.push_back(rank_sum_test(cases, controls).p);
  }
  add_family(table, "features", names, p);
}

SubgroupVariable levels_of(ClinicalVariable const& variable) {
  SubgroupVariable out{variable.column.column, variable.levels, {}};
  for (double const value : variable.values) out.level.push_back(std::isnan(value) ? -1 : static_cast<int>(value));
  return out;
}

// Below and above the training patients' median.
SubgroupVariable halves_of(ClinicalVariable const& variable, Cohort const& cohort) {
  std::vector<double> training;
  for (std::size_t i = 0; i < variable.values.size(); ++i) {
    if (cohort.patients[i].training && std::isfinite(variable.values[i])) training.push_back(variable.values[i]);
  }
  double const median = training.empty() ? 0 : quantile(training, 0.5);
  SubgroupVariable out{variable.column.column, {"<= " + format_number(median), "> " + format_number(median)}, {}};
  for (double const value : variable.values) out.level.push_back(std::isnan(value) ? -1 : value > median ? 1 : 0);
  return out;
}

// Centres in C-locale order; none where no patient has one.
SubgroupVariable centres_of(Cohort const& cohort) {
  SubgroupVariable out{"centre", {}, {}};
  std::map<std::string, int> level;
  for (auto const& patient : cohort.patients) {
    if (!patient.centre.empty()) level.emplace(patient.centre, 0);
  }
  for (auto& [name, number] : level) {
    number = static_cast<int>(out.levels.size());
    out.levels.push_back(name);
  }
  for (auto const& patient : cohort.patients)
    out.level.push_back(patient.centre.empty() ? -1 : level.at(patient.centre));
  return out;
}

std::vector<SubgroupVariable> subgroup_variables(Cohort const& cohort) {
  std::vector<SubgroupVariable> variables;
  for (auto const* list : {&cohort.clinical, &cohort.described}) {
    for (auto const& variable : *list)
      variables.push_back(variable.column.categorical ? levels_of(variable) : halves_of(variable, cohort));
  }
  if (auto centres = centres_of(cohort); !centres.levels.empty()) variables.push_back(std::move(centres));
  return variables;
}

}  // namespace

Table make_sample_size(StudyState const& s) {
  auto const outcomes = training_outcomes(s.cohort);
  if (outcomes.empty()) return {};
  auto const cases = static_cast<int>(std::count(outcomes.begin(), outcomes.end(), 1));
  int const patients = static_cast<int>(outcomes.size()), events = std::min(cases, patients - cases);
  double const prevalence = static_cast<double>(cases) / patients;
  std::vector<std::size_t> all(s.cohort.clinical.size());
  for (std::size_t k = 0; k < all.size(); ++k) all[k] = k;
  TableBuilder table({"model", "candidates", "patients", "events", "events_per_candidate", "anticipated_auc",
                      "auc_source", "cox_snell_r2", "needed_for_shrinkage", "needed_for_optimism",
                      "needed_for_prevalence", "needed", "enough"});
  auto const add = [&](std::string_view model, std::size_t candidates) {
    if (candidates == 0) return;
    auto const [auc, source] = anticipated_auc(s, model);
    double const per = static_cast<double>(events) / static_cast<double>(candidates);
    if (!(auc > 0.5 && auc < 1)) {  // no model, or one that explains nothing or everything: no number is called for
      table.row({model, candidates, patients, events, per, auc, source, "", "", "", "", "", ""});
      return;
    }
    auto const riley = riley_sample_size(static_cast<int>(candidates), cox_snell_from_auc(auc, prevalence), prevalence);
    table.row({model, candidates, patients, events, per, auc, source, riley.cox_snell, riley.for_shrinkage,
               riley.for_optimism, riley.for_prevalence, riley.patients, riley.patients <= patients});
  };
  add("clinical", make_design(s.cohort, all).names.size());
  add("radiomics", lasso_candidates(s));
  return table.take();
}

Table make_fdr(StudyState const& s) {
  TableBuilder table({"family", "name", "p", "p_adjusted"});
  std::vector<std::string> names;
  std::vector<double> p;
  for (auto const& row : s.analysis.univariable) {
    names.push_back(row.variable);
    p.push_back(row.p);
  }
  add_family(table, "univariable", names, p);
  for (auto const* set : {"train", "test"}) {
    names.clear();
    p.clear();
    for (auto const& row : s.analysis.delong) {
      if (row.set != set) continue;
      names.push_back(row.model_a + " - " + row.model_b);
      p.push_back(row.test.p);
    }
    add_family(table, std::string("delong_") + set, names, p);
  }
  add_features(s, table);
  return table.table().rows.empty() ? Table() : table.take();
}

Table make_subgroups(StudyState const& s) {
  auto const variables = subgroup_variables(s.cohort);
  if (s.analysis.probabilities.empty() || variables.empty()) return {};
  auto const all = outcomes_and_sets(s.cohort);
  TableBuilder table({"model", "set", "variable", "level", "patients", "cases", "expected", "auc", "auc_low",
                      "auc_high", "auc_logit_low", "auc_logit_high", "brier", "reason"});
  for (auto const& r : measure_subgroups(all.outcome, all.training, s.analysis.probabilities, variables)) {
    bool const no_logit = r.reason.empty() && !std::isfinite(r.auc_logit_low);
    table.row({r.model, r.set, r.variable, r.level, r.patients, r.cases, r.expected * r.patients, r.auc, r.auc_low,
               r.auc_high, r.auc_logit_low, r.auc_logit_high, r.brier,
               no_logit ? std::string("auc_is_0_or_1") : r.reason});
  }
  return table.take();
}

}  // namespace petra
