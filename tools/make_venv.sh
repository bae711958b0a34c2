#!/bin/sh
# Make .venv if it is missing or half-made, and install one pinned list into it: base or dev.
# Nothing outside the checkout is touched.
set -eu
cd "$(dirname "$0")/.."
list=$1

say() { printf '%s\n' "$@" >&2; }

find_python() {
    for name in "${PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    say "需要 Python 3.11 或更新的版本; 找到的是: $(python3 --version 2>&1 || true)" \
        "安装后可用 make PYTHON=/path/to/python3.11 … 指明位置。" \
        "Python 3.11 or newer is needed. If it is not on the PATH: make PYTHON=/path/to/it …"
    exit 1
}

# A run that was interrupted leaves a folder whose pip does not work: begin again.
if [ -e .venv ] && ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    rm -rf .venv
fi
if [ ! -e .venv ]; then
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        say "这个 Python 缺少 venv 模块。Debian/Ubuntu: apt install python3-venv" \
            "This Python has no venv module. On Debian and Ubuntu: apt install python3-venv"
        exit 1
    fi
    "$python" -m venv .venv
fi
# Wheels only, each with a known hash, so that no package runs code while it is installed. The
# exception comes as source only and is built with a setuptools that is pinned as well.
pip() { .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input "$@"; }
pip --only-binary :all: --require-hashes -r requirements/build.txt
pip --only-binary :all: --no-binary lunar-python --no-build-isolation \
    --require-hashes -r "requirements/$list.txt"
touch ".venv/.$list"
