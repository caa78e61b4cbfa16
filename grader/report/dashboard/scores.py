"""The class in a few numbers, and its points as a histogram."""

from __future__ import annotations

import statistics

from grader.model import Suite
from grader.report import numbers
from grader.report.dashboard.nouns import Band, Tile
from grader.report.dashboard.roll import BANDS, Roll
from grader.report.words import Words


def tiles(suite: Suite, roll: Roll, words: Words) -> tuple[Tile, ...]:
    """Who handed in, what it came to, who needs a person."""
    possible = numbers.points(suite.possible)
    submitted, absent = roll.count("handed_in"), roll.count("absent")
    enrolled = f"{submitted} / {submitted + absent}" if absent else str(submitted)
    people = roll.count("person")
    return (
        Tile(enrolled, words("board.submitted_of" if absent else "board.submitted"), "", ""),
        Tile(_median(roll), words("board.median", possible=possible), "", ""),
        Tile(_mean(roll), words("board.mean", possible=possible), "", ""),
        Tile(*_all_right(roll, words), "right" if roll.count("all_right") else ""),
        Tile(
            str(people),
            words("board.person"),
            "person" if people else "",
            "part" if people else "",
        ),
    )


def scores_note(roll: Roll, words: Words) -> str:
    """How many the histogram is of, and who is not in it."""
    without = roll.count("handed_in") - sum("handed_in" in line.keys for line in roll.of("points"))
    said = words.count("board.scores_of", roll.count("points"))
    return said + (words.count("board.scores_without", without) if without else "")


def bands(suite: Suite, roll: Roll, words: Words) -> tuple[Band, ...]:
    """Students by tenths of the possible points; the last band holds all points."""
    if not roll.count("points"):
        return ()
    counts = [roll.count(f"b{place}") for place in range(BANDS)]
    width, median = suite.possible / BANDS, _middle(counts)
    return tuple(
        Band(
            words=words(
                "board.band",
                low=numbers.points(place * width),
                high=numbers.points((place + 1) * width),
            ),
            count=roll.told(f"b{place}"),
            top=f"{100 - 100 * count / max(counts):.2f}",
            height=f"{100 * count / max(counts):.2f}",
            kind="middle" if place == median else "",
            note=words("board.middle") if place == median else "",
        )
        for place, count in enumerate(counts)
    )


def _middle(counts: list[int]) -> int:
    """The band that half of the students reach."""
    below = 0
    for place, count in enumerate(counts):
        below += count
        if 2 * below >= sum(counts):
            return place
    return len(counts) - 1


def _earned(roll: Roll) -> list[float]:
    return [line.points for line in roll.lines if line.points is not None]


def _median(roll: Roll) -> str:
    earned = _earned(roll)
    return numbers.points(round(statistics.median(earned), 1)) if earned else numbers.NONE


def _mean(roll: Roll) -> str:
    earned = _earned(roll)
    if not earned:
        return numbers.NONE
    spread = numbers.points(round(statistics.pstdev(earned), 1))
    return f"{numbers.points(round(statistics.mean(earned), 1))} ± {spread}"


def _all_right(roll: Roll, words: Words) -> tuple[str, str, str]:
    right, everyone = roll.count("all_right"), roll.count("points")
    if not everyone:
        return numbers.NONE, words("board.all_right"), ""
    share = f"{100 * right / everyone:.0f}"
    return (
        str(right),
        words("board.all_right_share", share=share),
        "all_right" if right else "",
    )
