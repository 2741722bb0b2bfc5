#!/usr/bin/env bash
# Installs the build $1 into an empty folder, moves it, and builds the example against it.
set -euo pipefail
build=$1 compiler=$2
[ -z "${3:-}" ] || { echo "Skipped: a cross build"; exit 77; }
# shellcheck source=tests/package/try_example.sh
. "$(dirname "$0")/try_example.sh"
command -v pkg-config > /dev/null || { echo "Skipped: pkg-config is missing"; exit 77; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cmake --install "$build" --prefix "$work/first" > install.log
mv first moved
try_example "$work/moved" "$compiler"
try_c_interface "$work/moved"
if command -v man > /dev/null; then
  man -l --warnings moved/share/man/man1/lstmtrain.1.gz 2> man.txt | grep -q COMMANDS
  ! [ -s man.txt ] || { cat man.txt; exit 1; }
else
  echo "Not looked at: the manual page, since man is missing"
fi
bash -n moved/share/bash-completion/completions/lstmtrain
