// The messages of an ONNX file, as far as a recurrent network needs them, in protobuf's wire
// format. Field numbers stand beside each as onnx.proto3 has them (github.com/onnx/onnx).
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace lstmtrain::exporting {

// Names of a graph's values; "" is an optional input that is left out.
using OnnxNames = std::vector<std::string>;

// An axis is a length, or a name where it is given when the graph runs.
struct OnnxAxis {
  std::int64_t length = 0;
  std::string name = {};
};
using OnnxShape = std::vector<OnnxAxis>;

// AttributeProto of a node, one constructor a type.
class OnnxAttribute {
 public:
  OnnxAttribute(const std::string& name, std::int64_t value);
  OnnxAttribute(const std::string& name, float value);
  OnnxAttribute(const std::string& name, const std::vector<std::int64_t>& values);
  OnnxAttribute(const std::string& name, const std::vector<float>& values);
  OnnxAttribute(const std::string& name, const std::vector<std::string>& values);
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

// A GraphProto that grows by nodes in the order in which they run.
class OnnxGraph {
 public:
  // Of float32. doc: what it is, for whoever looks at the graph.
  void input(const std::string& name, const OnnxShape& shape, const std::string& doc = "");
  void output(const std::string& name, const OnnxShape& shape, const std::string& doc = "");

  // An initializer; returns `name`.
  std::string constant(const std::string& name, const std::vector<std::int64_t>& shape,
                       std::span<const float> values);
  std::string constant(const std::string& name, const std::vector<std::int64_t>& values);

  void node(const std::string& op, const OnnxNames& inputs, const OnnxNames& outputs,
            const std::vector<OnnxAttribute>& attributes = {});
  // A node of one output; returns its name.
  std::string make(const std::string& op, const OnnxNames& inputs, const std::string& output,
                   const std::vector<OnnxAttribute>& attributes = {});

  // The ModelProto of this graph. metadata: any strings.
  std::string model_bytes(int opset, const std::map<std::string, std::string>& metadata) const;

 private:
  std::string nodes_, constants_, inputs_, outputs_;
};

}  // namespace lstmtrain::exporting
