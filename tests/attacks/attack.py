"""One attack: a submission, and what would be the damage."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from textwrap import dedent, indent

MARK = "GOT THROUGH"
"""What an attack writes the moment that it has done what nobody may do."""

PREAMBLE = '''
import os, sys
import numpy as np
ctypes = sys.modules["ctypes"]
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long

load = sys.modules["importlib"].import_module

def hit(what=""):
    os.write(1, f"GOT {'THROUGH'} {what}\\n".encode("utf-8", "replace"))

def raw(number, *arguments):
    """A system call by its number: (what it returned, errno)."""
    ctypes.set_errno(0)
    plain = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    return libc.syscall(ctypes.c_long(number), *plain), ctypes.get_errno()

def try_each(*deeds):
    """Do one after the other; one that returns something got through."""
    for deed in deeds:
        try:
            got = deed()
        except Exception:
            continue
        if got:
            hit(got)

def wrong(a):
    return np.full(np.shape(a), 7.0)
'''

REST = """
def double(a):
    return 2 * a

def outer(a, b):
    return np.outer(a, b)
"""


@dataclass(frozen=True)
class Attack:
    """A submission that tries something, in words.

    ``undeserved`` names questions whose points would be damage; ``ends_in`` the exceptions that
    tell that it was stopped (without them some mean that it fell over its own feet, which proves
    nothing).
    """

    id: str
    family: str
    tries: str
    source: bytes
    undeserved: tuple[str, ...] = ("secret",)
    ends_in: tuple[str, ...] = ()


def whole(code: str) -> bytes:
    """A submission as it stands."""
    return dedent(code).encode("utf-8", "surrogatepass")


def at_load(code: str) -> bytes:
    """Attacks while its module is loaded, and then answers right."""
    return whole(PREAMBLE + dedent(code) + REST)


def in_call(code: str) -> bytes:
    """Attacks when its function ``double`` is called; the body may end in a ``return``."""
    body = indent(dedent(code).strip("\n"), "    ")
    return whole(f"{PREAMBLE}{REST}\ndef double(a):\n{body}\n    return 2 * a\n")


def family(name: str, attacks: Iterable[tuple[str, str, bytes]], **common: object) -> list[Attack]:
    """Attacks of one family from rows of (id, what is tried, source)."""
    return [Attack(id, name, tries, source, **common) for id, tries, source in attacks]  # type: ignore[arg-type]  # any field
