// Building DICOM objects: values put in with the form that the dictionary gives them, sequences item by item, whole
// files as bytes.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "petra/base/result.hpp"
#include "petra/imaging/dicom_item.hpp"

namespace petra {

// A decimal of at most 16 characters (DS), as near to `value` as that allows.
[[nodiscard]] std::string format_decimal_string(double value);

// A UID under 2.25 (PS3.5 B.2) from the hash of `seed`: the same seed, the same UID.
[[nodiscard]] std::string make_uid(std::string_view seed);

// One data set or one item of it. Text is UTF-8.
class DicomBuilder {
 public:
  explicit DicomBuilder(DcmItem* item) : item_(item) {}

  DicomBuilder& text(DicomTag tag, std::string_view value);         // an empty value is an empty element
  DicomBuilder& number(DicomTag tag, double value);                 // DS or IS
  DicomBuilder& unsigned_short(DicomTag tag, std::uint16_t value);  // US
  DicomBuilder& unsigned_longs(DicomTag tag, std::vector<std::uint32_t> const& values);  // UL
  DicomBuilder& tag_value(DicomTag tag, DicomTag value);                                 // AT
  DicomBuilder& bytes(DicomTag tag, std::string_view value);  // OB; OW as the dictionary has it
  DicomBuilder add(DicomTag sequence);                        // one more item
  DicomBuilder& empty_sequence(DicomTag sequence);
  // A code: value, scheme, meaning.
  DicomBuilder& code(DicomTag sequence, std::string_view value, std::string_view scheme, std::string_view meaning);
  // The text of `source` under the same tag; an empty element where there is none.
  DicomBuilder& copy(DicomItem const& source, DicomTag tag);

 private:
  DcmItem* item_;
};

// A whole new file: the caller fills `data_set`.
class DicomFileBuilder {
 public:
  DicomFileBuilder();
  ~DicomFileBuilder();
  DicomFileBuilder(DicomFileBuilder const&) = delete;
  DicomFileBuilder& operator=(DicomFileBuilder const&) = delete;

  [[nodiscard]] DicomBuilder data_set();
  // The file's bytes: explicit little endian; implicit where a value is too long for that.
  [[nodiscard]] Result<std::string> finish(std::string const& subject);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace petra
