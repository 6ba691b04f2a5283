#!/usr/bin/env bash
# run.sh BUILD_FOLDER [SECONDS]: every libFuzzer program of the build for some seconds, starting from the seeds in tests/fuzz/corpus.
# What it learns stays in BUILD_FOLDER/corpus; an input that crashes is written there as crash-…, and the script ends with status 1.
set -euo pipefail
build=${1:?usage: run.sh BUILD_FOLDER [SECONDS]}
seconds=${2:-60}
here=$(cd "$(dirname "$0")" && pwd)
failed=()
for program in "$build"/src/petra/*/*_fuzz; do
  name=$(basename "$program" _fuzz)
  learnt=$build/corpus/$name
  mkdir -p "$learnt"
  dictionary=(); [ -f "$here/$name.dict" ] && dictionary=("-dict=$here/$name.dict")
  echo "$name: $seconds s"
  if ! "$program" "$learnt" "$here/corpus/$name" "${dictionary[@]}" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=1024 -max_len=8192 \
    -artifact_prefix="$learnt/" -print_final_stats=1 >"$learnt.log" 2>&1; then
    failed+=("$name"); tail -30 "$learnt.log"
  fi
  grep -E 'stat::(number_of_executed_units|peak_rss_mb)|DONE' "$learnt.log" || true
done
[ ${#failed[@]} -eq 0 ] || { echo "failed: ${failed[*]}" >&2; exit 1; }
