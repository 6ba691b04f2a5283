#include "petra/study/eligibility.hpp"

#include <fmt/format.h>

#include "petra/base/text.hpp"
#include "petra/table/row_condition.hpp"

namespace petra {

namespace {

// One rule on the rows that are still in.
class RuleStep {
 public:
  RuleStep(EligibilityRule const& rule, std::size_t number)
      : rule_(rule), step_{fmt::format("eligibility_{}", number), rule.reason} {}

  void apply(Table const& table, std::string const& id_column, std::vector<bool>& in, EligibleRows& result,
             Problems& problems) {
    auto const condition = RowCondition::parse(rule_.keep);
    if (!condition) return problems.add(condition.error());
    if (auto const known = condition->check_columns(table); !known) return add(known.error(), problems);
    auto const id = table.find_column(id_column);
    std::size_t unknown = 0;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      if (!in[row]) continue;
      auto const truth = condition->evaluate(table, row);
      if (!truth) {
        add(truth.error(), problems);
        continue;
      }
      if (*truth == Truth::yes) continue;
      in[row] = false;
      unknown += *truth == Truth::unknown;
      result.excluded.push_back(
          {id ? std::string(trim(table.rows[row][*id])) : std::string(), row + 1,
           *truth == Truth::unknown ? rule_.reason + " (not known: a value is missing)" : rule_.reason, step_.name});
    }
    if (unknown > 0) step_.reason += fmt::format(" ({} of them not known: a value is missing)", unknown);
    result.flow.push_back(step_);
  }

 private:
  EligibilityRule const& rule_;
  FlowStep step_;

  void add(Error error, Problems& problems) const {
    error.context.push_back(fmt::format("applying the rule of eligibility \"{}\"", rule_.keep));
    problems.add(std::move(error));
  }
};

}  // namespace

EligibleRows apply_eligibility(StudyDefinition const& definition, Table const& table, Problems& problems) {
  EligibleRows result;
  result.listed = table.rows.size();
  if (definition.screened && *definition.screened < static_cast<std::int64_t>(table.rows.size())) {
    problems.add("eligibility.screened", fmt::format("{} patients screened are fewer than the {} listed",
                                                     *definition.screened, table.rows.size()));
  }
  std::vector<bool> in(table.rows.size(), true);
  for (std::size_t k = 0; k < definition.eligibility.size(); ++k)
    RuleStep(definition.eligibility[k], k + 1).apply(table, definition.id, in, result, problems);
  result.table.columns = table.columns;
  result.table.decimal_comma = table.decimal_comma;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    if (!in[row]) continue;
    result.rows.push_back(row + 1);
    result.table.rows.push_back(table.rows[row]);
    result.table.lines.push_back(row < table.lines.size() ? table.lines[row] : row + 2);
  }
  return result;
}

}  // namespace petra
