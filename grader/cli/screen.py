"""Clear the terminal and find out whether it understands escape sequences."""

from __future__ import annotations

import sys
from typing import TextIO

_CLEAR = "\x1b[2J\x1b[3J\x1b[H"
_OUTPUT, _VIRTUAL_TERMINAL = -11, 4


def clear(stream: TextIO) -> None:
    """Clear the screen and its history; print an empty line where that is not possible."""
    if stream.isatty() and understands_colour():
        stream.write(_CLEAR)
    else:
        stream.write("\n")


def understands_colour() -> bool:
    """Return whether escape sequences work; on Windows, switch them on first."""
    return sys.platform != "win32" or _switch_on_escape_sequences()


def _switch_on_escape_sequences() -> bool:
    import ctypes

    windows = getattr(ctypes, "windll", None)
    if windows is None:
        return False
    kernel = windows.kernel32
    handle, mode = kernel.GetStdHandle(_OUTPUT), ctypes.c_ulong()
    if not kernel.GetConsoleMode(handle, ctypes.byref(mode)):
        return False
    return bool(kernel.SetConsoleMode(handle, mode.value | _VIRTUAL_TERMINAL))
