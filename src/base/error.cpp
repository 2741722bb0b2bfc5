#include "lstmtrain/error.hpp"

#include <array>

namespace lstmtrain {
namespace {

constexpr std::array<ErrorKind, 9> kErrors = {{
    {ErrorCode::above_limit, "above the limit", 1,
     "an error of a model is above --max-rmse, --max-mae or --max-error"},
    {ErrorCode::diverged, "diverged", 10,
     "training diverged or skipped too many steps; the last good model was saved"},
    {ErrorCode::usage, "usage", 64, "wrong command line"},
    {ErrorCode::data, "data", 65, "data or model file cannot be used"},
    {ErrorCode::not_found, "not found", 66, "a path does not exist"},
    {ErrorCode::internal, "internal", 70, "a fault of lstmtrain itself"},
    {ErrorCode::cannot_create, "cannot create", 73,
     "output cannot be created, exists or is locked"},
    {ErrorCode::io, "input/output", 74, "reading or writing failed, or the disk is full"},
    {ErrorCode::config, "configuration", 78,
     "malformed, unknown, out-of-range or contradictory settings"},
}};

}  // namespace

std::span<const ErrorKind> error_table() { return kErrors; }

int exit_status(ErrorCode code) {
  for (const ErrorKind& kind : kErrors)
    if (kind.code == code) return kind.exit_status;
  return 70;
}

}  // namespace lstmtrain
