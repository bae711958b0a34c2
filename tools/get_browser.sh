#!/bin/sh
# Make sure that there is a Chromium and a Chinese font for the browser tests.
set -eu

browser() { command -v chromium-headless-shell >/dev/null 2>&1 || command -v chromium >/dev/null 2>&1; }
font() { ls /usr/share/fonts/*/noto/NotoSansCJK* >/dev/null 2>&1; }

if browser && font; then
    exit 0
fi
as_root=
if [ "$(id -u)" != 0 ]; then
    as_root="sudo -n"
    sudo -n true 2>/dev/null || as_root=none
fi
if [ "$as_root" = none ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "浏览器测试需要 Chromium 和中文字体。请安装软件包 chromium 和 fonts-noto-cjk 后重试。" >&2
    echo "The browser tests need the packages chromium and fonts-noto-cjk: install them." >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
install() { $as_root apt-get install -y -qq --no-install-recommends "$@"; }
$as_root apt-get update -qq
font || install fonts-noto-cjk
# The shell without windows is half the work, but not every distribution has it.
browser || install chromium-headless-shell || install chromium
