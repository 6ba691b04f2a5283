// Files on a disk: found by content, folders and pipes answered at once, writing whole or not at all.
#include "petra/volumefile/read_volume.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <fstream>

#include "petra/base/file.hpp"
#include "petra/base/gzip.hpp"

namespace petra {
namespace {

class ReadVolume : public ::testing::Test {
 protected:
  ReadVolume() : folder_(std::filesystem::temp_directory_path() / ("petra_read_volume_" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(folder_);
  }
  ~ReadVolume() override { std::filesystem::remove_all(folder_); }

  static Volume<std::int16_t> volume() {
    Geometry const geometry{{2, 3, 1}, {2, 3, 4}, {10, 20, 30}, Eigen::Matrix3d::Identity(), 3};
    return {geometry, {0, 1, 2, 3, 4, 5}};
  }
  std::filesystem::path put(std::string const& name, std::string_view bytes) const {
    EXPECT_TRUE(write_whole_file(folder_ / name, bytes).has_value());
    return folder_ / name;
  }
  static Error refusal(std::filesystem::path const& path) {
    auto const start = std::chrono::steady_clock::now();
    auto volume = read_volume(path);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2)) << path;
    EXPECT_FALSE(volume.has_value()) << path;
    return volume ? Error{} : std::move(volume).error();
  }

  std::filesystem::path folder_;
};

TEST_F(ReadVolume, formats_are_told_by_content_not_by_name_mechanics) {
  for (auto const* name : {"a.nrrd", "a.nii", "a.nii.gz", "a.mha"}) {
    ASSERT_TRUE(write_volume(folder_ / name, volume()).has_value()) << name;
    for (auto const* other : {"b.nii", "b.nii.gz", "b.nrrd", "b.dcm", "b"}) {
      std::filesystem::copy_file(folder_ / name, folder_ / other, std::filesystem::copy_options::overwrite_existing);
      auto const back = read_volume(folder_ / other);
      ASSERT_TRUE(back.has_value()) << name << " as " << other << ": " << format_error(back.error());
      EXPECT_EQ(std::get<Volume<std::int16_t>>(*back).voxels, volume().voxels);
    }
  }
}

TEST_F(ReadVolume, what_is_no_volume_is_named_at_once_mechanics) {
  EXPECT_EQ(refusal(folder_ / "absent.nrrd").code, ErrorCode::not_found);
  EXPECT_EQ(refusal(folder_).code, ErrorCode::invalid_input);
  EXPECT_EQ(refusal("/dev/zero").code, ErrorCode::invalid_input);
  ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(refusal(folder_ / "pipe").code, ErrorCode::invalid_input);
  std::filesystem::create_symlink(folder_ / "loop", folder_ / "loop");
  EXPECT_FALSE(read_volume(folder_ / "loop").has_value());
  EXPECT_NE(format_error(refusal(put("empty.nrrd", ""))).find("is empty"), std::string::npos);
  EXPECT_NE(format_error(refusal(put("slice.dcm", std::string(128, '\0') + "DICM and more"))).find("is a DICOM file"),
            std::string::npos);
  EXPECT_NE(format_error(refusal(put("text.nrrd", "hello"))).find("is not an NRRD, NIfTI or MetaImage volume"),
            std::string::npos);
  EXPECT_NE(format_error(refusal(put("picture.nii", "\x89PNG\r\n"))).find("picture"), std::string::npos);
  std::string const zeros(1U << 20U, '\0');
  EXPECT_NE(format_error(refusal(put("zeros.nii.gz", compress_gzip(std::as_bytes(std::span(zeros)), 6))))
                .find("is not an NRRD"),
            std::string::npos);
  EXPECT_EQ(refusal(put("cut.gz", "\x1f\x8b\x08")).code, ErrorCode::invalid_input);
}

TEST_F(ReadVolume, a_file_over_the_limit_is_not_read_mechanics) {
  auto const path = put("long.nrrd", "");
  std::filesystem::resize_file(path, 5ULL << 30U);  // sparse
  auto const error = refusal(path);
  EXPECT_EQ(error.code, ErrorCode::limit);
  EXPECT_NE(format_error(error).find("limit of 4294967296 bytes"), std::string::npos) << format_error(error);
}

TEST_F(ReadVolume, either_file_of_a_pair_is_the_pair_mechanics) {
  ASSERT_TRUE(write_volume(folder_ / "a.nii", volume()).has_value());
  auto bytes = read_file(folder_ / "a.nii").value();
  put("pair.img", bytes.substr(352));
  bytes.resize(348);
  bytes[345] = 'i';
  std::fill(bytes.begin() + 108, bytes.begin() + 112, '\0');
  put("pair.hdr", bytes);
  for (auto const* name : {"pair.hdr", "pair.img"}) {
    auto const back = read_volume(folder_ / name);
    ASSERT_TRUE(back.has_value()) << format_error(back.error());
    EXPECT_EQ(std::get<Volume<std::int16_t>>(*back).voxels, volume().voxels);
  }
}

TEST_F(ReadVolume, writing_refuses_unknown_endings_and_missing_folders_mechanics) {
  EXPECT_EQ(write_volume(folder_ / "a.png", volume()).error().code, ErrorCode::usage);
  EXPECT_EQ(write_volume(folder_ / "none" / "a.nrrd", volume()).error().code, ErrorCode::environment);
}

TEST_F(ReadVolume, same_volume_same_bytes_invariant) {
  for (auto const* name : {"a.nrrd", "a.nii.gz", "a.mha"}) {
    ASSERT_TRUE(write_volume(folder_ / name, volume()).has_value());
    auto const first = read_file(folder_ / name).value();
    ASSERT_TRUE(write_volume(folder_ / name, volume()).has_value());
    EXPECT_EQ(read_file(folder_ / name).value(), first);
  }
}

}  // namespace
}  // namespace petra
