#include "cli/help/completion.hpp"

#include "cli/command_line.hpp"
#include "cli/command_table.hpp"
#include "settings/table/fields.hpp"

namespace lstmtrain::cli {
namespace {

std::string command_names() {
  std::string names;
  for (const Command* row : command_table())
    names += (names.empty() ? "" : " ") + std::string(row->name);
  return names;
}

std::string settings() {
  std::string keys;
  for (const FieldGroup& group : field_groups()) {
    for (const Field& field : group.fields)
      keys += (keys.empty() ? "" : " ") + std::string(field.key) + "=";
  }
  return keys;
}

std::string option_words(const Command& row) {
  std::string words;
  for (const OptionHelp& option : options_of(row)) {
    for (const std::string& name : option.names) words += (words.empty() ? "" : " ") + name;
  }
  return words;
}

// Text within single quotes of a shell.
std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

// A line of zsh's _arguments; colons and brackets mean something there.
std::string zsh_argument(const OptionHelp& option, const std::string& name) {
  std::string description;
  for (const char c : option.description) {
    if (c == ':' || c == '[' || c == ']' || c == '\\') description += '\\';
    description += c;
  }
  const std::string value = option.type == "KEY=VALUE" ? ":setting:_lstmtrain_settings"
                            : option.type == "N"       ? ":number:"
                            : option.type.empty()      ? ""
                                                       : ":" + option.type + ":_files";
  std::string type;
  for (const char c : value) type += c == '[' || c == ']' ? std::string() : std::string(1, c);
  return quoted("*" + name + "[" + description + "]" + type);
}

}  // namespace

std::string bash_completion() {
  std::string cases;
  for (const Command* row : command_table())
    cases += "    " + std::string(row->name) + ") words=" + quoted(option_words(*row)) + " ;;\n";
  return R"(# Completion of lstmtrain for bash, written by "lstmtrain manual bash".
_lstmtrain() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command=train words
  local commands=)" +
         quoted(command_names()) + R"(
  local settings=)" +
         quoted(settings()) + R"(
  COMPREPLY=()
  case $previous in
    --set|--grid) COMPREPLY=($(compgen -W "$settings" -- "$current")); compopt -o nospace; return ;;
  esac
  [[ " $commands " != *" ${COMP_WORDS[1]} "* ]] || command=${COMP_WORDS[1]}
  case $command in
)" + cases +
         R"(  esac
  if [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  elif [[ $COMP_CWORD -eq 1 ]]; then
    COMPREPLY=($(compgen -W "$commands" -- "$current"))
  fi
}
complete -o default -F _lstmtrain lstmtrain
)";
}

std::string zsh_completion() {
  std::string commands, cases;
  for (const Command* row : command_table()) {
    commands += "    " + quoted(std::string(row->name) + ":" + row->summary) + "\n";
    cases += "    " + std::string(row->name) + ") _arguments";
    for (const OptionHelp& option : options_of(*row)) {
      for (const std::string& name : option.names)
        cases += " \\\n      " + zsh_argument(option, name);
    }
    cases += " \\\n      '*:file:_files' ;;\n";
  }
  return R"(#compdef lstmtrain
# Completion of lstmtrain for zsh, written by "lstmtrain manual zsh".
_lstmtrain_settings() {
  local -a settings=()" +
         settings() + R"()
  compadd -S '' -- $settings
}
_lstmtrain() {
  local -a commands=(
)" + commands +
         R"(  )
  local command=train
  if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then
    _describe command commands
    return
  fi
  if [[ $words[2] != -* ]]; then
    command=$words[2]
    shift words
    (( CURRENT-- ))
  fi
  case $command in
)" + cases +
         R"(  esac
}
_lstmtrain "$@"
)";
}

}  // namespace lstmtrain::cli
