#!/usr/bin/env bash
# Remakes both lock files from pyproject.toml: every version with its hashes, for Python 3.11 and 3.12 at once,
# and no address of any registry. Versions already locked stay unless `make lock UPGRADE=1`.
set -euo pipefail
cd "$(dirname "$0")/.."

workshop=$(mktemp -d)
trap 'rm -rf "$workshop"' EXIT
.venv/bin/python -m venv "$workshop"
"$workshop/bin/python" -m pip --disable-pip-version-check --quiet install 'uv>=0.9'

compile() {
    UV_CUSTOM_COMPILE_COMMAND="make lock" "$workshop/bin/uv" pip compile --quiet --no-config --universal \
        --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
        ${UPGRADE:+--upgrade} "$@"
}

compile --group pyproject.toml:build --output-file requirements-build.lock
compile pyproject.toml --group dev --constraints requirements-build.lock --output-file requirements.lock
