#include "petra/extract/normalise.hpp"

#include <algorithm>
#include <cmath>

#include "petra/base/text.hpp"

namespace petra {

namespace {

// Kahan's sum. Naive: sum += term; its error grows with the number of terms, this one's does not.
class CompensatedSum {
 public:
  void add(double term) {
    double const corrected = term - lost_;
    double const sum = sum_ + corrected;
    lost_ = (sum - sum_) - corrected;
    sum_ = sum;
  }
  [[nodiscard]] double value() const { return sum_; }

 private:
  double sum_ = 0, lost_ = 0;
};

}  // namespace

Result<AnyVolume> normalise_image(AnyVolume const& image, NormaliseSettings const& settings) {
  return std::visit(
      [&](auto const& typed) -> Result<AnyVolume> {
        CompensatedSum sum, sum_of_squares;
        for (auto const voxel : typed.voxels) {
          auto const value = static_cast<double>(voxel);
          sum.add(value);
          sum_of_squares.add(value * value);
        }
        auto const count = static_cast<double>(typed.voxels.size());
        double const mean = sum.value() / count;
        double const variance = (sum_of_squares.value() - sum.value() * sum.value() / count) / (count - 1);
        double const deviation = std::sqrt(variance);
        if (!std::isfinite(mean) || !std::isfinite(sum_of_squares.value())) {
          return make_error(ErrorCode::invalid_input, "image",
                            "holds voxels that are not finite, so it has no mean to normalise by",
                            "Repair the image, or set normalize to false");
        }
        if (!(deviation > 0)) {
          return make_error(ErrorCode::invalid_input, "image",
                            "is flat: all voxels are the same, so it cannot be normalised",
                            "Check the image, or set normalize to false");
        }
        double const factor = 1.0 / deviation;
        double const limit = settings.remove_outliers.value_or(INFINITY);
        Volume<double> normalised(typed.geometry);
        std::transform(typed.voxels.begin(), typed.voxels.end(), normalised.voxels.begin(), [&](auto voxel) {
          double const value = (static_cast<double>(voxel) - mean) * factor;
          return std::clamp(value, -limit, limit) * settings.scale;
        });
        return AnyVolume(std::move(normalised));
      },
      image);
}

}  // namespace petra
