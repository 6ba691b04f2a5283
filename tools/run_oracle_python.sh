#!/usr/bin/env bash
# run_oracle_python.sh SCRIPT [ARGUMENT …]: a script under the oracles' Python (build/oracle-venv, or PETRA_ORACLE_PYTHON). Status 77 (ctest:
# skipped) where it was not made, unless PETRA_REFERENCE_COMPLETE=1.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
python=${PETRA_ORACLE_PYTHON:-$root/build/oracle-venv/bin/python}
if [ ! -x "$python" ]; then
  echo "no $python: make oracle-venv"
  [ "${PETRA_REFERENCE_COMPLETE:-}" = 1 ] && exit 1
  exit 77
fi
exec "$python" "$@"
