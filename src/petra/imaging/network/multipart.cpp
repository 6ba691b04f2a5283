#include "petra/imaging/network/multipart.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "petra/base/text.hpp"

namespace petra {

namespace {

Error damaged(std::string_view what) {
  return make_error(ErrorCode::invalid_input, "multipart answer", std::string(what), "Ask the archive's administrator");
}

}  // namespace

MultipartReader::MultipartReader(std::string boundary, MultipartHandler handler, MultipartLimits const& limits)
    : delimiter_("\r\n--" + boundary), handler_(std::move(handler)), limits_(limits) {
  buffer_ = "\r\n";  // the first boundary may be the very first line
}

Result<void> MultipartReader::feed(std::string_view bytes) {
  // In pieces, so that a large one is never held beside its copy.
  constexpr std::size_t kPiece = 1U << 16U;
  for (std::size_t first = 0; first < bytes.size(); first += kPiece) {
    if (state_ == State::done) return {};  // what follows the last boundary is to be passed over
    buffer_ += bytes.substr(first, kPiece);
    for (;;) {
      PETRA_TRY(bool const go_on, step());
      if (!go_on) break;
    }
  }
  return {};
}

Result<void> MultipartReader::pass(std::string_view bytes) {
  part_bytes_ += bytes.size();
  if (part_bytes_ > limits_.maximum_part_bytes)
    return make_error(ErrorCode::limit, "multipart answer",
                      fmt::format("a part has more than {} bytes", limits_.maximum_part_bytes));
  return bytes.empty() ? Result<void>() : handler_.data(bytes);
}

Result<bool> MultipartReader::step() {
  switch (state_) {
    case State::before_first:
    case State::body: {
      bool const is_body = state_ == State::body;
      auto const at = buffer_.find(delimiter_);
      // Without the delimiter all but its possible beginning is passed on.
      auto const safe = at != std::string::npos ? at : buffer_.size() - std::min(buffer_.size(), delimiter_.size() - 1);
      if (is_body) {
        PETRA_CHECK(pass(std::string_view(buffer_).substr(0, safe)));
      } else {
        part_bytes_ += safe;
        if (part_bytes_ > limits_.maximum_header_bytes)
          return damaged("no boundary comes where the first part should begin");
      }
      if (at == std::string::npos) {
        buffer_.erase(0, safe);
        return false;
      }
      buffer_.erase(0, at + delimiter_.size());
      if (is_body) PETRA_CHECK(handler_.end());
      state_ = State::after_boundary;
      return true;
    }
    case State::after_boundary: {
      if (buffer_.size() < 2) return false;
      if (buffer_.starts_with("--")) {
        buffer_.clear();
        state_ = State::done;
        return false;
      }
      // Blanks may follow a boundary.
      auto const line_end = buffer_.find("\r\n");
      if (line_end == std::string::npos) {
        if (buffer_.size() > limits_.maximum_header_bytes) return damaged("a boundary's line does not end");
        return false;
      }
      if (buffer_.find_first_not_of(" \t") != line_end) return damaged("a boundary is followed by other text");
      buffer_.erase(0, line_end);  // its line end is the one before the headers, of which there may be none
      state_ = State::headers;
      return true;
    }
    case State::headers: {
      auto const end = buffer_.find("\r\n\r\n");
      if (end == std::string::npos || end > limits_.maximum_header_bytes) {
        if (buffer_.size() > limits_.maximum_header_bytes) return damaged("a part's header does not end");
        return false;
      }
      if (++parts_ > limits_.maximum_parts)
        return make_error(ErrorCode::limit, "multipart answer",
                          fmt::format("has more than {} parts", limits_.maximum_parts));
      auto const headers = end < 2 ? std::string_view() : std::string_view(buffer_).substr(2, end - 2);
      PETRA_CHECK(handler_.begin(headers));
      buffer_.erase(0, end + 4);
      part_bytes_ = 0;
      state_ = State::body;
      return true;
    }
    case State::done:
      return false;
  }
  return false;
}

Result<void> MultipartReader::finish() const {
  if (state_ == State::done) return {};
  return make_error(ErrorCode::integrity, "multipart answer", fmt::format("ends within part {}", parts_ + 1),
                    "Run the command again");
}

Result<std::string> multipart_boundary(std::string_view content_type) {
  auto const kind = to_lower(trim(content_type.substr(0, content_type.find(';'))));
  if (kind != "multipart/related" && kind != "multipart/mixed")
    return damaged(
        fmt::format("the answer's type is \"{}\", where multipart/related is expected", content_type.substr(0, 100)));
  // Parameters: name=value or name="value", in any order.
  std::size_t at = content_type.find(';');
  while (at != std::string_view::npos && at < content_type.size()) {
    auto const equals = content_type.find('=', at);
    if (equals == std::string_view::npos) break;
    auto const name = to_lower(trim(content_type.substr(at + 1, equals - at - 1)));
    std::string value;
    auto place = equals + 1;
    while (place < content_type.size() && content_type[place] == ' ') ++place;
    if (place < content_type.size() && content_type[place] == '"') {
      for (++place; place < content_type.size() && content_type[place] != '"'; ++place) {
        if (content_type[place] == '\\' && place + 1 < content_type.size()) ++place;
        value += content_type[place];
      }
      at = content_type.find(';', place);
    } else {
      at = content_type.find(';', place);
      value = std::string(trim(content_type.substr(place, at == std::string_view::npos ? at : at - place)));
    }
    if (name != "boundary") continue;
    constexpr std::size_t kLongest = 70;
    bool const good = !value.empty() && value.size() <= kLongest && value.back() != ' ' &&
                      std::all_of(value.begin(), value.end(), [](char c) { return c >= ' ' && c <= '~'; });
    if (!good) return damaged("the answer's boundary is not a valid one");
    return value;
  }
  return damaged("the answer names no boundary");
}

}  // namespace petra
