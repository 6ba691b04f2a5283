// Tables of what running the whole funnel again has shown.
#include <algorithm>
#include <limits>
#include <map>

#include "petra/study/table_builder.hpp"
#include "petra/study/tables/tables.hpp"

namespace petra {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// How often something is selected: a count of runs and the runs in all (0: not looked at).
struct Frequency {
  int over_resamples = 0, over_seeds = 0;
};

double share(int count, int of) {
  return of == 0 ? kNaN : static_cast<double>(count) / of;
}

}  // namespace

Table make_optimism(StudyState const& s) {
  auto const& bootstrap = s.analysis.resampling.bootstrap;
  if (!bootstrap) return {};
  TableBuilder table({"model", "metric", "apparent", "training", "test", "optimism", "optimism_se", "corrected",
                      "out_of_bag", "corrected_632_plus", "resamples"});
  for (auto const& r : bootstrap->rows) {
    table.row({r.model, r.metric, r.apparent, r.training, r.test, r.optimism, r.optimism_error, r.corrected,
               r.out_of_bag, r.corrected_632_plus, r.used});
  }
  return table.take();
}

Table make_nested_cv(StudyState const& s) {
  auto const& nested = s.analysis.resampling.nested;
  if (!nested) return {};
  TableBuilder table({"model", "metric", "apparent", "mean", "sd", "lowest", "highest", "repeats"});
  for (auto const& r : nested->rows)
    table.row({r.model, r.metric, r.apparent, r.mean, r.sd, r.lowest, r.highest, r.used});
  return table.take();
}

Table make_permutation(StudyState const& s) {
  auto const& permutation = s.analysis.resampling.permutation;
  if (!permutation) return {};
  TableBuilder table({"model", "statistic", "observed", "null_mean", "null_q95", "p", "permutations"});
  for (auto const& r : permutation->rows)
    table.row({r.model, r.statistic, r.observed, r.null_mean, r.null_q95, r.p, r.used});
  return table.take();
}

Table make_fold_seeds(StudyState const& s) {
  if (s.analysis.resampling.fold_seeds.empty()) return {};
  TableBuilder table({"seed", "lambda", "features", "reason"});
  for (auto const& r : s.analysis.resampling.fold_seeds) {
    if (r.failure.empty())
      table.row({r.seed, r.lambda, r.features.size(), ""});
    else
      table.row({r.seed, "", "", r.failure});
  }
  return table.take();
}

// Features by how often resamples select them, then clinical predictors.
Table make_selection_frequency(StudyState const& s) {
  auto const& resampling = s.analysis.resampling;
  if (!resampling.bootstrap && resampling.fold_seeds.empty()) return {};
  std::map<std::string, Frequency> features;
  std::map<std::size_t, Frequency> clinical;
  int resamples = 0, seeds = 0;
  if (resampling.bootstrap) {
    resamples = static_cast<int>(resampling.bootstrap->selections.size());
    for (auto const& selection : resampling.bootstrap->selections) {
      for (auto const column : selection.features) ++features[resampling.feature_names[column]].over_resamples;
      for (auto const variable : selection.clinical) ++clinical[variable].over_resamples;
    }
  }
  for (auto const& row : resampling.fold_seeds) {
    seeds += row.failure.empty();
    for (auto const& name : row.features) ++features[name].over_seeds;
  }
  std::map<std::string, bool> in_signature;
  if (s.analysis.funnel.signature) {
    for (auto const& term : s.analysis.funnel.signature->signature.terms) {
      in_signature[term.feature] = true;
      features.try_emplace(term.feature);
    }
  }
  std::vector<std::pair<std::string, Frequency>> sorted(features.begin(), features.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](auto const& a, auto const& b) {
    return a.second.over_resamples != b.second.over_resamples ? a.second.over_resamples > b.second.over_resamples
                                                              : a.second.over_seeds > b.second.over_seeds;
  });
  TableBuilder table({"kind", "name", "selected", "share_of_resamples", "share_of_fold_seeds"});
  for (auto const& [name, frequency] : sorted) {
    table.row({"feature", name, in_signature.contains(name), share(frequency.over_resamples, resamples),
               share(frequency.over_seeds, seeds)});
  }
  for (std::size_t k = 0; resampling.bootstrap && k < s.cohort.clinical.size(); ++k) {
    auto const& independent = s.analysis.independent;
    bool const selected = std::find(independent.begin(), independent.end(), k) != independent.end();
    table.row(
        {"clinical", s.cohort.clinical[k].column.column, selected, share(clinical[k].over_resamples, resamples), kNaN});
  }
  return table.take();
}

}  // namespace petra
