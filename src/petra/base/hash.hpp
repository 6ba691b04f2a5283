// SHA-1 (the fingerprint that PyRadiomics prints of a voxel array) and SHA-256 (petra's own content keys), streamed; by OpenSSL, which
// uses the processor's SHA instructions.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace petra {

enum class HashAlgorithm { sha1, sha256 };

class Hasher {
 public:
  explicit Hasher(HashAlgorithm algorithm);
  ~Hasher();
  Hasher(Hasher&&) noexcept;
  Hasher& operator=(Hasher&&) noexcept;

  Hasher& update(std::span<std::byte const> bytes);
  Hasher& update(std::string_view text);
  // Lower-case hexadecimal digest; the hasher is spent.
  [[nodiscard]] std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

[[nodiscard]] std::string sha256_of(std::string_view text);

}  // namespace petra
