#include "files/json_lines.hpp"

#include <fstream>

#include "base/text/json_limits.hpp"

namespace lstmtrain::files {

std::vector<nlohmann::json> json_lines(const std::string& path) {
  using nlohmann::json;
  std::vector<json> objects;
  std::ifstream in(path, std::ios::binary);
  bool deep = false;
  const auto check = [&](int depth, json::parse_event_t event, json&) {
    deep = deep || text::too_deep(depth, event);
    return !deep;
  };
  for (std::string line; std::getline(in, line);) {
    deep = false;
    json object = json::parse(line, check, false);
    if (!deep && object.is_object()) objects.push_back(std::move(object));
  }
  return objects;
}

}  // namespace lstmtrain::files
