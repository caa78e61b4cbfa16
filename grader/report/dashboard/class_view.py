"""Assemble the sections of the class page."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from grader.model import Isolation, Standing, Suite
from grader.report import numbers
from grader.report.dashboard.class_table import ClassTable, RowBuilder
from grader.report.dashboard.comparisons import attempts, days, section_rows
from grader.report.dashboard.concerns import concerns
from grader.report.dashboard.derivations import derivations
from grader.report.dashboard.groups import similar_groups, similar_keys, similar_note
from grader.report.dashboard.items import FEWEST
from grader.report.dashboard.questions import question_rows
from grader.report.dashboard.row_data import MOST_AS_HTML, row_data
from grader.report.dashboard.scores import bands, scores_note, tiles
from grader.report.dashboard.sections import ClassPage
from grader.report.dashboard.table_rows import TableRowBuilder, chips, squares_note
from grader.report.dashboard.to_read import Source, to_read, to_read_note
from grader.report.dashboard.topics import MOST, first_steps, topics
from grader.report.words import Words, words_in
from grader.similarity import Likeness

_SAYS = "board.says."


def class_page(
    suite: Suite,
    standings: Iterable[Standing],
    *,
    isolation: Isolation,
    version: str,
    suite_id: str,
    similar: Likeness | None = None,
    source: Source | None = None,
) -> ClassPage:
    """Return the page of a class, including students who handed in nothing.

    Parameters
    ----------
    suite : Suite
    standings : iterable of Standing
    isolation : Isolation
    version, suite_id : str
        The grader's version and the suite's digest, for the footer.
    similar : Likeness, optional
        The clusters of similar files.
    source : callable, optional
        Gives the name and the bytes of a student's file, to show code that is to be read.
    """
    words = words_in(suite.language)
    likeness = similar or Likeness()
    builder = RowBuilder(suite, similar_keys(likeness))
    class_table = ClassTable(map(builder.build, standings), builder.sections)
    found, row_builder = topics(suite, class_table, words), TableRowBuilder(suite, words)
    rows = tuple(row_builder.table_row(row) for row in class_table.rows)
    is_large = len(rows) > MOST_AS_HTML
    return ClassPage(
        labels=words.labels,
        says=_says(words),
        title=words("class.title", assignment=suite.title),
        assignment=suite.title,
        tiles=tiles(suite, class_table, words),
        scores_note=scores_note(class_table, words),
        bands=bands(suite, class_table, words),
        topics=found[:MOST],
        more_topics=found[MOST:],
        items_note=words("board.items_note", n=class_table.count("ran"), fewest=FEWEST),
        items=question_rows(suite, class_table, words),
        section_heads=tuple(question.target for question in suite.questions),
        sections=section_rows(suite, class_table, words),
        times=days(suite, class_table),
        attempts=attempts(suite, class_table, words),
        steps_note=words.count("board.steps_note", class_table.count("handed_in")),
        steps=first_steps(suite, class_table, words),
        derivations=derivations(class_table, words),
        concerns=concerns(suite, class_table, words),
        to_read_note=to_read_note(suite, class_table, words),
        to_read=to_read(suite, class_table, words, source),
        similar_note=similar_note(likeness, words),
        similar_groups=similar_groups(class_table, likeness, words),
        chips=chips(class_table, words),
        squares_width=row_builder.width,
        squares_note=squares_note(suite, words),
        rows=() if is_large else rows,
        row_data=row_data(rows, row_builder.drawing) if is_large else Markup(),
        footer=(
            words(
                "footer.made",
                version=version,
                suite=numbers.short_digest(suite_id),
                level=isolation.level,
            ),
        ),
    )


def _says(words: Words) -> dict[str, str]:
    """Return the sentences that do not depend on the class."""
    return {
        name.removeprefix(_SAYS): sentence
        for name, sentence in words.sentences.items()
        if name.startswith(_SAYS)
    }
