"""What is left to do after grading, and with which commands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from grader.report.dashboard.sections import ClassPage
from grader.report.words import Words

_STANDARD = Path("results")


def next_steps(page: ClassPage, folder: Path, words: Words) -> tuple[str, ...]:
    """Return a line for each thing to do: what it is, and the command.

    Parameters
    ----------
    page : ClassPage
    folder : Path
        The folder of results, which the commands name if it has another name than usual.
    words : Words
    """
    return tuple(_steps(page, folder, words))


def _steps(page: ClassPage, folder: Path, words: Words) -> Iterator[str]:
    is_standard = folder == _STANDARD
    named = "" if is_standard else f" {folder}"
    option = "" if is_standard else f" --results {folder}"
    counts = {chip.count.key: int(chip.count.number) for chip in page.chips}
    people, unread = counts.get("person", 0), counts.get("unexplained", 0)
    if people:
        yield words.count("board.left.person", people, page=folder / "index.html")
    if unread:
        yield words.count("board.left.unexplained", unread, command=f"grader label{option}")
    if page.topics:
        yield words("board.left.lesson", command=f"grader lesson{named} -o lesson.html")
    if any(row.points for row in page.rows) or page.row_data:
        yield words(
            "board.left.export", command=f"grader export canvas{named} --into gradebook.csv"
        )
