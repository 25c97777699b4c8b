#!/usr/bin/env bash
# Makes .venv-pandas, a Python with pandas as a user would have it, for test/pandas. Done again only when its requirements change.
set -euo pipefail
cd "$(dirname "$0")/../.."
venv=$PWD/.venv-pandas
requirements=$PWD/test/pandas/requirements.txt
cmp -s "$requirements" "$venv/requirements.txt" && exit 0
python3 -m venv --clear "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r "$requirements"
cp "$requirements" "$venv/requirements.txt"
