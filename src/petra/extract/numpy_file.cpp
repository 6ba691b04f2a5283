#include "petra/extract/numpy_file.hpp"

#include <fmt/format.h>

#include <bit>
#include <cstring>

namespace petra {

static_assert(std::endian::native == std::endian::little, "values are written as they lie in memory");

std::string format_npy(NumpyArray const& array) {
  std::string shape;
  for (auto const length : array.shape) shape += fmt::format("{}, ", length);
  if (array.shape.size() > 1) shape.resize(shape.size() - 2);  // (3,) but (3, 4)
  if (array.shape.size() == 1) shape.resize(shape.size() - 1);
  bool const whole = std::holds_alternative<std::vector<std::int64_t>>(array.values);
  auto header = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}), }}", whole ? "<i8" : "<f8", shape);
  constexpr std::size_t kBefore = 10, kAlignment = 64;  // magic, version and the header's length come before it
  while ((kBefore + header.size() + 1) % kAlignment != 0) header += ' ';
  header += '\n';
  std::string file = "\x93NUMPY";
  file += '\x01';
  file += '\0';
  file += static_cast<char>(header.size() & 0xFFU);
  file += static_cast<char>(header.size() >> 8U);
  file += header;
  std::visit(
      [&](auto const& values) {
        auto const bytes = values.size() * sizeof(values[0]), before = file.size();
        file.resize(before + bytes);
        if (bytes > 0) std::memcpy(file.data() + before, values.data(), bytes);
      },
      array.values);
  return file;
}

}  // namespace petra
