# Sourced by the scripts beside it: a working folder, and checks of exit codes and answers.
set -euo pipefail
tradein=$1 source=$2
work=$(mktemp -d)
# A service that a failed check leaves behind would keep the runner waiting for its output.
trap 'kill $(jobs -p) 2>/dev/null || true; chmod -R u+w "$work" "$work".* 2>/dev/null || true; rm -rf "$work" "$work".*' EXIT
export TRADEIN_ANCHORS=$work/anchors
passed=0

# expect CODE WHAT COMMAND…: the exit code is part of the contract.
expect() {
  local wanted=$1 what=$2 code=0
  shift 2
  "$@" >"$work/out" 2>"$work/err" || code=$?
  if [ "$code" -ne "$wanted" ]; then
    printf 'FAILED: %s: exit %d instead of %d\n' "$what" "$code" "$wanted" >&2
    cat "$work/out" "$work/err" >&2
    exit 1
  fi
  passed=$((passed + 1))
}
# holds WHAT PATTERN: the last answer has it, or what was said beside it.
holds() {
  grep -qE -- "$2" "$work/out" "$work/err" || {
    printf 'FAILED: %s: no %s in\n' "$1" "$2" >&2
    cat "$work/out" "$work/err" >&2
    exit 1
  }
  passed=$((passed + 1))
}
finish() { printf '%d passed, 0 failed\n' "$passed"; }
