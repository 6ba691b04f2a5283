#!/usr/bin/env bash
# make_oracle_venv.sh FOLDER [DATA]: the Python environment of the oracles (PyRadiomics 3.0.1 and what it needs, pinned in
# tests/requirements.txt) and, in DATA (default: oracle-data beside FOLDER), PyRadiomics' two lung images, which only its source
# archive carries. Nothing is done when both are there. Without the images the environment is still good: their cases are left out
# by name. Needs python3-venv, python3-dev and gcc (tools/install_packages.sh test).
set -euo pipefail
folder=${1:?usage: make_oracle_venv.sh FOLDER [DATA]}
data=${2:-$(dirname "$folder")/oracle-data}
requirements=$(cd "$(dirname "$0")/.." && pwd)/tests/requirements.txt
stamp=$folder/made-$(sha256sum "$requirements" | cut -c1-16)
log=$folder.log
images=(lung1_image.nrrd lung2_image.nrrd)

have_images() { for image in "${images[@]}"; do [ -s "$data/$image" ] || return 1; done; }
quietly() { "$@" >>"$log" 2>&1; }
pip() { "$folder/bin/python" -m pip --disable-pip-version-check "$@"; }

if [ -e "$stamp" ] && have_images; then exit 0; fi
mkdir -p "$(dirname "$folder")" "$data"
: >"$log"
fail() { tail -20 "$log" >&2; echo "make_oracle_venv.sh: $1 (all of it: $log)" >&2; exit 3; }

if [ ! -e "$stamp" ]; then
  echo "Making the oracles' environment in $folder (PyRadiomics is compiled: about a minute)"
  rm -rf "$folder"
  quietly python3 -m venv "$folder" || fail "python3 -m venv failed: install python3-venv"
  mapfile -t build < <(grep -E '^(setuptools|wheel|numpy)==' "$requirements")
  quietly pip install -q "${build[@]}" || fail "no $(printf '%s ' "${build[@]}")from the package index"
fi

# One download serves both: the source archive is what PyRadiomics is built from, and its data folder has the images.
archives=$(mktemp -d)
trap 'rm -rf "$archives"' EXIT
pyradiomics=$(grep -E '^pyradiomics==' "$requirements")
if quietly pip download -q --no-deps --no-binary :all: --no-build-isolation -d "$archives" "$pyradiomics"; then
  archive=$(ls "$archives"/pyradiomics-*.tar.gz)
  if ! have_images; then
    for image in "${images[@]}"; do
      quietly tar -xzf "$archive" -C "$archives" --wildcards "*/data/$image" && mv "$archives"/*/data/"$image" "$data/" || true
    done
  fi
fi
have_images || echo "make_oracle_venv.sh: the lung images of $pyradiomics could not be fetched; the cases lung1 and lung2 will be left out" >&2
[ -e "$stamp" ] && exit 0

quietly pip install -q --no-build-isolation --find-links "$archives" -r "$requirements" || fail "the packages of $requirements could not be installed"
quietly env PYTHONWARNINGS=ignore "$folder/bin/python" -c 'import radiomics; from radiomics import featureextractor, _cmatrices, _cshape' \
  || fail "PyRadiomics was installed but does not start"
touch "$stamp"
