#include "petra/study/table_builder.hpp"
#include "petra/study/tables/tables.hpp"

namespace petra {

Table make_table1(StudyState const& s) {
  TableBuilder table({"characteristic", "level", "all", "train", "test", "test_name", "statistic", "p"});
  for (auto const& r : s.analysis.table_one)
    table.row({r.characteristic, r.level, r.all, r.first, r.second, r.test_name, r.statistic, r.p});
  return table.take();
}

}  // namespace petra
