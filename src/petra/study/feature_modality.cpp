#include "petra/study/feature_modality.hpp"

#include "petra/base/text.hpp"

namespace petra {

std::string feature_modality(StudyDefinition const& definition, std::string_view name) {
  std::string best;
  auto const consider = [&](std::string const& modality) {
    bool const fits = name.size() > modality.size() && name.starts_with(modality) && name[modality.size()] == '_';
    if (fits && modality.size() > best.size()) best = modality;
  };
  for (auto const& modality : definition.modalities) consider(modality.name);
  for (auto const& modality : definition.table_modalities) consider(modality);
  if (!definition.modalities.empty() || !definition.table_modalities.empty()) return best;
  auto const parts = split(name, '_');
  return parts.size() >= 4 ? std::string(parts.front()) : std::string();
}

}  // namespace petra
