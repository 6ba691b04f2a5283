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

// numpy.arange from start, whose element 1 is `second`: `length` elements (not yet rounded up), each formed in double.
Result<BinEdges> arange_edges(double start, double second, double length, double width) {
  length = std::ceil(length);
  if (!(length <= static_cast<double>(kMaximumBins) + 1)) {
    return too_many_bins(length - 1, "setting binWidth", "the bin width " + format_number(width));
  }
  BinEdges edges;
  edges.start = start;
  edges.second = second;
  edges.step = second - start;
  edges.count = static_cast<std::int64_t>(length);
  if (edges.count == 1) {  // a flat region on an edge: one bin round it
    edges.listed = {start - 0.5, start + 0.5};
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
    // The scalars low, high, high - low, that by the width, and low + width are float32; the array of edges is float64
    // all the same.
    auto const least = static_cast<float>(minimum), narrow_width = static_cast<float>(width);
    float const low = least - python_modulo_float32(least, narrow_width);
    float const high = static_cast<float>(maximum) + static_cast<float>(2 * width);
    float const span = high - low, length = span / narrow_width, second = low + narrow_width;
    return arange_edges(low, second, length, width);
  }
  double const low = minimum - python_modulo(minimum, width), high = maximum + 2 * width;
  return arange_edges(low, low + width, (high - low) / width, width);
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
