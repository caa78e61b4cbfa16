"""Colour contrast by calculation: the checkers of browsers skip text in drawings."""

from __future__ import annotations

import re

import pytest

from tests.conftest import ROOT

STYLE = (ROOT / "grader/report/templates/style.css").read_text()
TOKENS = {
    name: (light, dark)
    for name, light, dark in re.findall(r"--([\w-]+):light-dark\((#\w+),(#\w+)\)", STYLE)
}
TEXT = [
    *((ink, ground) for ink in ("ink", "muted") for ground in ("bg", "card", "sunk")),
    *(("accent", ground) for ground in ("bg", "card", "accent-bg")),
    *((kind, f"{kind}-bg") for kind in ("right", "wrong", "part", "off")),
    *((kind, "card") for kind in ("right", "wrong", "part", "off")),
    *((kind, "sunk") for kind in ("right", "wrong")),
    ("ink", "accent-bg"),
    ("ink", "wrong-bg"),
    ("muted", "wrong-bg"),
    ("ink", "off-bg"),
    ("card", "wrong"),
    *(("t03", f"h{level}") for level in range(4)),
    *(("t45", f"h{level}") for level in (4, 5)),
]
SHAPES = [("right", "off-bg"), ("wrong", "card"), ("control", "card"), ("accent", "off-bg")]


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = "".join(2 * d for d in digits) if len(digits) == 3 else digits
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str, theme: int) -> float:
    dark, light = sorted(luminance(TOKENS[name][theme]) for name in (one, other))
    return (light + 0.05) / (dark + 0.05)


def test_the_calculation_knows_black_on_white():
    assert luminance("#fff") == pytest.approx(1.0)
    assert luminance("#000000") == 0.0


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ink, ground", TEXT)
def test_text_can_be_read(ink, ground, theme):
    assert contrast(ink, ground, theme) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("shape, ground", SHAPES)
def test_shapes_can_be_seen(shape, ground, theme):
    assert contrast(shape, ground, theme) >= 3
