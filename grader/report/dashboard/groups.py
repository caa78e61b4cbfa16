"""Groups of students who gave the same wrong answer or handed in similar files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from grader.model import QuestionGrade, Suite
from grader.report.dashboard.class_table import ClassTable, StudentRow
from grader.report.dashboard.sections import PersonLink, SharedAnswer, SideBySide, SimilarGroup
from grader.report.outcome_words import symptom_words
from grader.report.pages import CodeLine, Listing
from grader.report.words import Words
from grader.similarity import Cluster, Excerpt, FilePair, Likeness
from grader.text.clean import one_line

_MOST_CLUSTERS = 30
_MOST_MEMBERS = 40


def similar_keys(likeness: Likeness) -> dict[str, tuple[str, ...]]:
    """Return the keys of the students in clusters."""
    return {
        student: ("similar", f"t{place}")
        for place, cluster in enumerate(likeness.clusters)
        for student in cluster.students
    }


def shared_answers(suite: Suite, class_table: ClassTable, words: Words) -> tuple[SharedAnswer, ...]:
    """Return the groups of two or more students, the largest first."""
    first: dict[str, tuple[StudentRow, QuestionGrade]] = {}
    for row in class_table.rows:
        for graded in row.grade.questions if row.grade else ():
            if graded.group:
                first.setdefault(graded.group, (row, graded))
    known = {question.id for question in suite.questions}
    groups = [
        _shared_answer(suite, class_table, group, *seen, words)
        for group, seen in first.items()
        if class_table.count(f"g-{group}") > 1 and seen[1].question in known
    ]
    return tuple(sorted(groups, key=lambda one: (-int(one.count.number), one.command)))


def shared_answers_note(class_table: ClassTable, words: Words) -> str:
    """Say how many students have unexplained answers that nobody else gave."""
    alone = {
        row.student
        for row in class_table.rows
        for key in row.keys
        if key.startswith("g-") and class_table.count(key) == 1
    }
    return words.count("board.alone", len(alone)) if alone else ""


def similar_groups(
    class_table: ClassTable, likeness: Likeness, words: Words
) -> tuple[SimilarGroup, ...]:
    """Return the clusters, the closest first, with excerpts of the shared code."""
    rows = {row.student: row for row in class_table.rows}
    return tuple(
        SimilarGroup(
            title=words("board.cluster", n=place + 1),
            count=class_table.linked_count(
                f"t{place}", words.count("board.students", len(cluster.students))
            ),
            people=tuple(_members(cluster, rows)),
            pairs=tuple(_side_by_side(pair, rows, words) for pair in cluster.pairs),
            more=_more_pairs(cluster, words),
        )
        for place, cluster in enumerate(likeness.clusters[:_MOST_CLUSTERS])
    )


def similar_note(likeness: Likeness, words: Words) -> str:
    """Say what similarity is measured against, and how many groups are not shown."""
    if not likeness.compared:
        return ""
    typical = f"{100 * likeness.typical:.0f}"
    note = words("board.similar_note", n=likeness.compared, typical=typical)
    hidden = len(likeness.clusters) - _MOST_CLUSTERS
    return note + (words("board.similar_more", n=hidden) if hidden > 0 else "")


def _shared_answer(
    suite: Suite,
    class_table: ClassTable,
    group: str,
    row: StudentRow,
    graded: QuestionGrade,
    words: Words,
) -> SharedAnswer:
    key, question = f"g-{group}", suite.question(graded.question)
    label = next((one for one in row.standing.labels if one.group == group), None)
    return SharedAnswer(
        group=one_line(group),
        title=question.title,
        label=one_line(label.title) if label else "",
        count=class_table.linked_count(key, words.count("board.students", class_table.count(key))),
        observation=symptom_words(question, graded.symptom, words)
        if graded.symptom
        else words("board.no_symptom"),
        command=words("board.label_command", group=one_line(group)),
        people=tuple(one.link() for one in class_table.rows_with(key)),
    )


def _members(cluster: Cluster, rows: Mapping[str, StudentRow]) -> Iterator[PersonLink]:
    known = [rows[student] for student in cluster.students if student in rows]
    yield from (row.link() for row in known[:_MOST_MEMBERS])


def _more_pairs(cluster: Cluster, words: Words) -> str:
    more = cluster.linked - len(cluster.pairs)
    return words.count("board.more_pairs", more) if more > 0 else ""


def _side_by_side(pair: FilePair, rows: Mapping[str, StudentRow], words: Words) -> SideBySide:
    note = words("board.pair", code=f"{100 * pair.code:.0f}", words=f"{100 * pair.words:.0f}")
    if pair.answers:
        note += words("board.pair_answers")
    left, right = (_listing(excerpt, rows, words) for excerpt in pair.excerpts)
    return SideBySide(note, left, right)


def _listing(excerpt: Excerpt, rows: Mapping[str, StudentRow], words: Words) -> Listing:
    row = rows.get(excerpt.student)
    code = [
        CodeLine(
            str(one.number),
            one_line_of_code(one.text),
            "here" if one.shared and one.text.strip() else "",
            "",
        )
        for one in excerpt.lines
    ]
    more = words.count("board.more_lines", excerpt.more) if excerpt.more else ""
    name = row.name if row else one_line(excerpt.student)
    return Listing(f"{name}{more}", tuple(code))


def one_line_of_code(text: str) -> str:
    """Return a line of code, cleaned, with its indentation."""
    stripped = text.lstrip()
    indent = min(len(text.expandtabs(4)) - len(stripped.expandtabs(4)), 40)
    return " " * max(indent, 0) + one_line(stripped, characters=120)
