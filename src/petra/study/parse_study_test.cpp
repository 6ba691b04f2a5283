// Mechanics of study.yaml: every key of the schema, every refusal.

#include <gtest/gtest.h>

#include "petra/study/definition.hpp"
#include "petra/study/run_study.hpp"
#include "petra/study/schema.hpp"

namespace petra {
namespace {

constexpr std::string_view kMinimal = "outcome: {column: bmi}\nfeatures: {table: f.csv}\n";

std::string refusal(std::string const& extra) {
  auto const result = parse_study(std::string(kMinimal) + extra, "study.yaml");
  return result ? std::string() : format_error(result.error());
}

TEST(ParseStudy, the_template_of_init_parses_mechanics) {
  auto const study = parse_study(study_template(), "study.yaml");
  ASSERT_TRUE(study.has_value()) << format_error(study.error());
  EXPECT_EQ(study->modalities.size(), 2U);
  EXPECT_EQ(study->modalities[1].name, "CT");
  EXPECT_EQ(study->clinical.size(), 2U);
  EXPECT_EQ(study->clinical[1].reference, "Female");
}

TEST(ParseStudy, absent_keys_have_the_documented_defaults_mechanics) {
  auto const study = parse_study(kMinimal, "study.yaml");
  ASSERT_TRUE(study.has_value()) << format_error(study.error());
  EXPECT_EQ(study->cohort, "cohort.csv");
  EXPECT_EQ(study->selection.icc_minimum, 0.8);
  EXPECT_EQ(study->selection.icc_form, "ICC(2,1)");
  EXPECT_EQ(study->selection.correlation_maximum, 0.9);
  EXPECT_EQ(study->selection.lasso_folds, 5);
  EXPECT_EQ(study->split.ratio, 0.7);
  EXPECT_EQ(study->screen_p, 0.05);
  EXPECT_EQ(study->stepwise, "none");
  EXPECT_EQ(study->rivals, (std::vector<std::string>{"naive_bayes", "neural_network"}));
  EXPECT_EQ(study->bootstrap, 1000);
  EXPECT_FALSE(study->cross_fitted);
}

TEST(ParseStudy, what_is_asked_of_models_and_patients_is_taken_mechanics) {
  auto const study =
      parse_study(std::string(kMinimal) +
                      "eligibility: {screened: 328, rules: [{reason: old, keep: \"age <= 18\"}]}\n"
                      "describe: {categorical: [{column: mycn, label: MYCN}]}\n"
                      "models: {clinical: {stepwise: aic}, combined: {rad_score: cross_fitted}, rivals: []}\n"
                      "evaluation: {bootstrap: 0, seed: 7}\n",
                  "study.yaml");
  ASSERT_TRUE(study.has_value()) << format_error(study.error());
  EXPECT_EQ(study->screened, 328);
  ASSERT_EQ(study->eligibility.size(), 1U);
  EXPECT_EQ(study->eligibility[0].keep, "age <= 18");
  ASSERT_EQ(study->described.size(), 1U);
  EXPECT_EQ(study->described[0].label, "MYCN");
  EXPECT_EQ(study->stepwise, "aic");
  EXPECT_TRUE(study->cross_fitted);
  EXPECT_TRUE(study->rivals.empty());
  EXPECT_EQ(study->bootstrap, 0);
  EXPECT_EQ(study->evaluation_seed, 7U);
}

TEST(ParseStudy, unknown_keys_name_the_nearest_mechanics) {
  EXPECT_NE(refusal("selecton: {icc: {minimum: 0.7}}").find("Did you mean selection?"), std::string::npos);
  EXPECT_NE(refusal("selection: {lasso: {fold: 5}}").find("Did you mean folds?"), std::string::npos);
  EXPECT_NE(refusal("selection: {icc: {rows: al}}").find("Did you mean all?"), std::string::npos);
}

TEST(ParseStudy, all_problems_are_told_at_once_mechanics) {
  auto const text = refusal("selecton: 1\nsplit: {ratio: 7}\nmodels: {rivals: [boosting]}\nid: [a]\n");
  for (auto const* part : {"4 problems", "selecton", "split.ratio", "boosting is not one of", "line 6, id"})
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
}

struct NotYet {
  std::string_view key, asks, asks_for_nothing;
};

TEST(ParseStudy, keys_not_done_yet_are_refused_by_name_mechanics) {
  constexpr auto kRows = std::to_array<NotYet>({
      {"split.stratify", "split: {stratify: false}", "split: {stratify: true}"},
  });
  for (auto const& row : kStudyKeys) {  // the schema's list equals this one
    if (row.support != KeySupport::not_yet) continue;
    EXPECT_TRUE(std::any_of(kRows.begin(), kRows.end(), [&](NotYet const& known) { return known.key == row.path; }))
        << row.path;
  }
  for (auto const& row : kRows) {
    auto const text = refusal(std::string(row.asks));
    EXPECT_NE(text.find("not supported yet"), std::string::npos) << row.asks << ": " << text;
    if (!row.asks_for_nothing.empty()) {
      EXPECT_EQ(refusal(std::string(row.asks_for_nothing)), "") << row.asks_for_nothing;
    }
  }
}

TEST(ParseStudy, rules_between_keys_mechanics) {
  EXPECT_NE(refusal("split: {column: set, ratio: 0.7}").find("stands beside split.column"), std::string::npos);
  EXPECT_NE(refusal("split: {train: a}").find("without split.column"), std::string::npos);
  EXPECT_NE(refusal("modalities: {PET: {image: i, mask: m}}").find("beside modalities"), std::string::npos);
  EXPECT_NE(refusal("clinical: {continuous: [age, age]}").find("named twice"), std::string::npos);
  EXPECT_NE(refusal("clinical: {continuous: [bmi]}").find("the outcome itself"), std::string::npos);
  EXPECT_NE(refusal("clinical: {continuous: [age]}\ndescribe: {continuous: [age]}").find("named already"),
            std::string::npos);
  EXPECT_NE(refusal("eligibility: {rules: [{reason: r, keep: \"age <\"}]}").find("character"), std::string::npos);
  EXPECT_NE(refusal("eligibility: {rules: [{keep: \"age < 1\"}]}").find("reason"), std::string::npos);
  EXPECT_NE(refusal("selection: {icc: {form: ICC(9)}}").find("selection.icc.form"), std::string::npos);
  EXPECT_FALSE(parse_study("features: {table: f.csv}", "study.yaml").has_value());  // no outcome
  EXPECT_FALSE(parse_study("outcome: {column: bmi}", "study.yaml").has_value());    // neither images nor features
}

TEST(ParseStudy, odd_texts_are_refused_mechanics) {
  for (auto const* text : {"", "- a\n", "just text", "a: &x 1\nb: *x", "outcome: {column: a}\noutcome: {column: b}",
                           "\xff\xfe\xfd", "name: [unclosed"}) {
    EXPECT_FALSE(parse_study(text, "study.yaml").has_value()) << text;
  }
  EXPECT_NE(refusal("selection: {lasso: {folds: \"5\"}}").find("Remove the quotes"), std::string::npos);
  EXPECT_NE(refusal("selection: {lasso: {folds: 2.5}}").find("whole"), std::string::npos);
  EXPECT_NE(refusal("selection: {icc: {minimum: nan}}").find("number"), std::string::npos);
}

}  // namespace
}  // namespace petra
