#include "files/guard_json.hpp"

#include <climits>
#include <cmath>

#include "base/text/json_field.hpp"
#include "base/text/number_text.hpp"
#include "base/text/strict_json.hpp"

namespace lstmtrain::files {
namespace {

using Json = nlohmann::ordered_json;

GuardEvent event_from(const text::JsonField& field) {
  GuardEvent event;
  event.kind = field.at("kind").text();
  event.epoch = field.at("epoch").integer(0, INT_MAX);
  event.step = static_cast<std::int64_t>(field.at("step").number());
  event.where = field.at("where").text();
  event.message = field.at("message").text();
  for (const text::JsonField& norm : field.at("last_grad_norms").elements())
    event.last_grad_norms.push_back(norm.number_or_nan());
  return event;
}

}  // namespace

Json guard_json(const GuardEvent& event) {
  Json object = {{"kind", event.kind},       {"epoch", event.epoch},
                 {"step", event.step},       {"where", event.where},
                 {"message", event.message}, {"last_grad_norms", Json::array()}};
  for (const double norm : event.last_grad_norms) {
    object["last_grad_norms"].push_back(std::isfinite(norm) ? Json(norm) : Json(nullptr));
    if (!std::isfinite(norm)) object["nonfinite"]["last_grad_norms"] = text::number_text(norm);
  }
  return object;
}

std::string guard_events_text(const std::vector<GuardEvent>& events) {
  Json list = Json::array();
  for (const GuardEvent& event : events) list.push_back(guard_json(event));
  return list.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::vector<GuardEvent> guard_events_from(const std::string& text, const std::string& where) {
  const nlohmann::json list = text::parse_strict_json(text, where);
  std::vector<GuardEvent> events;
  for (const text::JsonField& field : text::JsonField{list, where}.elements())
    events.push_back(event_from(field));
  return events;
}

}  // namespace lstmtrain::files
