#include "petra/imaging/dicom_item.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <algorithm>
#include <cmath>

#include "petra/base/text.hpp"
#include "petra/imaging/dicom_text.hpp"

namespace petra {

namespace {

DcmElement* element_of(DcmItem* item, DicomTag tag) {
  if (item == nullptr) return nullptr;
  DcmElement* element = nullptr;
  if (item->findAndGetElement(DcmTagKey(tag.group, tag.element), element).bad()) return nullptr;
  return element;
}

std::string_view without_padding(std::string_view text) {
  while (!text.empty() && (text.back() == '\0' || text.back() == ' ')) text.remove_suffix(1);
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  return text;
}

bool is_text_in_character_set(DcmEVR form) {
  switch (form) {
    case EVR_LO:
    case EVR_LT:
    case EVR_PN:
    case EVR_SH:
    case EVR_ST:
    case EVR_UC:
    case EVR_UT:
      return true;
    default:
      return false;
  }
}

std::optional<std::string> bytes_of(DcmElement* element) {
  auto const length = element->getLength();
  if (length == 0) return std::nullopt;
  Uint8* bytes = nullptr;
  if (element->ident() == EVR_OW || element->ident() == EVR_lt || element->ident() == EVR_ox) {
    Uint16* words = nullptr;
    if (element->getUint16Array(words).bad() || words == nullptr) return std::nullopt;
    return std::string(reinterpret_cast<char const*>(words), length);
  }
  if (element->getUint8Array(bytes).bad() || bytes == nullptr) return std::nullopt;
  return std::string(reinterpret_cast<char const*>(bytes), length);
}

// Binary numbers in decimal, joined.
template <class Read>
std::optional<std::string> decimals(DcmElement* element, Read&& read) {
  std::string joined;
  auto const count = element->getVM();
  for (unsigned long k = 0; k < count; ++k) {
    double value = 0;
    if (!read(k, value)) return std::nullopt;
    if (k > 0) joined += '\\';
    joined += format_number(value);
  }
  if (joined.empty()) return std::nullopt;
  return joined;
}

template <class Stored>
auto reader(DcmElement* element, OFCondition (DcmElement::*get)(Stored&, unsigned long)) {
  return [element, get](unsigned long k, double& value) {
    Stored stored{};
    if ((element->*get)(stored, k).bad()) return false;
    value = static_cast<double>(stored);
    return true;
  };
}

std::optional<std::string> text_of(DcmElement* element, std::string const& character_sets) {
  switch (element->ident()) {
    case EVR_US:
      return decimals(element, reader<Uint16>(element, &DcmElement::getUint16));
    case EVR_SS:
      return decimals(element, reader<Sint16>(element, &DcmElement::getSint16));
    case EVR_xs: {
      auto words = decimals(element, reader<Uint16>(element, &DcmElement::getUint16));
      return words ? words : decimals(element, reader<Sint16>(element, &DcmElement::getSint16));
    }
    case EVR_UL:
    case EVR_up:
      return decimals(element, reader<Uint32>(element, &DcmElement::getUint32));
    case EVR_SL:
      return decimals(element, reader<Sint32>(element, &DcmElement::getSint32));
    case EVR_FL:
    case EVR_OF:
      return decimals(element, reader<Float32>(element, &DcmElement::getFloat32));
    case EVR_FD:
    case EVR_OD:
      return decimals(element, reader<Float64>(element, &DcmElement::getFloat64));
    case EVR_SQ:
    case EVR_pixelSQ:
    case EVR_PixelData:
      return std::nullopt;
    case EVR_OB:
    case EVR_OW:
    case EVR_ox:
    case EVR_lt:
    case EVR_UN:
    case EVR_UNKNOWN:
    case EVR_UNKNOWN2B: {
      auto const bytes = bytes_of(element);
      if (!bytes) return std::nullopt;
      auto const shown = without_padding(*bytes);
      if (shown.empty()) return std::nullopt;
      return dicom_text_to_utf8(shown, character_sets);
    }
    default:
      break;
  }
  char* raw = nullptr;
  Uint32 length = 0;
  if (element->getString(raw, length).bad() || raw == nullptr) return std::nullopt;
  auto const shown = without_padding(std::string_view(raw, length));
  if (shown.empty()) return std::nullopt;
  return dicom_text_to_utf8(shown, is_text_in_character_set(element->ident()) ? character_sets : std::string());
}

}  // namespace

DicomItem::DicomItem(std::shared_ptr<DcmItem> owner, DcmItem* item, std::string character_sets)
    : owner_(std::move(owner)), item_(item), character_sets_(std::move(character_sets)) {
  if (auto* const element = element_of(item_, tag::SpecificCharacterSet); element != nullptr)
    if (auto const own = text_of(element, "")) character_sets_ = *own;
}

bool DicomItem::has(DicomTag tag) const {
  return element_of(item_, tag) != nullptr;
}

std::optional<std::string> DicomItem::text(DicomTag tag) const {
  auto* const element = element_of(item_, tag);
  if (element == nullptr) return std::nullopt;
  return text_of(element, character_sets_);
}

std::vector<std::string> DicomItem::texts(DicomTag tag) const {
  std::vector<std::string> values;
  auto const whole = text(tag);
  if (!whole) return values;
  for (auto const part : split(*whole, '\\')) values.emplace_back(without_padding(part));
  return values;
}

std::optional<double> DicomItem::number(DicomTag tag, std::size_t index) const {
  auto const whole = text(tag);
  if (!whole) return std::nullopt;
  auto const parts = split(*whole, '\\');
  if (index >= parts.size()) return std::nullopt;
  auto const value = parse_number(parts[index]);
  return value && std::isfinite(*value) ? value : std::nullopt;
}

std::vector<double> DicomItem::numbers(DicomTag tag) const {
  std::vector<double> values;
  auto const whole = text(tag);
  if (!whole) return values;
  for (auto const part : split(*whole, '\\')) {
    auto const value = parse_number(part);
    if (!value || !std::isfinite(*value)) return {};
    values.push_back(*value);
  }
  return values;
}

std::optional<std::uint16_t> DicomItem::unsigned_short(DicomTag tag) const {
  auto* const element = element_of(item_, tag);
  Uint16 value = 0;
  if (element == nullptr || (element->ident() != EVR_US && element->ident() != EVR_xs) ||
      element->getUint16(value, 0).bad())
    return std::nullopt;
  return value;
}

std::optional<ClockTime> DicomItem::date_and_time(DicomTag date, DicomTag time) const {
  auto const day = text(date), clock = text(time);
  if (!day || !clock) return std::nullopt;
  return parse_date_and_time(*day, *clock);
}

std::optional<ClockTime> DicomItem::date_time(DicomTag tag) const {
  auto const value = text(tag);
  return value ? parse_date_time(*value) : std::nullopt;
}

std::vector<DicomItem> DicomItem::items(DicomTag sequence) const {
  std::vector<DicomItem> found;
  auto* const element = dynamic_cast<DcmSequenceOfItems*>(element_of(item_, sequence));
  if (element == nullptr) return found;
  auto const count = element->card();
  if (count == 0) return found;
  found.reserve(count);
  // nextInContainer is linear over the list; getItem(k) would be quadratic.
  for (DcmObject* item = element->nextInContainer(nullptr); item != nullptr; item = element->nextInContainer(item))
    found.emplace_back(owner_, static_cast<DcmItem*>(item), character_sets_);
  return found;
}

DicomItem DicomItem::first_item(DicomTag sequence) const {
  auto* const element = dynamic_cast<DcmSequenceOfItems*>(element_of(item_, sequence));
  if (element == nullptr || element->card() == 0) return {owner_, nullptr, character_sets_};
  return {owner_, element->getItem(0), character_sets_};
}

std::optional<DicomTag> DicomItem::private_tag(std::uint16_t group, std::string_view creator,
                                               std::uint8_t element) const {
  auto const wanted = to_lower(trim(creator));
  for (unsigned block = 0x10; block <= 0xFF; ++block) {
    auto const name = text({group, static_cast<std::uint16_t>(block)});
    if (name && to_lower(trim(*name)) == wanted) {
      DicomTag const tag{group, static_cast<std::uint16_t>(block << 8 | element)};
      if (has(tag)) return tag;  // a creator may reserve several blocks
    }
  }
  return std::nullopt;
}

std::vector<DicomTag> DicomItem::tags() const {
  std::vector<DicomTag> found;
  if (item_ == nullptr) return found;
  for (DcmObject* object = item_->nextInContainer(nullptr); object != nullptr; object = item_->nextInContainer(object))
    found.push_back({object->getGTag(), object->getETag()});
  return found;
}

std::optional<std::string> DicomItem::bytes(DicomTag tag) const {
  auto* const element = element_of(item_, tag);
  return element == nullptr ? std::nullopt : bytes_of(element);
}

}  // namespace petra
