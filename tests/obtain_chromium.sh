#!/bin/sh
# Makes sure that there is a Chromium for the browser tests: one that is installed, or Debian's.
set -eu
for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null && exit 0
done
if command -v apt-get >/dev/null; then
    as_root=""
    [ "$(id -u)" = 0 ] || as_root="sudo"
    echo "Installing Chromium for the browser tests"
    $as_root apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -qq -y --no-install-recommends chromium >/dev/null
    exit 0
fi
echo "The browser tests need Chromium: install it so that 'chromium' or 'google-chrome' is on the PATH." >&2
exit 1
