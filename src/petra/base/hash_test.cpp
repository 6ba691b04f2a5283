// The published test vectors: FIPS 180-4 / RFC 3174 (SHA-1), FIPS 180-4 / RFC 6234 (SHA-256).
#include "petra/base/hash.hpp"

#include <gtest/gtest.h>

namespace petra {
namespace {

std::string sha1_of(std::string_view text) {
  return Hasher(HashAlgorithm::sha1).update(text).finish();
}

TEST(Hash, sha1_rfc3174) {
  EXPECT_EQ(sha1_of(""), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  EXPECT_EQ(sha1_of("abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(sha1_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
  EXPECT_EQ(sha1_of(std::string(1'000'000, 'a')), "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
}

TEST(Hash, sha256_rfc6234) {
  EXPECT_EQ(sha256_of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256_of(std::string(1'000'000, 'a')), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Hash, pieces_give_the_hash_of_the_whole_invariant) {
  std::string const text(1000, 'x');
  for (std::size_t const step : {1U, 7U, 64U, 999U}) {
    Hasher hasher(HashAlgorithm::sha256);
    for (std::size_t at = 0; at < text.size(); at += step) hasher.update(std::string_view(text).substr(at, step));
    EXPECT_EQ(hasher.finish(), sha256_of(text));
  }
  Hasher first(HashAlgorithm::sha256);
  first.update("ab");
  Hasher second(std::move(first));
  EXPECT_EQ(second.update("c").finish(), sha256_of("abc"));
}

}  // namespace
}  // namespace petra
