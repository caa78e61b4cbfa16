"""Groups of students who handed in similar files."""

from __future__ import annotations

from collections.abc import Mapping

from grader.report.dashboard.class_table import ClassTable, StudentRow
from grader.report.dashboard.people import people
from grader.report.dashboard.sections import PersonLink, SideBySide, SimilarGroup
from grader.report.pages import CodeLine, Listing
from grader.report.words import Words
from grader.similarity import Excerpt, FilePair, Likeness, SimilarFiles
from grader.text.clean import one_line

_MOST_CLUSTERS = 30


def similar_keys(likeness: Likeness) -> dict[str, tuple[str, ...]]:
    """Return the keys of the students in clusters."""
    return {
        student: ("similar", f"t{place}")
        for place, cluster in enumerate(likeness.clusters)
        for student in cluster.students
    }


def similar_groups(
    class_table: ClassTable, likeness: Likeness, words: Words
) -> tuple[SimilarGroup, ...]:
    """Return the clusters, the closest first, with excerpts of the shared code."""
    rows = {row.student: row for row in class_table.rows}
    return tuple(
        _similar_group(place, cluster, rows, class_table, words)
        for place, cluster in enumerate(likeness.clusters[:_MOST_CLUSTERS])
    )


def _similar_group(
    place: int,
    cluster: SimilarFiles,
    rows: Mapping[str, StudentRow],
    class_table: ClassTable,
    words: Words,
) -> SimilarGroup:
    shown, more = people(_members(cluster, rows), words)
    number = len(cluster.students)
    return SimilarGroup(
        title=words("board.cluster", n=place + 1),
        count=class_table.linked_count(f"t{place}", words.count("board.students", number)),
        people=shown,
        more_people=more,
        pairs=tuple(_side_by_side(pair, rows, words) for pair in cluster.pairs),
        more=_more_pairs(cluster, words),
    )


def similar_note(likeness: Likeness, words: Words) -> str:
    """Say what similarity is measured against, and how many groups are not shown."""
    if not likeness.compared:
        return ""
    typical = f"{100 * likeness.typical:.0f}"
    note = words("board.similar_note", n=likeness.compared, typical=typical)
    hidden = len(likeness.clusters) - _MOST_CLUSTERS
    return note + (words("board.similar_more", n=hidden) if hidden > 0 else "")


def _members(cluster: SimilarFiles, rows: Mapping[str, StudentRow]) -> list[PersonLink]:
    return [rows[student].link() for student in cluster.students if student in rows]


def _more_pairs(cluster: SimilarFiles, words: Words) -> str:
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
