"""JSON that has one form, so that it can be hashed, and a reader that refuses every other trick.

There are no fractions in it: points are decimals as text (``"87.5"``).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NoReturn

from grader.errors import UsageError, unreadable

_LONGEST = 16 << 20
_DEEPEST = 12
_MOST_DIGITS = 15


def canonical(value: Any) -> bytes:
    """Return the one form of a value: sorted keys, no blanks, ASCII.

    Raise ValueError for NaN, TypeError for what is not JSON.
    """
    text = json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    )
    return text.encode("ascii")


def parse(content: bytes, place: str) -> Any:
    """Read JSON that somebody sent.

    Parameters
    ----------
    content
        Hostile.
    place
        The name of the file, for messages.

    Returns
    -------
    Any
        Objects, lists, texts, whole numbers, true, false and null.

    Raises
    ------
    UsageError
        A key stands twice in an object, a number is no whole number of at most 15 digits, it is
        nested too deeply, or it is no JSON in UTF-8.
    """
    try:
        if len(content) > _LONGEST:
            raise ValueError(f"it is longer than {_LONGEST >> 20} MiB")
        value = json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_without_repeated_keys,
            parse_float=_refuse,
            parse_constant=_refuse,
            parse_int=_whole_number,
        )
        _require_shallow(value, _DEEPEST)
    except RecursionError as error:
        raise UsageError(f"{place} cannot be read: it is nested too deeply") from error
    except ValueError as error:
        raise UsageError(f"{place} cannot be read: {unreadable(error)}") from error
    return value


def _without_repeated_keys(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _refuse(number: str) -> NoReturn:
    raise ValueError(f"{number:.20} is no whole number")


def _whole_number(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise ValueError(f"{digits:.20}... is too large a number")
    return int(digits)


def _require_shallow(value: Any, levels: int) -> None:
    if not isinstance(value, dict | list):
        return
    if not levels:
        raise ValueError("it is nested too deeply")
    for item in value.values() if isinstance(value, dict) else value:
        _require_shallow(item, levels - 1)
