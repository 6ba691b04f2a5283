// Dependences of a neighbourhood's voxels.

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "petra/feature/angles.hpp"
#include "petra/feature/voxelwise/neighbourhood_kernel.hpp"
#include "petra/feature/voxelwise/size_sums.hpp"

namespace petra {
namespace {

struct Plan {
  std::vector<std::vector<Position>> neighbours;
  std::vector<std::uint64_t> bits;
  std::uint32_t apart = 0;  // levels may differ by this much
  std::size_t most = 0;     // neighbours of one voxel
};

class GldmKernel final : public NeighbourhoodKernel {
 public:
  GldmKernel(std::shared_ptr<Plan const> plan, int positions)
      : plan_(std::move(plan)), sums_(std::max(positions, static_cast<int>(plan_->most) + 1)) {
    near_.assign(static_cast<std::size_t>(positions) + 1, 0);
    table_.assign((static_cast<std::size_t>(positions) + 1) * (plan_->most + 2), 0);
  }
  [[nodiscard]] std::unique_ptr<NeighbourhoodKernel> copy() const override {
    return std::make_unique<GldmKernel>(*this);
  }

  void compute(Neighbourhood const& here, std::span<double> values) override {
    cells_.clear();
    keys_.clear();
    if (plan_->bits.empty()) {
      count(here);
    } else {
      count_by_bits(here);
    }
    std::size_t const stride = plan_->most + 2;
    for (auto const key : keys_) {
      cells_.push_back(
          {static_cast<std::uint16_t>(key / stride), static_cast<std::uint16_t>(key % stride), table_[key]});
      table_[key] = 0;
    }
    auto const v = sums_.of(here, cells_);
    double const by_N = 1 / v.N;
    std::array const row = {v.entropy,        v.size_squares,   v.size_squares * by_N, v.size_variance, v.level_squares,
                            v.level_variance, v.high_level,     v.long_emphasis,       v.long_high,     v.long_low,
                            v.low_level,      v.short_emphasis, v.short_high,          v.short_low};
    std::copy(row.begin(), row.end(), values.begin());
  }

 private:
  void add(std::size_t number, std::size_t dependence) {
    std::size_t const key = number * (plan_->most + 2) + dependence;
    if (table_[key]++ == 0) keys_.push_back(key);
  }

  void count_by_bits(Neighbourhood const& here) {
    auto const distinct = static_cast<std::size_t>(here.distinct);
    // Positions whose level is near each level. Numbers ascend with levels.
    for (std::size_t c = 1; c <= distinct; ++c) {
      near_[c] = here.bits_of[c];
      for (std::size_t d = c; d-- > 1 && here.value[c] - here.value[d] <= plan_->apart;) near_[c] |= here.bits_of[d];
      for (std::size_t d = c + 1; d <= distinct && here.value[d] - here.value[c] <= plan_->apart; ++d)
        near_[c] |= here.bits_of[d];
    }
    for (std::size_t p = 0; p < plan_->bits.size(); ++p) {
      auto const c = here.number[p];
      if (c == 0) continue;
      add(c, 1 + static_cast<std::size_t>(std::popcount(plan_->bits[p] & near_[c])));
    }
  }

  void count(Neighbourhood const& here) {
    for (std::size_t p = 0; p < plan_->neighbours.size(); ++p) {
      auto const level = here.level[p];
      if (level == 0) continue;
      std::size_t dependence = 1;
      for (auto const to : plan_->neighbours[p]) {
        auto const other = here.level[to];
        dependence += (other != 0) & ((level > other ? level - other : other - level) <= plan_->apart) ? 1 : 0;
      }
      add(here.number[p], dependence);
    }
  }

  std::shared_ptr<Plan const> plan_;
  SizeSums sums_;
  std::vector<std::uint64_t> near_;
  std::vector<std::uint32_t> table_;  // by number and dependence; zeros between calls
  std::vector<std::size_t> keys_;     // cells of the table that are not zero
  std::vector<SizeCell> cells_;
};

}  // namespace

MadeKernel make_gldm_kernel(KernelInput const& input) {
  auto const& settings = input.settings;
  PETRA_TRY(auto const offsets,
            neighbour_offsets(input.image_size, settings.distances, settings.force_2d_axis, AngleKind::both_ways));
  auto plan = std::make_shared<Plan>();
  plan->neighbours = neighbours_of(input.shape, offsets);
  if (settings.gldm_a < 0) {  // no voxel depends on any: not even on its equals
    for (auto& list : plan->neighbours) list.clear();
  }
  plan->bits = neighbour_bits(plan->neighbours);
  plan->apart = static_cast<std::uint32_t>(std::clamp(std::floor(settings.gldm_a), 0.0, 4e9));
  for (auto const& list : plan->neighbours) plan->most = std::max(plan->most, list.size());
  return std::unique_ptr<NeighbourhoodKernel>(std::make_unique<GldmKernel>(std::move(plan), input.shape.count));
}

}  // namespace petra
