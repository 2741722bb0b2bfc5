// The C of export/c/runtime, as text: what the program runs to make golden rows is what it writes.
#pragma once

#include <string_view>

namespace lstmtrain::exporting::runtime_text {

std::string_view activations();
std::string_view lstm();
std::string_view gru();
std::string_view norm();
std::string_view products();
std::string_view lstm_norm();
std::string_view gru_norm();
std::string_view layer_norm();
std::string_view head();
std::string_view ema();
std::string_view lpf();
std::string_view int_activations();
std::string_view int_lstm();
std::string_view int_gru();
std::string_view int_head();
std::string_view int_input();

}  // namespace lstmtrain::exporting::runtime_text
