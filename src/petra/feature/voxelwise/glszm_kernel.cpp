// Zones of a neighbourhood.

#include <algorithm>
#include <array>
#include <bit>

#include "petra/feature/angles.hpp"
#include "petra/feature/voxelwise/neighbourhood_kernel.hpp"
#include "petra/feature/voxelwise/size_sums.hpp"

namespace petra {
namespace {

struct Plan {
  std::vector<std::vector<Position>> neighbours;
  std::vector<std::uint64_t> bits;  // the same, where there are at most 64 positions
};

class GlszmKernel final : public NeighbourhoodKernel {
 public:
  GlszmKernel(std::shared_ptr<Plan const> plan, int positions) : plan_(std::move(plan)), sums_(positions) {
    left_.reserve(static_cast<std::size_t>(positions));
  }
  [[nodiscard]] std::unique_ptr<NeighbourhoodKernel> copy() const override {
    return std::make_unique<GlszmKernel>(*this);
  }

  void compute(Neighbourhood const& here, std::span<double> values) override {
    cells_.clear();
    if (plan_->bits.empty()) {
      find_zones(here);
    } else {
      for (std::size_t c = 1; c <= static_cast<std::size_t>(here.distinct); ++c) find_zones_by_bits(here, c);
    }
    auto const v = sums_.of(here, cells_);
    double const by_N = 1 / v.N;
    std::array const row = {v.level_squares,  v.level_squares * by_N,
                            v.level_variance, v.high_level,
                            v.long_emphasis,  v.long_high,
                            v.long_low,       v.low_level,
                            v.size_squares,   v.size_squares * by_N,
                            v.short_emphasis, v.short_high,
                            v.short_low,      v.entropy,
                            v.N / v.voxels,   v.size_variance};
    std::copy(row.begin(), row.end(), values.begin());
  }

 private:
  void find_zones_by_bits(Neighbourhood const& here, std::size_t number) {
    auto const first_cell = cells_.size();
    std::uint64_t left = here.bits_of[number];
    while (left != 0) {
      std::uint64_t zone = left & (~left + 1), edge = zone;
      while (edge != 0) {
        auto const next = plan_->bits[static_cast<std::size_t>(std::countr_zero(edge))] & left & ~zone;
        zone |= next;
        edge = (edge & (edge - 1)) | next;
      }
      left &= ~zone;
      add_zone(number, static_cast<std::uint16_t>(std::popcount(zone)), first_cell);
    }
  }

  void find_zones(Neighbourhood const& here) {
    std::size_t const count = plan_->neighbours.size();
    unvisited_.assign(count, 1);
    for (std::size_t c = 1; c <= static_cast<std::size_t>(here.distinct); ++c) {
      auto const first_cell = cells_.size();
      for (std::size_t p = 0; p < count; ++p) {
        if (here.number[p] != c || unvisited_[p] == 0) continue;
        std::uint16_t size = 0;
        left_.assign(1, static_cast<Position>(p));
        unvisited_[p] = 0;
        while (!left_.empty()) {
          auto const at = left_.back();
          left_.pop_back();
          ++size;
          for (auto const to : plan_->neighbours[at]) {
            if (here.number[to] != c || unvisited_[to] == 0) continue;
            unvisited_[to] = 0;
            left_.push_back(to);
          }
        }
        add_zone(c, size, first_cell);
      }
    }
  }

  // Zones of one level and size are one cell; the level's cells begin at `first_cell`.
  void add_zone(std::size_t number, std::uint16_t size, std::size_t first_cell) {
    for (std::size_t k = first_cell; k < cells_.size(); ++k) {
      if (cells_[k].size == size) {
        ++cells_[k].n;
        return;
      }
    }
    cells_.push_back({static_cast<std::uint16_t>(number), size, 1});
  }

  std::shared_ptr<Plan const> plan_;
  SizeSums sums_;
  std::vector<SizeCell> cells_;
  std::vector<std::uint8_t> unvisited_;
  std::vector<Position> left_;
};

}  // namespace

MadeKernel make_glszm_kernel(KernelInput const& input) {
  std::array const one_step = {1};
  PETRA_TRY(auto const offsets,
            neighbour_offsets(input.image_size, one_step, input.settings.force_2d_axis, AngleKind::both_ways));
  auto plan = std::make_shared<Plan>();
  plan->neighbours = neighbours_of(input.shape, offsets);
  plan->bits = neighbour_bits(plan->neighbours);
  return std::unique_ptr<NeighbourhoodKernel>(std::make_unique<GlszmKernel>(std::move(plan), input.shape.count));
}

}  // namespace petra
