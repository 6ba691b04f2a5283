#include "petra/imaging/transfer_syntax.hpp"

#include <array>

namespace petra {

namespace {

constexpr std::string_view kByPydicom =
    "Export it from the PACS as Explicit VR Little Endian, or convert it: pip install pydicom pylibjpeg "
    "pylibjpeg-openjpeg, then ds = pydicom.dcmread(file); "
    "ds.decompress(); ds.save_as(file)";
constexpr std::string_view kByPacs = "Export it from the PACS as Explicit VR Little Endian";

constexpr auto kRows = std::to_array<TransferSyntaxRow>({
    {"1.2.840.10008.1.2", "Implicit VR Little Endian", PixelCoding::native, ""},
    {"1.2.840.10008.1.2.1", "Explicit VR Little Endian", PixelCoding::native, ""},
    {"1.2.840.10008.1.2.1.99", "Deflated Explicit VR Little Endian", PixelCoding::native, ""},
    {"1.2.840.10008.1.2.2", "Explicit VR Big Endian", PixelCoding::native, ""},
    {"1.2.840.10008.1.2.5", "RLE Lossless", PixelCoding::rle, ""},
    {"1.2.840.10008.1.2.4.50", "JPEG Baseline (lossy 8 bit)", PixelCoding::jpeg, ""},
    {"1.2.840.10008.1.2.4.51", "JPEG Extended (lossy 12 bit)", PixelCoding::jpeg, ""},
    {"1.2.840.10008.1.2.4.57", "JPEG Lossless (process 14)", PixelCoding::jpeg, ""},
    {"1.2.840.10008.1.2.4.70", "JPEG Lossless SV1", PixelCoding::jpeg, ""},
    {"1.2.840.10008.1.2.4.80", "JPEG-LS Lossless", PixelCoding::jpeg_ls, ""},
    {"1.2.840.10008.1.2.4.81", "JPEG-LS Near-lossless", PixelCoding::jpeg_ls, ""},
    {"1.2.840.10008.1.2.4.90", "JPEG 2000 Lossless", PixelCoding::jpeg_2000, ""},
    {"1.2.840.10008.1.2.4.91", "JPEG 2000", PixelCoding::jpeg_2000, ""},
    {"1.2.840.10008.1.2.4.92", "JPEG 2000 Part 2 Lossless", PixelCoding::not_read, kByPacs},
    {"1.2.840.10008.1.2.4.93", "JPEG 2000 Part 2", PixelCoding::not_read, kByPacs},
    {"1.2.840.10008.1.2.4.94", "JPIP Referenced", PixelCoding::not_read, kByPacs},
    {"1.2.840.10008.1.2.4.95", "JPIP Referenced Deflate", PixelCoding::not_read, kByPacs},
    {"1.2.840.10008.1.2.4.100", "MPEG2 Main Profile (video)", PixelCoding::not_read, kByPacs},
    {"1.2.840.10008.1.2.4.101", "MPEG2 Main Profile High Level (video)", PixelCoding::not_read, kByPacs},
    {"1.2.840.10008.1.2.4.102", "MPEG-4 AVC/H.264 (video)", PixelCoding::not_read, kByPacs},
    {"1.2.840.10008.1.2.4.103", "MPEG-4 AVC/H.264 BD-compatible (video)", PixelCoding::not_read, kByPacs},
    {"1.2.840.10008.1.2.4.107", "HEVC/H.265 Main Profile (video)", PixelCoding::not_read, kByPacs},
    {"1.2.840.10008.1.2.4.108", "HEVC/H.265 Main 10 Profile (video)", PixelCoding::not_read, kByPacs},
    {"1.2.840.10008.1.2.4.110", "JPEG XL Lossless", PixelCoding::not_read, kByPacs},
    {"1.2.840.10008.1.2.4.111", "JPEG XL JPEG Recompression", PixelCoding::not_read, kByPacs},
    {"1.2.840.10008.1.2.4.112", "JPEG XL", PixelCoding::not_read, kByPacs},
    {"1.2.840.10008.1.2.4.201", "High-Throughput JPEG 2000 Lossless (HTJ2K)", PixelCoding::not_read, kByPydicom},
    {"1.2.840.10008.1.2.4.202", "High-Throughput JPEG 2000 RPCL Lossless (HTJ2K)", PixelCoding::not_read, kByPydicom},
    {"1.2.840.10008.1.2.4.203", "High-Throughput JPEG 2000 (HTJ2K)", PixelCoding::not_read, kByPydicom},
});
constexpr TransferSyntaxRow kUnknown{"", "", PixelCoding::not_read, kByPacs};

}  // namespace

TransferSyntaxRow const& transfer_syntax_row(std::string_view uid) {
  for (auto const& row : kRows)
    if (row.uid == uid) return row;
  return kUnknown;
}

}  // namespace petra
