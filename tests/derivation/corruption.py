"""Damage documents at random: what a bad scan, a lost key or a hostile mind makes of them."""

from __future__ import annotations

from random import Random

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
