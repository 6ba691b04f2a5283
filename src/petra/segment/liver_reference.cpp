#include "petra/segment/liver_reference.hpp"

#include <fmt/format.h>

#include <cmath>

namespace petra {

Result<LiverReference> measure_liver(AnyVolume const& image, Mask const& liver) {
  std::vector<double> values;
  std::visit(
      [&](auto const& typed) {
        for (std::size_t i = 0; i < liver.voxels.size(); ++i) {
          if (liver.voxels[i] != 0) values.push_back(static_cast<double>(typed.voxels[i]));
        }
      },
      image);
  if (values.size() < 2)
    return make_error(ErrorCode::invalid_input, "liver mask",
                      fmt::format("holds {} voxels; two are needed", values.size()),
                      "Draw a sphere of 3 cm in the right lobe");
  LiverReference liver_reference;
  liver_reference.voxels = static_cast<std::int64_t>(values.size());
  auto const count = static_cast<double>(values.size());
  double sum = 0, squares = 0;
  for (double const value : values) sum += value;
  liver_reference.mean = sum / count;
  for (double const value : values) squares += (value - liver_reference.mean) * (value - liver_reference.mean);
  liver_reference.sd = std::sqrt(squares / (count - 1));
  liver_reference.threshold = 1.5 * liver_reference.mean + 2 * liver_reference.sd;
  if (!std::isfinite(liver_reference.threshold))
    return make_error(ErrorCode::invalid_input, "liver mask", "holds voxels whose value is not finite",
                      "Draw it where the image has numbers");
  return liver_reference;
}

}  // namespace petra
