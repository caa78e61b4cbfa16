"""GitHub Actions: the summary of a step, in Markdown.

With the JUnit file beside it, this is all that GitHub shows.  No service reads points from it:
GitHub Classroom, which did, was retired on 28 August 2026.
"""

from __future__ import annotations

from grader.export.blocks import markdown, markdown_text
from grader.export.explained import ExplainedLine, explained_lines, summary
from grader.export.feedback import Feedback
from grader.export.marks import marks, not_graded
from grader.model import Standing, Suite
from grader.report.phrases import message_in

MOST_BYTES = 2**20
_CUT = "The rest is left out: a summary holds at most one megabyte."
_NONE = Feedback()


def step_summary(suite: Suite, standing: Standing, feedback: Feedback = _NONE) -> bytes:
    """Return the summary of one student as Markdown; it says so where there are no points."""
    title = f"## {markdown_text(suite.title)}\n\n"
    found, language = marks(suite, standing), suite.language
    if found is None:
        verdict, why = message_in(language, "Not graded."), not_graded(suite, standing)
        return f"{title}**{verdict}** {markdown_text(why)}\n".encode()
    lines = list(explained_lines(found, feedback))
    table = "\n".join([message_in(language, "| check | points |"), "|---|---|", *map(_row, lines)])
    details = "\n\n".join(_details(one) for one in lines if not one.line.passed)
    text = f"{title}{markdown(summary(found, feedback))}\n\n{table}\n\n{details}".rstrip() + "\n"
    content = text.encode("utf-8", "backslashreplace")
    if len(content) <= MOST_BYTES:
        return content
    cut = f"\n\n{message_in(language, _CUT)}\n".encode()
    return content[: MOST_BYTES - len(cut)].decode("utf-8", "ignore").encode() + cut


def _row(explained: ExplainedLine) -> str:
    line = explained.line
    points = f"{round(line.earned, 2):g} / {round(line.points, 2):g}" if line.points else "remark"
    sign = "\N{WHITE HEAVY CHECK MARK}" if line.passed else "\N{CROSS MARK}"
    return f"| {sign} {markdown_text(line.title)} | {points} |"


def _details(explained: ExplainedLine) -> str:
    return f"### {markdown_text(explained.line.title)}\n\n{markdown(explained.blocks)}"
