#!/bin/sh
# Write requirements/*.txt anew from pyproject.toml: every version pinned, every file hashed, for
# every platform. What is pinned stays as it is unless --upgrade (or --upgrade-package X) is given.
#
# No address of any package index goes into the files: whoever installs uses the index their own
# pip is configured for, and the hashes say whether it gave them the right thing.
set -eu
cd "$(dirname "$0")/.."
lock() {
    out=$1 in=$2
    shift 2
    uv pip compile "$in" --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-annotate --no-header --quiet --output-file "$out" "$@"
}
lock requirements/build.txt requirements/build.in "$@"
lock requirements/base.txt pyproject.toml "$@"
lock requirements/sm2.txt requirements/sm2.in "$@"
# The tools must not pull the application to other versions than it is deployed with.
lock requirements/dev.txt pyproject.toml --extra dev --constraint requirements/base.txt \
    --constraint requirements/build.txt --constraint requirements/sm2.txt "$@"
