// Text and numbers, the same in every locale.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace petra {

// Shortest decimal that reads back to the same double; "nan", "inf", "-inf"; integers without ".0".
[[nodiscard]] std::string format_number(double value);

// The same in Python's repr form, as PyRadiomics prints it: "3.0", "1e-05", "1e+16", "nan".
[[nodiscard]] std::string format_python_float(double value);

// A whole decimal number ("-1.5e3", "nan", "inf"), surrounding blanks allowed; nothing else after it. No locale.
[[nodiscard]] std::optional<double> parse_number(std::string_view text);
[[nodiscard]] std::optional<long long> parse_integer(std::string_view text);

[[nodiscard]] std::string_view trim(std::string_view text);
[[nodiscard]] std::string to_lower(std::string_view text);  // ASCII only
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);
[[nodiscard]] std::string join(std::span<std::string const> parts, std::string_view separator);

// The candidate with the smallest edit distance (case ignored), if it is near enough to be a slip of the finger.
[[nodiscard]] std::optional<std::string> nearest_name(std::string_view name, std::span<std::string const> candidates);

// True for valid UTF-8 (no overlong forms, no surrogates).
[[nodiscard]] bool is_valid_utf8(std::string_view text);

}  // namespace petra
