// Undo and redo of edits of a mask.
#pragma once

#include <vector>

#include "petra/grid/volume.hpp"

namespace petra {

// Masks before each edit, as the runs of equal voxels that they are made of (a mask of a PET is a few kilobytes so).
class EditHistory {
 public:
  // Before an edit: what undo will bring back. Forgets what could be redone.
  void remember(Mask const& mask);
  // Puts `mask` back to before the last edit not taken back, or on again; false where there is none.
  [[nodiscard]] bool undo(Mask& mask) { return move(past_, future_, mask); }
  [[nodiscard]] bool redo(Mask& mask) { return move(future_, past_, mask); }

 private:
  using Runs = std::vector<std::uint32_t>;  // lengths of 0, 1, 0, …
  [[nodiscard]] static Runs packed(Mask const& mask);
  static void unpack(Runs const& runs, Mask& mask);
  static bool move(std::vector<Runs>& from, std::vector<Runs>& to, Mask& mask);

  std::vector<Runs> past_, future_;
};

}  // namespace petra
