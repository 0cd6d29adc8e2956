#!/bin/sh
# Makes sure that the browser tests have Debian's Chromium and a font with Chinese characters.
set -eu
missing=""
[ -x /usr/bin/chromium ] || missing="chromium"
fc-list :lang=zh 2>/dev/null | grep -q . || missing="$missing fonts-noto-cjk"
[ -n "$missing" ] || exit 0
as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo -n"
export DEBIAN_FRONTEND=noninteractive
if ! { $as_root apt-get update -qq && $as_root apt-get install -y -qq $missing fontconfig; } >/dev/null 2>&1; then
    echo "The browser tests need: apt-get install $missing fontconfig" >&2
    exit 1
fi
