#include "petra/feature/bin_edges.hpp"

#include <cmath>
#include <string>

#include "petra/base/text.hpp"

namespace petra {

double python_modulo(double x, double width) {
  double const remainder = std::fmod(x, width);
  if (remainder == 0) return std::copysign(0.0, width);
  return (width < 0) != (remainder < 0) ? remainder + width : remainder;
}

namespace {

// The same in float32, for numpy >= 2, where a float32 minimum keeps the arithmetic in float32 (NEP 50).
float python_modulo_float32(float x, float width) {
  float const remainder = std::fmod(x, width);
  if (remainder == 0) return std::copysign(0.0F, width);
  return (width < 0) != (remainder < 0) ? remainder + width : remainder;
}

Error too_many_bins(double bins, std::string const& subject, std::string const& value) {
  return make_error(ErrorCode::limit, subject,
                    value + " gives " + format_number(bins) + " grey levels; at most " + std::to_string(kMaximumBins) +
                        " are accepted",
                    "Set a larger binWidth, or a binCount.");
}

// numpy.arange(low, high, width): how many, and how they are formed. low and high arrive rounded as NumPy rounded them.
Result<BinEdges> arange_edges(double low, double high, double width) {
  double const length = std::ceil((high - low) / width);
  if (!(length <= static_cast<double>(kMaximumBins) + 1)) {
    return too_many_bins(length - 1, "setting binWidth", "the bin width " + format_number(width));
  }
  BinEdges edges;
  edges.start = low;
  edges.second = low + width;
  edges.step = edges.second - edges.start;
  edges.count = static_cast<std::int64_t>(length);
  if (edges.count == 1) {  // a flat region on an edge: one bin round it
    edges.listed = {low - 0.5, low + 0.5};
    edges.count = 2;
  }
  return edges;
}

Result<BinEdges> bin_width_edges(double minimum, double maximum, ElementType element, BinSettings const& settings) {
  double const width = settings.bin_width;
  if (!(width > 0) || !std::isfinite(width)) {
    return make_error(ErrorCode::usage, "setting binWidth", format_number(width) + " is not a positive number",
                      "Give a bin width above 0 in the image's intensity unit.");
  }
  if (settings.numpy2_float32_edges && element == ElementType::float32) {
    auto const low_value = static_cast<float>(minimum);
    auto const narrow_width = static_cast<float>(width);
    float const low = low_value - python_modulo_float32(low_value, narrow_width);
    float const high = static_cast<float>(maximum) + static_cast<float>(2 * width);
    // numpy.arange(float32, float32, Python float): (stop - start) in float32, then divided by the float32 step; the
    // array is float32, filled in float32 as start + i * delta.
    float const length = std::ceil((high - low) / narrow_width);
    if (!(length <= static_cast<float>(kMaximumBins) + 1)) {
      return too_many_bins(length - 1, "setting binWidth", "the bin width " + format_number(width));
    }
    auto const count = static_cast<std::int64_t>(length);
    BinEdges edges;
    if (count == 1) {
      edges.listed = {static_cast<double>(low - 0.5F), static_cast<double>(low + 0.5F)};
    } else {
      float const second = low + narrow_width;
      float const step = second - low;
      edges.listed.reserve(static_cast<std::size_t>(count));
      for (std::int64_t i = 0; i < count; ++i) {
        edges.listed.push_back(static_cast<double>(i == 1 ? second : low + static_cast<float>(i) * step));
      }
    }
    edges.count = static_cast<std::int64_t>(edges.listed.size());
    return edges;
  }
  return arange_edges(minimum - python_modulo(minimum, width), maximum + 2 * width, width);
}

// numpy.histogram(values, count)[1] with its last edge raised by one.
Result<BinEdges> bin_count_edges(double minimum, double maximum, ElementType element, int count) {
  if (count < 1) {
    return make_error(ErrorCode::usage, "setting binCount", std::to_string(count) + " is not a positive number of bins",
                      "Give a bin count of at least 1.");
  }
  if (count > kMaximumBins) return too_many_bins(count, "setting binCount", "the bin count " + std::to_string(count));
  bool const narrow = element == ElementType::float32;  // the edges of float32 values are float32
  auto const rounded = [narrow](double value) {
    return narrow ? static_cast<double>(static_cast<float>(value)) : value;
  };
  if (minimum == maximum) {
    minimum -= 0.5;
    maximum += 0.5;
  }
  double const span = maximum - minimum;
  double const step = span / count;
  BinEdges edges;
  edges.count = count + 1;
  edges.listed.reserve(static_cast<std::size_t>(edges.count));
  for (int i = 0; i < count; ++i) {
    double const offset = step == 0 ? static_cast<double>(i) / count * span : static_cast<double>(i) * step;
    edges.listed.push_back(rounded(offset + minimum));
  }
  edges.listed.push_back(rounded(rounded(maximum) + 1));
  return edges;
}

}  // namespace

Result<BinEdges> make_bin_edges(double minimum, double maximum, ElementType element, BinSettings const& settings) {
  if (settings.bin_count) return bin_count_edges(minimum, maximum, element, *settings.bin_count);
  return bin_width_edges(minimum, maximum, element, settings);
}

}  // namespace petra
