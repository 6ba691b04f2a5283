#include "petra/phantom/cohort_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "petra/base/file.hpp"
#include "petra/base/hash.hpp"
#include "petra/phantom/render.hpp"
#include "petra/table/table.hpp"
#include "petra/volumefile/read_volume.hpp"

namespace petra {
namespace {

namespace fs = std::filesystem;

class Phantom : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("petra_phantom_" + std::to_string(getpid()) +
                                           testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  static PhantomOptions options(std::size_t patients, int jobs = 2) {
    PhantomOptions o;
    o.patients = patients;
    o.jobs = jobs;
    o.show_progress = false;
    return o;
  }

  static std::map<std::string, std::string> hashes(fs::path const& folder) {
    std::map<std::string, std::string> found;
    for (auto const& entry : fs::recursive_directory_iterator(folder)) {
      if (entry.is_regular_file())
        found[fs::relative(entry.path(), folder).string()] = sha256_of(read_file(entry.path()).value());
    }
    return found;
  }

  fs::path folder_;
};

TEST_F(Phantom, SameSeedGivesTheSameBytesWhateverTheThreads_invariant) {
  ASSERT_TRUE(write_phantom(folder_ / "a", options(4, 1)));
  ASSERT_TRUE(write_phantom(folder_ / "b", options(4, 3)));
  auto const a = hashes(folder_ / "a"), b = hashes(folder_ / "b");
  EXPECT_EQ(a, b);
  EXPECT_EQ(a.size(), 4U * 6U + 4U);  // every patient of a cohort of four is read twice
  auto other = options(4);
  other.seed = 2;
  ASSERT_TRUE(write_phantom(folder_ / "c", other));
  EXPECT_NE(hashes(folder_ / "c").at("images/P001_ct_image.nrrd"), a.at("images/P001_ct_image.nrrd"));
}

TEST_F(Phantom, ASecondRunDrawsOnlyWhatIsMissing_mechanics) {
  auto const first = write_phantom(folder_, options(4));
  ASSERT_TRUE(first);
  EXPECT_EQ(first->made, 4U);
  auto const before = hashes(folder_);
  fs::remove(folder_ / "images/P002_pet_mask.nrrd");
  fs::remove(folder_ / "cohort.csv");
  std::ofstream(folder_ / "images/P002_pet_mask.nrrd.123.tmp") << "half a file of a run that was killed";
  auto const second = write_phantom(folder_, options(4));
  ASSERT_TRUE(second);
  EXPECT_EQ(second->made, 1U);
  EXPECT_EQ(second->kept, 3U);
  EXPECT_EQ(hashes(folder_), before);
}

TEST_F(Phantom, OtherOptionsStartAnew_mechanics) {
  ASSERT_TRUE(write_phantom(folder_, options(5)));
  auto changed = options(4);
  changed.seed = 5;
  auto const again = write_phantom(folder_, changed);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->made, 4U);
  EXPECT_FALSE(fs::exists(folder_ / "images/P005_ct_image.nrrd"));
}

TEST_F(Phantom, ImagesHoldAChildAndATumour_mechanics) {
  ASSERT_TRUE(write_phantom(folder_, options(4)));
  auto const table = read_csv(folder_ / "cohort.csv");
  ASSERT_TRUE(table);
  ASSERT_EQ(table->rows.size(), 4U);
  for (auto const& row : table->rows) {
    auto const cell = [&](char const* column) { return row[*table->find_column(column)]; };
    auto const pet = read_volume(folder_ / cell("pet_image")), pet_mask = read_volume(folder_ / cell("pet_mask"));
    auto const ct = read_volume(folder_ / cell("ct_image")), ct_mask = read_volume(folder_ / cell("ct_mask"));
    auto const again = read_volume(folder_ / cell("ct_mask_reader2"));
    ASSERT_TRUE(pet && pet_mask && ct && ct_mask && again);
    EXPECT_EQ(voxel_type_name(*pet), "float32");
    EXPECT_EQ(voxel_type_name(*ct), "int16");
    EXPECT_TRUE(geometry_differences(geometry_of(*pet), geometry_of(*pet_mask)).empty());
    EXPECT_TRUE(geometry_differences(geometry_of(*ct), geometry_of(*ct_mask)).empty());
    auto const& suv = std::get<Volume<float>>(*pet).voxels;
    auto const& hu = std::get<Volume<std::int16_t>>(*ct).voxels;
    auto const& first = std::get<Mask>(*ct_mask).voxels;
    auto const& second = std::get<Mask>(*again).voxels;
    EXPECT_GT(*std::max_element(suv.begin(), suv.end()), 5);  // brain or bladder
    EXPECT_GT(*std::max_element(hu.begin(), hu.end()), 400);  // bone
    double sum = 0, voxels = 0, other = 0, both = 0;
    for (std::size_t i = 0; i < hu.size(); ++i) {
      voxels += first[i], other += second[i], both += first[i] & second[i];
      if (first[i] != 0) sum += hu[i];
    }
    EXPECT_GT(voxels, 60);
    EXPECT_GT(sum / voxels, 10);  // soft tissue
    EXPECT_LT(sum / voxels, 90);
    double const dice = 2 * both / (voxels + other);
    EXPECT_GT(dice, 0.75);  // readers agree
    EXPECT_LT(dice, 1.0);   // but not wholly
  }
}

TEST_F(Phantom, RefusesOptionsAndFoldersThatItCannotUse_mechanics) {
  EXPECT_EQ(write_phantom(folder_, options(1)).error().code, ErrorCode::usage);
  auto bad = options(4);
  bad.effect = 1.5;
  EXPECT_EQ(write_phantom(folder_, bad).error().code, ErrorCode::usage);
  fs::create_directories(folder_);
  std::ofstream(folder_ / "notes.txt") << "mine";
  auto const refused = write_phantom(folder_, options(4));
  ASSERT_FALSE(refused);
  EXPECT_NE(format_error(refused.error()).find("notes.txt"), std::string::npos);
  EXPECT_TRUE(fs::exists(folder_ / "notes.txt"));
}

TEST_F(Phantom, SaysHowMuchSpaceIsMissing_mechanics) {
  auto huge = options(100'000);
  huge.full_size = true;
  if (fs::space(fs::temp_directory_path()).available > 2'700'000'000'000U) GTEST_SKIP() << "this disk would hold it";
  auto const refused = write_phantom(folder_, huge);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::disk_full);
  EXPECT_NE(format_error(refused.error()).find("2800.0 GB"), std::string::npos) << format_error(refused.error());
  EXPECT_FALSE(fs::exists(folder_));  // nothing was written
}

TEST(PhantomTumour, LongestExtentIsThePatientsDiameter_analytic) {
  auto const cohort = phantom::make_truth(4, 12, 1);
  for (auto const& patient : cohort) {
    auto const anatomy = phantom::make_anatomy(patient, 4);
    phantom::Tumour const tumour(patient, anatomy, 4);
    auto const grid = phantom::make_grids(anatomy, false).ct;
    auto const mask = phantom::render_mask(tumour, phantom::Outline::truth, phantom::Modality::ct, grid);
    double longest_z = 0;
    std::int64_t low = grid.size[2], high = -1;
    for (std::int64_t z = 0; z < grid.size[2]; ++z) {
      for (std::int64_t i = 0; i < grid.size[0] * grid.size[1]; ++i) {
        if (mask.voxels[static_cast<std::size_t>(z * grid.size[0] * grid.size[1] + i)] == 0) continue;
        low = std::min(low, z);
        high = std::max(high, z);
      }
    }
    longest_z = static_cast<double>(high - low + 1) * grid.spacing_mm[2];
    EXPECT_LE(longest_z, 10 * patient.max_diameter_cm + 2 * grid.spacing_mm[2]);
    EXPECT_GE(longest_z, 0.6 * 10 * patient.max_diameter_cm);  // it is longest along the body, roughly
  }
}

}  // namespace
}  // namespace petra
