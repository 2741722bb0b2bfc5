#include "files/column_family_json.hpp"

#include <array>

#include "base/limits.hpp"

namespace lstmtrain::files {
namespace {

using nlohmann::ordered_json;

constexpr std::array kBands = {std::pair{"low", &ColumnFamily::low},
                               std::pair{"median", &ColumnFamily::median},
                               std::pair{"high", &ColumnFamily::high},
                               std::pair{"spread", &ColumnFamily::spread},
                               std::pair{"roughness", &ColumnFamily::roughness},
                               std::pair{"slope", &ColumnFamily::slope},
                               std::pair{"correlation", &ColumnFamily::correlation}};

}  // namespace

ordered_json column_families_json(const std::vector<ColumnFamily>& families) {
  ordered_json list = ordered_json::array();
  for (const ColumnFamily& family : families) {
    ordered_json object = {
        {"column", family.column}, {"target", family.target}, {"files", family.files}};
    for (const auto& [name, member] : kBands) {
      const Band& band = family.*member;
      object[name] = {band.least, band.low, band.middle, band.high, band.most};
    }
    list.push_back(std::move(object));
  }
  return list;
}

std::vector<ColumnFamily> column_families_from(const text::JsonField& field) {
  std::vector<ColumnFamily> families;
  for (const text::JsonField& element : field.elements()) {
    ColumnFamily family;
    family.column = element.at("column").text();
    const text::JsonField target = element.at("target");
    if (!target.value.is_boolean()) target.fail("true or false");
    family.target = target.value.get<bool>();
    family.files = static_cast<std::size_t>(element.at("files").integer(0, limits::kMostRows));
    for (const auto& [name, member] : kBands) {
      const std::vector<double> numbers = element.at(name).numbers(5);
      family.*member = {numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]};
    }
    families.push_back(std::move(family));
  }
  return families;
}

}  // namespace lstmtrain::files
