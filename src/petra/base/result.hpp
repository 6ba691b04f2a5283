// Result<T>: a value or an Error, with the members of std::expected (which g++ 12 lacks in C++20).
#pragma once

#include <cassert>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "petra/base/error.hpp"

namespace petra {

template <class T>
class [[nodiscard]] Result {
 public:
  using value_type = T;
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: implicit as std::expected
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT

  [[nodiscard]] bool has_value() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }

  [[nodiscard]] T& value() & { return assert(has_value()), *std::get_if<0>(&state_); }
  [[nodiscard]] T const& value() const& { return assert(has_value()), *std::get_if<0>(&state_); }
  [[nodiscard]] T&& value() && { return assert(has_value()), std::move(*std::get_if<0>(&state_)); }
  [[nodiscard]] T& operator*() & { return value(); }
  [[nodiscard]] T const& operator*() const& { return value(); }
  [[nodiscard]] T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  T const* operator->() const { return &value(); }

  [[nodiscard]] Error& error() & { return assert(!has_value()), *std::get_if<1>(&state_); }
  [[nodiscard]] Error const& error() const& { return assert(!has_value()), *std::get_if<1>(&state_); }
  [[nodiscard]] Error&& error() && { return assert(!has_value()), std::move(*std::get_if<1>(&state_)); }

  [[nodiscard]] T value_or(T other) const& { return has_value() ? value() : std::move(other); }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  using value_type = void;
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT

  [[nodiscard]] bool has_value() const noexcept { return !error_.has_value(); }
  explicit operator bool() const noexcept { return has_value(); }
  void value() const { assert(has_value()); }

  [[nodiscard]] Error& error() & { return *error_; }
  [[nodiscard]] Error const& error() const& { return *error_; }
  [[nodiscard]] Error&& error() && { return std::move(*error_); }

 private:
  std::optional<Error> error_;
};

}  // namespace petra

#define PETRA_CONCAT_INNER(a, b) a##b
#define PETRA_CONCAT(a, b) PETRA_CONCAT_INNER(a, b)

// PETRA_TRY(auto volume, read_volume(path)): declares and fills, or returns the error to the caller.
#define PETRA_TRY_IMPLEMENTATION(temporary, declaration, ...)        \
  auto temporary = (__VA_ARGS__);                                    \
  if (!temporary.has_value()) return std::move(temporary).error();   \
  declaration = std::move(temporary).value()
#define PETRA_TRY(declaration, ...) \
  PETRA_TRY_IMPLEMENTATION(PETRA_CONCAT(petra_result_, __COUNTER__), declaration, __VA_ARGS__)

// PETRA_CHECK(write_file(path, text)): goes on, or returns the error; for Result<void> or where the value is not needed.
#define PETRA_CHECK(...)                                                                       \
  do {                                                                                         \
    if (auto petra_result = (__VA_ARGS__); !petra_result.has_value()) return std::move(petra_result).error(); \
  } while (false)
