// Grey tone differences of a neighbourhood's voxels.

#include <bit>
#include <cmath>
#include <cstdlib>

#include "petra/feature/angles.hpp"
#include "petra/feature/voxelwise/neighbourhood_kernel.hpp"

namespace petra {
namespace {

struct Plan {
  std::vector<std::vector<Position>> neighbours;
  std::vector<std::uint64_t> bits;
};

// n_i, s_i and p_i of a level that is met.
struct Entry {
  double i, p, s, ip, ps;
};

class NgtdmKernel final : public NeighbourhoodKernel {
 public:
  NgtdmKernel(std::shared_ptr<Plan const> plan, int positions) : plan_(std::move(plan)) {
    differences_.assign(static_cast<std::size_t>(positions) + 1, 0.0);
    entries_.reserve(static_cast<std::size_t>(positions));
  }
  [[nodiscard]] std::unique_ptr<NeighbourhoodKernel> copy() const override {
    return std::make_unique<NgtdmKernel>(*this);
  }

  void compute(Neighbourhood const& here, std::span<double> values) override {
    auto const distinct = static_cast<std::size_t>(here.distinct);
    std::fill_n(differences_.begin(), distinct + 1, 0.0);
    if (plan_->bits.empty()) {
      sum_differences(here);
    } else {
      sum_differences_by_bits(here);
    }
    entries_.clear();
    double sum_s = 0, sum_ps = 0;
    double const N = here.voxels;
    for (std::size_t c = 1; c <= distinct; ++c) {
      double const i = here.value[c], p = here.voxels_of[c] / N, s = differences_[c];
      entries_.push_back({i, p, s, i * p, p * s});
      sum_s += s;
      sum_ps += p * s;
    }
    double apart = 0, complexity = 0, contrast = 0, strength = 0;
    for (std::size_t a = 1; a < entries_.size(); ++a) {
      auto const& x = entries_[a];
      for (std::size_t b = 0; b < a; ++b) {
        auto const& y = entries_[b];
        double const d = x.i - y.i, p = x.p + y.p;
        apart += std::abs(x.ip - y.ip);
        complexity += d * (x.ps + y.ps) / p;
        contrast += x.p * y.p * (d * d);
        strength += p * (d * d);
      }
    }
    double const levels = static_cast<double>(distinct);
    values[0] = apart == 0 ? 0 : sum_ps / (2 * apart);                                  // Busyness
    values[1] = sum_ps == 0 ? 1e6 : 1 / sum_ps;                                         // Coarseness
    values[2] = 2 * complexity / N;                                                     // Complexity
    values[3] = distinct < 2 ? 0 : 2 * contrast * sum_s / N / (levels * (levels - 1));  // Contrast
    values[4] = sum_s == 0 ? 0 : 2 * strength / sum_s;                                  // Strength
  }

 private:
  // |i - mean level of the neighbours| = |i count - sum| / count, exactly 0 where it is.
  void add(std::uint16_t number, std::int64_t level, std::int64_t count, std::int64_t sum) {
    if (count > 0)
      differences_[number] += static_cast<double>(std::abs(level * count - sum)) / static_cast<double>(count);
  }

  void sum_differences_by_bits(Neighbourhood const& here) {
    std::uint64_t const used = used_bits(here);
    for (std::size_t p = 0; p < plan_->bits.size(); ++p) {
      if (here.number[p] == 0) continue;
      auto const near = plan_->bits[p] & used;
      std::int64_t sum = 0;
      for (std::size_t c = 1; c <= static_cast<std::size_t>(here.distinct); ++c)
        sum += static_cast<std::int64_t>(here.value[c]) * std::popcount(near & here.bits_of[c]);
      add(here.number[p], here.level[p], std::popcount(near), sum);
    }
  }

  [[nodiscard]] static std::uint64_t used_bits(Neighbourhood const& here) {
    std::uint64_t used = 0;
    for (std::size_t c = 1; c <= static_cast<std::size_t>(here.distinct); ++c) used |= here.bits_of[c];
    return used;
  }

  void sum_differences(Neighbourhood const& here) {
    for (std::size_t p = 0; p < plan_->neighbours.size(); ++p) {
      if (here.level[p] == 0) continue;
      std::int64_t count = 0, sum = 0;
      for (auto const to : plan_->neighbours[p]) {
        count += here.level[to] != 0 ? 1 : 0;
        sum += here.level[to];
      }
      add(here.number[p], here.level[p], count, sum);
    }
  }

  std::shared_ptr<Plan const> plan_;
  std::vector<double> differences_;  // s, by number
  std::vector<Entry> entries_;
};

}  // namespace

MadeKernel make_ngtdm_kernel(KernelInput const& input) {
  auto const& settings = input.settings;
  PETRA_TRY(auto const offsets,
            neighbour_offsets(input.image_size, settings.distances, settings.force_2d_axis, AngleKind::both_ways));
  auto plan = std::make_shared<Plan>();
  plan->neighbours = neighbours_of(input.shape, offsets);
  plan->bits = neighbour_bits(plan->neighbours);
  return std::unique_ptr<NeighbourhoodKernel>(std::make_unique<NgtdmKernel>(std::move(plan), input.shape.count));
}

}  // namespace petra
