#include "petra/study/harmonise.hpp"

#include <fmt/format.h>

#include <map>

#include "petra/study/problems.hpp"

namespace petra {

namespace {

struct CentreCount {
  std::size_t training = 0, test = 0;
};

std::map<std::string, CentreCount> count_centres(Cohort const& cohort, Problems& problems) {
  std::map<std::string, CentreCount> centres;
  for (auto const& patient : cohort.patients) {
    if (patient.centre.empty())
      problems.add(fmt::format("row {}", patient.row), fmt::format("the patient {} has no centre", patient.id),
                   "Give it, or leave the patient out by a rule of eligibility");
    else
      ++(patient.training ? centres[patient.centre].training : centres[patient.centre].test);
  }
  for (auto const& [name, count] : centres) {
    if (count.training == 0)
      problems.add(
          fmt::format("centre {}", name),
          fmt::format("has {} test patients and no training patient: ComBat has no estimate for it", count.test),
          "Leave its patients out by a rule of eligibility, or put some of them into training");
    else if (count.training == 1)
      problems.add(fmt::format("centre {}", name), "has one training patient: ComBat needs two or more",
                   "Join it with another centre, or leave it out");
  }
  return centres;
}

// Columns that ComBat can be fitted to: defined and not constant in the training patients.
std::vector<int> usable_columns(Eigen::MatrixXd const& training) {
  std::vector<int> columns;
  for (Eigen::Index k = 0; k < training.cols(); ++k) {
    auto const column = training.col(k);
    if (column.allFinite() && column.minCoeff() < column.maxCoeff()) columns.push_back(static_cast<int>(k));
  }
  return columns;
}

Result<void> apply(HarmonisedFeatures const& harmonised, std::vector<std::string> const& centres,
                   FeatureMatrix& features) {
  std::map<std::string_view, Eigen::Index> place;
  for (std::size_t k = 0; k < features.names.size(); ++k)
    place.emplace(features.names[k], static_cast<Eigen::Index>(k));
  // A reading may lack some of the features: those cells are undefined on the way and go nowhere.
  Eigen::MatrixXd x = Eigen::MatrixXd::Constant(features.values.rows(),
                                                static_cast<Eigen::Index>(harmonised.features.size()), std::nan(""));
  for (std::size_t k = 0; k < harmonised.features.size(); ++k) {
    if (auto const found = place.find(harmonised.features[k]); found != place.end())
      x.col(static_cast<Eigen::Index>(k)) = features.values.col(found->second);
  }
  Eigen::MatrixXd const none(x.rows(), 0);
  PETRA_TRY(auto const together, apply_combat(harmonised.model, x, centres, none));
  for (std::size_t k = 0; k < harmonised.features.size(); ++k) {
    if (auto const found = place.find(harmonised.features[k]); found != place.end())
      features.values.col(found->second) = together.col(static_cast<Eigen::Index>(k));
  }
  return {};
}

}  // namespace

Result<void> harmonise_features(StudyDefinition const& definition, Cohort const& cohort, StudyFeatures& features) {
  auto const& asked = definition.harmonise;
  if (!asked.combat) return {};
  Problems problems("harmonise");
  auto const counts = count_centres(cohort, problems);
  if (counts.size() < 2)
    problems.add("centre", fmt::format("the column {} names one centre only", definition.centre),
                 "Remove harmonise: there is nothing to bring together");
  if (!asked.reference.empty() && !counts.contains(asked.reference))
    problems.add("harmonise.reference", fmt::format("no patient is from {}", asked.reference));
  PETRA_CHECK(problems.result());

  std::vector<int> training_rows;
  std::vector<std::string> centres, training_centres;
  for (std::size_t i = 0; i < cohort.patients.size(); ++i) {
    centres.push_back(cohort.patients[i].centre);
    if (!cohort.patients[i].training) continue;
    training_rows.push_back(static_cast<int>(i));
    training_centres.push_back(cohort.patients[i].centre);
  }
  Eigen::MatrixXd const training = features.first.values(training_rows, Eigen::all);
  auto const columns = usable_columns(training);
  if (columns.size() < 2)
    return make_error(ErrorCode::invalid_input, "harmonise",
                      "fewer than two features are defined and vary in the training patients");
  HarmonisedFeatures harmonised;
  for (int const column : columns)
    harmonised.features.push_back(features.first.names[static_cast<std::size_t>(column)]);
  CombatSettings settings{asked.empirical_bayes, asked.mean_only, std::nullopt};
  if (!asked.reference.empty()) settings.reference = asked.reference;
  Eigen::MatrixXd const x = training(Eigen::all, columns), none(x.rows(), 0);
  auto model = fit_combat(x, training_centres, none, settings);
  if (!model) return std::move(model).error().while_doing("harmonising features over centres");
  harmonised.model = std::move(*model);
  PETRA_CHECK(apply(harmonised, centres, features.first));
  for (auto& reading : features.second) {
    std::vector<std::string> of_reading;
    for (auto const patient : reading.patients) of_reading.push_back(cohort.patients[patient].centre);
    PETRA_CHECK(apply(harmonised, of_reading, reading.features));
  }
  std::vector<std::string> names;
  for (auto const& [name, count] : counts)
    names.push_back(fmt::format("{} ({} training, {} test)", name, count.training, count.test));
  features.warnings.push_back(fmt::format(
      "{} features were harmonised over the centres {} by ComBat, fitted to the training patients' features (outcomes "
      "do not enter); combat.csv has the shifts. model.json is not written: a new patient's features would have to be "
      "harmonised first, which predictions do not do yet.",
      harmonised.features.size(), listed(names, 30)));
  features.harmonised = std::move(harmonised);
  return {};
}

}  // namespace petra
