#include "petra/imaging/element_walk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "petra/base/text.hpp"

namespace petra {

namespace {

constexpr std::string_view kShortForms[] = {"AE", "AS", "AT", "CS", "DA", "DS", "DT", "FL", "FD", "IS", "LO",
                                            "LT", "PN", "SH", "SL", "SS", "ST", "TM", "UI", "UL", "US"};
constexpr std::string_view kLongForms[] = {"OB", "OD", "OF", "OL", "OV", "OW", "SQ",
                                           "SV", "UC", "UN", "UR", "UT", "UV"};

template <class List>
bool contains(List const& list, std::string_view form) {
  return std::find(std::begin(list), std::end(list), form) != std::end(list);
}

constexpr DicomTag kItem{0xFFFE, 0xE000}, kItemEnd{0xFFFE, 0xE00D}, kSequenceEnd{0xFFFE, 0xE0DD};

bool is_pixels(DicomTag tag) {
  return tag == tag::PixelData || tag == tag::FloatPixelData || tag == tag::DoubleFloatPixelData;
}

struct Element {
  DicomTag tag;
  std::string_view form;  // value representation; empty in implicit syntax and for items
  std::uint64_t length = 0;
  std::uint64_t value = 0;  // offset of the value
};

enum class Step { ok, need_more, broken };

// Reads elements at `at`, never past the bytes, never believing a length beyond `limit`.
class Walker {
 public:
  Walker(std::string_view bytes, std::uint64_t total, std::uint64_t base) : bytes_(bytes), total_(total), base_(base) {}

  std::string problem;
  ErrorCode code = ErrorCode::invalid_input;

  Step fail(std::string text, ErrorCode why = ErrorCode::invalid_input) {
    problem = std::move(text);
    code = why;
    return Step::broken;
  }

  [[nodiscard]] bool here(std::uint64_t at, std::uint64_t count) const {
    return at <= bytes_.size() && count <= bytes_.size() - at;
  }

  Step short_of(std::uint64_t at, std::uint64_t count, DicomTag tag) {
    if (at > total_ || count > total_ - at)
      return fail(
          fmt::format("truncated: the file ends at byte {}, inside element {}", base_ + total_, describe_tag(tag)));
    return Step::need_more;
  }

  Step read(std::uint64_t at, bool implicit, bool big, std::uint64_t limit, Element& element) {
    if (at > limit || limit - at < 8)
      return fail(fmt::format("truncated: {} stray bytes at byte {}", limit > at ? limit - at : 0, base_ + at));
    if (!here(at, 8)) return short_of(at, 8, {});
    element.tag = {half(at, big), half(at + 2, big)};
    element.form = {};
    element.value = at + 8;
    if (element.tag.group == 0xFFFE || implicit) {
      element.length = word(at + 4, big);
    } else {
      element.form = bytes_.substr(at + 4, 2);
      if (contains(kShortForms, element.form)) {
        element.length = half(at + 6, big);
      } else if (contains(kLongForms, element.form)) {
        if (limit - at < 12) return fail(fmt::format("truncated inside element {}", describe_tag(element.tag)));
        if (!here(at, 12)) return short_of(at, 12, element.tag);
        element.length = word(at + 8, big);
        element.value = at + 12;
      } else {
        return fail(
            fmt::format("element {} at byte {} has a value representation that DICOM lacks (bytes {:02x} {:02x})",
                        describe_tag(element.tag), base_ + at, static_cast<unsigned char>(element.form[0]),
                        static_cast<unsigned char>(element.form[1])));
      }
    }
    if (element.length != kUndefinedLength && !is_pixels(element.tag) && element.length > limit - element.value)
      return fail(fmt::format("truncated or broken: element {} at byte {} says it is {} bytes long, {} are left",
                              describe_tag(element.tag), base_ + at, element.length, limit - element.value));
    return Step::ok;
  }

  // The inside of a sequence from `at`; `at` is moved to its end. `length` may be undefined.
  Step sequence(std::uint64_t& at, std::uint64_t length, bool implicit, bool big, std::uint64_t limit, int depth,
                DicomTag owner) {
    if (depth > kMaximumSequenceDepth)
      return fail(fmt::format("sequences are nested deeper than {} at {} (byte {}); the limit protects the parser",
                              kMaximumSequenceDepth, describe_tag(owner), base_ + at),
                  ErrorCode::limit);
    bool const open = length == kUndefinedLength;
    auto const end = open ? limit : at + length;
    while (open || at < end) {
      if (open && at == limit)
        return fail(fmt::format("the sequence {} has no end: its delimiter is missing", describe_tag(owner)));
      Element item;
      if (auto const step = read(at, implicit, big, end, item); step != Step::ok) return step;
      if (open && item.tag == kSequenceEnd) {
        at = item.value;
        return Step::ok;
      }
      if (item.tag != kItem)
        return fail(fmt::format("element {} stands in the sequence {} at byte {} where an item should begin",
                                describe_tag(item.tag), describe_tag(owner), base_ + at));
      at = item.value;
      if (auto const step = data_set(at, item.length, implicit, big, end, depth, owner); step != Step::ok) return step;
    }
    return Step::ok;
  }

  // The elements of an item (depth > 0).
  Step data_set(std::uint64_t& at, std::uint64_t length, bool implicit, bool big, std::uint64_t limit, int depth,
                DicomTag owner) {
    bool const open = length == kUndefinedLength;
    auto const end = open ? limit : at + length;
    while (open || at < end) {
      if (open && at == limit)
        return fail(
            fmt::format("an item of the sequence {} has no end: its delimiter is missing", describe_tag(owner)));
      Element element;
      if (auto const step = read(at, implicit, big, end, element); step != Step::ok) return step;
      if (open && element.tag == kItemEnd) {
        at = element.value;
        return Step::ok;
      }
      if (auto const step = value(at, element, implicit, big, end, depth); step != Step::ok) return step;
    }
    return Step::ok;
  }

  // Steps over an element's value; goes into sequences.
  Step value(std::uint64_t& at, Element const& element, bool implicit, bool big, std::uint64_t limit, int depth) {
    if (element.tag.group == 0xFFFE)
      return fail(fmt::format("a delimiter {} stands at byte {} where no sequence is open", format_tag(element.tag),
                              base_ + at));
    at = element.value;
    if (element.length == kUndefinedLength) {
      bool const pixels = is_pixels(element.tag);
      if (!implicit && element.form != "SQ" && element.form != "UN" && !pixels)
        return fail(fmt::format("element {} has an undefined length, which its value representation {} cannot have",
                                describe_tag(element.tag), element.form));
      if (pixels) return fragments(at, big, limit);  // an icon's: fragments, not items with elements
      // UN of undefined length is written in implicit little endian, whatever the file's syntax (PS3.5 6.2.2).
      bool const unknown = element.form == "UN";
      return sequence(at, kUndefinedLength, implicit || unknown, big && !unknown, limit, depth + 1, element.tag);
    }
    if (is_pixels(element.tag) && element.length > limit - element.value)
      return fail(fmt::format("truncated or broken: element {} says it is {} bytes long, {} are left",
                              describe_tag(element.tag), element.length, limit - element.value));
    // In implicit syntax a sequence of defined length shows only by its first item.
    bool const looks_nested =
        element.length >= 8 && implicit && here(at, 4) && DicomTag{half(at, big), half(at + 2, big)} == kItem;
    if (element.form == "SQ" || looks_nested)
      return sequence(at, element.length, implicit, big, element.value + element.length, depth + 1, element.tag);
    at += element.length;
    return Step::ok;
  }

  Step fragments(std::uint64_t& at, bool big, std::uint64_t limit) {
    for (;;) {
      Element item;
      if (auto const step = read(at, false, big, limit, item); step != Step::ok) return step;
      if (item.tag != kItem && item.tag != kSequenceEnd)
        return fail(fmt::format("encapsulated pixels hold {} at byte {} where a fragment should begin",
                                format_tag(item.tag), base_ + at));
      if (item.length == kUndefinedLength) return fail("a fragment of encapsulated pixels has an undefined length");
      at = item.value + item.length;
      if (item.tag == kSequenceEnd) return Step::ok;
    }
  }

  [[nodiscard]] std::uint16_t half(std::uint64_t at, bool big) const {
    auto const a = static_cast<unsigned char>(bytes_[at]), b = static_cast<unsigned char>(bytes_[at + 1]);
    return static_cast<std::uint16_t>(big ? a << 8 | b : b << 8 | a);
  }
  [[nodiscard]] std::uint64_t word(std::uint64_t at, bool big) const {
    std::uint64_t const first = half(at, big), second = half(at + 2, big);
    return big ? first << 16 | second : second << 16 | first;
  }
  [[nodiscard]] std::string_view bytes() const { return bytes_; }

 private:
  std::string_view bytes_;
  std::uint64_t total_, base_;
};

bool known_form(std::string_view form) {
  return contains(kShortForms, form) || contains(kLongForms, form);
}

// How a bare data set is written: it must begin with a small element of a low group.
bool guess_bare(std::string_view bytes, std::uint64_t at, ElementLayout& layout) {
  if (bytes.size() < at + 8) return false;
  auto const byte = [&](std::uint64_t k) { return static_cast<unsigned char>(bytes[at + k]); };
  unsigned const little = byte(0) | byte(1) << 8, big = byte(0) << 8 | byte(1);
  bool const starts_little = little == 0x0008 || little == 0x0002;
  bool const starts_big = big == 0x0008;
  if (!starts_little && !starts_big) return false;
  layout.big_endian = !starts_little;
  layout.implicit = !known_form(bytes.substr(at + 4, 2));
  if (layout.implicit) {
    std::uint64_t const length = layout.big_endian ? byte(4) << 24 | byte(5) << 16 | byte(6) << 8 | byte(7)
                                                   : byte(7) << 24 | byte(6) << 16 | byte(5) << 8 | byte(4);
    if (length > 1024) return false;
  }
  return true;
}

}  // namespace

Walk walk_data_set(std::string_view bytes, std::uint64_t total_bytes, ElementLayout layout) {
  Walk walk;
  Walker walker(bytes, total_bytes, 0);
  auto at = layout.data_set_offset;
  DicomTag last{};
  while (at < total_bytes) {
    auto const rest = total_bytes - at;
    if (rest < 8 && walker.here(at, rest) && bytes.substr(at).find_first_not_of('\0') == std::string_view::npos)
      break;  // padding
    Element element;
    auto step = walker.read(at, layout.implicit, layout.big_endian, total_bytes, element);
    if (step == Step::ok && is_pixels(element.tag)) {
      layout.has_pixels = true;
      layout.pixel_tag = element.tag;
      layout.header_end = at;
      layout.pixel_offset = element.value;
      layout.pixel_bytes = element.length;
      walk.end = WalkEnd::complete;
      walk.layout = layout;
      return walk;
    }
    // Padding with zeros after the last element, as some archives write it.
    if (step == Step::ok && element.tag == DicomTag{} && element.length == 0 && last.group > 0x0008) {
      layout.header_end = at;
      walk.end = WalkEnd::complete;
      walk.layout = layout;
      return walk;
    }
    if (step == Step::ok) {
      last = element.tag;
      step = walker.value(at, element, layout.implicit, layout.big_endian, total_bytes, 0);
    }
    if (step == Step::need_more || (step == Step::ok && at > bytes.size() && at < total_bytes)) {
      walk.end = WalkEnd::need_more;
      walk.layout = layout;
      return walk;
    }
    if (step == Step::broken) {
      walk.end = WalkEnd::broken;
      walk.problem = walker.problem;
      walk.code = walker.code;
      walk.layout = layout;
      return walk;
    }
  }
  layout.header_end = total_bytes;
  walk.end = bytes.size() < total_bytes ? WalkEnd::need_more : WalkEnd::complete;
  walk.layout = layout;
  return walk;
}

Walk walk_elements(std::string_view bytes, std::uint64_t file_bytes) {
  Walk walk;
  ElementLayout layout;
  std::uint64_t at = 0;
  bool meta = false;
  if (bytes.size() >= 132 && bytes.substr(128, 4) == "DICM") {
    at = 132;
    meta = true;
  } else {
    layout.has_preamble = false;
    if (bytes.substr(0, 4) == "DICM") at = 4;
    ElementLayout guess = layout;
    if (!guess_bare(bytes, at, guess)) return walk;  // not DICOM
    meta = bytes.size() > at + 2 && bytes[at] == 2 && bytes[at + 1] == 0;
    layout = guess;
  }
  if (meta) {
    Walker walker(bytes, file_bytes, 0);
    while (at < file_bytes) {
      if (walker.here(at, 2) && walker.half(at, false) != 0x0002) break;
      Element element;
      auto const step = walker.read(at, false, false, file_bytes, element);
      if (step == Step::ok && element.tag == tag::TransferSyntaxUID && walker.here(element.value, element.length)) {
        auto text = bytes.substr(element.value, element.length);
        while (!text.empty() && (text.back() == '\0' || text.back() == ' ')) text.remove_suffix(1);
        layout.transfer_syntax = text;
      }
      if (step == Step::need_more || (step == Step::ok && !walker.here(element.value, element.length))) {
        walk.end = WalkEnd::need_more;
        return walk;
      }
      if (step == Step::broken || element.length == kUndefinedLength) {
        walk.end = WalkEnd::broken;
        walk.problem = walker.problem.empty() ? "broken meta group" : walker.problem;
        return walk;
      }
      at = element.value + element.length;
    }
    layout.implicit = layout.transfer_syntax == "1.2.840.10008.1.2";
    layout.big_endian = layout.transfer_syntax == "1.2.840.10008.1.2.2";
  }
  layout.data_set_offset = at;
  if (layout.transfer_syntax == "1.2.840.10008.1.2.1.99") {  // deflated: nothing can be seen before it is inflated
    layout.header_end = at;
    walk.end = WalkEnd::complete;
    walk.layout = layout;
    return walk;
  }
  if (meta && !layout.big_endian && bytes.size() >= at + 8) {
    // Some writers declare one syntax and write the other.
    bool const looks_explicit = known_form(bytes.substr(at + 4, 2));
    if (layout.transfer_syntax.empty()) {
      layout.implicit = !looks_explicit;
    } else if (looks_explicit == layout.implicit) {
      ElementLayout other = layout;
      other.implicit = !layout.implicit;
      other.syntax_contradicted = true;
      if (walk_data_set(bytes, file_bytes, layout).end == WalkEnd::broken) layout = other;
    }
  }
  walk = walk_data_set(bytes, file_bytes, layout);
  // Without a preamble only a data set that can be walked is DICOM: a text may begin with the same two bytes.
  if (!layout.has_preamble && walk.end == WalkEnd::broken && walk.code != ErrorCode::limit && !meta)
    walk.end = WalkEnd::not_dicom;
  return walk;
}

}  // namespace petra
