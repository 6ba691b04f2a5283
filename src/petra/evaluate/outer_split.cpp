#include "petra/evaluate/outer_split.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "petra/stats/r_random.hpp"

namespace petra {

namespace {

// sample(rep(1:folds, length.out = count)), or of folds:1.
std::vector<int> deal(RRandom& random, std::int64_t count, int folds, bool backwards) {
  std::vector<std::int64_t> ids(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < ids.size(); ++i) {
    auto const place = static_cast<int>(i % static_cast<std::size_t>(folds));
    ids[i] = backwards ? folds - place : place + 1;
  }
  auto const drawn = random.sample(ids, count);
  return {drawn.begin(), drawn.end()};
}

}  // namespace

Result<std::vector<OuterSplit>> draw_outer_splits(std::span<int const> outcome, int folds, int inner_folds, int repeats,
                                                  std::uint32_t seed) {
  auto const cases = static_cast<int>(std::count(outcome.begin(), outcome.end(), 1));
  auto const fewer = std::min(cases, static_cast<int>(outcome.size()) - cases);
  if (fewer < folds) {
    return make_error(ErrorCode::invalid_input, "evaluation.nested_cv.folds",
                      fmt::format("{} folds, but one outcome has only {} training patients", folds, fewer),
                      "Use fewer folds");
  }
  RRandom random(seed);
  std::vector<OuterSplit> splits(static_cast<std::size_t>(repeats));
  for (auto& split : splits) {
    split.fold.resize(outcome.size());
    for (int const level : {0, 1}) {
      auto const dealt = deal(random, std::count(outcome.begin(), outcome.end(), level), folds, level == 1);
      std::size_t next = 0;
      for (std::size_t i = 0; i < outcome.size(); ++i) {
        if (outcome[i] == level) split.fold[i] = dealt[next++];
      }
    }
    for (int fold = 1; fold <= folds; ++fold) {
      auto const left =
          static_cast<std::int64_t>(outcome.size()) - std::count(split.fold.begin(), split.fold.end(), fold);
      auto const dealt = deal(random, left, inner_folds, false);
      std::vector<int> inner(outcome.size(), 0);
      std::size_t next = 0;
      for (std::size_t i = 0; i < outcome.size(); ++i) {
        if (split.fold[i] != fold) inner[i] = dealt[next++];
      }
      split.inner.push_back(std::move(inner));
    }
  }
  return splits;
}

}  // namespace petra
