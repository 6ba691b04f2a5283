#include "petra/imaging/dicom_builder.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcostrmb.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>

#include <algorithm>

#include "petra/base/hash.hpp"
#include "petra/base/text.hpp"
#include "petra/imaging/dcmtk_setup.hpp"

namespace petra {

namespace {

DcmTag key_of(DicomTag tag) {
  return DcmTag(tag.group, tag.element);
}

// The longest value that explicit little endian can hold under a form with 16-bit lengths.
constexpr std::size_t kLongestExplicit = 65534;

bool has_long_value(DcmItem& item) {
  for (DcmObject* object = item.nextInContainer(nullptr); object != nullptr; object = item.nextInContainer(object)) {
    if (auto* const sequence = dynamic_cast<DcmSequenceOfItems*>(object)) {
      for (DcmObject* inner = sequence->nextInContainer(nullptr); inner != nullptr;
           inner = sequence->nextInContainer(inner)) {
        if (has_long_value(*static_cast<DcmItem*>(inner))) return true;
      }
    } else if (!DcmVR(object->getVR()).usesExtendedLengthEncoding() && object->getLengthField() > kLongestExplicit) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::string format_decimal_string(double value) {
  constexpr std::size_t kLongest = 16;
  auto text = format_number(value);
  for (int digits = 16; text.size() > kLongest && digits > 0; --digits) text = fmt::format("{:.{}g}", value, digits);
  return text;
}

std::string make_uid(std::string_view seed) {
  // 128 bits of the hash, marked as a UUID of version 8 (RFC 9562), in decimal.
  auto const hash = sha256_of(seed);
  __extension__ unsigned __int128 number = 0;
  for (std::size_t i = 0; i < 32; ++i) {
    auto digit = static_cast<unsigned>(hash[i] <= '9' ? hash[i] - '0' : hash[i] - 'a' + 10);
    if (i == 12) digit = 8;
    if (i == 16) digit = (digit & 3U) | 8U;
    number = number << 4U | digit;
  }
  std::string digits;
  for (; number > 0; number /= 10) digits += static_cast<char>('0' + static_cast<int>(number % 10));
  std::reverse(digits.begin(), digits.end());
  return "2.25." + digits;
}

DicomBuilder& DicomBuilder::text(DicomTag tag, std::string_view value) {
  item_->putAndInsertOFStringArray(key_of(tag), OFString(value.data(), value.size()));
  return *this;
}

DicomBuilder& DicomBuilder::number(DicomTag tag, double value) {
  return text(tag, format_decimal_string(value));
}

DicomBuilder& DicomBuilder::unsigned_short(DicomTag tag, std::uint16_t value) {
  item_->putAndInsertUint16(key_of(tag), value);
  return *this;
}

DicomBuilder& DicomBuilder::unsigned_longs(DicomTag tag, std::vector<std::uint32_t> const& values) {
  auto* const element = new DcmUnsignedLong(key_of(tag));
  element->putUint32Array(values.data(), static_cast<unsigned long>(values.size()));
  item_->insert(element, true);
  return *this;
}

DicomBuilder& DicomBuilder::tag_value(DicomTag tag, DicomTag value) {
  auto* const element = new DcmAttributeTag(key_of(tag));
  element->putTagVal(DcmTagKey(value.group, value.element));
  item_->insert(element, true);
  return *this;
}

DicomBuilder& DicomBuilder::bytes(DicomTag tag, std::string_view value) {
  // DCMTK wants OW as words: an odd last byte gets its padding here.
  std::string padded(value);
  if (padded.size() % 2 != 0) padded += '\0';
  item_->putAndInsertUint8Array(DcmTag(key_of(tag), EVR_OB), reinterpret_cast<Uint8 const*>(padded.data()),
                                static_cast<unsigned long>(padded.size()));
  return *this;
}

DicomBuilder DicomBuilder::add(DicomTag sequence) {
  DcmElement* element = nullptr;
  item_->findAndGetElement(DcmTagKey(sequence.group, sequence.element), element);
  auto* list = dynamic_cast<DcmSequenceOfItems*>(element);
  if (list == nullptr) {
    list = new DcmSequenceOfItems(key_of(sequence));
    item_->insert(list, true);
  }
  auto* const item = new DcmItem();
  list->append(item);
  return DicomBuilder(item);
}

DicomBuilder& DicomBuilder::empty_sequence(DicomTag sequence) {
  item_->insert(new DcmSequenceOfItems(key_of(sequence)), true);
  return *this;
}

DicomBuilder& DicomBuilder::code(DicomTag sequence, std::string_view value, std::string_view scheme,
                                 std::string_view meaning) {
  add(sequence).text(tag::CodeValue, value).text(tag::CodingSchemeDesignator, scheme).text(tag::CodeMeaning, meaning);
  return *this;
}

DicomBuilder& DicomBuilder::copy(DicomItem const& source, DicomTag tag) {
  return text(tag, source.text(tag).value_or(""));
}

struct DicomFileBuilder::State {
  DcmFileFormat file;
};

DicomFileBuilder::DicomFileBuilder() : state_(std::make_unique<State>()) {
  set_up_dcmtk();
  data_set().text(tag::SpecificCharacterSet, "ISO_IR 192");
}
DicomFileBuilder::~DicomFileBuilder() = default;

DicomBuilder DicomFileBuilder::data_set() {
  return DicomBuilder(state_->file.getDataset());
}

Result<std::string> DicomFileBuilder::finish(std::string const& subject) {
  auto& file = state_->file;
  auto const syntax = has_long_value(*file.getDataset()) ? EXS_LittleEndianImplicit : EXS_LittleEndianExplicit;
  auto const failed = [&](OFCondition const& why) {
    return make_error(ErrorCode::bug, subject, fmt::format("cannot be written as DICOM: {}", why.text()));
  };
  if (auto const done = file.validateMetaInfo(syntax); done.bad()) return failed(done);
  auto const room = static_cast<std::size_t>(file.calcElementLength(syntax, EET_ExplicitLength)) + 4096;
  std::string bytes(room, '\0');
  DcmOutputBufferStream stream(bytes.data(), static_cast<offile_off_t>(room));
  file.transferInit();
  auto const done = file.write(stream, syntax, EET_ExplicitLength, nullptr, EGL_recalcGL, EPD_withoutPadding);
  file.transferEnd();
  if (done.bad()) return failed(done);
  void* written = nullptr;
  offile_off_t length = 0;
  stream.flushBuffer(written, length);
  bytes.resize(static_cast<std::size_t>(length));
  return bytes;
}

}  // namespace petra
