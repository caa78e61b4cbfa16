"""Load one module and call its functions, as asked over stdin: a plain process, no sandbox.

    python child.py module.py

Requests are pickles (function, arguments, presentation), each behind its length; so are replies.
A module is executed statement by statement: one that fails is passed over, and this is said.
"""

import ast
import contextlib
import importlib.abc
import os
import pickle
import struct
import sys
import unittest.mock
import warnings
from pathlib import Path

import numpy as np

from tests.oracle.inputs import presented

FUNCTIONS = ("softmax", "tanh", "softmax_jacobian", "grad_z", "grad_w2", "grad_w1")


class _OnlyNumpy(importlib.abc.MetaPathFinder):
    """Finds no module but those of Python and numpy."""

    def find_spec(self, name, path=None, target=None):
        root = name.partition(".")[0]
        if root in sys.stdlib_module_names or root == "numpy":
            return
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def load(path):
    """Return the module's names, and whether all of its statements were executed."""
    names = {"__name__": "backprop", "__file__": str(path)}
    whole = True
    for statement in ast.parse(path.read_bytes()).body:
        code = compile(ast.Module([statement], []), str(path), "exec")
        try:
            exec(code, names)
        except (Exception, SystemExit):  # noqa: BLE001 - whatever a module does
            whole = False
    return names, whole


def answer(names, path, function, arguments, presentation):
    """Return what a call comes to: its kind, then an array or what an exception says."""
    if function not in names:
        return ("undefined",)
    given = [presented(array, presentation) for array in arguments]
    try:
        with contextlib.redirect_stdout(None), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            value = names[function](*given)
            return _plain(value)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a function does
        return ("raised", type(error).__name__, str(error), _asked_for(error, names))


def _plain(value):
    kind = type(value).__name__
    try:
        array = np.asarray(value)
    except ValueError:
        return ("other", kind)
    if array.dtype.kind not in "biuf":
        return ("other", kind)
    return ("returned", kind, np.array(array, np.float64))


def _asked_for(error, names):
    """Return which of the asked functions were being computed, innermost first."""
    codes = {
        names[name].__code__: name for name in FUNCTIONS if hasattr(names.get(name), "__code__")
    }
    found = []
    at = error.__traceback__
    while at is not None:
        found.append(codes.get(at.tb_frame.f_code))
        at = at.tb_next
    return tuple(name for name in reversed(found) if name)


def main():
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.stdin = Path(os.devnull).open()  # noqa: SIM115 - as long as the process
    sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115 - so, too
    for stub in ("matplotlib", "matplotlib.pyplot"):
        sys.modules[stub] = unittest.mock.MagicMock()
    sys.meta_path.insert(0, _OnlyNumpy())
    path = Path(sys.argv[1])
    try:
        names, whole = load(path)
    except (SyntaxError, ValueError):
        names, whole = {}, True
    _say(replies, whole)
    while length := requests.read(4):
        request = pickle.loads(requests.read(struct.unpack("<I", length)[0]))
        _say(replies, answer(names, path, *request))


def _say(replies, value):
    data = pickle.dumps(value)
    replies.write(struct.pack("<I", len(data)) + data)
    replies.flush()


if __name__ == "__main__":
    main()
