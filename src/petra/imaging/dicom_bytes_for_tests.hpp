// DICOM files made by hand for tests: explicit little endian, element by element, so that they can be wrong on purpose.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace petra::for_tests {

inline std::string little(std::uint64_t value, int bytes) {
  std::string out;
  for (int k = 0; k < bytes; ++k) out += static_cast<char>(value >> (8 * k) & 0xFF);
  return out;
}

// One element; the value is padded to an even length. Long forms (OB, SQ, UN …) get their 4-byte length.
inline std::string element(std::uint16_t group, std::uint16_t number, std::string_view form, std::string value) {
  bool const long_form = form == "OB" || form == "OW" || form == "SQ" || form == "UN" || form == "UT" || form == "OF";
  if (value.size() % 2 != 0) value += form == "UI" || form == "OB" ? '\0' : ' ';
  return little(group, 2) + little(number, 2) + std::string(form) +
         (long_form ? std::string(2, '\0') + little(value.size(), 4) : little(value.size(), 2)) + value;
}

inline std::string item(std::string const& elements) {
  return little(0xFFFE, 2) + little(0xE000, 2) + little(elements.size(), 4) + elements;
}

// Preamble and meta group before a data set.
inline std::string file_of(std::string const& data_set, std::string_view transfer_syntax = "1.2.840.10008.1.2.1") {
  return std::string(128, '\0') + "DICM" + element(2, 0x10, "UI", std::string(transfer_syntax)) + data_set;
}

}  // namespace petra::for_tests
