#!/bin/sh
# One short test of MongoDB in each setting, on docker. Needs a registry that gives mongo:8, or that image in the engine.
# Exit code: that of the first test that does not come out as it should.
set -eu
cd "$(dirname "$0")/.."
murphy="node dist/src/cli/main.js"
[ -e dist/src/cli/main.js ] || npm run build

# NAME EXPECTED-EXIT-CODE ARGUMENTS…
smoke() {
  name=$1 expected=$2
  shift 2
  code=0
  $murphy test mongodb --quiet --rate 100 --time-limit 10 "$@" || code=$?
  if [ "$code" -eq "$expected" ]; then
    echo "$name: as it should be (exit code $code)"
  else
    echo "$name: exit code $code, and not $expected" >&2
    exit "$((code == 0 ? 1 : code))"
  fi
}

smoke 'default, set' 0 --setting default --workload set
smoke 'majority, list-append' 0 --setting majority --workload list-append
smoke 'majority, bank' 0 --setting majority --workload bank
smoke 'linearizable, register, kills' 0 --setting linearizable --workload register --faults kill
smoke 'majority, switchover' 0 --setting majority --workload set --faults switchover
smoke 'w1, an isolated primary loses writes' 1 --setting w1 --workload set --schedule isolated-primary --time-limit 30
