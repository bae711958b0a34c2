#!/usr/bin/env bash
# Prove that a machine that has never seen this software can run it: a clean clone of what is
# committed, an empty home, an empty environment. Prints how long each step took.
#
#   tools/fresh_machine.sh                 the demo district and the default tests
#   tools/fresh_machine.sh make check      any other command
set -euo pipefail
source=$(cd "$(dirname "$0")/.." && pwd)
place=$(mktemp -d)
chmod 755 "$place"
trap 'rm -rf "$place"' EXIT
git clone --quiet "$source" "$place/redvest"
mkdir "$place/home"
cd "$place/redvest"

timed() {
    local began=$SECONDS
    env -i PATH="$PATH" HOME="$place/home" REDVEST_DATA_DIR="$place/data" ${PYTHON:+PYTHON="$PYTHON"} \
        "$@" </dev/null
    echo "fresh machine: $* took $((SECONDS - began)) s"
}
if [ $# -gt 0 ]; then
    timed "$@"
else
    timed make demo ONCE=1
    timed make test
fi
if [ -n "$(git status --porcelain)" ]; then
    echo "fresh machine: the commands left these behind:" >&2
    git status --short >&2
    exit 1
fi
