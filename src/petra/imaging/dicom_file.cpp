#include "petra/imaging/dicom_file.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcistrmb.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <exception>

#include "petra/base/file.hpp"
#include "petra/imaging/dcmtk_setup.hpp"

namespace petra {

namespace {

constexpr std::string_view kNotDicom = "not a DICOM file";
constexpr std::uint64_t kFirstLook = 16 << 10;  // most headers fit: one read

class Descriptor {
 public:
  explicit Descriptor(std::filesystem::path const& path) : value_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~Descriptor() {
    if (value_ >= 0) close(value_);
  }
  Descriptor(Descriptor const&) = delete;
  Descriptor& operator=(Descriptor const&) = delete;
  [[nodiscard]] int value() const { return value_; }

 private:
  int value_;
};

// Appends the file's bytes up to `count` in all.
bool read_up_to(int descriptor, std::string& bytes, std::uint64_t count) {
  auto have = bytes.size();
  bytes.resize(count);
  while (have < count) {
    auto const got = pread(descriptor, bytes.data() + have, count - have, static_cast<off_t>(have));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    have += static_cast<std::uint64_t>(got);
  }
  bytes.resize(have);
  return have == count;
}

Error over_limit(std::string const& subject, std::string_view what, std::uint64_t limit) {
  return make_error(ErrorCode::limit, subject, fmt::format("{} over the limit of {} bytes", what, limit),
                    "Split the file, or leave it out");
}

Result<std::string> inflate_data_set(std::string_view packed, std::string const& subject, DicomLimits const& limits) {
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
    return make_error(ErrorCode::environment, subject, "zlib cannot start");
  std::string out;
  std::string chunk(256 << 10, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  std::uint64_t left = packed.size();
  int status = Z_OK;
  while (status == Z_OK) {
    if (stream.avail_in == 0 && left > 0) {
      stream.avail_in = static_cast<uInt>(std::min<std::uint64_t>(left, 1U << 30U));
      left -= stream.avail_in;
    }
    stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
    stream.avail_out = static_cast<uInt>(chunk.size());
    status = inflate(&stream, Z_NO_FLUSH);
    out.append(chunk, 0, chunk.size() - stream.avail_out);
    bool const bomb = out.size() > (16ULL << 20U) && out.size() / limits.maximum_inflate_ratio > packed.size();
    if (bomb || out.size() > limits.maximum_inflated_bytes) {
      inflateEnd(&stream);
      return bomb ? make_error(ErrorCode::limit, subject,
                               fmt::format("the deflated data set grows to more than {} times its {} bytes (limit)",
                                           limits.maximum_inflate_ratio, packed.size()),
                               "Export the file again without deflation")
                  : over_limit(subject, "the inflated data set is", limits.maximum_inflated_bytes);
    }
    if (status == Z_BUF_ERROR && (stream.avail_in > 0 || left > 0)) status = Z_OK;
  }
  inflateEnd(&stream);
  if (status != Z_STREAM_END)
    return make_error(ErrorCode::invalid_input, subject,
                      "truncated or damaged: its deflated data set (1.2.840.10008.1.2.1.99) cannot be inflated",
                      "Copy the file again");
  return out;
}

// Hands the checked header to DCMTK.
Result<void> parse_header(DicomFile& file, std::string_view header, std::string const& subject) {
  set_up_dcmtk();
  auto const& layout = file.layout;
  E_TransferSyntax const written = layout.big_endian ? EXS_BigEndianExplicit
                                   : layout.implicit ? EXS_LittleEndianImplicit
                                                     : EXS_LittleEndianExplicit;
  try {
    auto data_set = std::make_shared<DcmDataset>();
    if (!header.empty()) {
      DcmInputBufferStream stream;
      stream.setBuffer(header.data(), static_cast<offile_off_t>(header.size()));
      stream.setEos();
      data_set->transferInit();
      auto const read = data_set->read(stream, written, EGL_noChange, DCM_MaxReadLength);
      data_set->transferEnd();
      if (read.bad() && read != EC_EndOfStream)
        return make_error(ErrorCode::invalid_input, subject, fmt::format("broken DICOM file: {}", read.text()),
                          "Copy the file again");
      if (data_set->loadAllDataIntoMemory().bad())
        return make_error(ErrorCode::invalid_input, subject, "truncated or broken DICOM file", "Copy the file again");
    }
    auto* const item = data_set.get();
    file.data_set = DicomItem(std::shared_ptr<DcmItem>(std::move(data_set)), item, "");
  } catch (std::bad_alloc const&) {
    return make_error(ErrorCode::environment, subject, "out of memory while reading the header");
  } catch (std::exception const& problem) {
    return make_error(ErrorCode::invalid_input, subject, fmt::format("broken DICOM file: {}", problem.what()),
                      "Copy the file again");
  }
  return {};
}

Error not_dicom(std::string const& subject) {
  return make_error(ErrorCode::invalid_input, subject, std::string(kNotDicom),
                    "Leave it out, or export it from the PACS as DICOM");
}

// From a walk that ended to an open file. `bytes` holds at least the header.
Result<DicomFile> finish(Walk walk, std::string_view bytes, std::uint64_t file_bytes, std::string const& subject,
                         DicomLimits const& limits) {
  if (walk.end == WalkEnd::not_dicom) return not_dicom(subject);
  if (walk.end != WalkEnd::complete)
    return make_error(walk.code, subject, walk.problem.empty() ? "truncated DICOM file" : walk.problem,
                      "Copy the file again from its source");
  DicomFile file;
  file.file_bytes = file_bytes;
  if (!walk.layout.has_preamble) file.warnings.emplace_back("no preamble: read as a bare data set");
  if (walk.layout.syntax_contradicted)
    file.warnings.push_back(fmt::format("transfer syntax {} is declared, but the data set is written in {} syntax",
                                        walk.layout.transfer_syntax, walk.layout.implicit ? "implicit" : "explicit"));
  std::string_view header;
  if (walk.layout.transfer_syntax == "1.2.840.10008.1.2.1.99") {
    PETRA_TRY(auto inflated, inflate_data_set(bytes.substr(walk.layout.data_set_offset), subject, limits));
    file.inflated = std::make_shared<std::string const>(std::move(inflated));
    auto layout = walk.layout;
    layout.data_set_offset = 0;
    layout.implicit = layout.big_endian = false;
    walk = walk_data_set(*file.inflated, file.inflated->size(), layout);
    if (walk.end != WalkEnd::complete)
      return make_error(walk.code, subject, walk.problem.empty() ? "truncated DICOM file" : walk.problem,
                        "Copy the file again from its source");
    header = *file.inflated;
  } else {
    header = bytes;
  }
  file.layout = walk.layout;
  if (file.layout.transfer_syntax.empty())
    file.layout.transfer_syntax = file.layout.big_endian ? "1.2.840.10008.1.2.2"
                                  : file.layout.implicit ? "1.2.840.10008.1.2"
                                                         : "1.2.840.10008.1.2.1";
  header = header.substr(file.layout.data_set_offset, file.layout.header_end - file.layout.data_set_offset);
  PETRA_CHECK(parse_header(file, header, subject));
  return file;
}

}  // namespace

bool is_not_dicom(Error const& error) {
  return error.message.starts_with(kNotDicom);
}

Result<DicomFile> parse_dicom_file(std::string_view bytes, std::string const& subject, DicomLimits const& limits) {
  if (bytes.empty())
    return make_error(ErrorCode::invalid_input, subject, "the file has no bytes", "Copy that file again");
  return finish(walk_elements(bytes, bytes.size()), bytes, bytes.size(), subject, limits);
}

Result<DicomFile> open_dicom_file(std::filesystem::path const& path, DicomLimits const& limits) {
  auto const subject = path.string();
  PETRA_TRY(auto const size, regular_file_size(path));
  if (size == 0) return make_error(ErrorCode::invalid_input, subject, "the file has no bytes", "Copy that file again");
  if (size > limits.maximum_file_bytes) return over_limit(subject, "the file is", limits.maximum_file_bytes);
  Descriptor const descriptor(path);
  if (descriptor.value() < 0) return make_errno_error(errno, subject, "reading");
  std::string bytes;
  Walk walk;
  for (auto want = std::min(kFirstLook, size);; want = std::min(want * 8, size)) {
    if (!read_up_to(descriptor.value(), bytes, want))
      return make_error(ErrorCode::invalid_input, subject, "the file became shorter while it was read",
                        "Copy the file again");
    walk = walk_elements(bytes, size);
    bool const deflated = walk.layout.transfer_syntax == "1.2.840.10008.1.2.1.99" && walk.end == WalkEnd::complete;
    if (want == size || (walk.end != WalkEnd::need_more && !deflated)) break;
    if (want >= limits.maximum_header_bytes)
      return over_limit(subject, "the header (everything before the pixels) is", limits.maximum_header_bytes);
  }
  PETRA_TRY(auto file, finish(std::move(walk), bytes, size, subject, limits));
  file.path = path;
  return file;
}

}  // namespace petra
