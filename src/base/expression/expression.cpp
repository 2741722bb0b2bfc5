#include "base/expression/expression.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/expression/expression_functions.hpp"
#include "base/text/words.hpp"

namespace lstmtrain {
namespace {

constexpr std::size_t kShown = 40;  // bytes of the text in a message

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Of a name: letters, digits, underscores and what is not ASCII.
bool is_name_part(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Expression parse() {
    if (text_.size() > kLongestExpression)
      throw ExpressionFault{"the expression is too long", std::to_string(text_.size()) + " bytes",
                            "at most " + std::to_string(kLongestExpression), "make it two columns"};
    sum();
    if (peek() != '\0') fail("an operator, or the end");
    if (out_.columns.empty())
      throw ExpressionFault{"the expression names no column", shown(text_), "one at least", ""};
    return std::move(out_);
  }

 private:
  static std::string shown(std::string_view text) {
    return "\"" + text::printable(text, kShown) + (text.size() > kShown ? "..." : "") + "\"";
  }

  [[noreturn]] void fail_at(std::size_t position, const std::string& expected,
                            const std::string& hint = "") const {
    throw ExpressionFault{"the expression is wrong at character " + std::to_string(position + 1),
                          position < text_.size() ? shown(text_.substr(position)) : "its end",
                          expected, hint};
  }
  [[noreturn]] void fail(const std::string& expected, const std::string& hint = "") const {
    fail_at(position_, expected, hint);
  }

  // The next character that is no blank; '\0' at the end.
  char peek() {
    while (position_ < text_.size() && (text_[position_] == ' ' || text_[position_] == '\t'))
      ++position_;
    return position_ < text_.size() ? text_[position_] : '\0';
  }
  bool take(char wanted) {
    if (peek() != wanted) return false;
    ++position_;
    return true;
  }
  void require(char wanted, const std::string& form) {
    if (!take(wanted)) fail(std::string("'") + wanted + "'" + (form.empty() ? "" : " of ") + form);
  }

  void emit(Op op, double value = 0, std::size_t column = 0, int order = 0, double rate = 0) {
    out_.program.push_back({op, value, column, order, rate});
    depth_of_stack_ += 1 - static_cast<int>(taken(op));
    out_.stack = std::max(out_.stack, static_cast<std::size_t>(depth_of_stack_));
  }

  void sum() {
    product();
    for (;;) {
      if (take('+')) {
        product();
        emit(Op::add);
      } else if (take('-')) {
        product();
        emit(Op::subtract);
      } else {
        return;
      }
    }
  }

  void product() {
    signed_value();
    for (;;) {
      if (take('*')) {
        signed_value();
        emit(Op::multiply);
      } else if (take('/')) {
        signed_value();
        emit(Op::divide);
      } else {
        return;
      }
    }
  }

  // Every way into another level leads through here.
  void signed_value() {
    if (++depth_ > kDeepestExpression)
      fail("at most " + std::to_string(kDeepestExpression) + " levels", "make it two columns");
    if (take('-')) {
      signed_value();
      emit(Op::negate);
    } else {
      power();
    }
    --depth_;
  }

  // -x^2 is -(x^2), x^-2 is allowed, and x^y^z is x^(y^z); ** is Python's sign for ^.
  void power() {
    value();
    const bool python = peek() == '*' && text_.substr(position_).starts_with("**");
    if (python) ++position_;
    if (!python && !take('^')) return;
    if (python) ++position_;
    signed_value();
    emit(Op::power);
  }

  void value() {
    const char c = peek();
    const std::size_t begin = position_;
    if (take('(')) {
      sum();
      require(')', "");
    } else if (is_digit(c) || c == '.') {
      emit(Op::number, number());
    } else if (c == '"' || c == '\'') {
      const std::string_view name = quoted_name(c);
      column(name, begin);
    } else if (is_name_part(c)) {
      const std::string_view name = word();
      if ((name == "np" || name == "numpy" || name == "math") && take('.'))
        call(word(), begin);
      else if (peek() == '(')
        call(name, begin);
      else
        column(name, begin);
    } else {
      fail("a number, a column, a function or '('");
    }
  }

  std::string_view word() {
    const std::size_t begin = position_;
    while (position_ < text_.size() && is_name_part(text_[position_])) ++position_;
    return text_.substr(begin, position_ - begin);
  }

  double number() {
    peek();
    double value = 0;
    const char* const end = text_.data() + text_.size();
    const auto [stop, error] = std::from_chars(text_.data() + position_, end, value);
    if (error != std::errc() || !std::isfinite(value)) fail("a number");
    position_ = static_cast<std::size_t>(stop - text_.data());
    return value;
  }

  std::string_view quoted_name(char quote) {
    const std::size_t begin = ++position_;
    const std::size_t end = text_.find(quote, begin);
    if (end == text_.npos) fail_at(begin - 1, "a name that ends with another quote");
    position_ = end + 1;
    return text_.substr(begin, end - begin);
  }

  void column(std::string_view name, std::size_t begin) {
    if (name.empty()) fail_at(begin, "the name of a column");
    auto& columns = out_.columns;
    const auto found = std::find(columns.begin(), columns.end(), name);
    const auto index = static_cast<std::size_t>(found - columns.begin());
    if (found == columns.end()) columns.emplace_back(name);
    emit(Op::column, 0, index);
  }

  void call(std::string_view name, std::size_t begin) {
    const Function* const function = find_function(name);
    if (function == nullptr)
      fail_at(begin, "one of the functions " + function_names(), nearest_function(name));
    require('(', function->form);
    sum();
    arguments(*function);
    require(')', function->form);
  }

  // What is behind the first argument, and the instruction itself.
  void arguments(const Function& function) {
    const std::string form = function.form;
    const auto next = [&] {
      require(',', form);
      sum();
    };
    switch (function.rest) {
      case Rest::none:
        return emit(function.op);
      case Rest::two:
        next();
        [[fallthrough]];
      case Rest::one:
        next();
        return emit(function.op);
      case Rest::some:
        do {
          next();
          emit(function.op);
        } while (peek() == ',');
        return;
      case Rest::rows_or_1:
        if (peek() != ',') return emit(function.op, 1);
        [[fallthrough]];
      case Rest::rows:
        require(',', form);
        return emit(function.op, rows());
      case Rest::seconds:
        require(',', form);
        return emit(function.op, positive("a number of seconds above 0"));
      case Rest::rows_order:
        return polynomial(function);
      case Rest::order_corner: {
        require(',', form);
        const int order = whole(kMostFilterOrder, "an order");
        require(',', form);
        return emit(function.op, positive("a corner in Hz above 0"), 0, order);
      }
      case Rest::corner_rate_order: {
        require(',', form);
        const double corner = positive("a corner in Hz above 0");
        require(',', form);
        const double rate = positive("a sampling rate in Hz above 0");
        require(',', form);
        return emit(function.op, corner, 0, whole(kMostFilterOrder, "an order"), rate);
      }
    }
  }

  double rows() {
    peek();
    const std::size_t begin = position_;
    const bool digits = position_ < text_.size() && is_digit(text_[position_]);
    const double count = digits ? number() : 0;
    if (count < 1 || count > kMostMemoryRows || count != std::floor(count))
      fail_at(begin, "a whole number of rows, 1 to 1000000",
              text_.substr(begin, 1) == "-" ? "a column may look back, never ahead" : "");
    remembered_ += count;
    if (remembered_ > kMostMemoryRows) fail_at(begin, "1000000 rows in all at most");
    return count;
  }

  // Rows that a polynomial of that order is fitted to.
  void polynomial(const Function& function) {
    require(',', function.form);
    const std::size_t begin = position_;
    const double count = rows();
    require(',', function.form);
    const int order = whole(kMostFilterOrder, "an order");
    if (count > kMostFitRows || count <= order)
      fail_at(begin, "more rows than the order, and at most " + std::to_string(kMostFitRows));
    emit(function.op, count, 0, order);
  }

  int whole(int most, const std::string& what) {
    peek();
    const std::size_t begin = position_;
    const bool digits = position_ < text_.size() && is_digit(text_[position_]);
    const double count = digits ? number() : 0;
    if (count < 1 || count > most || count != std::floor(count))
      fail_at(begin, what + ", 1 to " + std::to_string(most));
    return static_cast<int>(count);
  }

  double positive(const std::string& expected) {
    peek();
    const std::size_t begin = position_;
    const bool digits =
        position_ < text_.size() && (is_digit(text_[position_]) || text_[position_] == '.');
    const double value = digits ? number() : 0;
    if (!(value > 0)) fail_at(begin, expected);
    return value;
  }

  std::string_view text_;
  std::size_t position_ = 0;
  int depth_ = 0;
  int depth_of_stack_ = 0;
  double remembered_ = 0;  // rows, of all functions
  Expression out_;
};

}  // namespace

std::size_t taken(Op op) {
  switch (op) {
    case Op::number:
    case Op::column:
      return 0;
    case Op::add:
    case Op::subtract:
    case Op::multiply:
    case Op::divide:
    case Op::power:
    case Op::min:
    case Op::max:
      return 2;
    case Op::clip:
      return 3;
    default:
      return 1;
  }
}

Expression parse_expression(std::string_view text) { return Parser(text).parse(); }

}  // namespace lstmtrain
