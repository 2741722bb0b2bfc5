#include "export/torch.hpp"

#include "files/model_file.hpp"

namespace lstmtrain::exporting {

Exported make_torch(const ExportRequest& request) {
  const std::string name = request.name + ".safetensors";
  return {.files = {{name, files::model_to_bytes(request.model, name)}}};
}

}  // namespace lstmtrain::exporting
