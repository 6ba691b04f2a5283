// Connected parts of a region: runs along x are joined with the runs they touch in the row before and the slice before.

#include <numeric>
#include <vector>

#include "petra/extract/mask_region.hpp"

namespace petra {

namespace {

struct Run {
  std::int64_t first, last;  // x, inclusive
};

// Union-find over runs, paths halved.
class Sets {
 public:
  std::size_t add() {
    parents_.push_back(parents_.size());
    ++count_;
    return parents_.size() - 1;
  }
  void join(std::size_t a, std::size_t b) {
    a = root(a);
    b = root(b);
    if (a == b) return;
    parents_[std::max(a, b)] = std::min(a, b);
    --count_;
  }
  [[nodiscard]] std::int64_t count() const { return count_; }

 private:
  std::size_t root(std::size_t i) {
    while (parents_[i] != i) i = parents_[i] = parents_[parents_[i]];
    return i;
  }
  std::vector<std::size_t> parents_;
  std::int64_t count_ = 0;
};

// The runs of one row: numbers begin … begin + runs.size() - 1 in the sets.
struct Row {
  std::size_t begin = 0;
  std::vector<Run> runs;
};

Row runs_of(std::uint8_t const* row, std::int64_t length, Sets& sets) {
  Row found;
  for (std::int64_t x = 0; x < length; ++x) {
    if (row[x] == 0) continue;
    auto const first = x;
    while (x + 1 < length && row[x + 1] != 0) ++x;
    auto const number = sets.add();
    if (found.runs.empty()) found.begin = number;
    found.runs.push_back({first, x});
  }
  return found;
}

// Joins runs of two rows that touch, diagonals included. Both lists ascend.
void join_rows(Row const& a, Row const& b, Sets& sets) {
  std::size_t i = 0, j = 0;
  while (i < a.runs.size() && j < b.runs.size()) {
    auto const& one = a.runs[i];
    auto const& other = b.runs[j];
    if (one.first <= other.last + 1 && other.first <= one.last + 1) sets.join(a.begin + i, b.begin + j);
    if (one.last < other.last) {
      ++i;
    } else {
      ++j;
    }
  }
}

}  // namespace

std::int64_t count_components(MaskRegion const& region) {
  auto const size = region.box.size();
  Sets sets;
  auto const rows = static_cast<std::size_t>(size[1]);
  std::vector<Row> before(rows), slice(rows);
  for (std::int64_t z = 0; z < size[2]; ++z) {
    for (std::size_t y = 0; y < rows; ++y) {
      auto const offset = size[0] * (static_cast<std::int64_t>(y) + size[1] * z);
      slice[y] = runs_of(region.inside.data() + offset, size[0], sets);
      if (y > 0) join_rows(slice[y], slice[y - 1], sets);
      if (z == 0) continue;
      for (std::size_t near = y > 0 ? y - 1 : 0; near <= std::min(y + 1, rows - 1); ++near)
        join_rows(slice[y], before[near], sets);
    }
    std::swap(before, slice);
  }
  return sets.count();
}

}  // namespace petra
