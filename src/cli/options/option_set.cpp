#include "cli/options/option_set.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <limits>

#include "base/text/number_text.hpp"
#include "base/text/words.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain::cli {
namespace {

std::string bound_text(double bound) { return text::number_text(bound); }
template <class T>
std::string bound_text(T bound) {
  return std::to_string(bound);
}

// A validator that names what it got and what it wants. A NaN is in no range.
template <class T>
CLI::Validator in_range(const char* kind, T low, T high) {
  return CLI::Validator(
      [kind, low, high](const std::string& text) -> std::string {
        T value{};
        const auto end = text.data() + text.size();
        const auto result = std::from_chars(text.data(), end, value);
        if (result.ec == std::errc() && result.ptr == end && value >= low && value <= high)
          return {};
        return "not " + std::string(kind) + " in range, got \"" + text + "\", expected " +
               bound_text(low) + ".." + bound_text(high) + ". Hint: see --help.";
      },
      "");
}

CLI::Validator one_of(const std::vector<std::string>& choices) {
  return CLI::Validator(
      [choices](const std::string& text) -> std::string {
        if (std::find(choices.begin(), choices.end(), text) != choices.end()) return {};
        return "not one of its words, got \"" + text + "\", expected " +
               text::joined(choices, " or ") + ". Hint: see --help.";
      },
      "");
}

CLI::Validator key_value() {
  return CLI::Validator(
      [](const std::string& text) -> std::string {
        const auto equals = text.find('=');
        if (equals != std::string::npos && equals > 0) return {};
        return "not a setting, got \"" + text +
               "\", expected KEY=VALUE. Hint: for example --set MAX_EPOCHS=50.";
      },
      "");
}

}  // namespace

struct OptionSet::App {
  explicit App(const std::string& command) : cli("", command) {
    cli.allow_extras();
    cli.set_help_flag("-h,--help", "Print this");
  }
  CLI::App cli;
};

OptionSet::OptionSet(const std::string& command) : app_(std::make_unique<App>(command)) {}
OptionSet::~OptionSet() = default;

void OptionSet::flag(const char* name, bool& value, const char* help) {
  app_->cli.add_flag(name, value, help);
}

void OptionSet::text(const char* name, std::string& value, const char* type,
                     const std::string& help) {
  app_->cli.add_option(name, value, help)->type_name(type);
}

void OptionSet::choice(const char* name, std::string& value, const char* type,
                       const std::vector<std::string>& choices, const char* help) {
  app_->cli.add_option(name, value, help)->type_name(type)->check(one_of(choices));
}

void OptionSet::texts(const char* name, std::vector<std::string>& values, const char* type,
                      const char* help) {
  app_->cli.add_option(name, values, help)->type_name(type);
}

void OptionSet::repeated(const char* name, std::vector<std::string>& values, const char* type,
                         const char* help) {
  app_->cli.add_option(name, values, help)->type_name(type)->allow_extra_args(false);
}

void OptionSet::assignments(const char* name, std::vector<std::string>& values, const char* type,
                            const char* help) {
  repeated(name, values, type, help);
  app_->cli.get_option(name)->check(key_value());
}

void OptionSet::whole(const char* name, std::optional<int>& value, int low, int high,
                      const char* help) {
  app_->cli.add_option(name, value, help)
      ->type_name("N")
      ->check(in_range("a whole number", low, high));
}

void OptionSet::whole(const char* name, std::optional<std::uint64_t>& value, const char* help) {
  using Limits = std::numeric_limits<std::uint64_t>;
  app_->cli.add_option(name, value, help)
      ->type_name("N")
      ->check(in_range("a whole number", Limits::min(), Limits::max()));
}

void OptionSet::number(const char* name, std::optional<double>& value, const char* type, double low,
                       double high, const char* help) {
  app_->cli.add_option(name, value, help)->type_name(type)->check(in_range("a number", low, high));
}

void OptionSet::exclude(const char* name, const char* other) {
  app_->cli.get_option(name)->excludes(app_->cli.get_option(other));
}

std::vector<OptionHelp> OptionSet::shown() const {
  std::vector<OptionHelp> list;
  for (const CLI::Option* option : app_->cli.get_options()) {
    OptionHelp help{
        {}, option->get_type_size() == 0 ? "" : option->get_type_name(), option->get_description()};
    for (const std::string& name : option->get_snames()) help.names.push_back("-" + name);
    for (const std::string& name : option->get_lnames()) help.names.push_back("--" + name);
    list.push_back(std::move(help));
  }
  return list;
}

std::string OptionSet::listing() const {
  return CLI::Formatter().make_groups(&app_->cli, CLI::AppFormatMode::Normal);
}

OptionSet::Parsed OptionSet::parse(const std::vector<std::string>& words) {
  std::vector<std::string> last_first(words.rbegin(), words.rend());  // as CLI11 takes them
  try {
    app_->cli.parse(std::move(last_first));
  } catch (const CLI::CallForHelp&) {
    return {true, {}};
  } catch (const CLI::ParseError& error) {
    const std::string message = error.what();
    const bool hinted = message.find("Hint:") != std::string::npos;
    throw Error(ErrorCode::usage, "command line: " + message +
                                      (hinted ? ""
                                              : ". Hint: lstmtrain " + app_->cli.get_name() +
                                                    " --help lists the options."));
  }
  return {false, app_->cli.remaining()};
}

}  // namespace lstmtrain::cli
