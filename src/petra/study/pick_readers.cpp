#include "petra/study/pick_readers.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "petra/stats/r_random.hpp"

namespace petra {

Result<std::vector<std::size_t>> pick_readers(Cohort const& cohort, int per_class, std::uint32_t seed) {
  std::vector<std::int64_t> of_class[2];
  for (std::size_t i = 0; i < cohort.patients.size(); ++i)
    of_class[cohort.patients[i].outcome].push_back(static_cast<std::int64_t>(i));
  for (auto const& patients : of_class) {
    if (patients.size() >= static_cast<std::size_t>(per_class)) continue;
    return make_error(ErrorCode::invalid_input, "--per-class",
                      fmt::format("{} patients of each outcome are asked for, but there are {} cases and {} controls",
                                  per_class, of_class[1].size(), of_class[0].size()),
                      fmt::format("Ask for at most {}", std::min(of_class[0].size(), of_class[1].size())));
  }
  RRandom random(seed);
  std::vector<std::size_t> picked;
  for (auto const& patients : of_class) {
    for (auto const position : random.sample(patients, per_class)) picked.push_back(static_cast<std::size_t>(position));
  }
  std::sort(picked.begin(), picked.end());
  return picked;
}

}  // namespace petra
