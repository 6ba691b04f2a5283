#include "petra/study/table_builder.hpp"
#include "petra/study/tables/tables.hpp"

namespace petra {

Table make_nomogram_table(StudyState const& s) {
  if (!s.analysis.nomogram) return {};
  TableBuilder table({"axis", "value", "points"});
  auto const& nomogram = *s.analysis.nomogram;
  for (auto const& axis : nomogram.variables) {
    for (auto const& tick : axis.ticks) table.row({axis.name, tick.label, tick.points});
  }
  for (double const total : nomogram.total_points_ticks) table.row({"total", total, total});
  for (auto const& tick : nomogram.linear_predictor_axis) table.row({"lp", tick.value, tick.points});
  for (auto const& tick : nomogram.probability_axis) table.row({"probability", tick.value, tick.points});
  return table.take();
}

}  // namespace petra
