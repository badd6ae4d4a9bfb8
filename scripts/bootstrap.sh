#!/bin/sh
# Make .venv with a Python that SUM runs on and install a requirements file into it.
# Does nothing, and needs no network, when that has been done and the file is unchanged.
#
#   sh scripts/bootstrap.sh requirements.txt
#   PYTHON=/opt/python3.12/bin/python3 sh scripts/bootstrap.sh requirements-dev.txt

set -eu
cd "$(dirname "$0")/.."
requirements=$1
stamp=.venv/installed-$requirements

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# Say "ok", or what is wrong with an interpreter. Version managers leave shims on the PATH that
# exist and do not run, so only running it tells. The code has to parse in any old Python.
probe() {
    "$1" -c '
import sys
version = "%d.%d" % sys.version_info[:2]
if not (3, 11) <= sys.version_info[:2] <= (3, 13):
    print("is Python " + version)
else:
    try:
        import ensurepip, venv
        print("ok")
    except ImportError:
        print("has no venv module (Debian, Ubuntu: apt-get install python%s-venv)" % version)
' 2>/dev/null || echo "does not run"
}

version_of() {
    "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null
}

# Set `python` to the interpreter asked for, or else to the newest that works.
find_python() {
    if [ -n "${PYTHON:-}" ]; then
        set -- "$PYTHON"
    else
        set -- python3.13 python3.12 python3.11 python3 python
    fi
    problem=
    for python in "$@"; do
        verdict=$(probe "$python")
        [ "$verdict" != ok ] || return 0
        # Of several, the first that runs is the one to complain about.
        [ "$verdict" = "does not run" ] || problem=${problem:-"$python $verdict"}
    done
    : "${problem:=${PYTHON:+$PYTHON does not run}}"
    : "${problem:=none was found}"
    fail "SUM needs Python 3.11, 3.12 or 3.13, but $problem; choose one with PYTHON=..."
}

# A .venv is good when its own Python still runs, has pip and is the version asked for.
venv_is_good() {
    [ "$(probe .venv/bin/python)" = ok ] &&
        .venv/bin/python -c 'import pip' 2>/dev/null &&
        { [ -z "${PYTHON:-}" ] || [ "$(version_of .venv/bin/python)" = "$(version_of "$PYTHON")" ]; }
}

if ! venv_is_good; then
    find_python
    echo "Making .venv with $python (Python $(version_of "$python")) ..."
    "$python" -m venv --clear .venv || fail "$python could not make .venv (see above)"
fi

# The stamp is what was installed, word for word; the development file includes the other one.
if ! cat requirements.txt "$requirements" | cmp -s - "$stamp"; then
    echo "Installing $requirements (about a minute, this once) ..."
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --prefer-binary \
        -r "$requirements" || fail "$requirements could not be installed (see above)"
    cat requirements.txt "$requirements" >"$stamp"
fi
