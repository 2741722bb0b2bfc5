#include "data/csv_reader.hpp"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>

#include "data/cell.hpp"
#include "data/csv_layout.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain {
namespace {

constexpr std::size_t kFirstBad = 5;  // named one by one

std::string read_text(const std::string& path, const std::string& name) {
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  if (!in) {
    const int reason = errno;
    throw Error(reason == ENOENT ? ErrorCode::not_found : ErrorCode::io,
                name + ": cannot be opened, " + std::strerror(reason) +
                    ". Hint: check the path and its permissions.");
  }
  std::string text(static_cast<std::size_t>(std::max<std::streamoff>(in.tellg(), 0)), '\0');
  in.seekg(0);
  if (!in.read(text.data(), static_cast<std::streamsize>(text.size())) && !text.empty())
    throw Error(ErrorCode::io, name + ": cannot be read. Hint: is it a regular file?");
  return text;
}

// Without a byte-order mark; refuses what is no text.
std::string_view check_text(const std::string& name, std::string_view text) {
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  if (text.find_first_not_of(" \t\r\n") == text.npos)
    throw Error(ErrorCode::data, name + ": the file is empty, expected a header and rows.");
  if (std::memchr(text.data(), '\0', text.size()) != nullptr)
    throw Error(
        ErrorCode::data,
        name + ": a binary or UTF-16 file, expected CSV text. Hint: export it as UTF-8 CSV.");
  return text;
}

// Running count, range, mean and deviation of one column (Welford 1962).
struct ColumnMeter {
  ColumnSummary summary;
  std::size_t good = 0;
  double m2 = 0;

  void add(double x) {
    if (good++ == 0) summary.min = summary.max = x;
    summary.min = std::min(summary.min, x);
    summary.max = std::max(summary.max, x);
    const double delta = x - summary.mean;
    summary.mean += delta / static_cast<double>(good);
    m2 += delta * (x - summary.mean);
  }
  void count(CellKind kind) {
    summary.blank += kind == CellKind::blank;
    summary.text += kind == CellKind::text;
    summary.nan += kind == CellKind::nan;
    summary.inf += kind == CellKind::inf;
    summary.overflow += kind == CellKind::overflow;
    summary.sentinel += kind == CellKind::sentinel;
  }
  ColumnSummary result() {
    summary.deviation = good > 0 ? std::sqrt(m2 / static_cast<double>(good)) : 0;
    return summary;
  }
};

class Reader {
 public:
  Reader(const std::string& name, const std::vector<std::string>& columns, const Hyperparams& hp)
      : name_(name), columns_(columns), hp_(hp), meters_(columns.size()) {
    for (std::size_t c = 0; c < columns.size(); ++c) meters_[c].summary.name = columns[c];
  }

  CsvResult read(const std::string& path) {
    const std::string raw = read_text(path, name_);
    const std::string_view text = check_text(name_, raw);
    layout_ = find_layout(name_, text, columns_, hp_.time_column);
    result_.file.path = path;
    result_.file.name = result_.summary.name = name_;
    result_.file.columns = columns_.size();
    result_.file.first_line = layout_.data_line;
    result_.file.iso_time = layout_.iso_time;
    result_.notes = layout_.notes;
    read_rows(text);
    if (result_.file.rows == 0)
      throw Error(ErrorCode::data,
                  name_ + ": the file has a header and no rows, expected data below line " +
                      std::to_string(layout_.data_line - 1) + ".");
    result_.summary.rows = result_.file.rows;
    for (ColumnMeter& meter : meters_) result_.summary.columns.push_back(meter.result());
    return std::move(result_);
  }

 private:
  void read_rows(std::string_view text) {
    std::size_t position = layout_.data_begin, blank_rows = 0, blank_lines = 0;
    result_.file.values.reserve((text.size() - position) / 8);
    for (line_ = layout_.data_line; position < text.size(); ++line_) {
      const std::string_view line = next_line(text, position);
      if (line.find_first_not_of(" \t") == line.npos) {
        ++blank_lines;
        continue;
      }
      split_cells(line, layout_.delimiter, cells_);
      // Rows of nothing but delimiters at the end of a file are no rows; before the end they are
      // blank cells.
      if (std::all_of(cells_.begin(), cells_.end(),
                      [](std::string_view c) { return trim_cell(c).empty(); })) {
        ++blank_rows;
        continue;
      }
      for (; blank_rows > 0; --blank_rows) add_blank_row();
      if (blank_lines > 0) result_.file.skipped_lines.emplace_back(result_.file.rows, blank_lines);
      blank_lines = 0;
      check_width();
      add_row();
    }
    result_.file.values.shrink_to_fit();
    result_.file.time.shrink_to_fit();
  }

  void check_width() {
    std::size_t used = cells_.size();
    while (used > layout_.header.size() && trim_cell(cells_[used - 1]).empty()) --used;
    if (used == layout_.header.size()) return;
    throw Error(ErrorCode::data,
                name_ + ":" + std::to_string(line_) + ": ragged row, got " + std::to_string(used) +
                    " cells, expected " + std::to_string(layout_.header.size()) +
                    " as in the header. Hint: was the file cut off or a cell left unquoted?");
  }

  void add_row() {
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      CellValue cell = parse_cell(cells_[layout_.wanted[c]], layout_.decimal_comma);
      if (cell.kind == CellKind::number &&
          std::find(hp_.missing_values.begin(), hp_.missing_values.end(), cell.value) !=
              hp_.missing_values.end())
        cell = {CellKind::sentinel, std::numeric_limits<double>::quiet_NaN()};
      if (cell.kind == CellKind::number)
        meters_[c].add(cell.value);
      else
        bad_cell(c, cell.kind);
      const bool kept = cell.kind == CellKind::number || hp_.missing_data == "keep";
      result_.file.values.push_back(kept ? static_cast<float>(cell.value)
                                         : std::numeric_limits<float>::quiet_NaN());
    }
    if (!layout_.time.empty()) result_.file.time.push_back(time_of_row());
    ++result_.file.rows;
  }

  void add_blank_row() {
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      meters_[c].count(CellKind::blank);
      result_.file.values.push_back(std::numeric_limits<float>::quiet_NaN());
    }
    if (!layout_.time.empty())
      result_.file.time.push_back(std::numeric_limits<double>::quiet_NaN());
    ++result_.file.rows;
  }

  void bad_cell(std::size_t c, CellKind kind) {
    meters_[c].count(kind);
    if (result_.summary.first_bad.size() >= kFirstBad && hp_.missing_data != "error") return;
    const std::size_t column = layout_.wanted[c];
    const std::string what = name_ + ":" + std::to_string(line_) + ":" +
                             std::to_string(column + 1) + ": column \"" + columns_[c] + "\" " +
                             describe_cell(kind, cells_[column]);
    if (hp_.missing_data == "error")
      throw Error(
          ErrorCode::data,
          what + ", expected a decimal. Hint: set MISSING_DATA to \"split\" or \"interpolate\".");
    result_.summary.first_bad.push_back(what);
  }

  // Seconds; NaN when the cell is no time.
  double time_of_row() const {
    double sum = 0;
    for (const std::size_t column : layout_.time) {
      double seconds = 0;
      if (layout_.iso_time) {
        if (!parse_iso_time(cells_[column], seconds))
          return std::numeric_limits<double>::quiet_NaN();
      } else {
        const CellValue cell = parse_cell(cells_[column], layout_.decimal_comma);
        if (cell.kind != CellKind::number) return std::numeric_limits<double>::quiet_NaN();
        seconds = cell.value;
      }
      sum += seconds;
    }
    return sum;
  }

  const std::string& name_;
  const std::vector<std::string>& columns_;
  const Hyperparams& hp_;
  CsvLayout layout_;
  CsvResult result_;
  std::vector<ColumnMeter> meters_;
  std::vector<std::string_view> cells_;
  std::uint64_t line_ = 0;
};

}  // namespace

CsvResult read_csv(const std::string& path, const std::string& name,
                   const std::vector<std::string>& columns, const Hyperparams& hyperparams) {
  return Reader(name, columns, hyperparams).read(path);
}

}  // namespace lstmtrain
