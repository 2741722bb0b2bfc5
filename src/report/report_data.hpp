// What the folder of a run says, as one JSON object for the page of report_page: of a finished run
// everything, of a diverged, interrupted or running one whatever is there.
#pragma once

#include <string>

namespace lstmtrain::report {

// {"run","version","state","start","epochs","events","stats","results","settings","model",
// "predictions"}; what there is none of is null or empty. `running`: the state of a run without
// results. Throws not_found where `run` is no folder of a run.
std::string report_data(const std::string& run, bool running);

}  // namespace lstmtrain::report
