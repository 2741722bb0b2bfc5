#include "data/csv/left_out.hpp"

#include "base/text/quantity.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain {

void LeftOut::add(const std::string& place, const std::string& what, bool fault) {
  if (count_++ == 0) first_ = place + ": " + what;
  faults_ += fault;
}

std::optional<std::string> LeftOut::note(std::size_t rows) const {
  if (count_ == 0) return std::nullopt;
  if (2 * faults_ >= rows + faults_ && faults_ > 0)
    throw Error(ErrorCode::data,
                first_ +
                    (count_ > 1 ? ", the first of " + text::grouped(count_) + " such lines" : "") +
                    ". Hint: is a cell with a delimiter left unquoted, or the header another?");
  return first_ +
         (count_ > 1 ? "; it and " + text::counted(count_ - 1, "more line") + " are"
                     : "; the line is") +
         " left out.";
}

}  // namespace lstmtrain
