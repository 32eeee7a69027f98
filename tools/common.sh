# Shared by the scripts beside it; sourced, not run.
# shellcheck shell=bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
logs=build/logs
mkdir -p "$logs"

step() { printf '== %s\n' "$*"; }

stop() {  # exit code, then lines for the reader
  local code=$1
  shift
  printf '%s\n' "$@" >&2
  exit "$code"
}

takes_no_arguments() {
  [ $# -eq 0 ] || stop 2 "usage: tools/${0##*/}   (it takes no arguments; its first lines say what it does)"
}

# Runs a command with its output in $logs/NAME.log; shows the end of it where the command fails.
logged() {
  local log=$logs/$1.log
  shift
  if "$@" >"$log" 2>&1; then return 0; fi
  tail -n 25 "$log" | sed 's/^/   | /' >&2
  stop 1 "failed: $*" "the whole output: $log"
}

configure() {
  # A cache made in another place is of no use here; ninja itself sees to all other changes.
  if ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$PWD" build/CMakeCache.txt 2>/dev/null; then
    step "configure build/ (release)"
    logged configure cmake --preset release --fresh
  elif [ ! -e build/build.ninja ]; then
    step "configure build/ (release)"
    logged configure cmake --preset release
  fi
}

# Builds the named targets (all by default); a line each tenth of the way where no terminal is.
build() {
  configure
  step "build ${*:-everything} (release, $(nproc) at once)"
  local command=(cmake --build --preset release -j "$(nproc)" ${1:+--target "$@"})
  if [ -t 1 ]; then
    "${command[@]}" || stop 1 "the build failed; the first error above says where"
    return
  fi
  local line percent next=10
  "${command[@]}" 2>&1 | tee "$logs/build.log" | while IFS= read -r line; do
    [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]] || continue
    percent=$((100 * BASH_REMATCH[1] / BASH_REMATCH[2]))
    if [ "$percent" -ge "$next" ]; then
      printf '   %d %% (%s)\n' "$percent" "${BASH_REMATCH[0]}"
      next=$((percent / 10 * 10 + 10))
    fi
  done || {
    grep -A 20 -m 3 -E 'FAILED|error:' "$logs/build.log" | head -n 60 | sed 's/^/   | /' >&2
    stop 1 "the build failed; the whole output: $logs/build.log"
  }
}
