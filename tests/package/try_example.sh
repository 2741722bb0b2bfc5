# Builds the example against the tree in $1 by pkg-config and by CMake, and runs both on simulated
# drives: try_example PREFIX COMPILER. Sourced by the tests of this folder.
example=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/example
try_example() {
  local prefix=$1 compiler=$2 libdir
  libdir=$(dirname "$(find "$prefix" -name lstmtrain.pc)")
  "$prefix/bin/lstmtrain" simulate --out drives --rows 600 > /dev/null
  cat > hp.json <<'JSON'
{ "FEATURE_COLUMNS": ["Current", "Temperature", "SOC"], "TRAINING_METHOD": "Stream", "NORMALIZATION": "zscore",
  "RNN_LAYER_SIZES": "8", "BATCH_SIZE": 8, "INITIAL_LR": 0.01, "MAX_EPOCHS": 40, "THREADS": 1 }
JSON

  # shellcheck disable=SC2046  # words, as pkg-config prints them
  "$compiler" -std=c++20 -O1 "$example/example.cpp" -o by_pkg_config \
    $(PKG_CONFIG_PATH="$libdir" pkg-config --cflags --libs lstmtrain)
  ./by_pkg_config > by_pkg_config.txt
  cat by_pkg_config.txt
  grep -Eq '^[0-9.]+ V now, [0-9.]+ V after a minute of load$' by_pkg_config.txt

  cmake -S "$example" -B by_cmake -G Ninja -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_CXX_COMPILER="$compiler" \
    -DCMAKE_BUILD_TYPE=Release > cmake.log
  cmake --build by_cmake >> cmake.log
  by_cmake/example > by_cmake.txt
  cmp by_pkg_config.txt by_cmake.txt

  # It stopped when it was told to: the last epoch, and no other, is below 50 mV.
  awk '/^epoch/ { n++; low += $3 < 50; last = $3 } END { exit !(low == 1 && last < 50 && n < 40) }' by_cmake.txt
  # Load takes the voltage down.
  awk '/V now/ { exit !($4 < $1 - 0.05) }' by_cmake.txt
  # An error leaves as its exit status.
  rm -r drives
  local status=0
  by_cmake/example > /dev/null 2> error.txt || status=$?
  [ "$status" -eq 66 ]
  grep -q 'drives' error.txt
}

# The C interface of the tree in $1, once hp.json is there: a C program with the archive and with the shared
# library, and Python by ctypes, say of every row of a drive what `lstmtrain predict` says.
try_c_interface() {
  local prefix=$1 libdir drive
  libdir=$(dirname "$(find "$prefix" -name liblstmtrain-predict.a)")
  "$prefix/bin/lstmtrain" simulate --out c_drives --rows 600 > /dev/null
  "$prefix/bin/lstmtrain" --hyperparams hp.json --data c_drives --out c_run --quiet --set MAX_EPOCHS=3 > /dev/null
  drive=$(find c_drives/test -name '*.csv' | sort | head -1)
  "$prefix/bin/lstmtrain" predict --model c_run/best.safetensors --data "$drive" --out said.csv
  tail -n +2 "$drive" | cut -d, -f2-4 > rows.txt  # Current, Temperature, SOC

  cc -std=c99 -pedantic -Wall -Wextra -Werror -O1 -I"$prefix/include" -c "$example/step.c" -o step.o
  c++ step.o "$libdir/liblstmtrain-predict.a" -o step_archive
  cc step.o -L"$libdir" -llstmtrain-predict -Wl,-rpath,"$libdir" -o step_shared
  for program in archive shared; do
    ./step_$program c_run/best.safetensors < rows.txt > $program.txt
    [ "$(wc -l < $program.txt)" -gt 500 ]
  done
  cmp archive.txt shared.txt
  local status=0
  ./step_archive none.safetensors < rows.txt 2> error.txt || status=$?
  [ "$status" -eq 66 ]
  grep -q none.safetensors error.txt

  command -v python3 > /dev/null || { echo "Not tried: Python's ctypes, since python3 is missing"; return; }
  python3 "$example/step.py" "$libdir/liblstmtrain-predict.so" c_run/best.safetensors < rows.txt > python.txt
  cmp archive.txt python.txt
  python3 - <<'PYTHON'
import csv, struct
said = [struct.pack("f", float(row[-1])) for row in list(csv.reader(open("said.csv")))[1:]]
got = [struct.pack("f", float(line)) for line in open("archive.txt")]
assert said == got, "the C interface says something else than predict"
PYTHON
}
