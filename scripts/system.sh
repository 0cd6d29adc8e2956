#!/bin/sh
# Makes sure that the tests have what comes from the system: Debian's Chromium, a font with Chinese
# characters, LibreOffice, which reads old Office files, and nginx, a proxy to stand behind.
set -eu
missing=""
[ -x /usr/bin/chromium ] || missing="chromium"
fc-list :lang=zh 2>/dev/null | grep -q . || missing="$missing fonts-noto-cjk"
command -v soffice >/dev/null || missing="$missing libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui"
command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] || missing="$missing nginx-light"
[ -n "$missing" ] || exit 0
as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo -n"
export DEBIAN_FRONTEND=noninteractive
if ! { $as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends $missing fontconfig; } >/dev/null 2>&1; then
    echo "The tests need: apt-get install --no-install-recommends $missing fontconfig" >&2
    exit 1
fi
