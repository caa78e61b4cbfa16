"""Points as decimal text: a receipt has one form on every machine, and floats have not."""

from __future__ import annotations

import re
from decimal import Decimal

_DECIMAL = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?", re.ASCII)
_SLACK = Decimal("0.000001")


def decimal_text(number: float) -> str:
    """Return a number of points as text, to nine places: ``87.5``."""
    return format(Decimal(f"{number:.9f}").normalize() + 0, "f")


def decimal_of(text: str) -> Decimal:
    """Return the number that a receipt states.  Raise ValueError where it is none."""
    if not _DECIMAL.fullmatch(text):
        raise ValueError(f"{text!r:.40} is no decimal")
    return Decimal(text)


def same(one: Decimal, other: Decimal) -> bool:
    """Return whether two numbers of points are equal but for rounding."""
    return abs(one - other) < _SLACK
