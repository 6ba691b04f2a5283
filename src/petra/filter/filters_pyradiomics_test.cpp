// Every filter against PyRadiomics 3.0.1's own output (tests/data/filters/pyradiomics.txt), bit for bit.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include "petra/filter/filter.hpp"

namespace petra {
namespace {

struct GoldenImage {
  std::string name;
  bool is_float32;
  std::vector<double> values;
};

struct GoldenRun {
  std::string filter;
  FilterSettings settings;
  std::vector<GoldenImage> images;
};

struct GoldenCase {
  AnyVolume image;
  std::vector<GoldenRun> runs;
};

std::vector<double> read_numbers(std::istringstream& line) {
  std::vector<double> numbers;
  for (std::string word; line >> word;) numbers.push_back(std::strtod(word.c_str(), nullptr));
  return numbers;
}

template <class T>
AnyVolume make_volume(Geometry const& geometry, std::vector<double> const& values) {
  Volume<T> volume(geometry);
  for (std::size_t i = 0; i < values.size(); ++i) volume.voxels[i] = static_cast<T>(values[i]);
  return volume;
}

// A KEY=VALUE of the settings that only some filters read.
void read_key(std::string const& word, FilterSettings& settings) {
  auto const equals = word.find('=');
  auto const key = word.substr(0, equals), value = word.substr(equals + 1);
  double const number = std::strtod(value.c_str(), nullptr);
  if (key == "sigma") {
    settings.log_sigmas.push_back({number, value.find('.') == std::string::npos});
  } else if (key == "lbp2DRadius") {
    settings.lbp2d_radius = number;
  } else if (key == "lbp2DSamples") {
    settings.lbp2d_samples = static_cast<int>(number);
  } else if (key == "lbp2DMethod") {
    settings.lbp2d_method = value == "ror"       ? LbpMethod::rotated
                            : value == "default" ? LbpMethod::plain
                            : value == "var"     ? LbpMethod::variance
                                                 : LbpMethod::uniform;
  } else if (key == "lbp3DLevels") {
    settings.lbp3d_levels = static_cast<int>(number);
  } else if (key == "lbp3DIcosphereRadius") {
    settings.lbp3d_radius = number;
  } else if (key == "lbp3DIcosphereSubdivision") {
    settings.lbp3d_subdivisions = static_cast<int>(number);
  } else if (key == "force2Ddimension") {
    settings.force_2d_dimension = static_cast<int>(number);
  } else {
    ADD_FAILURE() << "unknown key " << key;
  }
}

std::vector<GoldenCase> read_golden() {
  std::vector<GoldenCase> cases;
  std::ifstream file(PETRA_SOURCE_DIR "/tests/data/filters/pyradiomics.txt");
  std::string text, type;
  Geometry geometry;
  while (std::getline(file, text)) {
    std::istringstream line(text);
    std::string kind;
    line >> kind;
    if (kind == "case") {
      line >> type >> geometry.size[0] >> geometry.size[1] >> geometry.size[2];
      auto const spacing = read_numbers(line);
      geometry.spacing_mm = {spacing[0], spacing[1], spacing[2]};
    } else if (kind == "voxels") {
      auto const values = read_numbers(line);
      AnyVolume volume = type == "int16"     ? make_volume<std::int16_t>(geometry, values)
                         : type == "uint8"   ? make_volume<std::uint8_t>(geometry, values)
                         : type == "float32" ? make_volume<float>(geometry, values)
                                             : make_volume<double>(geometry, values);
      cases.push_back({std::move(volume), {}});
    } else if (kind == "filter") {
      GoldenRun run;
      line >> run.filter >> run.settings.wavelet >> run.settings.wavelet_level >> run.settings.wavelet_start_level >>
          run.settings.gradient_use_spacing >> run.settings.force_2d_axis;
      for (std::string word; line >> word;) read_key(word, run.settings);
      cases.back().runs.push_back(run);
    } else {
      GoldenImage image;
      line >> image.name >> image.is_float32;
      image.values = read_numbers(line);
      cases.back().runs.back().images.push_back(std::move(image));
    }
  }
  return cases;
}

// Steps of the number line between two doubles of one sign.
std::int64_t ulps_between(double a, double b) {
  if (a == b) return 0;
  return std::abs(__builtin_bit_cast(std::int64_t, a) - __builtin_bit_cast(std::int64_t, b));
}

// The C library's log and exp are within an ulp of each other from machine to machine, not equal; all else is exact
// arithmetic.
std::int64_t allowed_ulps(std::string_view filter) {
  return filter == "Logarithm" || filter == "Exponential" ? 4 : 0;
}

void expect_equal(GoldenRun const& run, Box const& box, Index3 const& size, std::vector<FilteredImage> const& images) {
  ASSERT_EQ(images.size(), run.images.size());
  for (std::size_t i = 0; i < images.size(); ++i) {
    EXPECT_EQ(images[i].name, run.images[i].name);
    EXPECT_EQ(images[i].is_float32, run.images[i].is_float32) << images[i].name;
    auto const box_size = box.size();
    ASSERT_EQ(static_cast<std::int64_t>(images[i].values.size()), box.voxel_count());
    std::int64_t different = 0;
    for (std::int64_t z = 0; z < box_size[2]; ++z) {
      for (std::int64_t y = 0; y < box_size[1]; ++y) {
        for (std::int64_t x = 0; x < box_size[0]; ++x) {
          double const expected = run.images[i].values[static_cast<std::size_t>(
              x + box.first[0] + size[0] * (y + box.first[1] + size[1] * (z + box.first[2])))];
          double const found = images[i].values[static_cast<std::size_t>(x + box_size[0] * (y + box_size[1] * z))];
          // Spherical harmonics are sums of rounded terms, whose order SciPy's library chooses; a pattern that differs
          // in one sample is off by 1e-2 and more.
          bool const is_sum = run.filter == "LBP3D" && std::abs(found - expected) <= 1e-12;
          different += ulps_between(found, expected) > allowed_ulps(run.filter) && !is_sum ? 1 : 0;
        }
      }
    }
    EXPECT_EQ(different, 0) << run.filter << " " << images[i].name;
  }
}

TEST(FiltersPyradiomics, EveryFilterOnEveryElementTypeBitForBit_pyradiomics) {
  auto const cases = read_golden();
  ASSERT_EQ(cases.size(), 14U);
  std::size_t checked = 0;
  for (auto const& golden : cases) {
    for (auto const& run : golden.runs) {
      auto const* const row = find_filter(run.filter);
      ASSERT_NE(row, nullptr) << run.filter;
      Index3 const size = geometry_of(golden.image).size;
      // The whole image, and boxes within it: a box must not change what its voxels are.
      for (Box const& box :
           {Box::whole(size), Box{{size[0] / 2, 0, size[2] / 2}, {size[0] / 2, size[1] - 1, size[2] - 1}},
            Box{{0, 0, 0}, {size[0] / 2, 0, 0}}}) {
        auto images = row->run({&golden.image, box, maximum_absolute(golden.image)}, run.settings);
        ASSERT_TRUE(images.has_value()) << format_error(images.error());
        std::vector<std::string> names;
        for (auto const& image : *images) names.push_back(image.name);
        EXPECT_EQ(names, row->names(run.settings));  // those left out for this case stand in their places
        std::erase_if(*images, [](FilteredImage const& image) { return !image.left_out.empty(); });
        expect_equal(run, box, size, *images);
        for (auto const& image : *images) checked += image.values.size();
      }
    }
  }
  EXPECT_GT(checked, 8'000U);
}

TEST(FiltersPyradiomics, EveryFilterListedIsChecked_mechanics) {
  std::vector<std::string> checked;
  for (auto const& golden : read_golden()) {
    for (auto const& run : golden.runs) checked.push_back(run.filter);
  }
  for (auto const& row : image_filters()) {
    EXPECT_NE(std::find(checked.begin(), checked.end(), row.image_type), checked.end()) << row.image_type;
  }
}

}  // namespace
}  // namespace petra
