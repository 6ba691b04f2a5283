// How pixels may be written, one row each: what petra does with it, or what converts it.
#pragma once

#include <string_view>

namespace petra {

enum class PixelCoding { native, rle, jpeg, jpeg_ls, jpeg_2000, not_read };

struct TransferSyntaxRow {
  std::string_view uid, name;
  PixelCoding coding = PixelCoding::not_read;
  std::string_view remedy;  // of a syntax that is not read
};

// The row of a UID; of an unknown one a row with coding not_read and an empty name.
[[nodiscard]] TransferSyntaxRow const& transfer_syntax_row(std::string_view uid);

}  // namespace petra
