#include "petra/segment/edit_history.hpp"

#include <algorithm>

namespace petra {

EditHistory::Runs EditHistory::packed(Mask const& mask) {
  Runs runs;
  bool current = false;
  std::uint32_t length = 0;
  for (auto const voxel : mask.voxels) {
    if ((voxel != 0) != current) {
      runs.push_back(length);
      length = 0;
      current = !current;
    }
    ++length;
  }
  runs.push_back(length);
  return runs;
}

void EditHistory::unpack(Runs const& runs, Mask& mask) {
  auto to = mask.voxels.begin();
  std::uint8_t value = 0;
  for (auto const length : runs) {
    to = std::fill_n(to, length, value);
    value = value == 0 ? 1 : 0;
  }
}

void EditHistory::remember(Mask const& mask) {
  past_.push_back(packed(mask));
  future_.clear();
}

bool EditHistory::move(std::vector<Runs>& from, std::vector<Runs>& to, Mask& mask) {
  if (from.empty()) return false;
  to.push_back(packed(mask));
  unpack(from.back(), mask);
  from.pop_back();
  return true;
}

}  // namespace petra
