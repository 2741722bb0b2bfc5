// Numbers as people read them, by the names that the commands use.
#pragma once

#include "base/text/quantity.hpp"

namespace lstmtrain::cli {

using text::about;
using text::counted;
using text::duration;
using text::grouped;
using text::megabytes;
using text::number;
using text::plain;
using text::scientific;
using text::short_count;
using text::with_unit;

}  // namespace lstmtrain::cli
