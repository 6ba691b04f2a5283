// A synthetic cohort on disk: a study folder that `petra study run` takes, and the truth beside it.
#pragma once

#include <cstdint>
#include <filesystem>

#include "petra/base/result.hpp"

namespace petra {

struct PhantomOptions {
  std::size_t patients = 40;
  std::uint64_t seed = 1;
  double effect = 1;  // 0 … 1: strength of every link between latent severity, outcome, images and clinical columns
  bool full_size = false;  // the reference study's matrices instead of reduced ones
  int jobs = 0;            // threads; 0 = every core. The files are the same whatever it is.
  bool show_progress = true;
};

struct PhantomSummary {
  std::size_t made = 0, kept = 0;  // patients drawn now; patients that were complete already
  std::size_t second_readers = 0;
  double designed_auc = 0.5;
};

// Writes images/*.nrrd (PET in SUV as float32, CT in HU as int16, masks of one or two readers), cohort.csv, study.yaml,
// truth.csv and phantom.json (the options) into `folder`. Every file is written whole or not at all; a second run with
// the same options draws only the patients that are not complete, one with other options starts anew. Errors: options
// out of range; a folder that holds other things; too little space on the disk (before anything is written: says how
// much is needed and how much is free); not writable.
[[nodiscard]] Result<PhantomSummary> write_phantom(std::filesystem::path const& folder, PhantomOptions const& options);

}  // namespace petra
