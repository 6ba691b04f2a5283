#include "petra/select/redundancy.hpp"

#include <limits>

namespace petra {

std::vector<RedundancyRow> assess_redundancy(TrainingView const& training, RedundancyRule const& rule) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  auto const decisions = first_come(training.values(), rule);
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
