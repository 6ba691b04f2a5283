#include "petra/base/hash.hpp"

#include <array>
#include <cstdlib>

#include <openssl/evp.h>

namespace petra {

struct Hasher::State {
  EVP_MD_CTX* context = nullptr;
};

Hasher::Hasher(HashAlgorithm algorithm) : state_(std::make_unique<State>()) {
  state_->context = EVP_MD_CTX_new();
  auto const* method = algorithm == HashAlgorithm::sha1 ? EVP_sha1() : EVP_sha256();
  // Both fail only when memory is out or OpenSSL is broken: nothing sensible can follow.
  if (state_->context == nullptr || EVP_DigestInit_ex(state_->context, method, nullptr) != 1) std::abort();
}

Hasher::~Hasher() {
  if (state_) EVP_MD_CTX_free(state_->context);
}

Hasher::Hasher(Hasher&&) noexcept = default;

Hasher& Hasher::operator=(Hasher&& other) noexcept {
  std::swap(state_, other.state_);
  return *this;
}

Hasher& Hasher::update(std::span<std::byte const> bytes) {
  if (EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) != 1) std::abort();
  return *this;
}

Hasher& Hasher::update(std::string_view text) { return update(std::as_bytes(std::span(text.data(), text.size()))); }

std::string Hasher::finish() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  if (EVP_DigestFinal_ex(state_->context, digest.data(), &length) != 1) std::abort();
  std::string text;
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (unsigned i = 0; i < length; ++i) {
    text += kDigits[digest[i] >> 4U];
    text += kDigits[digest[i] & 15U];
  }
  return text;
}

std::string sha256_of(std::string_view text) { return Hasher(HashAlgorithm::sha256).update(text).finish(); }

}  // namespace petra
