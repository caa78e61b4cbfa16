"""Damage documents at random: what a bad scan, a lost key or a hostile mind makes of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from tests.derivation.expectations import Expectation

_STRAY = (
    *("{", "}", "$", "$$", "&", r"\\", r"\frac", r"\left(", r"\right)", "_", "^", r"\begin{cases}"),
    *(
        r"\end{aligned}",
        r"\sum",
        r"\partial",
        "=",
        r"\text{",
        "%",
        "`",
        "~~~",
        r"\newcommand{\x}{\x}",
    ),
    *(
        "\x00",
        "\u02bc",
        "∂",
        "​",
        r"\input{/etc/passwd}",
        r"\def\a#1{#1#1}",
        "((",
        "[[",
        r"\class{a}{b}",
    ),
)


def corrupted(text: str, random: Random) -> str:
    """The text with one to six places deleted, doubled, swapped, or filled with something stray."""
    for _ in range(random.randint(1, 6)):
        start = random.randrange(len(text))
        end = min(len(text), start + random.choice((1, 1, 2, 5, 20, 80)))
        change = random.randrange(4)
        if change == 0:
            text = text[:start] + text[end:]
        elif change == 1:
            text = text[:end] + text[start:end] + text[end:]
        elif change == 2:
            text = text[:start] + text[start:end][::-1] + text[end:]
        else:
            text = text[:start] + random.choice(_STRAY) + text[start:]
        text = text or " "
    return text


def damaged(
    documents: Sequence[Expectation], count: int, seed: int
) -> Iterator[tuple[Expectation, str]]:
    """So many damaged texts, each with the document that it was made of."""
    for number in range(count):
        random = Random(seed + number)
        expected = random.choice(documents)
        yield expected, corrupted(expected.path.read_text("utf-8"), random)
