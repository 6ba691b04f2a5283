#include "petra/segment/grow_cut.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "petra/segment/intensity_range.hpp"
#include "petra/segment/monotone_queue.hpp"
#include "petra/segment/neighbours.hpp"

namespace petra {

namespace {

constexpr std::size_t kSteps = kFullSteps.size();

// A copy of the grid with one voxel more on every side, which no way enters: all neighbours lie at fixed distances in
// memory.
struct PaddedGrid {
  Index3 size;    // of the image
  Index3 padded;  // two more per axis
  explicit PaddedGrid(Index3 const& image) : size(image), padded({image[0] + 2, image[1] + 2, image[2] + 2}) {}
  [[nodiscard]] std::size_t voxels() const { return static_cast<std::size_t>(padded[0] * padded[1] * padded[2]); }
  // Slicer's rule: the outermost voxels of an axis with three or more take labels, but pass none on.
  [[nodiscard]] bool is_at_edge(std::int64_t offset) const {
    auto const voxel = voxel_of(offset, size);
    for (std::size_t k = 0; k < 3; ++k) {
      if (size[k] >= 3 && (voxel[k] == 0 || voxel[k] == size[k] - 1)) return true;
    }
    return false;
  }
  template <class Use>
  void for_each_row(Use const& use) const {
    for (std::int64_t z = 0; z < size[2]; ++z) {
      for (std::int64_t y = 0; y < size[1]; ++y)
        use(static_cast<std::size_t>(offset_of({0, y, z}, size)),
            static_cast<std::size_t>(offset_of({1, y + 1, z + 1}, padded)));
    }
  }
  [[nodiscard]] std::array<std::int64_t, kSteps> offsets() const {
    std::array<std::int64_t, kSteps> result = {};
    for (std::size_t k = 0; k < kSteps; ++k) result[k] = offset_of(kFullSteps[k], padded);
    return result;
  }
};

// Whole numbers: distances add up without rounding (a way that is longer than 2^32 steps counts as that long).
struct WholeWeights {
  using Queue = BucketQueue;
  using Value = std::int32_t;
  using Distance = std::uint32_t;
  static constexpr Distance kStart = 0, kUnreached = std::numeric_limits<Distance>::max();
  [[nodiscard]] Distance further(Distance sofar, Value a, Value b, std::size_t /*step*/) const {
    std::uint64_t const sum = std::uint64_t{sofar} + static_cast<Distance>(a > b ? a - b : b - a);
    return static_cast<Distance>(std::min<std::uint64_t>(sum, kUnreached - 1));
  }
  [[nodiscard]] static std::uint32_t key(Distance distance) { return distance; }
};

struct FloatWeights {
  using Queue = MonotoneQueue;
  using Value = float;
  using Distance = float;
  // Slicer's ways begin at 0.001, not 0; kept, for it takes part in the roundings.
  static constexpr Distance kStart = 1e-3F, kUnreached = std::numeric_limits<Distance>::infinity();
  std::array<float, kSteps> penalty = {};
  [[nodiscard]] Distance further(Distance sofar, Value a, Value b, std::size_t step) const {
    return std::abs(a - b) + sofar + penalty[step];
  }
  [[nodiscard]] static std::uint32_t key(Distance distance) { return key_of(distance); }
};

// What is looked at together lies together: a neighbour costs one line of the cache.
template <class Weights>
struct Cell {
  typename Weights::Distance distance = 0;  // 0 in the padding: no way there is shorter
  typename Weights::Value value = 0;
};

constexpr std::uint16_t kEdge = 0x100, kLabel = 0xFF;  // beside a label: the voxel passes nothing on

template <class Weights>
void spread(PaddedGrid const& grid, std::vector<Cell<Weights>>& cells, Weights const& weights,
            std::vector<std::uint16_t>& label) {
  using Distance = typename Weights::Distance;
  auto const offsets = grid.offsets();
  typename Weights::Queue queue;
  grid.for_each_row([&](std::size_t, std::size_t there) {
    for (std::size_t i = there; i < there + static_cast<std::size_t>(grid.size[0]); ++i) {
      bool const is_seed = (label[i] & kLabel) != 0;
      cells[i].distance = is_seed ? Weights::kStart : Weights::kUnreached;
      if (is_seed) queue.push(Weights::key(Weights::kStart), static_cast<std::uint32_t>(i));
    }
  });
  // The loop waits for memory, not for arithmetic: rows of neighbours are asked for some voxels ahead.
  constexpr std::size_t kAhead = 6;
  std::array<std::int64_t, 9> rows = {};
  for (std::int64_t k = 0; k < 9; ++k)
    rows[static_cast<std::size_t>(k)] = offset_of({-1, k % 3 - 1, k / 3 - 1}, grid.padded);
  while (auto const entry = queue.pop()) {
    if (auto const later = queue.ahead(kAhead)) {
      for (auto const row : rows) __builtin_prefetch(cells.data() + static_cast<std::int64_t>(*later) + row, 1);
      __builtin_prefetch(label.data() + *later);
    }
    auto const i = static_cast<std::size_t>(entry->value);
    auto const here = cells[i];
    if (entry->key != Weights::key(here.distance)) continue;  // a shorter way was found since
    auto const mine = label[i];
    if ((mine & kEdge) != 0) continue;
    Cell<Weights>* const centre = cells.data() + i;
    for (std::size_t k = 0; k < kSteps; ++k) {
      auto& next = centre[offsets[k]];
      if (next.distance <= here.distance) continue;  // its own way is no longer already
      Distance const way = weights.further(here.distance, here.value, next.value, k);
      if (!(way < next.distance)) continue;
      next.distance = way;
      auto const at = static_cast<std::size_t>(static_cast<std::int64_t>(i) + offsets[k]);
      label[at] = static_cast<std::uint16_t>((label[at] & kEdge) | mine);
      queue.push(Weights::key(way), static_cast<std::uint32_t>(at));
    }
  }
}

template <class Weights, class Convert>
std::vector<Cell<Weights>> padded_cells(AnyVolume const& image, PaddedGrid const& grid, Convert const& convert) {
  std::vector<Cell<Weights>> cells(grid.voxels());
  std::visit(
      [&](auto const& typed) {
        grid.for_each_row([&](std::size_t here, std::size_t there) {
          for (std::size_t x = 0; x < static_cast<std::size_t>(grid.size[0]); ++x)
            cells[there + x].value = convert(typed.voxels[here + x]);
        });
      },
      image);
  return cells;
}

bool holds_no_numbers(AnyVolume const& image) {
  return std::visit(
      [](auto const& typed) {
        return std::any_of(typed.voxels.begin(), typed.voxels.end(),
                           [](auto voxel) { return !std::isfinite(static_cast<double>(voxel)); });
      },
      image);
}

std::array<float, kSteps> penalties(Geometry const& geometry, double locality) {
  std::array<float, kSteps> penalty = {};
  for (std::size_t k = 0; k < kSteps; ++k) {
    double square = 0;
    for (std::size_t axis = 0; axis < 3; ++axis)
      square +=
          std::pow(static_cast<double>(kFullSteps[k][axis]) * geometry.spacing_mm[static_cast<Eigen::Index>(axis)], 2);
    penalty[k] = static_cast<float>(locality * std::sqrt(square));
  }
  return penalty;
}

}  // namespace

Result<Volume<std::uint8_t>> grow_from_seeds(AnyVolume const& image, Volume<std::uint8_t> const& seeds,
                                             GrowCutSettings const& settings) {
  auto const& geometry = geometry_of(image);
  PaddedGrid const grid(geometry.size);
  if (grid.voxels() > std::numeric_limits<std::uint32_t>::max())
    return make_error(ErrorCode::limit, "grow_from_seeds", "the image has more than 2^32 voxels",
                      "Crop the image first");
  if (holds_no_numbers(image))
    return make_error(ErrorCode::invalid_input, "grow_from_seeds", "the image holds voxels that are no finite numbers",
                      "Replace them, by 0 for instance");
  auto const row = static_cast<std::size_t>(grid.size[0]);
  std::vector<std::uint16_t> label(grid.voxels(), 0);
  grid.for_each_row([&](std::size_t here, std::size_t there) {
    for (std::size_t x = 0; x < row; ++x) {
      bool const edge = grid.is_at_edge(static_cast<std::int64_t>(here + x));
      label[there + x] = static_cast<std::uint16_t>(seeds.voxels[here + x] | (edge ? kEdge : 0));
    }
  });
  double const greatest = std::max(1e-6, maximum_of(image).value_or(0));
  double const steps_per_unit = static_cast<double>(settings.levels) / greatest;
  auto const level = [&](auto voxel) {
    return std::clamp(std::nearbyint(static_cast<double>(voxel) * steps_per_unit), 0.0, 65535.0);
  };
  // Differences of whole numbers of 16 bits, or of steps, fit the ring of buckets.
  bool const holds_small_whole_numbers = std::visit(
      [](auto const& typed) {
        using Voxel = typename std::decay_t<decltype(typed)>::Voxel;
        return std::is_integral_v<Voxel> && sizeof(Voxel) <= 2;
      },
      image);
  bool const stays_whole = settings.locality == 0 && (settings.levels > 0 || holds_small_whole_numbers);
  if (stays_whole) {
    auto cells = padded_cells<WholeWeights>(image, grid, [&](auto voxel) {
      return static_cast<std::int32_t>(settings.levels > 0 ? level(voxel) : static_cast<double>(voxel));
    });
    spread(grid, cells, WholeWeights{}, label);
  } else {
    auto cells = padded_cells<FloatWeights>(image, grid, [&](auto voxel) {
      return settings.levels > 0 ? static_cast<float>(level(voxel)) : static_cast<float>(voxel);
    });
    spread(grid, cells, FloatWeights{penalties(geometry, settings.locality)}, label);
  }
  Volume<std::uint8_t> result(geometry);
  grid.for_each_row([&](std::size_t here, std::size_t there) {
    for (std::size_t x = 0; x < row; ++x)
      result.voxels[here + x] = static_cast<std::uint8_t>(label[there + x] & kLabel);
  });
  return result;
}

}  // namespace petra
