#!/usr/bin/env bash
# Installs the Debian packages that petra is built from ("run") and those that its tests need on top ("test"); nothing when all are there.
# The lists are docs/dependencies.md's.
set -euo pipefail
mkdir -p build
run=(build-essential cmake ninja-build ccache pkg-config python3 python3-venv
     libeigen3-dev libboost-dev libtbb-dev libfmt-dev libspdlog-dev nlohmann-json3-dev libyaml-cpp-dev libsqlite3-dev libcli11-dev
     zlib1g-dev libdeflate-dev libssl-dev libdcmtk-dev libopenjp2-7-dev libcurl4-openssl-dev libxlsxwriter-dev libgtest-dev)
test=(python3-dev chromium dcmtk dicom3tools plastimatch orthanc orthanc-dicomweb)
fuzz=(clang-14 libclang-rt-14-dev)
case "${1:-run}" in
  run) wanted=("${run[@]}") ;;
  test) wanted=("${run[@]}" "${test[@]}") ;;
  fuzz) wanted=("${run[@]}" "${fuzz[@]}") ;;
  *) echo "usage: $0 run|test|fuzz" >&2; exit 2 ;;
esac
missing=()
for package in "${wanted[@]}"; do
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0
if ! command -v apt-get >/dev/null; then
  echo "petra is set up for Debian 12. On another system install what docs/dependencies.md lists, then: make build packages=" >&2
  exit 3
fi
as_root=(); [ "$(id -u)" = 0 ] || as_root=(sudo)
echo "Installing ${#missing[@]} Debian packages: ${missing[*]}"
log=build/packages.log
"${as_root[@]}" apt-get update -q >"$log" 2>&1 || { tail -5 "$log"; exit 3; }
DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -q --no-install-recommends "${missing[@]}" >>"$log" 2>&1 || { tail -20 "$log"; exit 3; }
