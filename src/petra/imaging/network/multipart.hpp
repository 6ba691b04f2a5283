// multipart/related as DICOMweb sends and takes it (RFC 2046), read piece by piece as it comes from the network.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "petra/base/result.hpp"

namespace petra {

struct MultipartLimits {
  std::size_t maximum_header_bytes = 16U << 10U;  // of one part, and of what stands before the first
  std::uint64_t maximum_part_bytes = 4ULL << 30U;
  std::uint64_t maximum_parts = 1'000'000;
};

// What becomes of the parts. An error ends the reading.
struct MultipartHandler {
  std::function<Result<void>(std::string_view headers)> begin;  // "Content-Type: application/dicom\r\n…"
  std::function<Result<void>(std::string_view bytes)> data;
  std::function<Result<void>()> end;
};

// Memory is bound by the limits' header bytes, whatever comes.
class MultipartReader {
 public:
  MultipartReader(std::string boundary, MultipartHandler handler, MultipartLimits const& limits = {});

  // Errors: invalid_input (not multipart, a header without end), limit, the handler's.
  [[nodiscard]] Result<void> feed(std::string_view bytes);

  // Error: the end is missing (the connection broke off): integrity.
  [[nodiscard]] Result<void> finish() const;

  [[nodiscard]] std::uint64_t parts() const { return parts_; }

 private:
  enum class State { before_first, after_boundary, headers, body, done };
  [[nodiscard]] Result<bool> step();  // false: more bytes are needed
  [[nodiscard]] Result<void> pass(std::string_view bytes);

  std::string delimiter_;  // "\r\n--boundary"
  MultipartHandler handler_;
  MultipartLimits limits_;
  State state_ = State::before_first;
  std::string buffer_;
  std::uint64_t parts_ = 0, part_bytes_ = 0;
};

// The boundary of a Content-Type like `multipart/related; type="application/dicom"; boundary="x"`. Error: another type,
// no boundary or one that RFC 2046 does not allow.
[[nodiscard]] Result<std::string> multipart_boundary(std::string_view content_type);

}  // namespace petra
