// The options of one command, as its file declares them: a name, where the value goes, how --help
// shows it. The one door to CLI11, whose headers take seconds to compile.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lstmtrain::cli {

// An option as --help, the manual page and the completions show it.
struct OptionHelp {
  std::vector<std::string> names;  // "--out"; none for a word that stands by itself
  std::string type;                // "DIR"; "" for a flag
  std::string description;
};

// Every `value` is written by parse() and must live until then. `name` is "--out", or "run" for a
// word that stands by itself; `type` is what --help shows for the value: "DIR".
class OptionSet {
 public:
  explicit OptionSet(const std::string& command);
  ~OptionSet();
  OptionSet(const OptionSet&) = delete;
  OptionSet& operator=(const OptionSet&) = delete;

  void flag(const char* name, bool& value, const char* help);
  void text(const char* name, std::string& value, const char* type, const std::string& help);
  // One of `choices`.
  void choice(const char* name, std::string& value, const char* type,
              const std::vector<std::string>& choices, const char* help);
  // Several values at once: --train a.csv b.csv.
  void texts(const char* name, std::vector<std::string>& values, const char* type,
             const char* help);
  // One value each time that it is given.
  void repeated(const char* name, std::vector<std::string>& values, const char* type,
                const char* help);
  // The same for KEY=VALUE, which is checked.
  void assignments(const char* name, std::vector<std::string>& values, const char* type,
                   const char* help);
  // Whole numbers, low..high.
  void whole(const char* name, std::optional<int>& value, int low, int high, const char* help);
  void whole(const char* name, std::optional<std::uint64_t>& value, const char* help);
  // A number, low..high.
  void number(const char* name, std::optional<double>& value, const char* type, double low,
              double high, const char* help);
  // The two, by their names, may not be given together.
  void exclude(const char* name, const char* other);

  // In the order of declaration.
  std::vector<OptionHelp> shown() const;
  // The same as the text of --help.
  std::string listing() const;

  struct Parsed {
    bool help = false;                 // asked for; nothing else was parsed
    std::vector<std::string> unknown;  // words that are no option's
  };
  // Throws usage, never a code of CLI11.
  Parsed parse(const std::vector<std::string>& words);

 private:
  struct App;
  std::unique_ptr<App> app_;
};

}  // namespace lstmtrain::cli
