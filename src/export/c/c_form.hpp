// The form "c": C99 for a microcontroller, its self test, and a report.
#pragma once

#include "export/exporter.hpp"

namespace lstmtrain::exporting {

Exported make_c(const ExportRequest& request);

}  // namespace lstmtrain::exporting
