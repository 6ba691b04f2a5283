// A queue of things by keys, for fronts that only move forwards (Dijkstra, watershed): a radix heap.
#pragma once

#include <array>
#include <bit>
#include <cassert>
#include <cstdint>
#include <optional>
#include <vector>

namespace petra {

// Keys pushed are never below the last one popped. Of equal keys the first pushed comes first. Each thing moves at most
// 32 times, without comparisons of neighbours: faster than a binary heap, and no heap order leaks into the result.
// Source: Ahuja, Mehlhorn, Orlin, Tarjan, J. ACM 37 (1990), one-level radix heap.
class MonotoneQueue {
 public:
  struct Entry {
    std::uint32_t key;
    std::uint32_t value;
  };

  void push(std::uint32_t key, std::uint32_t value) {
    assert(key >= last_);
    buckets_[bucket_of(key)].push_back({key, value});
  }

  [[nodiscard]] std::optional<Entry> pop() {
    auto& front = buckets_[0];
    if (next_ == front.size()) {
      front.clear();
      next_ = 0;
      std::size_t b = 1;
      while (b < buckets_.size() && buckets_[b].empty()) ++b;
      if (b == buckets_.size()) return std::nullopt;
      last_ = buckets_[b].front().key;
      for (auto const& entry : buckets_[b]) last_ = entry.key < last_ ? entry.key : last_;
      for (auto const& entry : buckets_[b]) buckets_[bucket_of(entry.key)].push_back(entry);
      buckets_[b].clear();
    }
    return front[next_++];
  }

  // What will be popped after `steps` more, if that is known already: to fetch its neighbourhood from memory.
  [[nodiscard]] std::optional<std::uint32_t> ahead(std::size_t steps) const {
    if (next_ + steps >= buckets_[0].size()) return std::nullopt;
    return buckets_[0][next_ + steps].value;
  }

 private:
  // 0: equal to the last key; else the place of the highest bit that differs from it. All equal keys share a bucket.
  [[nodiscard]] std::size_t bucket_of(std::uint32_t key) const {
    return static_cast<std::size_t>(std::bit_width(key ^ last_));
  }

  std::array<std::vector<Entry>, 33> buckets_;
  std::size_t next_ = 0;  // in bucket 0
  std::uint32_t last_ = 0;
};

// The same for whole keys none of which is more than kLargestStep above the last one popped: a bucket per key, in a
// ring (Dial 1969). Nothing is moved.
class BucketQueue {
 public:
  static constexpr std::uint32_t kLargestStep = 65535;

  BucketQueue() : ring_(std::size_t{kLargestStep} + 1) {}

  void push(std::uint32_t key, std::uint32_t value) {
    assert(key >= last_ && key - last_ <= kLargestStep);
    ring_[key & kLargestStep].push_back(value);
    ++waiting_;
  }

  [[nodiscard]] std::optional<MonotoneQueue::Entry> pop() {
    if (waiting_ == 0) return std::nullopt;
    while (next_ == ring_[last_ & kLargestStep].size()) {
      ring_[last_ & kLargestStep].clear();
      next_ = 0;
      ++last_;
    }
    --waiting_;
    return MonotoneQueue::Entry{last_, ring_[last_ & kLargestStep][next_++]};
  }

  [[nodiscard]] std::optional<std::uint32_t> ahead(std::size_t steps) const {
    auto const& bucket = ring_[last_ & kLargestStep];
    if (next_ + steps >= bucket.size()) return std::nullopt;
    return bucket[next_ + steps];
  }

 private:
  std::vector<std::vector<std::uint32_t>> ring_;
  std::size_t next_ = 0, waiting_ = 0;  // in the last key's bucket; in all
  std::uint32_t last_ = 0;
};

// Not negative: the bits of such floats are in the order of the numbers.
[[nodiscard]] inline std::uint32_t key_of(float value) {
  return std::bit_cast<std::uint32_t>(value);
}
[[nodiscard]] inline float value_of_key(std::uint32_t key) {
  return std::bit_cast<float>(key);
}

}  // namespace petra
