"""The lines of a standing, each with its text: the feedback once a question, then the cases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from grader.export.blocks import TextBlock, plain
from grader.export.feedback import Feedback, Image
from grader.export.marks import MarkLine, Marks


@dataclass(frozen=True)
class ExplainedLine:
    """A line with what there is to read about it."""

    line: MarkLine
    blocks: tuple[TextBlock, ...]
    images: tuple[Image, ...]


def explained_lines(found: Marks, feedback: Feedback) -> Iterator[ExplainedLine]:
    """Yield each line; the feedback on a question stands on its first line that is not passed."""
    explained = set[str]()
    for line in found.lines:
        blocks = tuple(TextBlock("text", reason) for reason in line.reasons)
        images: tuple[Image, ...] = ()
        if not line.passed and line.question not in explained:
            explained.add(line.question)
            blocks = feedback.questions.get(line.question) or blocks
            images = feedback.images.get(line.question, ())
        cases = (TextBlock("text", "\n".join(line.cases)),) if line.cases else ()
        yield ExplainedLine(line, (*blocks, *cases), images)


def summary(found: Marks, feedback: Feedback) -> tuple[TextBlock, ...]:
    """Return the total, what lateness takes off, and the verdict."""
    late = (TextBlock("text", found.late),) if found.late else ()
    return (TextBlock("title", found.total), *late, *feedback.verdict)


def plain_text(found: Marks, feedback: Feedback) -> list[str]:
    """Return the summary and each line with its text, for where text is shown as it is."""
    return [plain(summary(found, feedback)), *map(plain_line, explained_lines(found, feedback))]


def plain_line(explained: ExplainedLine) -> str:
    """Return a line with its text, for where text is shown as it is."""
    line = explained.line
    points = f" ({round(line.earned, 2):g} / {round(line.points, 2):g})" if line.points else ""
    sign = "right" if line.passed else "WRONG"
    return f"{sign}  {line.title}{points}\n{plain(explained.blocks)}".rstrip()
