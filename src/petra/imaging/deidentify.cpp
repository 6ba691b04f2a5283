#include "petra/imaging/deidentify.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "petra/base/hash.hpp"
#include "petra/base/text.hpp"
#include "petra/imaging/deidentify_rules.hpp"
#include "petra/imaging/dicom_builder.hpp"
#include "petra/imaging/dicom_time.hpp"

namespace petra {

namespace {

constexpr std::string_view kStandardRoot = "1.2.840.10008.";

std::string text_of(DcmElement& element) {
  char* text = nullptr;
  Uint32 length = 0;
  if (element.getString(text, length).bad() || text == nullptr) return {};
  std::string_view value(text, length);
  while (!value.empty() && (value.back() == '\0' || value.back() == ' ')) value.remove_suffix(1);
  return std::string(value);
}

void put_text(DcmElement& element, std::string const& text) {
  element.putOFStringArray(OFString(text.data(), text.size()));
}

// Each value of a text by `change`.
template <class Change>
std::string each_value(std::string const& text, Change const& change) {
  std::string changed;
  bool first = true;
  for (auto const part : split(text, '\\')) {
    if (!first) changed += '\\';
    first = false;
    changed += change(trim(part));
  }
  return changed;
}

std::string date_text(ClockTime time) {
  auto const shown = format_clock(day_of(time));  // "2019-03-14 …"
  return shown.substr(0, 4) + shown.substr(5, 2) + shown.substr(8, 2);
}

// DA, or the date in front of a DT's time; nothing of what is neither.
std::string moved_date(std::string_view value, int days) {
  constexpr double kSecondsPerDay = 86400;
  auto const digits = value.substr(0, std::min(value.find_first_not_of("0123456789"), value.size()));
  bool const date_time = digits.size() > 8;
  auto const day = parse_date(date_time ? value.substr(0, 8) : value);
  if (!day) return {};
  auto const rest = date_time ? value.substr(8) : std::string_view();
  if (rest.find_first_not_of("0123456789.+-") != std::string_view::npos) return {};
  return date_text(day->plus_seconds(-days * kSecondsPerDay)) + std::string(rest);
}

bool is_plain_number(std::string_view value) {
  return value.empty() || (value.find_first_not_of("0123456789+-.eE") == std::string_view::npos && value.size() <= 24);
}

// A value as the form of its element allows: where numbers or clock times are meant, a text cannot hide.
bool fits_its_form(DcmElement& element) {
  auto const all = [&](auto const& fits) {
    auto const text = text_of(element);
    auto const values = split(text, '\\');
    return std::all_of(values.begin(), values.end(), [&](auto value) { return fits(trim(value)); });
  };
  switch (element.ident()) {
    case EVR_DS:
    case EVR_IS:
      return all(is_plain_number);
    case EVR_TM:
      return all([](std::string_view v) { return v.find_first_not_of("0123456789.:") == std::string_view::npos; });
    case EVR_AS:
      return all([](std::string_view v) {
        return v.empty() || (v.size() == 4 && v.find_first_not_of("0123456789DWMY") == std::string_view::npos);
      });
    case EVR_CS:
      return all([](std::string_view v) {
        return v.size() <= 16 &&
               v.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_ ") == std::string_view::npos;
      });
    case EVR_UI:
      return all([](std::string_view v) { return v.find_first_not_of("0123456789.") == std::string_view::npos; });
    case EVR_PN:
    case EVR_LT:
    case EVR_ST:
    case EVR_UT:
    case EVR_UC:
    case EVR_UR:
    case EVR_AE:
      return false;
    default:
      return true;
  }
}

// Words that names of structures may keep: of anatomy, oncology and reading.
constexpr auto kKnownWords = std::to_array<std::string_view>(
    {"a",          "abdomen", "adrenal",  "and",     "aorta",   "b",        "background", "bladder",     "blood",
     "body",       "bone",    "bowel",    "brain",   "breast",  "c",        "cavity",     "cerebellum",  "chest",
     "colon",      "contour", "cord",     "ct",      "ctv",     "d",        "edema",      "empty",       "esophagus",
     "external",   "fdg",     "femur",    "first",   "gtv",     "gland",    "head",       "heart",       "hole",
     "humerus",    "itv",     "keyhole",  "kidney",  "l",       "left",     "lesion",     "liver",       "lobe",
     "lower",      "lt",      "lung",     "lymph",   "marker",  "mask",     "mass",       "mediastinum", "met",
     "metastasis", "middle",  "missing",  "mri",     "muscle",  "mtv",      "n",          "neck",        "necrosis",
     "node",       "nodes",   "of",       "organ",   "outline", "pancreas", "parotid",    "pelvis",      "pet",
     "pool",       "primary", "prostate", "ptv",     "r",       "reader",   "rectum",     "region",      "rib",
     "right",      "roi",     "rt",       "s",       "sacrum",  "second",   "segment",    "sinus",       "skin",
     "slice",      "spine",   "spleen",   "stomach", "suv",     "t",        "tail",       "target",      "thyroid",
     "tissue",     "tumor",   "tumors",   "tumour",  "tumours", "upper",    "uterus",     "v",           "vertebra",
     "vessel",     "volume",  "whole",    "xor",     "x",       "y",        "z"});

bool is_known_word(std::string_view word) {
  auto const lower = to_lower(word);
  auto letters = std::string_view(lower);
  while (!letters.empty() && letters.back() >= '0' && letters.back() <= '9') letters.remove_suffix(1);
  // Numbers of up to three digits: "GTV2", "lesion 12"; longer ones may be a patient's.
  if (lower.size() - letters.size() > 3) return false;
  return letters.empty() || std::find(kKnownWords.begin(), kKnownWords.end(), letters) != kKnownWords.end();
}

class Cleaner {
 public:
  Cleaner(Deidentifier const& rules, int days) : rules_(rules), days_(days) {}

  void clean(DcmItem& item, int depth) {
    std::vector<DcmTagKey> gone;
    for (DcmObject* object = item.nextInContainer(nullptr); object != nullptr; object = item.nextInContainer(object)) {
      DicomTag const tag{object->getGTag(), object->getETag()};
      bool const kept = tag.group % 2 == 1 ? keep_private(item, *object, tag) : keep(item, *object, tag, depth);
      if (!kept) gone.emplace_back(tag.group, tag.element);
    }
    for (auto const& key : gone) item.findAndDeleteElement(key, true, false);
  }

 private:
  bool keep(DcmItem& item, DcmObject& object, DicomTag tag, int depth) {
    auto const* row = find_keep_row(tag);
    if (row == nullptr) return false;
    if (row->as == KeepAs::sequence) {
      auto* const sequence = dynamic_cast<DcmSequenceOfItems*>(&object);
      if (sequence == nullptr || depth > 16) return false;
      for (DcmObject* inner = sequence->nextInContainer(nullptr); inner != nullptr;
           inner = sequence->nextInContainer(inner))
        clean(*static_cast<DcmItem*>(inner), depth + 1);
      return true;
    }
    auto* const element = dynamic_cast<DcmElement*>(&object);
    if (element == nullptr || dynamic_cast<DcmSequenceOfItems*>(&object) != nullptr) return false;
    return apply(item, *element, tag, row->as);
  }

  bool apply(DcmItem& item, DcmElement& element, DicomTag tag, KeepAs as) {
    switch (as) {
      case KeepAs::uid:
        if (!fits_its_form(element)) return false;
        put_text(element, each_value(text_of(element), [&](std::string_view uid) {
                   return uid.empty() || uid.starts_with(kStandardRoot) ? std::string(uid) : rules_.new_uid(uid);
                 }));
        return true;
      case KeepAs::date:
        put_text(element,
                 each_value(text_of(element), [&](std::string_view value) { return moved_date(value, days_); }));
        return true;
      case KeepAs::structure:
        put_text(element, Deidentifier::structure_name(text_of(element), number_beside(item, tag)));
        return true;
      default:
        break;
    }
    // Pixels are values of their own; anything unknown that DCMTK could not type goes.
    if (tag.group == 0x7FE0) return true;
    if (element.ident() == EVR_UN && tag.group % 2 == 0 && tag != tag::ContourData) return false;
    return fits_its_form(element);
  }

  static std::string number_beside(DcmItem& item, DicomTag tag) {
    OFString number;
    if (tag.group == 0x3006) {
      item.findAndGetOFString(DcmTagKey(0x3006, 0x0022), number);
    } else {
      Uint16 value = 0;
      item.findAndGetUint16(DcmTagKey(0x0062, 0x0004), value);
      number = std::to_string(value).c_str();
    }
    std::string text(number.c_str());
    return is_plain_number(text) ? text : "";
  }

  // A creator stays where a safe attribute of its block does.
  bool keep_private(DcmItem& item, DcmObject& object, DicomTag tag) {
    auto const block = tag.element < 0x100 ? tag.element : static_cast<std::uint16_t>(tag.element >> 8U);
    OFString creator;
    item.findAndGetOFString(DcmTagKey(tag.group, block), creator);
    auto const name = trim(std::string_view(creator.c_str(), creator.size()));
    // Objects without a creator, as some phantoms have them, keep Philips' two factors at their usual place.
    bool const nameless = name.empty() && tag.group == 0x7053 && block == 0x10;
    for (auto const& row : kSafePrivateRows) {
      if (row.group != tag.group || (to_lower(name) != to_lower(row.creator) && !nameless)) continue;
      if (tag.element < 0x100)
        return item.tagExists(DcmTagKey(tag.group, static_cast<Uint16>(block << 8U | row.element)));
      if ((tag.element & 0xFFU) != row.element) continue;
      auto* const element = dynamic_cast<DcmElement*>(&object);
      if (element == nullptr || dynamic_cast<DcmSequenceOfItems*>(&object) != nullptr) return false;
      return keep_private_value(*element, row.as);
    }
    return false;
  }

  // Private values may come as UN: their bytes are looked at as text.
  bool keep_private_value(DcmElement& element, KeepAs as) {
    std::string text = text_of(element);
    Uint8* bytes = nullptr;
    bool const untyped = element.ident() == EVR_UN || element.ident() == EVR_OB;
    if (text.empty() && untyped && element.getUint8Array(bytes).good() && bytes != nullptr) {
      text.assign(reinterpret_cast<char const*>(bytes), element.getLength());
      while (!text.empty() && (text.back() == '\0' || text.back() == ' ')) text.pop_back();
    }
    if (as == KeepAs::as_is) {
      if (element.ident() == EVR_FL || element.ident() == EVR_FD) return true;
      return is_plain_number(trim(text));
    }
    auto moved = each_value(text, [&](std::string_view value) { return moved_date(value, days_); });
    if (moved.size() % 2 != 0) moved += ' ';
    if (untyped)
      return element
          .putUint8Array(reinterpret_cast<Uint8 const*>(moved.data()), static_cast<unsigned long>(moved.size()))
          .good();
    put_text(element, std::string(trim(moved)));
    return true;
  }

  Deidentifier const& rules_;
  int days_;
};

}  // namespace

Deidentifier::Deidentifier(std::string salt) : salt_(std::move(salt)) {}

std::string Deidentifier::new_uid(std::string_view uid) const {
  return make_uid(salt_ + " uid " + std::string(uid));
}

int Deidentifier::days_of(std::string_view patient) const {
  auto const hash = sha256_of(salt_ + " days " + std::string(patient));
  constexpr int kFewest = 365, kRange = 3288;
  return kFewest + static_cast<int>(std::stoul(hash.substr(0, 7), nullptr, 16) % kRange);
}

std::string Deidentifier::structure_name(std::string_view name, std::string_view number) {
  std::size_t at = 0;
  bool known = !trim(name).empty();
  while (known && at < name.size()) {
    auto const is_letter = [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
             static_cast<unsigned char>(c) >= 0x80;
    };
    auto end = at;
    while (end < name.size() && is_letter(name[end])) ++end;
    if (end > at) known = is_known_word(name.substr(at, end - at));
    at = end > at ? end : at + 1;
  }
  return known ? std::string(name) : number.empty() ? "ROI" : "ROI " + std::string(number);
}

void Deidentifier::clean(DcmItem& data_set, std::string const& pseudonym, int days) const {
  Cleaner(*this, days).clean(data_set, 0);
  DicomBuilder set(&data_set);
  // What a conforming object needs stays as an empty element or gets the pseudonym.
  set.text({0x0010, 0x0010}, pseudonym).text({0x0010, 0x0020}, pseudonym).text({0x0010, 0x0030}, "");
  for (DicomTag const empty : {DicomTag{0x0008, 0x0050}, DicomTag{0x0008, 0x0090}, DicomTag{0x0020, 0x0010}})
    set.text(empty, "");
  constexpr DicomTag kStructureSetLabel{0x3006, 0x0002}, kModality{0x0008, 0x0060};
  OFString modality;
  data_set.findAndGetOFString(DcmTagKey(kModality.group, kModality.element), modality);
  if (modality == "RTSTRUCT") set.text(kStructureSetLabel, "structures");
  set.text({0x0012, 0x0062}, "YES")
      .text({0x0012, 0x0063}, "petra: PS3.15 basic profile, patient characteristics, modified dates, safe private")
      .text({0x0028, 0x0303}, "MODIFIED");
  DicomTag const codes{0x0012, 0x0064};
  set.code(codes, "113100", "DCM", "Basic Application Confidentiality Profile")
      .code(codes, "113108", "DCM", "Retain Patient Characteristics Option")
      .code(codes, "113107", "DCM", "Retain Longitudinal Temporal Information Modified Dates Option")
      .code(codes, "113111", "DCM", "Retain Safe Private Option");
}

}  // namespace petra
