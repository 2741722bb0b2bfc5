#include "cli/commands/lr_find_json.hpp"

#include "base/text/json_text.hpp"

namespace lstmtrain::cli {

std::string lr_find_json(const RateSearch& search, const std::vector<RateStep>& sweep,
                         const std::vector<std::string>& causes) {
  using text::Json;
  const RateTable& table = search.table;
  Json object = {{"schema", text::kSchema},
                 {"recommended", table.recommended > 0 ? Json(table.recommended) : Json(nullptr)},
                 {"learned", table.learned},
                 {"undecided", table.undecided},
                 {"mean_loss", table.mean_loss},
                 {"reason", table.reason},
                 {"causes", causes},
                 {"added_rates", search.added}};
  object["rates"] = Json::array();
  for (std::size_t i = 0; i < table.trials.size(); ++i) {
    const RateTrial& t = table.trials[i];
    Json row = {{"rate", t.rate},
                {"verdict", verdict_name(table.verdicts[i])},
                {"steps", t.steps},
                {"finite", t.finite},
                {"first_loss", t.first_loss},
                {"last_loss", t.last_loss},
                {"fell", t.fell()},
                {"largest_grad_norm", t.largest_norm}};
    for (const auto& [name, norm] : t.tensor_norms) row["tensors"][name] = norm;
    object["rates"].push_back(std::move(row));
  }
  object["sweep"] = Json::array();
  for (const RateStep& step : sweep)
    object["sweep"].push_back({{"rate", step.rate},
                               {"loss", step.loss},
                               {"smoothed", step.smoothed},
                               {"grad_norm", step.grad_norm}});
  return object.dump(2) + "\n";
}

}  // namespace lstmtrain::cli
