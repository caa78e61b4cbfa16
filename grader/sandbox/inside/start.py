"""Start one of the programs that run beside a student's code.

    python start.py fork_server [FOLDER OF NUMPY] DESCRIPTOR
    python start.py plain_child

The files of this folder import one another as the package ``inside``.  No path of imports leads to
the folder: once the programs have loaded what they need and confined imports, a student's code
finds nothing here.  The grader knows the same files as ``grader.sandbox.inside``.
"""

from __future__ import annotations

import importlib
import os.path
import sys
import types

PACKAGE = "inside"


def main(program: str, *arguments: str) -> None:
    """Run ``main`` of one module of the package."""
    package = types.ModuleType(PACKAGE)
    package.__path__ = [os.path.dirname(os.path.abspath(__file__))]  # noqa: PTH100, PTH120  soon
    sys.modules[PACKAGE] = package
    importlib.import_module(f"{PACKAGE}.{program}").main(*arguments)


if __name__ == "__main__":
    main(*sys.argv[1:])
