#include "petra/select/funnel.hpp"

#include <fmt/format.h>

#include "petra/study/funnel_inputs.hpp"
#include "petra/study/steps/steps.hpp"

namespace petra {

Result<void> select_signature(StudyInputs const& inputs, StudyAnalysis& analysis) {
  auto const& selection = inputs.definition.selection;
  PETRA_TRY(auto const rules, funnel_rules(selection));
  PETRA_TRY(auto training, training_view(inputs.cohort, inputs.features));
  auto const readings = double_readings(inputs.features, inputs.cohort, selection.icc_train_only);
  for (auto const& reading : readings) {
    if (reading.first.values.rows() < static_cast<Eigen::Index>(kFewestPatientsReadTwice)) {
      return make_error(ErrorCode::invalid_input, "selection.icc.rows",
                        fmt::format("only {} training patients were read twice; at least {} are needed",
                                    reading.first.values.rows(), kFewestPatientsReadTwice),
                        "Use rows: all");
    }
  }
  PETRA_TRY(analysis.funnel, run_funnel(std::move(training), readings, rules));
  return {};
}

}  // namespace petra
