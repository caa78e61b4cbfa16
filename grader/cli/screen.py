"""What a terminal can do, on the three systems."""

from __future__ import annotations

import sys
from typing import TextIO

_CLEAR = "\x1b[2J\x1b[3J\x1b[H"
_OUTPUT, _VIRTUAL_TERMINAL = -11, 4


def clear(stream: TextIO) -> None:
    """Empty the screen and what can be scrolled back to; where there is none, a line between."""
    if stream.isatty() and understands_colour():
        stream.write(_CLEAR)
    else:
        stream.write("\n")


def understands_colour() -> bool:
    """Whether escape sequences act here; on Windows, where the console is told to obey them."""
    return sys.platform != "win32" or _told_console()


def _told_console() -> bool:
    import ctypes

    windows = getattr(ctypes, "windll", None)
    if windows is None:
        return False
    kernel = windows.kernel32
    handle, mode = kernel.GetStdHandle(_OUTPUT), ctypes.c_ulong()
    if not kernel.GetConsoleMode(handle, ctypes.byref(mode)):
        return False
    return bool(kernel.SetConsoleMode(handle, mode.value | _VIRTUAL_TERMINAL))
