// One line a command: NAME stands for the Command `NAME_command` of a file in commands/.
#include "cli/command_table.hpp"

// clang-format off
#define LSTMTRAIN_COMMANDS(ROW) \
  ROW(train)                    \
  ROW(test)                     \
  ROW(predict)                  \
  ROW(compare)                  \
  ROW(doctor)                   \
  ROW(lr_find)                  \
  ROW(find_bad_batch)           \
  ROW(watch)                    \
  ROW(report)                   \
  ROW(check)                    \
  ROW(export)                   \
  ROW(simulate)                 \
  ROW(bench)                    \
  ROW(manual)
// clang-format on

namespace lstmtrain::cli {

#define LSTMTRAIN_DECLARE(NAME) extern const Command NAME##_command;
LSTMTRAIN_COMMANDS(LSTMTRAIN_DECLARE)
#undef LSTMTRAIN_DECLARE

std::span<const Command* const> command_table() {
#define LSTMTRAIN_ADDRESS(NAME) &NAME##_command,
  static constexpr const Command* kCommands[] = {LSTMTRAIN_COMMANDS(LSTMTRAIN_ADDRESS)};
#undef LSTMTRAIN_ADDRESS
  return kCommands;
}

}  // namespace lstmtrain::cli
