#!/bin/bash
# Gradescope runs this once, when it builds the image.  The image's own Python (3.10) is too old.
set -euo pipefail
source_folder="${AUTOGRADER_ROOT:-/autograder}/source"
place="${GRADER_PREFIX:-/opt}"

export UV_INSTALL_DIR="${UV_INSTALL_DIR:-/usr/local/bin}" UV_PYTHON_INSTALL_DIR="$place/python"
if ! command -v uv >/dev/null; then
    if ! command -v curl >/dev/null; then
        apt-get update
        apt-get install -y --no-install-recommends curl ca-certificates
    fi
    curl -LsSf https://astral.sh/uv/install.sh | sh
    export PATH="$UV_INSTALL_DIR:$PATH"
fi
uv venv --python-preference managed --python 3.12 "$place/grader"
uv pip install --python "$place/grader/bin/python" --no-cache --compile-bytecode \
    "$source_folder"/wheels/*.whl

# Readable for whoever student code runs as; the hidden cases are not.
chmod -R o=rX "$place/grader"
[ ! -d "$place/python" ] || chmod -R o=rX "$place/python"
chmod -R go= "$source_folder"

# The log of the build says how well this machine holds hostile code; below level C it fails.
"$place/grader/bin/grader" doctor --json
