"""The class in a few numbers, and its points as a histogram."""

from __future__ import annotations

import statistics

from grader.model import Suite
from grader.report import numbers
from grader.report.dashboard.class_table import BANDS, ClassTable
from grader.report.dashboard.sections import Band, Tile
from grader.report.words import Words


def tiles(suite: Suite, class_table: ClassTable, words: Words) -> tuple[Tile, ...]:
    """Return the tiles: submissions, median, mean, full points, concerns."""
    possible = numbers.points(suite.possible)
    submitted, absent = class_table.count("handed_in"), class_table.count("absent")
    enrolled = f"{submitted} / {submitted + absent}" if absent else str(submitted)
    people = class_table.count("person")
    return (
        Tile(enrolled, words("board.submitted_of" if absent else "board.submitted"), "", ""),
        Tile(_median(class_table), words("board.median", possible=possible), "", ""),
        Tile(_mean(_earned(class_table)), _of_whom(class_table, words), "", ""),
        Tile(*_all_right(class_table, words), "right" if class_table.count("all_right") else ""),
        Tile(
            str(people),
            words("board.person"),
            "person" if people else "",
            "part" if people else "",
        ),
    )


def scores_note(class_table: ClassTable, words: Words) -> str:
    """Say how many students the histogram counts, and how many it leaves out."""
    without = class_table.count("handed_in") - sum(
        "handed_in" in row.keys for row in class_table.rows_with("points")
    )
    note = words.count("board.scores_of", class_table.count("points"))
    return note + (words.count("board.scores_without", without) if without else "")


def bands(suite: Suite, class_table: ClassTable, words: Words) -> tuple[Band, ...]:
    """Return the histogram by tenths of the possible points.

    The last band includes full points.
    """
    if not class_table.count("points"):
        return ()
    counts = [class_table.count(f"b{place}") for place in range(BANDS)]
    width, median = suite.possible / BANDS, _middle(counts)
    return tuple(
        Band(
            words=words(
                "board.band",
                low=numbers.points(place * width),
                high=numbers.points((place + 1) * width),
            ),
            count=class_table.linked_count(f"b{place}"),
            top=f"{100 - 100 * count / max(counts):.2f}",
            height=f"{100 * count / max(counts):.2f}",
            kind="middle" if place == median else "",
            note=words("board.middle") if place == median else "",
        )
        for place, count in enumerate(counts)
    )


def _middle(counts: list[int]) -> int:
    """Return the index of the band that contains the median."""
    below = 0
    for place, count in enumerate(counts):
        below += count
        if 2 * below >= sum(counts):
            return place
    return len(counts) - 1


def _earned(class_table: ClassTable) -> list[float]:
    return [row.points for row in class_table.rows if row.points is not None]


def _median(class_table: ClassTable) -> str:
    earned = _earned(class_table)
    return numbers.points(round(statistics.median(earned), 1)) if earned else numbers.NONE


def _of_whom(class_table: ClassTable, words: Words) -> str:
    """Say whom the mean counts, and what it is without those whose file does not load."""
    counted = [row for row in class_table.rows if row.points is not None]
    loaded = [row.points or 0.0 for row in counted if not row.standing.does_not_load]
    if len(loaded) in (0, len(counted)):
        return words.count("board.mean", len(counted))
    unloaded = len(counted) - len(loaded)
    return words("board.mean_unloaded", n=len(counted), unloaded=unloaded, without=_mean(loaded))


def _mean(earned: list[float]) -> str:
    if not earned:
        return numbers.NONE
    spread = numbers.points(round(statistics.pstdev(earned), 1))
    return f"{numbers.points(round(statistics.mean(earned), 1))} ± {spread}"


def _all_right(class_table: ClassTable, words: Words) -> tuple[str, str, str]:
    right, everyone = class_table.count("all_right"), class_table.count("points")
    if not everyone:
        return numbers.NONE, words("board.all_right"), ""
    share = f"{100 * right / everyone:.0f}"
    return (
        str(right),
        words("board.all_right_share", share=share),
        "all_right" if right else "",
    )
