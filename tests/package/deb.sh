#!/usr/bin/env bash
# Makes the Debian package of the build $1, unpacks it in an empty folder, trains with its program and
# builds the example against its library. Of a cross build the program runs in the emulator $3.
set -euo pipefail
build=$1 compiler=$2 emulator=${3:-}
# shellcheck source=tests/package/try_example.sh
. "$(dirname "$0")/try_example.sh"
for tool in dpkg-deb dpkg-shlibdeps pkg-config; do
  command -v "$tool" > /dev/null || { echo "Skipped: $tool is missing"; exit 77; }
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cpack --config "$build/CPackConfig.cmake" -G DEB -B "$work/package" > cpack.log || { cat cpack.log; exit 1; }
deb=(package/*.deb)
dpkg-deb -f "${deb[0]}" Package Version Architecture Depends
# The C and C++ runtime and nothing else.
depends=$(dpkg-deb -f "${deb[0]}" Depends | sed 's/([^)]*)//g; s/ //g' | tr ',' '\n' | sort | tr '\n' ' ')
grep -q libc6 <<< "$depends"
[ -z "$(tr ' ' '\n' <<< "$depends" | grep -vxE 'libc6|libgcc-s1|libstdc\+\+6|')" ] || { echo "depends on $depends"; exit 1; }
dpkg-deb -x "${deb[0]}" root
for file in bin/lstmtrain lib/liblstmtrain.a include/lstmtrain/lstmtrain.hpp share/man/man1/lstmtrain.1.gz; do
  [ -s "root/usr/$file" ]
done
[ -n "$emulator" ] || try_example "$work/root/usr" "$compiler"
lstmtrain() { ${emulator:+"$emulator"} root/usr/bin/lstmtrain "$@"; }
lstmtrain simulate --out drives --rows 600 > /dev/null
lstmtrain --hyperparams root/usr/share/lstmtrain/hyperparams/demo.json --data drives --out run \
  --quiet --set MAX_EPOCHS=3
lstmtrain test --model run/best.safetensors --data drives/test > table.txt
grep -q 'all' table.txt
