// One level of the stationary wavelet transform on a window of a periodic image, in PyWavelets' order of operations.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "petra/filter/wavelet_bank.hpp"
#include "petra/grid/box.hpp"
#include "petra/grid/voxel_values.hpp"

namespace petra {

// One axis (x = 0, y = 1, z = 2) of the transform.
struct WaveletAxis {
  std::int64_t size = 0;    // voxels of the image
  std::int64_t period = 0;  // size, made even by one more voxel that repeats the first (numpy.pad's 'wrap')
  bool transformed = true;  // false: the axis is left alone (force2D)
};

// Positions first … first + length - 1 of the periodic image on each axis; first may be negative.
struct WaveletWindow {
  Index3 first = {0, 0, 0};
  Index3 length = {0, 0, 0};
};

// Voxels of such a window, x fastest.
template <class T>
struct WaveletBlock {
  WaveletWindow window;
  std::vector<T, UnclearedAllocator<T>> voxels;
};

// Fills `row` with the voxels at (positions of the asked window's x axis, y, z); y, z are positions, not wrapped.
template <class T>
using RowSource = std::function<void(std::int64_t y, std::int64_t z, T* row)>;

// Where the bands go: whole windows, x fastest, one per band that the transform gives (bit per transformed axis, the x
// axis's the highest; 1 = high-pass), null for a band that nobody wants.
template <class T>
using BandTargets = std::array<T*, 8>;

// The window that one level needs to give `window`: the filters' support added on transformed axes.
[[nodiscard]] WaveletWindow grown_by_support(WaveletWindow const& window, std::array<WaveletAxis, 3> const& axes,
                                             std::size_t taps);

// Bands of `window`; with approximation_only just band 0. The source is asked for rows of grown_by_support(window).
// Source: PyWavelets 1.9.0, swtn with level 1, x first, then y, then z. Plain twin: tests (one sum per voxel and axis).
template <class T>
void stationary_wavelet(WaveletWindow const& window, std::array<WaveletAxis, 3> const& axes, TypedBank<T> const& bank,
                        bool approximation_only, RowSource<T> const& source, BandTargets<T> const& targets);

extern template void stationary_wavelet<float>(WaveletWindow const&, std::array<WaveletAxis, 3> const&,
                                               TypedBank<float> const&, bool, RowSource<float> const&,
                                               BandTargets<float> const&);
extern template void stationary_wavelet<double>(WaveletWindow const&, std::array<WaveletAxis, 3> const&,
                                                TypedBank<double> const&, bool, RowSource<double> const&,
                                                BandTargets<double> const&);

}  // namespace petra
