// The small reader of JSON: what it reads, and what it refuses.
#include "predict/json_view.hpp"

#include "lstmtrain/error.hpp"
#include "support/catch.hpp"
#include "support/refusal.hpp"

using namespace lstmtrain;
using namespace lstmtrain::predicting;
using namespace lstmtrain::test;

namespace {

JsonView view(std::string_view text) { return {text, "file"}; }

}  // namespace

TEST_CASE("predict.json_view: members, elements, strings and numbers") {
  const JsonView object =
      view(R"( { "a" : [1, -2.5e3 ,"x,]}"] , "b":{"c":{}}, "d\"e" : "\u00e9\ud83d\ude00\n\\" } )");
  CHECK(object.has("a"));
  CHECK_FALSE(object.has("c"));
  CHECK(object.at("a").elements().size() == 3);
  CHECK(object.at("a").elements()[1].number() == -2500);
  CHECK(object.at("a").elements()[2].string() == "x,]}");
  CHECK_FALSE(object.at("b").at("c").has("anything"));
  CHECK(object.at("d\"e").string() == "\xC3\xA9\xF0\x9F\x98\x80\n\\");
  CHECK(view("[]").elements().empty());
  CHECK(view("[ [1,2] , [] ]").elements()[0].numbers(2) == std::vector<double>{1, 2});
  CHECK(view("4096").integer(1, 4096) == 4096);
}

TEST_CASE("predict.json_view: what is none is refused with its place") {
  for (const char* text : {"", "{", "}", "{\"a\"}", "{\"a\":1", "{\"a\":1,", "{\"a\":1 \"b\":2}",
                           "{a:1}", "[1]", "{\"a\":1}}", "{\"b\":2,}", "{\"\\x\":1}"}) {
    INFO(text);
    refused(ErrorCode::data, [&] { view(text).at("a").at("b"); });
  }
  for (const char* text : {"", "[", "[1", "[1,]", "[,1]", "[1]]", "{}", "1"})
    refused(ErrorCode::data, [&] { view(text).elements(); });
  for (const char* text : {"", "x", "1x", "nan", "1e999", "\"1\"", "0x10"})
    refused(ErrorCode::data, [&] { view(text).number(); });
  for (const char* text :
       {"", "a", "\"", "\"a", "\"a\"b\"", R"("\ud800")", R"("\ude00")", R"("\u12")", R"("\q")"})
    refused(ErrorCode::data, [&] { view(text).string(); });
  for (const char* text : {"0", "4097", "1.5", "-1"})
    refused(ErrorCode::data, [&] { view(text).integer(1, 4096); });
  refused(ErrorCode::data, [&] { view("[1,2]").numbers(3); });
}
