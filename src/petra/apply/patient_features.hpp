// The features of new patients from their images, with the settings that a model's features were made with.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/model/frozen_model.hpp"

namespace petra {

// Volume files; or a DICOM folder (or one file of its series) as image, and an RTSTRUCT or SEG file as mask, FILE or
// FILE::STRUCTURE.
struct PatientImage {
  std::filesystem::path image, mask;
  std::string structure = {};  // of a DICOM mask; empty: it holds one
};

struct PatientFeatures {
  std::map<std::string, double, std::less<>> features;  // with the modality's prefix
  std::vector<std::string> warnings;                    // spacing or size unlike the training patients'
  std::optional<Error> error;                           // an image or mask that cannot be used
};

// images: per patient, by modality name; a modality may miss where the signature takes no feature of it. One entry per
// patient comes back. Errors: settings of another engine, the environment, an interruption.
[[nodiscard]] Result<std::vector<PatientFeatures>> extract_patients(
    FrozenModel const& model, std::vector<std::map<std::string, PatientImage, std::less<>>> const& images, int jobs);

// Modalities that the signature takes features of, in the model's order.
[[nodiscard]] std::vector<FrozenModality const*> modalities_needed(FrozenModel const& model);

}  // namespace petra
