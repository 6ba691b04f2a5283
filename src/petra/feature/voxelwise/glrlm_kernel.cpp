// Run lengths of a neighbourhood, all angles.

#include <array>
#include <bit>
#include <limits>

#include "petra/feature/angles.hpp"
#include "petra/feature/voxelwise/neighbourhood_kernel.hpp"
#include "petra/feature/voxelwise/size_sums.hpp"

namespace petra {
namespace {

constexpr std::size_t kRows = 16;

// An angle of a neighbourhood of up to 64 positions: a bit moves along it by `step`, and stays on its line where it
// lands in `reached`.
struct BitAngle {
  unsigned step = 0;
  std::uint64_t reached = 0;
};

struct Plan {
  std::vector<std::vector<Position>> before;  // by angle
  std::vector<BitAngle> bits;                 // the same, where there are at most 64 positions
  std::size_t longest = 1;                    // run that the neighbourhood can hold
};

class GlrlmKernel final : public NeighbourhoodKernel {
 public:
  GlrlmKernel(std::shared_ptr<Plan const> plan, int positions) : plan_(std::move(plan)), sums_(positions) {
    auto const count = static_cast<std::size_t>(positions) + 1;
    length_.assign(count, 0);
    line_met_.assign(count, 0);
    runs_.assign(count * (plan_->longest + 1), 0);
    cells_.reserve(count * (plan_->longest + 1));
  }
  [[nodiscard]] std::unique_ptr<NeighbourhoodKernel> copy() const override {
    return std::make_unique<GlrlmKernel>(*this);
  }

  [[nodiscard]] std::size_t angle_count() const override { return plan_->before.size(); }

  void compute(Neighbourhood const& here, std::span<double> values) override {
    std::array<double, kRows> sum{};
    int angles = 0;
    std::uint64_t used = 0;
    if (!plan_->bits.empty()) {
      for (std::size_t c = 1; c <= static_cast<std::size_t>(here.distinct); ++c) used |= here.bits_of[c];
    }
    for (std::size_t angle = 0; angle < plan_->before.size(); ++angle) {
      // An angle along which no line holds two voxels is left out.
      if (plan_->bits.empty()) {
        bool const multiple = count_runs(here, plan_->before[angle]);
        collect(here);
        if (!multiple) continue;
      } else {
        if (!line_holds_two(used, plan_->bits[angle])) continue;
        collect_by_bits(here, plan_->bits[angle]);
      }
      ++angles;
      add(sums_.of(here, cells_), sum);
    }
    double const none = std::numeric_limits<double>::quiet_NaN();
    for (std::size_t k = 0; k < kRows; ++k) values[k] = angles > 0 ? sum[k] / angles : none;
  }

 private:
  // Bits of voxels moved along their lines until one meets another, next to it or not.
  [[nodiscard]] static bool line_holds_two(std::uint64_t used, BitAngle const& angle) {
    for (auto moved = used << angle.step & angle.reached; moved != 0; moved = moved << angle.step & angle.reached) {
      if ((moved & used) != 0) return true;
    }
    return false;
  }

  // windows[k]: where k voxels of one level in a row end. Runs of exactly k are windows[k] - 2 windows[k + 1] +
  // windows[k + 2], for a run of n holds n - k + 1 windows.
  void collect_by_bits(Neighbourhood const& here, BitAngle const& angle) {
    cells_.clear();
    for (std::size_t c = 1; c <= static_cast<std::size_t>(here.distinct); ++c) {
      auto const level = here.bits_of[c];
      auto ends = level;
      int windows = std::popcount(ends);
      ends = ends << angle.step & angle.reached & level;
      int longer = std::popcount(ends);
      for (std::uint16_t length = 1; windows > 0; ++length) {
        ends = ends << angle.step & angle.reached & level;
        int const longest = std::popcount(ends), runs = windows - 2 * longer + longest;
        if (runs > 0) cells_.push_back({static_cast<std::uint16_t>(c), length, static_cast<std::uint32_t>(runs)});
        windows = longer;
        longer = longest;
      }
    }
  }

  // Each voxel ends the run before it and begins a longer one: what is left in the table are whole runs. True where a
  // line holds two voxels, next to each other or not.
  bool count_runs(Neighbourhood const& here, std::vector<Position> const& before) {
    std::size_t const stride = plan_->longest + 1;
    std::size_t const count = before.size();
    bool multiple = false;
    length_[count] = 0;
    line_met_[count] = 0;
    for (std::size_t p = 0; p < count; ++p) {
      auto const number = here.number[p];
      auto const from = before[p];
      std::uint16_t const so_far = here.number[from] == number ? length_[from] : std::uint16_t{0};
      length_[p] = static_cast<std::uint16_t>(so_far + 1);
      auto* const row = runs_.data() + number * stride + so_far;
      --row[0];
      ++row[1];
      std::uint8_t const inside = number != 0 ? 1 : 0;
      multiple |= (inside & line_met_[from]) != 0;
      line_met_[p] = inside | line_met_[from];
    }
    return multiple;
  }

  // The table into cells, cleared behind.
  void collect(Neighbourhood const& here) {
    std::size_t const stride = plan_->longest + 1;
    cells_.clear();
    std::fill_n(runs_.begin(), stride, 0);
    for (std::size_t c = 1; c <= static_cast<std::size_t>(here.distinct); ++c) {
      auto* const row = runs_.data() + c * stride;
      row[0] = 0;
      for (std::size_t length = 1; length < stride; ++length) {
        if (row[length] > 0) {
          cells_.push_back({static_cast<std::uint16_t>(c), static_cast<std::uint16_t>(length),
                            static_cast<std::uint32_t>(row[length])});
        }
        row[length] = 0;
      }
    }
  }

  static void add(SizeValues const& v, std::array<double, kRows>& sum) {
    double const by_N = 1 / v.N;
    std::array<double, kRows> const row = {v.level_squares,
                                           v.level_squares * by_N,
                                           v.level_variance,
                                           v.high_level,
                                           v.long_emphasis,
                                           v.long_high,
                                           v.long_low,
                                           v.low_level,
                                           v.entropy,
                                           v.size_squares,
                                           v.size_squares * by_N,
                                           v.N / v.voxels,
                                           v.size_variance,
                                           v.short_emphasis,
                                           v.short_high,
                                           v.short_low};
    for (std::size_t k = 0; k < kRows; ++k) sum[k] += row[k];
  }

  std::shared_ptr<Plan const> plan_;
  SizeSums sums_;
  std::vector<std::uint16_t> length_;   // of the run that ends at a position so far
  std::vector<std::uint8_t> line_met_;  // a voxel was met on the line up to a position
  std::vector<std::int32_t> runs_;      // by number and length; zeros between calls
  std::vector<SizeCell> cells_;
};

}  // namespace

MadeKernel make_glrlm_kernel(KernelInput const& input) {
  std::array const one_step = {1};
  PETRA_TRY(auto const offsets,
            neighbour_offsets(input.image_size, one_step, input.settings.force_2d_axis, AngleKind::one_way));
  auto plan = std::make_shared<Plan>();
  for (auto const& offset : offsets) {
    plan->before.push_back(positions_before(input.shape, offset));
    if (input.shape.count > 64) continue;
    BitAngle angle;
    auto const& before = plan->before.back();
    for (std::size_t p = 0; p < before.size(); ++p) {
      if (before[p] == before.size()) continue;
      angle.reached |= std::uint64_t{1} << p;
      angle.step = static_cast<unsigned>(p - before[p]);  // angles lead forwards: see neighbour_offsets
    }
    plan->bits.push_back(angle);
  }
  for (auto const size : input.shape.size) plan->longest = std::max(plan->longest, static_cast<std::size_t>(size));
  return std::unique_ptr<NeighbourhoodKernel>(std::make_unique<GlrlmKernel>(std::move(plan), input.shape.count));
}

}  // namespace petra
