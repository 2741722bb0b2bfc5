// The entry of one libFuzzer program; LSTMTRAIN_FEED is the function of feed.hpp that it feeds.
#include <cstddef>
#include <cstdint>

#include "fuzz/feed.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  lstmtrain::fuzz::LSTMTRAIN_FEED({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
