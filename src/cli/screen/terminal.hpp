// Where the program prints: stdout for results, stderr for progress and errors, each judged by
// itself. Colour: --no-color > NO_COLOR, TERM=dumb > CLICOLOR_FORCE, FORCE_COLOR > is it a
// terminal.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace lstmtrain::cli {

// Takes descriptors 0 to 2 where the caller closed them: the next file that is opened would get one
// of them, and the messages into itself. What is written there fails as it did before.
void hold_standard_streams();

enum class Style { plain, bold, red, yellow, green, dim };

class TextStream {
 public:
  TextStream(std::FILE* file, bool no_color);

  // A terminal that can redraw a line.
  bool live() const { return live_; }
  bool colour() const { return colour_; }
  // Columns of the terminal; 80 when unknown.
  int width() const;
  // `text` in `style`, or as it is where there is no colour.
  std::string paint(std::string_view text, Style style) const;
  // Writes and flushes what is visible of it (base/text/words.hpp) and the styles of paint(). A
  // reader that went away is no error: a run goes on without it.
  void write(std::string_view text);
  // The same over the line that the cursor is in.
  void overwrite(std::string_view text);
  // True when nothing that is written arrives any more: the reader went away, or good() is false.
  bool gone() const { return gone_; }
  // False when something written was lost for another reason than a reader that went away.
  bool good() const { return good_; }

 private:
  void put(const std::string& text);

  std::FILE* file_;
  bool live_ = false, colour_ = false, gone_ = false, good_ = true;
};

struct Terminal {
  explicit Terminal(bool no_color) : out(stdout, no_color), err(stderr, no_color) {}

  // "lstmtrain: error: ..." on stderr, a line for each line of `message`; warning and note alike.
  void error(std::string_view message) { labelled("error", Style::red, message); }
  void warning(std::string_view message) { labelled("warning", Style::yellow, message); }
  void note(std::string_view message) { labelled("note", Style::dim, message); }

  TextStream out, err;

 private:
  void labelled(std::string_view label, Style style, std::string_view message);
};

}  // namespace lstmtrain::cli
