// Arrays as NumPy's .npy files: numpy.load reads them at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace petra {

struct NumpyArray {
  std::vector<std::size_t> shape;
  // As many as the shape's product, last axis fastest (C order).
  std::variant<std::vector<double>, std::vector<std::int64_t>> values;
};

// A whole file: format version 1.0, little-endian.
[[nodiscard]] std::string format_npy(NumpyArray const& array);

}  // namespace petra
