#!/usr/bin/env bash
# Puts the engines that `make bench` measures beside ours into .bench, away from the project's own environment.
set -euo pipefail
cd "$(dirname "$0")/.."

mkdir -p .bench/node
.venv/bin/python -m pip --disable-pip-version-check --quiet install --upgrade --target .bench/python -r benchmarks/peers.txt
if command -v npm >/dev/null; then
    cp benchmarks/package.json .bench/node/
    npm --prefix .bench/node install --no-audit --no-fund --silent
else
    printf 'bench-peers: npm is not installed; json-rules-engine is left out\n' >&2
fi
