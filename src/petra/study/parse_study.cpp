#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "petra/base/text.hpp"
#include "petra/stats/icc.hpp"
#include "petra/study/check_schema.hpp"
#include "petra/study/definition.hpp"
#include "petra/table/row_condition.hpp"

namespace petra {

namespace {

// The value at a path of keys; null nodes are absent. What has the wrong kind was reported by check_schema and keeps
// its default here, so that the rules between keys are checked in the same run.
YamlNode const* at(YamlNode const& root, std::string_view path) {
  YamlNode const* node = &root;
  for (auto const name : split(path, '.')) {
    node = node->find(name);
    if (node == nullptr || node->kind == YamlNode::Kind::null) return nullptr;
  }
  return node;
}

void take(YamlNode const& root, std::string_view path, std::string& target) {
  if (auto const* node = at(root, path)) target = std::string(trim(node->text));
}
void take(YamlNode const& root, std::string_view path, double& target) {
  if (auto const* node = at(root, path)) target = parse_number(node->text).value_or(target);
}
void take(YamlNode const& root, std::string_view path, int& target) {
  if (auto const* node = at(root, path)) target = static_cast<int>(parse_integer(node->text).value_or(target));
}
void take(YamlNode const& root, std::string_view path, std::uint32_t& target) {
  if (auto const* node = at(root, path))
    target = static_cast<std::uint32_t>(parse_integer(node->text).value_or(target));
}

void take(YamlNode const& root, std::string_view path, bool& target) {
  if (auto const* node = at(root, path)) target = node->text == "true";
}

std::string line_of(YamlNode const& node, std::string_view key) {
  return fmt::format("line {}, {}", node.line, key);
}

void require(std::string const& value, std::string_view key, std::string_view meaning, Problems& problems) {
  if (value.empty()) problems.add(std::string(key), fmt::format("is missing: {}", meaning));
}

void take_modalities(YamlNode const& root, StudyDefinition& study, Problems& problems) {
  auto const* modalities = at(root, "modalities");
  if (modalities == nullptr) return;
  for (auto const& [name, node] : modalities->entries) {
    auto const key = "modalities." + name;
    bool const good_name =
        !name.empty() && std::isalpha(static_cast<unsigned char>(name[0])) != 0 &&
        std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) != 0 || c == '-'; });
    if (!good_name)
      problems.add(line_of(node, key),
                   "a modality's name has letters, digits and - only: it is the prefix of its columns");
    ModalityDefinition modality;
    modality.name = name;
    take(node, "image", modality.image_column);
    take(node, "mask", modality.mask_column);
    take(node, "structure", modality.structure_column);
    take(node, "second_reader_mask", modality.second_mask_column);
    take(node, "repeat_mask", modality.repeat_mask_column);
    take(node, "params", modality.params);
    require(modality.image_column, key + ".image", "the column with the image's path", problems);
    require(modality.mask_column, key + ".mask", "the column with the mask's path", problems);
    study.modalities.push_back(std::move(modality));
  }
}

void take_eligibility(YamlNode const& root, StudyDefinition& study, Problems& problems) {
  if (auto const* screened = at(root, "eligibility.screened")) study.screened = parse_integer(screened->text);
  auto const* rules = at(root, "eligibility.rules");
  if (rules == nullptr) return;
  for (auto const& item : rules->items) {
    EligibilityRule rule;
    take(item, "reason", rule.reason);
    take(item, "keep", rule.keep);
    auto const where = line_of(item, "eligibility.rules");
    require(rule.reason, where + ", reason", "why the others are left out", problems);
    require(rule.keep, where + ", keep", "the condition that patients must meet", problems);
    if (!rule.keep.empty()) {
      if (auto condition = RowCondition::parse(rule.keep); !condition) {
        auto error = std::move(condition).error();
        error.subject =
            fmt::format("{}, keep \"{}\"{}{}", where, rule.keep, error.subject.empty() ? "" : ", ", error.subject);
        problems.add(std::move(error));
      }
    }
    study.eligibility.push_back(std::move(rule));
  }
}

// Candidates (key "clinical") or columns to describe.
void take_columns(YamlNode const& root, std::string_view group, std::vector<ClinicalColumn>& columns,
                  Problems& problems) {
  auto const* clinical = at(root, group);
  if (clinical == nullptr) return;
  for (auto const& [kind, list] : clinical->entries) {
    for (auto const& item : list.items) {
      ClinicalColumn column;
      column.categorical = kind == "categorical";
      if (item.kind == YamlNode::Kind::scalar) column.column = item.text;
      take(item, "column", column.column);
      take(item, "label", column.label);
      take(item, "unit", column.unit);
      if (auto const* convert = at(item, "convert")) {
        for (auto const& [unit, factor] : convert->entries) {
          double const value = parse_number(factor.text).value_or(0);
          if (!(value > 0))
            problems.add(line_of(factor, "convert." + unit), fmt::format("{} is not above zero", factor.text));
          column.convert.emplace_back(unit, value);
        }
        if (column.unit.empty())
          problems.add(line_of(*convert, "convert"), "needs a unit to convert to", "Give the column's unit");
      }
      if (auto const* reference = at(item, "reference")) column.reference = reference->text;
      if (column.label.empty()) column.label = column.column;
      if (column.column.empty())
        problems.add(line_of(item, fmt::format("{}.{}", group, kind)), "an entry has no column");
      columns.push_back(std::move(column));
    }
  }
}

void take_correlation_methods(YamlNode const& root, StudyDefinition& study, Problems& problems) {
  auto const* methods = at(root, "selection.correlation.methods");
  if (methods == nullptr) return;
  auto holds = [&](std::string_view name) {
    return std::any_of(methods->items.begin(), methods->items.end(),
                       [&](YamlNode const& item) { return item.text == name; });
  };
  study.selection.pearson = holds("pearson");
  study.selection.spearman = holds("spearman");
  if (methods->items.empty())
    problems.add(line_of(*methods, "selection.correlation.methods"), "is empty", "Name pearson, spearman or both");
}

void take_resampling(YamlNode const& root, StudyDefinition& study, Problems& problems) {
  auto& resampling = study.resampling;
  take(root, "evaluation.funnel_bootstrap", resampling.funnel_bootstrap);
  if (auto const* icc = at(root, "evaluation.funnel_icc")) resampling.fixed_reproducibility = icc->text == "fixed";
  take(root, "evaluation.nested_cv.folds", resampling.nested_folds);
  take(root, "evaluation.nested_cv.repeats", resampling.nested_repeats);
  take(root, "evaluation.permutations", resampling.permutations);
  if (resampling.nested_folds == 1 || resampling.nested_folds == 2)
    problems.add("evaluation.nested_cv.folds", fmt::format("is {}", resampling.nested_folds),
                 "Use three folds or more, or 0 for none");
  if (resampling.nested_folds > 0 && resampling.nested_repeats == 0) resampling.nested_repeats = 1;
  if (resampling.nested_folds == 0 && resampling.nested_repeats > 0)
    problems.add("evaluation.nested_cv.repeats", "stands without folds", "Give evaluation.nested_cv.folds");
}

void take_missing(YamlNode const& root, StudyDefinition& study, Problems& problems) {
  auto& missing = study.missing;
  if (auto const* method = at(root, "missing.method")) missing.impute = method->text == "mice";
  take(root, "missing.imputations", missing.imputations);
  take(root, "missing.iterations", missing.iterations);
  take(root, "missing.seed", missing.seed);
  for (auto const* key : {"imputations", "iterations", "seed"}) {
    if (!missing.impute && at(root, fmt::format("missing.{}", key)) != nullptr)
      problems.add(fmt::format("missing.{}", key), "stands without missing.method: mice");
  }
}

void take_harmonise(YamlNode const& root, StudyDefinition& study, Problems& problems) {
  auto& harmonise = study.harmonise;
  if (auto const* method = at(root, "harmonise.method")) harmonise.combat = method->text == "combat";
  take(root, "harmonise.empirical_bayes", harmonise.empirical_bayes);
  take(root, "harmonise.mean_only", harmonise.mean_only);
  take(root, "harmonise.reference", harmonise.reference);
  for (auto const* key : {"empirical_bayes", "mean_only", "reference"}) {
    if (!harmonise.combat && at(root, fmt::format("harmonise.{}", key)) != nullptr)
      problems.add(fmt::format("harmonise.{}", key), "stands without harmonise.method: combat");
  }
  if (harmonise.combat && study.centre.empty())
    problems.add("harmonise.method", "needs to know each patient's centre", "Name its column: centre: COLUMN");
}

// What the whole funnel does not repeat in its resamples must not be taken for validated.
void check_resampling_of_new_steps(StudyDefinition const& study, Problems& problems) {
  auto const& resampling = study.resampling;
  if (resampling.funnel_bootstrap == 0 && resampling.nested_folds == 0 && resampling.permutations == 0) return;
  for (auto const& [asked, key, what] :
       {std::tuple{study.missing.impute, "missing.method", "imputation"},
        std::tuple{study.harmonise.combat, "harmonise.method", "ComBat"},
        std::tuple{study.selection.correlation_rule != "first_come", "selection.correlation.rule", "this rule"}}) {
    if (asked)
      problems.add(make_error(ErrorCode::not_supported, key,
                              fmt::format("resamples of the whole funnel do not repeat {} yet", what),
                              "Leave out evaluation.funnel_bootstrap, nested_cv and permutations"));
  }
}

// Rules between keys.
void check_together(YamlNode const& root, StudyDefinition const& study, Problems& problems) {
  require(study.outcome_column, "outcome.column", "the column that is predicted", problems);
  bool const has_table = !study.feature_table.empty();
  if (study.modalities.empty() && !has_table)
    problems.add("modalities", "is missing: name the images, or features: {table: …} of features made elsewhere");
  if (!study.modalities.empty() && (has_table || at(root, "features") != nullptr))
    problems.add("features", "stands beside modalities", "Keep one of them");
  if (!study.second_reader_table.empty() && !has_table)
    problems.add("features.second_reader", "stands without features.table");
  if (auto form = parse_icc_form(study.selection.icc_form); !form)
    problems.add("selection.icc.form", form.error().message, form.error().remedy);
  if (study.split.column.empty()) {
    for (auto const* key : {"train", "test"}) {
      if (at(root, fmt::format("split.{}", key)) != nullptr)
        problems.add(fmt::format("split.{}", key), "stands without split.column");
    }
  } else {
    for (auto const* key : {"ratio", "stratify", "seed"}) {
      if (at(root, fmt::format("split.{}", key)) != nullptr)
        problems.add(fmt::format("split.{}", key), "stands beside split.column",
                     "The column says who trains; keep one of them");
    }
    if (study.split.train == study.split.test)
      problems.add("split", fmt::format("train and test are both {}", study.split.train));
  }
  std::set<std::string> seen{study.id, study.outcome_column};
  for (auto const& column : study.clinical) {
    if (!seen.insert(column.column).second)
      problems.add("clinical",
                   fmt::format("the column {} is named twice, or is the id or the outcome itself", column.column));
  }
  for (auto const& column : study.described) {
    if (!seen.insert(column.column).second)
      problems.add(
          "describe",
          fmt::format("the column {} is named already; Table 1 has the outcome and every candidate", column.column));
  }
  if (seen.contains("rad_score"))
    problems.add("clinical", "a column is called rad_score, which is the Rad score's own name", "Rename the column");
}

}  // namespace

Result<StudyDefinition> parse_study(std::string_view text, std::string const& subject) {
  PETRA_TRY(auto const root, parse_yaml(text, subject));
  Problems problems(subject);
  check_schema(root, problems);
  if (root.kind != YamlNode::Kind::map) return std::move(problems.result()).error();

  StudyDefinition study;
  take(root, "name", study.name);
  take(root, "cohort", study.cohort);
  take(root, "id", study.id);
  take(root, "outcome.column", study.outcome_column);
  take(root, "outcome.positive", study.outcome_positive);
  take_eligibility(root, study, problems);
  take_modalities(root, study, problems);
  take(root, "features.table", study.feature_table);
  take(root, "features.second_reader", study.second_reader_table);
  take(root, "features.repeat", study.repeat_table);
  if (auto const* names = at(root, "features.modalities")) {
    for (auto const& item : names->items) study.table_modalities.push_back(item.text);
  }
  take_columns(root, "clinical", study.clinical, problems);
  take_columns(root, "describe", study.described, problems);
  take(root, "centre", study.centre);
  take(root, "split.column", study.split.column);
  take(root, "split.train", study.split.train);
  take(root, "split.test", study.split.test);
  take(root, "split.ratio", study.split.ratio);
  take(root, "split.seed", study.split.seed);
  take(root, "selection.icc.minimum", study.selection.icc_minimum);
  take(root, "selection.icc.form", study.selection.icc_form);
  if (auto const* rows = at(root, "selection.icc.rows")) study.selection.icc_train_only = rows->text == "train";
  take(root, "selection.correlation.maximum", study.selection.correlation_maximum);
  take_correlation_methods(root, study, problems);
  take(root, "selection.correlation.rule", study.selection.correlation_rule);
  take(root, "selection.lasso.folds", study.selection.lasso_folds);
  if (auto const* rule = at(root, "selection.lasso.rule"))
    study.selection.lasso_one_standard_error = rule->text == "1se";
  take(root, "selection.lasso.fold_column", study.selection.fold_column);
  take(root, "selection.lasso.seed", study.selection.lasso_seed);
  take(root, "models.clinical.screen_p", study.screen_p);
  take(root, "models.clinical.final_p", study.final_p);
  take(root, "models.clinical.stepwise", study.stepwise);
  if (auto const* score = at(root, "models.combined.rad_score")) study.cross_fitted = score->text == "cross_fitted";
  if (auto const* rivals = at(root, "models.rivals")) {
    study.rivals.clear();
    for (auto const& item : rivals->items) {
      if (std::find(study.rivals.begin(), study.rivals.end(), item.text) == study.rivals.end())
        study.rivals.push_back(item.text);
    }
  }
  take(root, "evaluation.bootstrap", study.bootstrap);
  take(root, "evaluation.separated_resamples", study.separated_resamples);
  take(root, "evaluation.seed", study.evaluation_seed);
  take(root, "evaluation.validation_folds", study.validation_folds);
  take(root, "evaluation.threshold", study.threshold);
  take_resampling(root, study, problems);
  take_missing(root, study, problems);
  take_harmonise(root, study, problems);
  check_resampling_of_new_steps(study, problems);
  if (study.validation_folds == 1)
    problems.add("evaluation.validation_folds", "is 1", "Use two folds or more, or 0 for none");
  if (study.missing.impute && study.stepwise != "none")
    problems.add(make_error(ErrorCode::not_supported, "models.clinical.stepwise",
                            "a stepwise choice over imputed tables is not supported yet", "Write stepwise: none"));
  if (study.selection.correlation_rule == "sequential" && !(study.selection.pearson && study.selection.spearman))
    problems.add("selection.correlation.rule", "sequential takes both coefficients, one after the other",
                 "Write methods: [pearson, spearman]");
  if (study.name.empty()) study.name = "Untitled study";
  check_together(root, study, problems);
  PETRA_CHECK(problems.result());
  return study;
}

}  // namespace petra
