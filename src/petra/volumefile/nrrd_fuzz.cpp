// Any bytes as an NRRD file (and as its data file): an answer, never a crash, never more memory than the limits allow.
#include "petra/volumefile/fuzz_reader.hpp"
#include "petra/volumefile/nrrd.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  petra::fuzz_reader(petra::parse_nrrd, data, size);
  return 0;
}
