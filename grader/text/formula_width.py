"""How wide a formula is on a page, without a browser: near enough to give it the room it needs."""

from __future__ import annotations

import functools
from xml.etree import ElementTree

_SMALL = 0.72
"""The size of sub- and superscripts, and of fractions within a line."""

_CHARACTER = {"mi": 0.78, "mn": 0.75, "mtext": 0.75}
_OPERATOR = 1.35
_TIGHT = {"(": 0.7, ")": 0.7, ",": 0.8, "[": 0.6, "]": 0.6, "∂": 0.75, "/": 0.75}


@functools.lru_cache(maxsize=1024)
def width_in_em(mathml: str) -> float:
    """Return about how wide a formula is, in the size of its letters; 0 for none."""
    return _width(ElementTree.fromstring(mathml)) if mathml else 0.0


def _width(node: ElementTree.Element) -> float:
    tag = node.tag.rpartition("}")[2]
    children = [_width(child) for child in node]
    match tag:
        case "mfrac" | "mtable":
            return _SMALL * max(children, default=0.0) + 0.3
        case "msub" | "msup":
            return children[0] + _SMALL * children[1]
        case "msubsup":
            return children[0] + _SMALL * max(children[1:])
        case "munder" | "mover" | "munderover":
            return max(children[0], *(_SMALL * one for one in children[1:]))
        case "msqrt" | "mroot":
            return sum(children) + 1.2
        case "mo":
            return _TIGHT.get((node.text or "").strip(), _OPERATOR)
        case "mspace":
            return 0.45
    return sum(children) + _CHARACTER.get(tag, 0.0) * len((node.text or "").strip())
