// Any bytes as a DICOM image file: header, slices, SUV, pixels. An answer, never a crash, never more memory than the
// file's size allows.
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "petra/imaging/dicom_file.hpp"
#include "petra/imaging/frame_bytes.hpp"
#include "petra/imaging/pseudonym.hpp"
#include "petra/imaging/series_volume.hpp"
#include "petra/imaging/transfer_syntax.hpp"

namespace {

void read_everything(std::string_view bytes) {
  petra::DicomLimits limits;
  limits.maximum_inflated_bytes = 8 << 20;
  auto const file = petra::parse_dicom_file(bytes, "fuzz.dcm", limits);
  if (!file) {
    if (file.error().message.empty() || file.error().code == petra::ErrorCode::bug) std::abort();
    return;
  }
  for (auto const tag : file->data_set.tags()) (void)file->data_set.text(tag);
  (void)petra::patient_pseudonym(file->data_set);
  auto slices = petra::read_slices(*file);
  if (!slices || slices->empty()) return;
  petra::Series series;
  series.modality = file->data_set.text(petra::tag::Modality).value_or("");
  series.slices = *slices;
  petra::order_series(series, {});
  (void)petra::derive_suv(petra::read_suv_tags(file->data_set, series.slices));
  auto const& slice = slices->front();
  if (!petra::check_pixels(*slice.place, slice.format) || slice.format.bits_allocated % 8 != 0) return;
  std::vector<std::byte> pixels;
  auto const coding = petra::transfer_syntax_row(slice.place->transfer_syntax).coding;
  if (coding != petra::PixelCoding::native) {
    if (!petra::decode_frame_bytes(bytes, slice, pixels)) return;
  } else {
    auto const from = file->inflated ? std::string_view(*file->inflated) : bytes;
    auto const count = petra::frame_byte_count(slice.format);
    if (file->layout.pixel_offset + count > from.size()) std::abort();  // check_pixels has looked
    auto const* first = reinterpret_cast<std::byte const*>(from.data() + file->layout.pixel_offset);
    pixels.assign(first, first + count);
  }
  std::vector<float> values(static_cast<std::size_t>(slice.format.rows) *
                            static_cast<std::size_t>(slice.format.columns));
  (void)petra::convert_plane<float>(pixels, slice, {}, values);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  read_everything({reinterpret_cast<char const*>(data), size});
  return 0;
}
