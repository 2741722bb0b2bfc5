#include "lstmtrain/version.hpp"

namespace lstmtrain {

const char* version() { return LSTMTRAIN_VERSION_STRING; }

}  // namespace lstmtrain
