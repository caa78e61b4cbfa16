"""How time and memory grow with the class, as a table and as a picture.

    python -m tests.benchmarks.growth [--sizes 500 2000 8000 32000] [-o growth.svg]

Both axes of the picture are logarithmic, and each line is relative to the smallest class: what is
linear rises as the dashed diagonal does, what is flat stays level.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.benchmarks.large_class import HEADS, Class, each_size

_WIDTH, _HEIGHT, _MARGIN = 640, 420, 60
_LINES: tuple[tuple[str, str, Callable[[Class], float]], ...] = (
    ("time to grade", "#0b62a4", lambda cost: cost.graded.seconds),
    ("memory of all processes", "#b3261e", lambda cost: cost.graded.all_mb),
    ("time to report", "#2e7d32", lambda cost: cost.rendered.seconds),
    ("gradebook", "#6a1b9a", lambda cost: cost.gradebook_mb),
    ("class page", "#8d6e00", lambda cost: cost.class_page_mb),
)


class Axes:
    """Where a size of class and a ratio stand in the picture, in pixels."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self.first, self.last = sizes[0], sizes[-1]
        self.decades = math.log10(self.last / self.first)

    def place(self, size: float, ratio: float) -> tuple[float, float]:
        across = math.log10(size / self.first) / self.decades
        up = math.log10(ratio) / self.decades
        room = _HEIGHT - 2 * _MARGIN
        return _MARGIN + across * (_WIDTH - 4 * _MARGIN), _HEIGHT - _MARGIN - up * room


def picture(costs: Sequence[Class]) -> str:
    """Draw the growth of everything that was measured, as SVG.

    Parameters
    ----------
    costs
        At least two classes, the smallest first.
    """
    axes = Axes([cost.students for cost in costs])
    drawn = [*_frame(axes, [cost.students for cost in costs]), *_lines(axes, costs)]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        'font-family="sans-serif" font-size="12">'
    )
    background = f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>'
    return "\n".join([head, background, *drawn, "</svg>", ""])


def _frame(axes: Axes, sizes: Sequence[int]) -> Iterator[str]:
    yield _polyline([axes.place(axes.first, 1), axes.place(axes.last, 1)], "#888")
    diagonal = [axes.place(axes.first, 1), axes.place(axes.last, axes.last / axes.first)]
    yield _polyline(diagonal, "#888", dashes="5 4")
    for size in sizes:
        across, level = axes.place(size, 1)
        yield _text(across - 14, level + 20, f"{size:,}")
        yield _text(8, axes.place(axes.first, size / axes.first)[1] + 4, f"x {size / axes.first:g}")
    yield _text(_MARGIN, _HEIGHT - 14, "students (dashed: linear growth)")


def _lines(axes: Axes, costs: Sequence[Class]) -> Iterator[str]:
    free = math.inf
    for name, colour, of in sorted(_LINES, key=lambda line: line[2](costs[-1]) / line[2](costs[0])):
        ratios = [max(of(cost) / of(costs[0]), 1e-3) for cost in costs]
        points = [axes.place(c.students, r) for c, r in zip(costs, ratios, strict=True)]
        yield _polyline(points, colour)
        free = min(free - 16, points[-1][1] + 4)
        yield _text(points[-1][0] + 8, free, f"{name}, x {ratios[-1]:.3g}", colour)


def _polyline(points: Sequence[tuple[float, float]], colour: str, dashes: str = "none") -> str:
    along = " ".join(f"{across:.1f},{down:.1f}" for across, down in points)
    return (
        f'<polyline points="{along}" fill="none" stroke="{colour}" stroke-width="2" '
        f'stroke-dasharray="{dashes}"/>'
    )


def _text(across: float, down: float, words: str, colour: str = "#222") -> str:
    return f'<text x="{across:.1f}" y="{down:.1f}" fill="{colour}">{words}</text>'


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[500, 2000, 8000, 32000])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("-o", "--output", type=Path, default=Path("growth.svg"))
    options = parser.parse_args()
    if len(set(options.sizes)) < 2:
        parser.error("growth needs at least two sizes of class")
    costs = []
    print(HEADS, flush=True)
    for cost in each_size(sorted(set(options.sizes)), options.workers):
        costs.append(cost)
        print(cost.row(), flush=True)
        if len(costs) > 1:  # kept as far as it came
            options.output.write_text(picture(costs))


if __name__ == "__main__":
    main()
