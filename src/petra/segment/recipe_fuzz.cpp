// libFuzzer: a list of steps from any bytes, parsed and, where it can be, run on a small image.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "petra/segment/run_recipe.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  petra::Geometry grid;
  grid.size = {7, 6, 5};
  static petra::AnyVolume const image = [&] {
    petra::Volume<float> volume(grid);
    for (std::size_t i = 0; i < volume.voxels.size(); ++i) volume.voxels[i] = static_cast<float>(i % 13);
    return petra::AnyVolume(volume);
  }();
  static petra::Workers workers(1);
  std::string_view const text(reinterpret_cast<char const*>(data), size);  // NOLINT: bytes are text to it
  auto const steps = petra::parse_recipe(text, "steps.yaml", grid.size);
  if (steps) static_cast<void>(petra::run_recipe(image, *steps, {}, workers));
  return 0;
}
