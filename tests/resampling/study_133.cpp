#include "study_133.hpp"

#include <map>

#include "petra/table/table.hpp"
#include "pipeline_selection.hpp"

namespace petra::resampling_test {

namespace {

constexpr std::array kContinuous = {"age",          "nse", "vma",     "hva",    "ldh", "ferritin",
                                    "max_diameter", "mtv", "suvmean", "suvmax", "tlg"};

Result<ClinicalCandidates> read_candidates(Table const& table) {
  ClinicalCandidates candidates;
  candidates.values.resize(static_cast<Eigen::Index>(table.rows.size()), 12);
  for (auto const* name : kContinuous) {
    PETRA_TRY(auto const values, number_column(table, name, "clinical.csv"));
    auto const at = static_cast<int>(candidates.variables.size());
    candidates.values.col(at) = Eigen::Map<Eigen::VectorXd const>(values.data(), candidates.values.rows());
    candidates.variables.emplace_back(name);
    candidates.column_names.emplace_back(name);
    candidates.columns.push_back({at});
  }
  auto const gender = *table.find_column("gender");
  for (std::size_t i = 0; i < table.rows.size(); ++i)
    candidates.values(static_cast<Eigen::Index>(i), 11) = table.rows[i][gender] == "Male" ? 1 : 0;
  candidates.variables.emplace_back("gender");
  candidates.column_names.emplace_back("gender=Male");
  candidates.columns.push_back({11});
  return candidates;
}

}  // namespace

Result<Study133> read_study_133(std::filesystem::path const& folder) {
  PETRA_TRY(auto const study, oracle::read_pipeline_study(folder));
  PETRA_TRY(auto const table, read_csv(folder / "clinical.csv"));
  PETRA_TRY(auto const second, read_csv(folder / "features_reader2.csv.gz"));
  PETRA_TRY(auto const candidates, read_candidates(table));
  std::vector<bool> is_training(study.ids.size(), false);
  std::map<std::string, int> place;  // of training patients
  for (auto const row : study.training) {
    is_training[static_cast<std::size_t>(row)] = true;
    place.emplace(study.ids[static_cast<std::size_t>(row)], static_cast<int>(place.size()));
  }
  PETRA_TRY(auto view, TrainingView::take({study.features, study.first}, study.outcome, is_training, study.folds));
  std::vector<int> training(study.training.begin(), study.training.end()), test(study.test.begin(), study.test.end());
  FunnelReadings readings;
  for (auto const& row : second.rows) {
    auto const found = place.find(row.front());
    readings.patient.push_back(found == place.end() ? FunnelReadings::kOutside : found->second);
  }
  readings.readings = {{study.features, study.first_twice_read}, {study.features, study.second}};
  Study133 out{{std::move(view), candidates.rows(training), {std::move(readings)}},
               FunnelProcedure{},
               study.first(test, Eigen::all),
               candidates.rows(test).values,
               {},
               study.resamples};
  for (int const row : test) out.test_outcome.push_back(study.outcome[static_cast<std::size_t>(row)]);
  return out;
}

}  // namespace petra::resampling_test
