// How a family turns its rows into the face of FamilyRow.
#pragma once

#include <cmath>
#include <span>
#include <vector>

#include "petra/feature/feature.hpp"

namespace petra {

// The rows' descriptions, in order.
template <class Rows>
[[nodiscard]] std::vector<FeatureInfo> infos_of(Rows const& rows) {
  std::vector<FeatureInfo> infos;
  infos.reserve(rows.size());
  for (auto const& row : rows) infos.push_back(row.info);
  return infos;
}

// The wanted rows' values of one context.
template <class Rows, class Context>
[[nodiscard]] std::vector<FeatureValue> values_of(Rows const& rows, std::span<int const> wanted,
                                                  Context const& context) {
  std::vector<FeatureValue> values;
  values.reserve(wanted.size());
  for (int const index : wanted) values.push_back(rows[static_cast<std::size_t>(index)].kernel(context));
  return values;
}

// The same, with a reason beside a value that is no finite number and has none yet.
template <class Rows, class Context>
[[nodiscard]] std::vector<FeatureValue> finite_values_of(Rows const& rows, std::span<int const> wanted,
                                                         Context const& context) {
  auto values = values_of(rows, wanted, context);
  for (auto& value : values) {
    if (value.reason == Reason::none && !std::isfinite(value.value)) value.reason = Reason::not_finite;
  }
  return values;
}

// Means over angles that leave out values that are not numbers (numpy.nanmean). A reason given for any angle stands
// beside the mean.
class AngleMeans {
 public:
  explicit AngleMeans(std::size_t count) : sums_(count, 0.0), counts_(count, 0), reasons_(count, Reason::none) {}

  void add(std::size_t index, FeatureValue const& value) {
    if (value.reason != Reason::none) reasons_[index] = value.reason;
    if (std::isnan(value.value)) return;
    sums_[index] += value.value;
    ++counts_[index];
  }

  // NaN with `reason_if_none` where no angle gave a number.
  [[nodiscard]] std::vector<FeatureValue> finish(Reason reason_if_none) const {
    std::vector<FeatureValue> values(sums_.size());
    for (std::size_t k = 0; k < sums_.size(); ++k) {
      if (counts_[k] > 0) {
        values[k] = {sums_[k] / counts_[k], reasons_[k]};
      } else {
        values[k].reason = reasons_[k] != Reason::none ? reasons_[k] : reason_if_none;
      }
    }
    return values;
  }

 private:
  std::vector<double> sums_;
  std::vector<int> counts_;
  std::vector<Reason> reasons_;
};

}  // namespace petra
