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

// Value at window place i needs source places i … i + taps - 1 (in the window grown by the support): tap j reads i +
// taps - 1 - j.
template <class T>
class OrderedTaps {
 public:
  OrderedTaps(AxisFilters<T> const& filters, std::int64_t first) : filters_(filters), first_(first) {
    rows.resize(filters.low.size());
    low.resize(filters.low.size());
    high.resize(filters.high.size());
  }

  // Sets rows, low, high for the value at window place i; row_of(k) is the source row at place k.
  template <class RowOf>
  void set(std::int64_t i, RowOf const& row_of) {
    std::int64_t const taps = filters_.taps();
    tap_order(first_ + i, filters_.period, taps, order_);
    for (std::size_t k = 0; k < order_.size(); ++k) {
      auto const j = static_cast<std::size_t>(order_[k]);
      rows[k] = row_of(i + taps - 1 - order_[k]);
      low[k] = filters_.low[j];
      if (!high.empty()) high[k] = filters_.high[j];
    }
  }

  void combine(std::int64_t length, T* low_out, T* high_out) const {
    combine_rows(rows.data(), low.data(), high.empty() ? nullptr : high.data(), filters_.taps(), length, low_out,
                 high_out);
  }

  std::vector<T const*> rows;
  std::vector<T> low, high;

 private:
  AxisFilters<T> const& filters_;
  std::int64_t first_;
  std::vector<std::int64_t> order_;
};

// The x pass of one row: every value with its taps ascending, then those near the period's end again in their own
// order.
template <class T>
void filter_along_row(AxisFilters<T> const& filters, std::int64_t first, std::int64_t length, T const* source,
                      std::vector<std::int64_t>& order, T* low_out, T* high_out) {
  std::int64_t const taps = filters.taps();
  std::vector<T const*> rows(static_cast<std::size_t>(taps));
  for (std::int64_t j = 0; j < taps; ++j) rows[static_cast<std::size_t>(j)] = source + (taps - 1 - j);
  combine_rows(rows.data(), filters.low.data(), filters.high.empty() ? nullptr : filters.high.data(), taps, length,
               low_out, high_out);
  for (std::int64_t i = 0; i < length; ++i) {
    std::int64_t const position = modulo(first + i, filters.period);
    if (position + taps / 2 < filters.period) {
      i += filters.period - taps / 2 - position - 1;  // on to the next value near the end
      continue;
    }
    tap_order(position, filters.period, taps, order);
    T low_sum = 0, high_sum = 0;
    for (std::int64_t const j : order) {
      T const value = source[i + taps - 1 - j];
      low_sum += filters.low[static_cast<std::size_t>(j)] * value;
      if (!filters.high.empty()) high_sum += filters.high[static_cast<std::size_t>(j)] * value;
    }
    low_out[i] = low_sum;
    if (!filters.high.empty()) high_out[i] = high_sum;
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
                        bool approximation_only, RowSource<T> const& source, RowSink<T> const& sink) {
  WaveletWindow const needed = grown_by_support(window, axes, bank.low.size());
  AxisFilters<T> const along_x = filters_of(axes[0], bank, approximation_only);
  AxisFilters<T> const along_y = filters_of(axes[1], bank, approximation_only);
  AxisFilters<T> const along_z = filters_of(axes[2], bank, approximation_only);
  std::int64_t const length = window.length[0], stride = padded_row(length);
  std::int64_t const rows = window.length[1], source_rows = needed.length[1];
  std::int64_t const bands_x = along_x.bands(), bands_xy = bands_x * along_y.bands();

  // Scratch: the source row; its x bands for every row of a plane; the xy bands of as many planes as the z filter is
  // long, in a ring.
  auto const buffer = [](std::int64_t count) { return std::vector<T>(static_cast<std::size_t>(count), T(0)); };
  std::vector<T> row = buffer(padded_row(length) + needed.length[0] - length + kRowBlock);
  std::vector<T> plane_x = buffer(bands_x * source_rows * stride);
  std::int64_t const ring_planes = along_z.taps(), band_plane = rows * stride;
  std::vector<T> ring = buffer(ring_planes * bands_xy * band_plane);
  std::vector<T> out_low = buffer(stride), out_high = buffer(stride);
  std::vector<std::int64_t> order;
  OrderedTaps<T> taps_y(along_y, window.first[1]), taps_z(along_z, window.first[2]);

  auto const x_band_row = [&](std::int64_t band, std::int64_t y) {
    return plane_x.data() + (band * source_rows + y) * stride;
  };
  auto const ring_row = [&](std::int64_t plane, std::int64_t band, std::int64_t y) {
    return ring.data() + ((plane % ring_planes * bands_xy + band) * rows + y) * stride;
  };

  for (std::int64_t plane = 0; plane < needed.length[2]; ++plane) {
    for (std::int64_t y = 0; y < source_rows; ++y) {
      source(needed.first[1] + y, needed.first[2] + plane, row.data());
      filter_along_row(along_x, window.first[0], length, row.data(), order, x_band_row(0, y),
                       bands_x == 2 ? x_band_row(1, y) : nullptr);
    }
    for (std::int64_t y = 0; y < rows; ++y) {
      for (std::int64_t band = 0; band < bands_x; ++band) {
        taps_y.set(y, [&](std::int64_t k) { return x_band_row(band, k); });
        std::int64_t const first_band = band * along_y.bands();
        taps_y.combine(length, ring_row(plane, first_band, y),
                       along_y.bands() == 2 ? ring_row(plane, first_band + 1, y) : nullptr);
      }
    }
    std::int64_t const z = plane - (ring_planes - 1);
    if (z < 0) continue;
    for (std::int64_t y = 0; y < rows; ++y) {
      for (std::int64_t band = 0; band < bands_xy; ++band) {
        taps_z.set(z, [&](std::int64_t k) { return ring_row(k, band, y); });
        taps_z.combine(length, out_low.data(), out_high.data());
        int const first_band = static_cast<int>(band * along_z.bands());
        sink(first_band, y, z, out_low.data());
        if (along_z.bands() == 2) sink(first_band + 1, y, z, out_high.data());
      }
    }
  }
}

template void stationary_wavelet<float>(WaveletWindow const&, std::array<WaveletAxis, 3> const&,
                                        TypedBank<float> const&, bool, RowSource<float> const&, RowSink<float> const&);
template void stationary_wavelet<double>(WaveletWindow const&, std::array<WaveletAxis, 3> const&,
                                         TypedBank<double> const&, bool, RowSource<double> const&,
                                         RowSink<double> const&);

}  // namespace petra
