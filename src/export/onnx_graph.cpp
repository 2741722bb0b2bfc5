#include "export/onnx_graph.hpp"

#include <bit>

#include "files/protobuf_wire.hpp"
#include "lstmtrain/version.hpp"

namespace lstmtrain::exporting {
namespace {

using files::bytes_field;
using files::float_field;
using files::integer_field;

// TensorProto.DataType
constexpr std::int64_t kFloat = 1, kInt64 = 7;
// AttributeProto.AttributeType
constexpr std::int64_t kAttributeFloat = 1, kAttributeInt = 2, kAttributeFloats = 6,
                       kAttributeInts = 7, kAttributeStrings = 8;

// AttributeProto: 1 name, 2 f, 3 i, 7 floats, 8 ints, 9 strings, 20 type
std::string attribute(const std::string& name, const std::string& fields, std::int64_t type) {
  return bytes_field(1, name) + fields + integer_field(20, type);
}

// ValueInfoProto: 1 name, 2 type, 3 doc_string; TypeProto: 1 tensor_type; its: 1 elem_type, 2
// shape; TensorShapeProto: 1 dim; its: 1 dim_value, 2 dim_param
std::string value_info(const std::string& name, const OnnxShape& shape, const std::string& doc) {
  std::string axes;
  for (const OnnxAxis& axis : shape)
    axes += bytes_field(
        1, axis.name.empty() ? integer_field(1, axis.length) : bytes_field(2, axis.name));
  const std::string tensor = integer_field(1, kFloat) + bytes_field(2, axes);
  std::string bytes = bytes_field(1, name) + bytes_field(2, bytes_field(1, tensor));
  return doc.empty() ? bytes : bytes + bytes_field(3, doc);
}

// TensorProto: 1 dims, 2 data_type, 8 name, 9 raw_data (little-endian)
std::string tensor(const std::string& name, const std::vector<std::int64_t>& shape,
                   std::int64_t type, const std::string& raw) {
  std::string bytes;
  for (const std::int64_t axis : shape) bytes += integer_field(1, axis);
  return bytes + integer_field(2, type) + bytes_field(8, name) + bytes_field(9, raw);
}

// The version of the file format of the release of ONNX that brought an opset: versioning.md of
// github.com/onnx/onnx, "Released Versions".
std::int64_t ir_version(int opset) {
  return opset <= 11 ? 6 : opset <= 14 ? 7 : opset <= 18 ? 8 : opset <= 20 ? 9 : 10;
}

}  // namespace

OnnxAttribute::OnnxAttribute(const std::string& name, std::int64_t value)
    : bytes_(attribute(name, integer_field(3, value), kAttributeInt)) {}

OnnxAttribute::OnnxAttribute(const std::string& name, float value)
    : bytes_(attribute(name, float_field(2, value), kAttributeFloat)) {}

OnnxAttribute::OnnxAttribute(const std::string& name, const std::vector<std::int64_t>& values) {
  std::string fields;
  for (const std::int64_t value : values) fields += integer_field(8, value);
  bytes_ = attribute(name, fields, kAttributeInts);
}

OnnxAttribute::OnnxAttribute(const std::string& name, const std::vector<float>& values) {
  std::string fields;
  for (const float value : values) fields += float_field(7, value);
  bytes_ = attribute(name, fields, kAttributeFloats);
}

OnnxAttribute::OnnxAttribute(const std::string& name, const std::vector<std::string>& values) {
  std::string fields;
  for (const std::string& value : values) fields += bytes_field(9, value);
  bytes_ = attribute(name, fields, kAttributeStrings);
}

// GraphProto: 1 node, 2 name, 5 initializer, 11 input, 12 output
void OnnxGraph::input(const std::string& name, const OnnxShape& shape, const std::string& doc) {
  inputs_ += bytes_field(11, value_info(name, shape, doc));
}

void OnnxGraph::output(const std::string& name, const OnnxShape& shape, const std::string& doc) {
  outputs_ += bytes_field(12, value_info(name, shape, doc));
}

std::string OnnxGraph::constant(const std::string& name, const std::vector<std::int64_t>& shape,
                                std::span<const float> values) {
  std::string raw;
  raw.reserve(values.size_bytes());
  for (const float value : values) raw += files::little_endian(std::bit_cast<std::uint32_t>(value));
  constants_ += bytes_field(5, tensor(name, shape, kFloat, raw));
  return name;
}

std::string OnnxGraph::constant(const std::string& name, const std::vector<std::int64_t>& values) {
  std::string raw;
  for (const std::int64_t value : values)
    raw += files::little_endian(static_cast<std::uint64_t>(value));
  constants_ +=
      bytes_field(5, tensor(name, {static_cast<std::int64_t>(values.size())}, kInt64, raw));
  return name;
}

// NodeProto: 1 input, 2 output, 3 name, 4 op_type, 5 attribute
void OnnxGraph::node(const std::string& op, const OnnxNames& inputs, const OnnxNames& outputs,
                     const std::vector<OnnxAttribute>& attributes) {
  std::string bytes;
  for (const std::string& name : inputs) bytes += bytes_field(1, name);
  for (const std::string& name : outputs) bytes += bytes_field(2, name);
  bytes += bytes_field(3, op + "_" + outputs.back()) + bytes_field(4, op);
  for (const OnnxAttribute& attribute : attributes) bytes += bytes_field(5, attribute.bytes());
  nodes_ += bytes_field(1, bytes);
}

std::string OnnxGraph::make(const std::string& op, const OnnxNames& inputs,
                            const std::string& output,
                            const std::vector<OnnxAttribute>& attributes) {
  node(op, inputs, {output}, attributes);
  return output;
}

// ModelProto: 1 ir_version, 2 producer_name, 3 producer_version, 7 graph, 8 opset_import, 14
// metadata_props; OperatorSetIdProto: 1 domain ("" ONNX's own), 2 version; StringStringEntryProto:
// 1 key, 2 value
std::string OnnxGraph::model_bytes(int opset,
                                   const std::map<std::string, std::string>& metadata) const {
  const std::string graph = nodes_ + bytes_field(2, "lstmtrain") + constants_ + inputs_ + outputs_;
  std::string bytes = integer_field(1, ir_version(opset)) + bytes_field(2, "lstmtrain") +
                      bytes_field(3, version()) + bytes_field(7, graph) +
                      bytes_field(8, bytes_field(1, "") + integer_field(2, opset));
  for (const auto& [key, value] : metadata)
    bytes += bytes_field(14, bytes_field(1, key) + bytes_field(2, value));
  return bytes;
}

}  // namespace lstmtrain::exporting
