#include "petra/imaging/write_image_series.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "petra/imaging/import_series.hpp"
#include "petra/volumefile/read_volume.hpp"

namespace petra {
namespace {

Geometry oblique() {
  Geometry geometry;
  geometry.size = {9, 7, 5};
  geometry.spacing_mm = {4.07, 3.5, 3};
  geometry.origin_mm = {-12.5, 20.25, -300};
  geometry.direction = Eigen::AngleAxisd(0.2, Eigen::Vector3d(1, 2, 3).normalized()).toRotationMatrix();
  return geometry;
}

StudyFacts facts() {
  StudyFacts study;
  study.patient_name = "SYNTHETIC^A";
  study.patient_id = "SYN-1";
  study.weight_kg = 15.4;
  study.height_m = 0.98;
  study.uid_seed = "test";
  study.scan_start = *parse_date_time("20190314101504");
  return study;
}

TEST(WriteImageSeries, what_is_written_comes_back_invariant) {
  auto const root = std::filesystem::temp_directory_path() / ("petra_series_" + std::to_string(::getpid()));
  Volume<float> suv(oblique());
  Volume<std::int16_t> hu(oblique());
  for (std::size_t k = 0; k < suv.voxels.size(); ++k) {
    suv.voxels[k] = static_cast<float>(k % 37) * 0.31F;
    hu.voxels[k] = static_cast<std::int16_t>(static_cast<int>(k * 13 % 3000) - 1024);
  }
  PetFacts pet;
  pet.dose_bq = 111e6;
  pet.injected = *parse_date_time("20190314091230");
  pet.beds = 2;
  ASSERT_TRUE(write_pet_series(suv, facts(), pet, root / "in/PET"));
  ASSERT_TRUE(write_ct_series(hu, facts(), {}, root / "in/CT"));
  ImportOptions options;
  options.out = root / "out";
  auto const result = import_folder(root / "in", options);
  ASSERT_TRUE(result) << format_error(result.error());
  ASSERT_EQ(result->imported.size(), 2U);
  for (auto const& imported : result->imported) {
    for (auto const& finding : imported.findings) EXPECT_EQ(finding.severity, Severity::note) << finding.message;
    auto const volume = read_volume(options.out / imported.file);
    ASSERT_TRUE(volume);
    EXPECT_TRUE(geometry_differences(oblique(), geometry_of(*volume), 1e-6).empty());
    if (imported.series.modality == "CT") {
      EXPECT_EQ(std::get<Volume<std::int16_t>>(*volume).voxels, hu.voxels);
    } else {
      auto const& back = std::get<Volume<float>>(*volume).voxels;
      for (std::size_t k = 0; k < back.size(); ++k) EXPECT_NEAR(back[k], suv.voxels[k], 36 * 0.31 / 32'766) << k;
      EXPECT_EQ(imported.plan.suv->rung, "a");
    }
  }
  // Again: nothing has changed, nothing is written.
  auto const again = import_folder(root / "in", options);
  ASSERT_TRUE(again);
  for (auto const& imported : again->imported) EXPECT_EQ(imported.state, ImportState::known);
  std::filesystem::remove_all(root);
}

}  // namespace
}  // namespace petra
