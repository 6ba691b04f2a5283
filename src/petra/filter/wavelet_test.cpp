#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numeric>
#include <random>

#include "petra/filter/filter.hpp"
#include "petra/filter/wavelet_bank.hpp"

namespace petra {
namespace {

template <class T>
Volume<T> random_volume(Index3 const& size, unsigned seed) {
  Geometry geometry;
  geometry.size = size;
  Volume<T> volume(geometry);
  std::mt19937 engine(seed);
  for (T& voxel : volume.voxels) voxel = static_cast<T>(static_cast<int>(engine() % 4001) - 1000);
  return volume;
}

std::vector<FilteredImage> transform(AnyVolume const& volume, Box const& box, FilterSettings const& settings) {
  auto images = find_filter("Wavelet")->run({&volume, box, 0}, settings);
  EXPECT_TRUE(images.has_value()) << format_error(images.error());
  return std::move(images).value();
}

// The twin of one axis: for every value one sum over the taps, the axis periodic and made even by a repeat of its first
// plane.
std::vector<double> filter_axis(std::vector<double> const& in, Index3 const& size, std::size_t axis,
                                std::vector<double> const& taps) {
  std::vector<double> out(in.size());
  auto const length = static_cast<std::int64_t>(taps.size());
  for (std::int64_t z = 0; z < size[2]; ++z) {
    for (std::int64_t y = 0; y < size[1]; ++y) {
      for (std::int64_t x = 0; x < size[0]; ++x) {
        double sum = 0;
        for (std::int64_t j = 0; j < length; ++j) {
          Index3 p = {x, y, z};
          std::int64_t const place = p[axis] + length / 2 - j;
          p[axis] = (place % size[axis] + size[axis]) % size[axis];
          sum += taps[static_cast<std::size_t>(j)] *
                 in[static_cast<std::size_t>(p[0] + size[0] * (p[1] + size[1] * p[2]))];
        }
        out[static_cast<std::size_t>(x + size[0] * (y + size[1] * z))] = sum;
      }
    }
  }
  return out;
}

// The image, its odd axes padded.
std::vector<double> padded_image(Volume<double> const& volume, Index3& size) {
  Index3 const& old = volume.geometry.size;
  for (std::size_t k = 0; k < 3; ++k) size[k] = old[k] + old[k] % 2;
  std::vector<double> out;
  for (std::int64_t z = 0; z < size[2]; ++z) {
    for (std::int64_t y = 0; y < size[1]; ++y) {
      for (std::int64_t x = 0; x < size[0]; ++x) out.push_back(volume.at(x % old[0], y % old[1], z % old[2]));
    }
  }
  return out;
}

TEST(Wavelet, EqualsOneSumPerVoxelAndAxis_twin) {
  for (unsigned seed = 1; seed <= 12; ++seed) {
    Index3 const size = {1 + seed * 5 % 17, 1 + seed * 7 % 12, 1 + seed * 3 % 9};
    auto const volume = random_volume<double>(size, seed);
    std::string const wavelet = std::array{"coif1", "haar", "db5", "sym4", "bior3.5", "rbio1.3"}[seed % 6];
    auto const bank = make_filter_bank(wavelet);
    FilterSettings const settings{.wavelet = wavelet, .wavelet_level = 2};
    auto const images = transform(AnyVolume(volume), Box::whole(size), settings);
    ASSERT_EQ(images.size(), 15U);

    Index3 padded;
    auto level_input = padded_image(volume, padded);
    std::size_t next = 0;
    for (int level = 0; level < 2; ++level) {
      std::vector<double> approximation;
      for (int band = 0; band < 8; ++band) {
        auto values = level_input;
        for (std::size_t axis = 0; axis < 3; ++axis) {
          bool const high = (band >> (2 - axis) & 1) != 0;
          values = filter_axis(values, padded, axis, high ? bank->float64.high : bank->float64.low);
        }
        if (band == 0) approximation = values;
        if (band == 0 && level == 0) continue;
        auto const& image = band == 0 ? images.back() : images[next++];
        EXPECT_EQ(image.name, std::string(level == 0 ? "wavelet-" : "wavelet2-") + "LH"[band >> 2 & 1] +
                                  "LH"[band >> 1 & 1] + "LH"[band & 1]);
        for (std::int64_t z = 0; z < size[2]; ++z) {
          for (std::int64_t y = 0; y < size[1]; ++y) {
            for (std::int64_t x = 0; x < size[0]; ++x) {
              double const expected = values[static_cast<std::size_t>(x + padded[0] * (y + padded[1] * z))];
              double const found = image.values[static_cast<std::size_t>(x + size[0] * (y + size[1] * z))];
              ASSERT_NEAR(found, expected, 1e-9) << wavelet << " " << image.name;
            }
          }
        }
      }
      level_input = approximation;
    }
  }
}

TEST(Wavelet, ABoxIsAPieceOfTheWhole_invariant) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    Index3 const size = {40, 21, 14};
    AnyVolume const volume = seed % 2 == 0 ? AnyVolume(random_volume<std::int16_t>(size, seed))
                                           : AnyVolume(random_volume<float>(size, seed));
    FilterSettings const settings{.wavelet = seed % 3 == 0 ? "db4" : "coif1",
                                  .wavelet_level = 1 + static_cast<int>(seed % 3),
                                  .wavelet_start_level = static_cast<int>(seed % 2)};
    std::mt19937 engine(seed);
    Box box;
    for (std::size_t k = 0; k < 3; ++k) {
      auto const a = static_cast<std::int64_t>(engine() % static_cast<unsigned>(size[k])),
                 b = static_cast<std::int64_t>(engine() % static_cast<unsigned>(size[k]));
      box.first[k] = std::min(a, b);
      box.last[k] = std::max(a, b);
    }
    auto const whole = transform(volume, Box::whole(size), settings), piece = transform(volume, box, settings);
    ASSERT_EQ(whole.size(), piece.size());
    auto const length = box.size();
    for (std::size_t i = 0; i < whole.size(); ++i) {
      for (std::int64_t z = 0; z < length[2]; ++z) {
        for (std::int64_t y = 0; y < length[1]; ++y) {
          for (std::int64_t x = 0; x < length[0]; ++x) {
            auto const at = static_cast<std::size_t>(box.first[0] + x +
                                                     size[0] * (box.first[1] + y + size[1] * (box.first[2] + z)));
            ASSERT_EQ(piece[i].values[static_cast<std::size_t>(x + length[0] * (y + length[1] * z))],
                      whole[i].values[at])
                << whole[i].name;
          }
        }
      }
    }
  }
}

TEST(Wavelet, AFlatImageHasNoDetail_analytic) {
  Geometry geometry;
  geometry.size = {6, 5, 4};
  Volume<double> volume(geometry);
  for (double& voxel : volume.voxels) voxel = 100;
  for (auto const& image : transform(AnyVolume(volume), Box::whole(geometry.size), {})) {
    double const expected = image.name == "wavelet-LLL" ? 100 * std::pow(2, 1.5) : 0;  // a factor √2 per axis
    for (double const value : image.values) EXPECT_NEAR(value, expected, 1e-10) << image.name;
  }
}

TEST(Wavelet, EnergyDoublesPerAxisForOrthogonalWavelets_invariant) {
  Index3 const size = {16, 12, 8};
  auto const volume = random_volume<double>(size, 3);
  double const before = std::inner_product(volume.voxels.begin(), volume.voxels.end(), volume.voxels.begin(), 0.0);
  for (std::string const name : {"haar", "db4", "db20", "db38", "sym8", "sym20", "coif1", "coif5", "coif17"}) {
    double after = 0;
    for (auto const& image : transform(AnyVolume(volume), Box::whole(size), {.wavelet = name})) {
      after += std::inner_product(image.values.begin(), image.values.end(), image.values.begin(), 0.0);
    }
    EXPECT_NEAR(after, 8 * before, 1e-9 * after) << name;
  }
}

TEST(WaveletBank, FiltersReconstruct_analytic) {
  // Low-pass filters sum to √2, high-pass to 0; a biorthogonal pair is orthonormal at even shifts (Daubechies 1992,
  // chapter 8).
  auto const names = wavelet_names();
  EXPECT_EQ(names.size(), 38 + 1 + 19 + 17 + 1 + 30);
  for (auto const& name : names) {
    // dmey is Meyer's wavelet cut off to 62 taps: it reconstructs to about 2e-3 by design.
    double const tolerance = name == "dmey" ? 3e-3 : 1e-9;
    auto const bank = make_filter_bank(name);
    ASSERT_TRUE(bank.has_value()) << name;
    auto const& low = bank->float64.low;
    auto const& high = bank->float64.high;
    ASSERT_EQ(low.size() % 2, 0U) << name;
    ASSERT_EQ(low.size(), high.size()) << name;
    EXPECT_NEAR(std::accumulate(low.begin(), low.end(), 0.0), std::sqrt(2.0), tolerance) << name;
    EXPECT_NEAR(std::accumulate(high.begin(), high.end(), 0.0), 0, tolerance) << name;
    std::vector<double> reconstruction = high;  // back to the reconstruction's low-pass filter
    for (std::size_t j = 0; j < high.size(); j += 2) reconstruction[j] = -reconstruction[j];
    auto const length = static_cast<std::int64_t>(low.size());
    for (std::int64_t shift = 0; shift < length; shift += 2) {
      double sum = 0;
      for (std::int64_t j = 0; j + shift < length; ++j)
        sum += low[static_cast<std::size_t>(length - 1 - j)] * reconstruction[static_cast<std::size_t>(j + shift)];
      EXPECT_NEAR(sum, shift == 0 ? 1 : 0, tolerance)
          << name << " shift " << shift;
    }
  }
}

TEST(WaveletBank, AnUnknownNameIsRefused_mechanics) {
  auto const bank = make_filter_bank("coif19");
  ASSERT_FALSE(bank.has_value());
  EXPECT_EQ(bank.error().code, ErrorCode::invalid_input);
  EXPECT_NE(bank.error().remedy.find("coif1"), std::string::npos);
  AnyVolume const volume = random_volume<double>({4, 4, 4}, 1);
  for (FilterSettings const& settings : {FilterSettings{.wavelet_level = 0}, FilterSettings{.wavelet_start_level = -1},
                                         FilterSettings{.wavelet_level = 17}}) {
    EXPECT_FALSE(find_filter("Wavelet")->run({&volume, Box::whole({4, 4, 4}), 0}, settings).has_value());
  }
}

}  // namespace
}  // namespace petra
