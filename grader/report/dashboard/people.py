"""Who needs a person, and whose answers or files are like one another's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from grader.model import QuestionGrade, Suite
from grader.report import numbers
from grader.report.dashboard.nouns import Agreement, Alike, Concern, SideBySide, Who
from grader.report.dashboard.roll import CONCERNS, NOTES, Line, Roll
from grader.report.happened import symptom_words
from grader.report.pages import Line as CodeLine
from grader.report.pages import Listing
from grader.report.words import Words
from grader.similarity import Cluster, Excerpt, Likeness, Pair
from grader.text.clean import one_line

_FEW = 6
"""So many names stand open."""
_MOST_CLUSTERS = 30
_MOST_MEMBERS = 40


def concerns(suite: Suite, roll: Roll, words: Words) -> tuple[Concern, ...]:
    """The reasons to look that there are, the most pressing first; then what is worth knowing."""
    return tuple(
        Concern(
            title=words(f"board.concern.{key}"),
            advice=words(f"board.advice.{key}"),
            count=roll.told(key),
            people=tuple(line.who(_detail(suite, line, key, words)) for line in roll.of(key)),
            opened=roll.count(key) <= _FEW and key in CONCERNS,
        )
        for key in (*CONCERNS, *NOTES)
        if roll.count(key)
    )


def alike_keys(likeness: Likeness) -> dict[str, tuple[str, ...]]:
    """The keys of students in clusters."""
    return {
        student: ("similar", f"t{place}")
        for place, cluster in enumerate(likeness.clusters)
        for student in cluster.students
    }


def agreements(suite: Suite, roll: Roll, words: Words) -> tuple[Agreement, ...]:
    """The groups of more than one student, the largest first."""
    first: dict[str, tuple[Line, QuestionGrade]] = {}
    for line in roll.lines:
        for graded in line.grade.questions if line.grade else ():
            if graded.group:
                first.setdefault(graded.group, (line, graded))
    known = {question.id for question in suite.questions}
    groups = [
        _agreement(suite, roll, group, *seen, words)
        for group, seen in first.items()
        if roll.count(f"g-{group}") > 1 and seen[1].question in known
    ]
    return tuple(sorted(groups, key=lambda one: (-int(one.count.number), one.command)))


def agreements_note(roll: Roll, words: Words) -> str:
    """How many stand alone with what they answered."""
    alone = {
        line.student
        for line in roll.lines
        for key in line.keys
        if key.startswith("g-") and roll.count(key) == 1
    }
    return words.count("board.alone", len(alone)) if alone else ""


def alike(roll: Roll, likeness: Likeness, words: Words) -> tuple[Alike, ...]:
    """The clusters, the closest first, with what their files share side by side."""
    lines = {line.student: line for line in roll.lines}
    return tuple(
        Alike(
            title=words("board.cluster", n=place + 1),
            count=roll.told(f"t{place}", words.count("board.students", len(cluster.students))),
            people=tuple(_members(cluster, lines)),
            pairs=tuple(_side_by_side(pair, lines, words) for pair in cluster.pairs),
            more=_more_pairs(cluster, words),
        )
        for place, cluster in enumerate(likeness.clusters[:_MOST_CLUSTERS])
    )


def similar_note(likeness: Likeness, words: Words) -> str:
    """What the likeness is measured against, and what is not shown."""
    if not likeness.compared:
        return ""
    typical = f"{100 * likeness.typical:.0f}"
    note = words("board.similar_note", n=likeness.compared, typical=typical)
    hidden = len(likeness.clusters) - _MOST_CLUSTERS
    return note + (words("board.similar_more", n=hidden) if hidden > 0 else "")


def _detail(suite: Suite, line: Line, key: str, words: Words) -> str:
    """What there is to say about this student besides the reason."""
    standing = line.standing
    grade = standing.grade
    if key == "ungraded" and grade:
        return one_line(str(grade.ungraded))
    if key == "flag" and grade:
        return one_line("; ".join(grade.flags))
    if key == "remark":
        return one_line(" ".join(standing.remarks), characters=400)
    if key == "by_hand":
        return words.listed(tuple(_overrides(suite, line, words)))
    return words.listed(_where(suite, line, key))


def _overrides(suite: Suite, line: Line, words: Words) -> Iterator[str]:
    titles = {question.id: question.title for question in suite.questions}
    for id in dict.fromkeys(one.question for one in line.standing.overrides):
        one = line.standing.override(id)
        if one:
            yield words(
                "board.override",
                question=titles.get(id, id),
                points=numbers.points(one.points),
                why=one_line(one.why),
            )


def _where(suite: Suite, line: Line, key: str) -> tuple[str, ...]:
    """The questions in which a case came to this; none where it is all of them."""
    titles = {question.id: question.title for question in suite.questions}
    graded = line.grade.questions if line.grade else ()
    found = tuple(
        titles[q.question]
        for q in graded
        if q.question in titles and any(v.status.name.lower() == key for v in q.verdicts)
    )
    return found if len(found) < len(suite.questions) else ()


def _agreement(
    suite: Suite, roll: Roll, group: str, line: Line, graded: QuestionGrade, words: Words
) -> Agreement:
    key, question = f"g-{group}", suite.question(graded.question)
    label = next((one for one in line.standing.labels if one.group == group), None)
    return Agreement(
        group=one_line(group),
        title=question.title,
        label=one_line(label.title) if label else "",
        count=roll.told(key, words.count("board.students", roll.count(key))),
        observation=symptom_words(question, graded.symptom, words)
        if graded.symptom
        else words("board.no_symptom"),
        command=words("board.label_command", group=one_line(group)),
        people=tuple(one.who() for one in roll.of(key)),
    )


def _members(cluster: Cluster, lines: Mapping[str, Line]) -> Iterator[Who]:
    known = [lines[student] for student in cluster.students if student in lines]
    yield from (line.who() for line in known[:_MOST_MEMBERS])


def _more_pairs(cluster: Cluster, words: Words) -> str:
    more = cluster.linked - len(cluster.pairs)
    return words.count("board.more_pairs", more) if more > 0 else ""


def _side_by_side(pair: Pair, lines: Mapping[str, Line], words: Words) -> SideBySide:
    said = words("board.pair", code=f"{100 * pair.code:.0f}", words=f"{100 * pair.words:.0f}")
    if pair.answers:
        said += words("board.pair_answers")
    left, right = (_listing(excerpt, lines, words) for excerpt in pair.excerpts)
    return SideBySide(said, left, right)


def _listing(excerpt: Excerpt, lines: Mapping[str, Line], words: Words) -> Listing:
    line = lines.get(excerpt.student)
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
    name = line.name if line else one_line(excerpt.student)
    return Listing(f"{name}{more}", tuple(code))


def one_line_of_code(text: str) -> str:
    """A line with its indentation."""
    stripped = text.lstrip()
    indent = min(len(text.expandtabs(4)) - len(stripped.expandtabs(4)), 40)
    return " " * max(indent, 0) + one_line(stripped, characters=120)
