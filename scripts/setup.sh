#!/usr/bin/env bash
# Makes .venv from the two lock files, then installs the project into it, editable. `make setup` runs it only when
# a lock or pyproject.toml is newer than the last set-up. PYTHON=/path/to/python picks an interpreter.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

fail() {
    say "setup: $1"
    shift
    for line in "$@"; do say "       $line"; done
    exit 1
}

is_suitable() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))' >/dev/null 2>&1
}

candidates() {
    [ -z "${PYTHON:-}" ] || printf '%s\n' "$PYTHON"
    printf '%s\n' python3.12 python3.11 python3 python
    printf '%s\n' /usr/bin/python3.12 /usr/bin/python3.11 /usr/local/bin/python3.12 /usr/local/bin/python3.11
    printf '%s\n' "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[12].*/bin/python3
}

find_python() {
    local candidate
    if [ -n "${PYTHON:-}" ]; then
        is_suitable "$PYTHON" || fail "PYTHON=$PYTHON is not Python 3.11 or 3.12."
    fi
    while read -r candidate; do
        if is_suitable "$candidate"; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
    done < <(candidates)
    fail "needs Python 3.11 or 3.12; none of python3.12, python3.11, python3 is one." \
        "Debian and Ubuntu: apt-get install python3 python3-venv python3-dev" \
        "or name one: make setup PYTHON=/path/to/python3.12"
}

python=$(find_python)
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
    fail "$python cannot make virtual environments." "Debian and Ubuntu: apt-get install python3-venv"
command -v "${CC:-cc}" >/dev/null ||
    fail "no C compiler (cc); durable-rules is published as source only." "Debian and Ubuntu: apt-get install build-essential"
"$python" - <<'PY' || fail "the C headers of $python are missing (Python.h)." "Debian and Ubuntu: apt-get install python3-dev"
import pathlib, sys, sysconfig
sys.exit(not pathlib.Path(sysconfig.get_path("include"), "Python.h").exists())
PY

say "setup: making .venv with $("$python" --version) (a few minutes the first time)"
[ -x .venv/bin/python ] && is_suitable .venv/bin/python || "$python" -m venv --clear .venv
pip=(.venv/bin/python -m pip --disable-pip-version-check --quiet)
"${pip[@]}" install --require-hashes -r requirements-build.lock
# Built with the pinned build tools just installed, not with whatever is newest today.
"${pip[@]}" install --require-hashes --no-build-isolation -r requirements.lock
"${pip[@]}" install --no-deps --no-build-isolation --editable .
.venv/bin/python -c 'import durable_rules_engine, litestar, nicegui, piccolo' ||
    fail "the installed packages do not import; remove .venv and run make setup again."
touch .venv/.up-to-date
say "setup: done"
