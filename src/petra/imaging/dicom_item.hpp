// Look-ups in a DICOM data set or in an item of a sequence: what is there, as text, numbers, times; nothing where it is
// not.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "petra/imaging/dicom_tag.hpp"
#include "petra/imaging/dicom_time.hpp"

class DcmItem;  // DCMTK's; its headers stay inside this room's sources

namespace petra {

class DicomItem {
 public:
  DicomItem() = default;
  // `owner` keeps the data set alive; `item` is it, or an item inside it.
  DicomItem(std::shared_ptr<DcmItem> owner, DcmItem* item, std::string character_sets);

  [[nodiscard]] bool has(DicomTag tag) const;

  // The element's value as it stands, without padding, all values joined by '\'; of text representations as UTF-8, of
  // binary numbers in decimal. Nothing: absent or empty.
  [[nodiscard]] std::optional<std::string> text(DicomTag tag) const;
  // One value of several ("DERIVED\PRIMARY": value 1 is "PRIMARY").
  [[nodiscard]] std::vector<std::string> texts(DicomTag tag) const;

  // Finite number number `index`; nothing where absent, empty, or no number ("1,5"): text() tells the two apart.
  [[nodiscard]] std::optional<double> number(DicomTag tag, std::size_t index = 0) const;
  // All values; empty where one of them is no number.
  [[nodiscard]] std::vector<double> numbers(DicomTag tag) const;
  // A value stored as US, as DICOM wants it for Rows, Columns, bits: anything else gives nothing.
  [[nodiscard]] std::optional<std::uint16_t> unsigned_short(DicomTag tag) const;

  [[nodiscard]] std::optional<ClockTime> date_and_time(DicomTag date, DicomTag time) const;  // DA and TM
  [[nodiscard]] std::optional<ClockTime> date_time(DicomTag tag) const;                      // DT

  // The items of a sequence; empty where it is absent or empty.
  [[nodiscard]] std::vector<DicomItem> items(DicomTag sequence) const;
  // The first item of a sequence, or an item in which nothing is found.
  [[nodiscard]] DicomItem first_item(DicomTag sequence) const;

  // Where element xx`element` of a private block lies: the creator is looked up in (group,0010) to (group,00ff). Blanks
  // and case at the creator's ends do not matter. Nothing where the creator is not there.
  [[nodiscard]] std::optional<DicomTag> private_tag(std::uint16_t group, std::string_view creator,
                                                    std::uint8_t element) const;

  // Every element of this level, ascending.
  [[nodiscard]] std::vector<DicomTag> tags() const;

  // Raw bytes of an element that holds bytes (OB, UN); 16-bit words come in the machine's order.
  [[nodiscard]] std::optional<std::string> bytes(DicomTag tag) const;

  // DCMTK's own object, for writers of this room. Null for an item in which nothing is found.
  [[nodiscard]] DcmItem* dcmtk() const { return item_; }
  [[nodiscard]] std::string const& character_sets() const { return character_sets_; }

 private:
  std::shared_ptr<DcmItem> owner_;
  DcmItem* item_ = nullptr;
  std::string character_sets_;
};

}  // namespace petra
