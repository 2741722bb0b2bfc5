#include "report/report_page.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <utility>

#include "files/atomic_file.hpp"
#include "lstmtrain/error.hpp"
#include "report/report_assets.hpp"
#include "report/report_data.hpp"

namespace lstmtrain::report {
namespace {

// The text of a script ends at "</script" and goes astray at "<!--", whatever JSON means by them.
std::string without_tags(const std::string& json) {
  std::string text;
  text.reserve(json.size());
  for (const char c : json) {
    if (c == '<') {
      text += "\\u003c";
    } else {
      text += c;
    }
  }
  return text;
}

}  // namespace

bool can_write_report() { return !embedded::dygraphs().empty(); }

std::string report_page(const std::string& data) {
  if (!can_write_report()) {
    throw Error(ErrorCode::internal,
                "report: this lstmtrain was built without dygraphs, which draws the charts. Hint: "
                "install libjs-dygraphs, configure and build again.");
  }
  const std::string safe = without_tags(data);
  const std::pair<std::string_view, std::string_view> places[] = {
      {"@STYLE@", embedded::report_style()},
      {"@DATA@", safe},
      {"@DYGRAPHS@", embedded::dygraphs()},
      {"@SCRIPT@", embedded::report_script()}};
  std::string page;
  std::string_view rest = embedded::report_page();
  for (const auto& [place, text] : places) {
    const std::size_t at = rest.find(place);
    page += rest.substr(0, at);
    page += text;
    rest.remove_prefix(at + place.size());
  }
  return page += rest;
}

void write_report(const std::string& run, const std::string& path, bool running) {
  files::write_file_atomically(path, report_page(report_data(run, running)));
}

bool is_running(const std::string& run) {
  const int folder = ::open(run.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return false;
  const bool locked = ::flock(folder, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  ::close(folder);
  return locked;
}

}  // namespace lstmtrain::report
