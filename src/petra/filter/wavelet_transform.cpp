#include "petra/filter/wavelet_transform.hpp"

#include <algorithm>

#include "petra/filter/wavelet_kernels.hpp"

namespace petra {

namespace {

std::int64_t modulo(std::int64_t position, std::int64_t period) {
  std::int64_t const remainder = position % period;
  return remainder < 0 ? remainder + period : remainder;
}

// The order in which the taps of the value at `position` are added. PyWavelets adds them ascending, but where the
// window runs over the end of the period it begins with those beyond it, descending to tap 0. The order decides the
// last bit.
void tap_order(std::int64_t position, std::int64_t period, std::int64_t taps, std::vector<std::int64_t>& order) {
  order.clear();
  std::int64_t const beyond = modulo(position, period) + taps / 2 - period;  // last tap past the end, if >= 0
  for (std::int64_t j = beyond; j >= 0; --j) order.push_back(j);
  for (std::int64_t j = std::max<std::int64_t>(beyond + 1, 0); j < taps; ++j) order.push_back(j);
}

// The filters of one axis: both, or one tap of 1 where the axis is left alone.
template <class T>
struct AxisFilters {
  std::vector<T> low;
  std::vector<T> high;  // empty: no high-pass band
  std::int64_t period = 1;

  [[nodiscard]] std::int64_t taps() const { return static_cast<std::int64_t>(low.size()); }
  [[nodiscard]] std::int64_t bands() const { return high.empty() ? 1 : 2; }
};

template <class T>
AxisFilters<T> filters_of(WaveletAxis const& axis, TypedBank<T> const& bank, bool approximation_only) {
  AxisFilters<T> filters;
  filters.period = axis.period;
  filters.low = axis.transformed ? bank.low : std::vector<T>{T(1)};
  if (axis.transformed && !approximation_only) filters.high = bank.high;
  return filters;
}

// One axis's filters applied to slices that lie `slice` values apart in a buffer (slice = a row for the y axis, a plane
// for z): slice i of the output needs slices i … i + taps - 1 of the window grown by the support, tap j slice i + taps
// - 1 - j.
template <class T>
class SliceFilter {
 public:
  SliceFilter(AxisFilters<T> const& filters, std::int64_t first)
      : filters_(filters), first_(first), rows_(filters.low.size()), low_(filters.low), high_(filters.high) {}

  // True where the taps of slice i are added ascending.
  [[nodiscard]] bool in_order(std::int64_t i) const {
    return modulo(first_ + i, filters_.period) + filters_.taps() / 2 < filters_.period;
  }

  // Puts the taps in the order of slice i; slice_of(k) is where slice k of the grown window starts.
  template <class SliceOf>
  void set(std::int64_t i, SliceOf const& slice_of) {
    tap_order(first_ + i, filters_.period, filters_.taps(), order_);
    for (std::size_t k = 0; k < order_.size(); ++k) {
      auto const j = static_cast<std::size_t>(order_[k]);
      rows_[k] = slice_of(i + filters_.taps() - 1 - order_[k]);
      low_[k] = filters_.low[j];
      if (!high_.empty()) high_[k] = filters_.high[j];
    }
  }

  void apply(std::int64_t length, T* low_out, T* high_out) const {
    combine_rows(rows_.data(), low_.data(), high_.empty() ? nullptr : high_.data(), filters_.taps(), length, low_out,
                 high_out);
  }

 private:
  AxisFilters<T> const& filters_;
  std::int64_t first_;
  std::vector<T const*> rows_;
  std::vector<T> low_, high_;
  std::vector<std::int64_t> order_;
};

// Filters all slices of a buffer: as one long row with the taps ascending, then those slices near the period's end once
// more in their own order. May write up to padded() values beyond the last slice.
template <class T>
void filter_slices(SliceFilter<T>& filter, T const* source, std::int64_t slice, std::int64_t slices, T* low_out,
                   T* high_out) {
  auto const slice_of = [&](std::int64_t k) { return source + k * slice; };
  std::int64_t ordered = 0;
  while (ordered < slices && !filter.in_order(ordered)) ++ordered;
  if (ordered < slices) {
    // Set for an ordinary slice, then shifted back to the first: every slice is the same distance from its sources.
    filter.set(ordered, [&](std::int64_t k) { return slice_of(k - ordered); });
    filter.apply(padded(slice * slices), low_out, high_out);
  }
  // Rows in reverse would be overwritten by a padded neighbour; exact lengths leave neighbours alone.
  for (std::int64_t i = 0; i < slices; ++i) {
    if (filter.in_order(i)) continue;
    filter.set(i, slice_of);
    filter.apply(slice, low_out + i * slice, high_out == nullptr ? nullptr : high_out + i * slice);
  }
}

}  // namespace

WaveletWindow grown_by_support(WaveletWindow const& window, std::array<WaveletAxis, 3> const& axes, std::size_t taps) {
  WaveletWindow grown = window;
  auto const length = static_cast<std::int64_t>(taps);
  for (std::size_t k = 0; k < 3; ++k) {
    if (!axes[k].transformed) continue;
    grown.first[k] -= length - 1 - length / 2;
    grown.length[k] += length - 1;
  }
  return grown;
}

template <class T>
void stationary_wavelet(WaveletWindow const& window, std::array<WaveletAxis, 3> const& axes, TypedBank<T> const& bank,
                        bool approximation_only, RowSource<T> const& source, BandTargets<T> const& targets) {
  WaveletWindow const needed = grown_by_support(window, axes, bank.low.size());
  AxisFilters<T> const along_x = filters_of(axes[0], bank, approximation_only);
  AxisFilters<T> const along_y = filters_of(axes[1], bank, approximation_only);
  AxisFilters<T> const along_z = filters_of(axes[2], bank, approximation_only);
  std::int64_t const columns = window.length[0], rows = window.length[1], source_rows = needed.length[1];
  std::int64_t const bands_x = along_x.bands(), bands_xy = bands_x * along_y.bands();
  std::int64_t const plane_size = columns * rows, ring_planes = along_z.taps();

  // Scratch, with room for garbage behind: a source row; each x band of a plane; the xy bands of as many planes as the
  // z filter is long, in a ring; and an output that nobody wants.
  auto const buffer = [](std::int64_t count) {
    return std::vector<T>(static_cast<std::size_t>(padded(count) + kBlock), T(0));
  };
  std::vector<T> row = buffer(needed.length[0]);
  std::int64_t const x_band_size = padded(columns * source_rows) + kBlock;
  std::vector<T> x_bands = buffer(bands_x * x_band_size);
  std::int64_t const ring_slot = padded(plane_size) + kBlock;
  std::vector<T> ring = buffer(ring_planes * bands_xy * ring_slot);
  std::vector<T> unwanted = buffer(plane_size);
  SliceFilter<T> filter_x(along_x, window.first[0]), filter_y(along_y, window.first[1]),
      filter_z(along_z, window.first[2]);

  for (std::int64_t plane = 0; plane < needed.length[2]; ++plane) {
    T* const x_low = x_bands.data();
    T* const x_high = bands_x == 2 ? x_bands.data() + x_band_size : nullptr;
    for (std::int64_t y = 0; y < source_rows; ++y) {
      source(needed.first[1] + y, needed.first[2] + plane, row.data());
      filter_slices(filter_x, row.data(), 1, columns, x_low + y * columns,
                    x_high == nullptr ? nullptr : x_high + y * columns);
    }
    auto const ring_plane = [&](std::int64_t k, std::int64_t band) {
      return ring.data() + (k % ring_planes * bands_xy + band) * ring_slot;
    };
    for (std::int64_t band = 0; band < bands_x; ++band) {
      std::int64_t const first = band * along_y.bands();
      filter_slices(filter_y, x_bands.data() + band * x_band_size, columns, rows, ring_plane(plane, first),
                    along_y.bands() == 2 ? ring_plane(plane, first + 1) : nullptr);
    }
    std::int64_t const z = plane - (ring_planes - 1);
    if (z < 0) continue;
    for (std::int64_t band = 0; band < bands_xy; ++band) {
      auto const first = static_cast<std::size_t>(band * along_z.bands());
      auto const out = [&](std::size_t target) {
        return targets[target] == nullptr ? unwanted.data() : targets[target] + z * plane_size;
      };
      filter_z.set(z, [&](std::int64_t k) { return ring_plane(k, band); });
      filter_z.apply(plane_size, out(first), along_z.bands() == 2 ? out(first + 1) : nullptr);
    }
  }
}

template void stationary_wavelet<float>(WaveletWindow const&, std::array<WaveletAxis, 3> const&,
                                        TypedBank<float> const&, bool, RowSource<float> const&,
                                        BandTargets<float> const&);
template void stationary_wavelet<double>(WaveletWindow const&, std::array<WaveletAxis, 3> const&,
                                         TypedBank<double> const&, bool, RowSource<double> const&,
                                         BandTargets<double> const&);

}  // namespace petra
