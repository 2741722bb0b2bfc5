#include "settings/table/fields.hpp"

#include <set>
#include <string>

#include "support/catch.hpp"

using namespace lstmtrain;

TEST_CASE("settings.fields: every name belongs to one field and none is ignored too") {
  std::set<std::string> names;
  for (const Field* field : fields()) {
    bool own = false;
    for (const std::string& name : field_names(*field)) {
      INFO(name);
      CHECK(names.insert(name).second);
      CHECK(find_field(name) == field);
      CHECK(find_ignored(name) == nullptr);
      own = own || name == field->key;
    }
    CHECK(own);
  }
  CHECK(find_field("LOOKBAK") == nullptr);
}

TEST_CASE("settings.fields: every member is set by one key") {
  std::set<const void*> members;
  FieldValues values;
  for (const Field* field : fields()) {
    INFO(field->key);
    const void* address = std::visit(
        [&]<class Kept>(const Kept& member) -> const void* {
          if constexpr (std::is_same_v<Kept, ChoiceMember>) {
            return reinterpret_cast<const void*>(member.get);  // one function a member
          } else {
            return &(values.*member);
          }
        },
        field->member);
    CHECK(members.insert(address).second);
    CHECK(std::string(field->help).ends_with('.'));
  }
}

TEST_CASE("settings.fields: defaults lie in their ranges and among their choices") {
  const FieldValues values;
  for (const Field* field : fields()) {
    INFO(field->key);
    if (const auto* member = std::get_if<double FieldValues::*>(&field->member))
      CHECK(field->range.contains(values.*(*member)));
    const auto* choice = std::get_if<ChoiceMember>(&field->member);
    if (!choice) continue;
    CHECK(choice->get(values) >= 0);
    CHECK(static_cast<std::size_t>(choice->get(values)) < choice->words().size());
  }
}

TEST_CASE("settings.fields: ranges contain their closed ends only") {
  const Range half_open{.low = 0, .high = 1, .low_open = true};
  CHECK_FALSE(half_open.contains(0));
  CHECK(half_open.contains(1));
  CHECK_FALSE(half_open.contains(1.0000001));
  CHECK(half_open.text() == "> 0 and <= 1");
  CHECK(Range{}.text().empty());
  CHECK((Range{.low = 1}.text()) == ">= 1");
  CHECK((Range{.low = 0, .high = 1}.text()) == "0..1");
}

TEST_CASE("settings.fields: patterns of ignored keys match by their beginning") {
  REQUIRE(find_ignored("FNN_ACTIVATION") != nullptr);
  CHECK(find_ignored("FNN_ACTIVATION")->kind == IgnoredKind::fnn);
  CHECK(find_ignored("OPTUNA_TRIALS")->kind == IgnoredKind::old_key);
  CHECK(find_ignored("NUM_WORKERS_2") == nullptr);
}
