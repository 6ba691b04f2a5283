// libFuzzer: any bytes as a DICOMweb answer. The parts must not depend on how the bytes are cut, and memory stays
// bound.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "petra/imaging/network/dicomweb_archive.hpp"
#include "petra/imaging/network/multipart.hpp"

namespace {

struct Outcome {
  std::vector<std::string> parts;
  std::size_t ended = 0;
  bool good = true, whole = false;
  bool operator==(Outcome const&) const = default;
};

Outcome read(std::string const& boundary, std::string_view bytes, std::size_t piece) {
  Outcome outcome;
  petra::MultipartHandler handler{
      [&](std::string_view headers) -> petra::Result<void> {
        return outcome.parts.emplace_back(headers), petra::Result<void>();
      },
      [&](std::string_view data) -> petra::Result<void> { return outcome.parts.back() += data, petra::Result<void>(); },
      [&]() -> petra::Result<void> { return ++outcome.ended, petra::Result<void>(); }};
  petra::MultipartReader reader(boundary, handler, {256, 4096, 64});
  for (std::size_t first = 0; first < bytes.size() && outcome.good; first += piece)
    outcome.good = reader.feed(bytes.substr(first, piece)).has_value();
  outcome.whole = reader.finish().has_value();
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const bytes(reinterpret_cast<char const*>(data), size);
  // First line: a Content-Type; the rest: the body.
  auto const line = bytes.find('\n');
  auto const head = bytes.substr(0, line);
  auto const body = line == std::string_view::npos ? std::string_view() : bytes.substr(line + 1);
  auto const named = petra::multipart_boundary(head);
  std::string const boundary = named ? *named : "b";
  auto const at_once = read(boundary, body, body.size() + 1);
  auto const by_one = read(boundary, body, 1);
  auto const by_seven = read(boundary, body, 7);
  // Where it ends well, or is only cut, the parts are the same however it came.
  if (at_once.good != by_one.good || at_once.good != by_seven.good) std::abort();
  if (at_once.good &&
      (at_once.parts.size() != by_one.parts.size() || at_once.ended != by_one.ended || at_once.whole != by_one.whole))
    std::abort();
  if (at_once.good && at_once.whole && !(at_once == by_one && at_once == by_seven)) std::abort();
  (void)petra::parse_dicom_json(body);
  return 0;
}
