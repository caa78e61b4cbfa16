"""Which of a student's functions come to call which others, as the text of the file shows it.

Nothing is run or parsed: the text is hostile.  A function is a ``def`` at the left margin with the
lines under it, and a call is a name before a bracket.  What is built otherwise is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

Calls = Mapping[str, frozenset[str]]
"""For each function that was found: those of the file that are called in it, on whatever way."""

_QUOTED = re.compile(r'("""|\'\'\').*?\1', re.DOTALL)
_COMMENT = re.compile(r"#.*")
_DEFINITION = re.compile(r"def\s+(\w+)")
_CALL = re.compile(r"(?<![\w.])(\w+)\s*\(")


def own_calls(lines: Iterable[str]) -> Calls:
    """Return which functions the functions of a file call, directly or by others."""
    direct = _direct_calls(_QUOTED.sub("", "\n".join(lines)).split("\n"))
    return {name: frozenset(_reached(name, direct)) for name in direct}


def _direct_calls(lines: Iterable[str]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    inside: set[str] = set()
    for line in lines:
        code = _COMMENT.sub("", line)
        definition = _DEFINITION.match(code)
        if definition:
            inside = found[definition[1]] = set()
            code = code[definition.end() + 1 :]
        elif code[:1].strip() and code[0] not in ")]}":
            inside = set()  # a statement beside the functions
        inside.update(_CALL.findall(code))
    return {name: called & found.keys() for name, called in found.items()}


def _reached(name: str, direct: Mapping[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    left = list(direct[name])
    while left:
        one = left.pop()
        if one not in seen:
            seen.add(one)
            left += direct[one]
    return seen
