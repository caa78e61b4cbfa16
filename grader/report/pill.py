"""The smallest noun of a page: how something stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["right", "part", "wrong", "follows", "off", "note", "empty"]
"""How something stands, in one word, which colour and icon repeat."""


@dataclass(frozen=True)
class Pill:
    """A short word on how something stands."""

    kind: Kind
    words: str
