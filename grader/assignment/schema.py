"""The words of ``assignment.yaml``: questions, steps and known mistakes, as the model has them.

Reading never stops: what is wrong becomes a problem of its entry, and a harmless value stands in.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from grader.assignment.formula_entry import read_formula
from grader.assignment.keys import MISCONCEPTION, STEP
from grader.assignment.optional_keys import (
    fields_at,
    items_at,
    number_at,
    text_at,
    texts_at,
)
from grader.assignment.questions import QuestionReader
from grader.assignment.rules import (
    read_accepted,
    read_hints,
    read_late_policy,
    read_limits,
    read_loading,
    read_method_rates,
    read_zone,
)
from grader.model import Misconception, Question, Step, Suite
from grader.text.unknown_names import no_such
from grader.text.yaml_reader import Entry


def read_outline(keys: Mapping[str, Entry], quantities: Collection[str]) -> Suite:
    """Return the suite that the document describes, without cases and without code.

    ``quantities`` are the names that the recipe knows; none where it could not be loaded.
    """
    titles = {id: title.text() for id, title in fields_at(keys, "checks").items()}
    steps = tuple(_step(entry, quantities) for entry in items_at(keys, "steps"))
    words = {step.id: step for step in steps}
    reader = QuestionReader(titles, words, quantities, read_accepted(keys))
    questions = tuple(q for entry in items_at(keys, "questions") for q in reader.read(entry))
    misconceptions = tuple(_misconception(e, quantities) for e in items_at(keys, "misconceptions"))
    _check_unique("question", keys.get("questions"), [q.id for q in questions])
    _check_points(keys.get("questions"), questions)
    _check_unique("misconception", keys.get("misconceptions"), [m.id for m in misconceptions])
    _check_same(keys.get("misconceptions"), misconceptions)
    zone = read_zone(keys.get("zone"))
    return Suite(
        assignment=text_at(keys, "assignment"),
        title=text_at(keys, "title"),
        module=text_at(keys, "module"),
        language=text_at(keys, "language") or "en",
        questions=questions,
        steps=steps,
        misconceptions=misconceptions,
        limits=read_limits(keys.get("limits")),
        loading=read_loading(keys.get("loading")),
        hints=read_hints(keys.get("hints")),
        modules=texts_at(keys, "modules"),
        follow_through=number_at(keys, "follow_through", 0, 1, 1.0),
        method_rates=read_method_rates(keys.get("methods")),
        late=read_late_policy(keys.get("late"), zone),
        zone=zone,
    )


def read_twins(entry: Entry | None, known: Collection[str]) -> tuple[frozenset[str], ...]:
    """Return the groups of misconceptions that no input can tell apart."""
    groups = []
    for group in entry.items() if entry else ():
        names = frozenset(member.text() for member in group.items())
        for name in sorted(names.difference(known)):
            group.problem(no_such("there is no misconception", name, known))
        groups.append(names)
    return tuple(groups)


def _step(entry: Entry, quantities: Collection[str]) -> Step:
    keys = entry.fields(STEP.required, STEP.optional)
    _check_quantity(keys.get("id", entry), text_at(keys, "id"), quantities)
    return Step(text_at(keys, "id"), text_at(keys, "title"), read_formula(keys.get("formula")))


def _misconception(entry: Entry, quantities: Collection[str]) -> Misconception:
    keys = entry.fields(MISCONCEPTION.required, MISCONCEPTION.optional)
    _check_quantity(keys.get("step", entry), text_at(keys, "step"), quantities)
    return Misconception(
        id=text_at(keys, "id"),
        title=text_at(keys, "title"),
        step=text_at(keys, "step"),
        right=read_formula(keys.get("right")),
        wrong=read_formula(keys.get("wrong")),
        fix=text_at(keys, "fix"),
        hints=texts_at(keys, "hints"),
        raises=text_at(keys, "raises"),
        same_as=text_at(keys, "same_as"),
        seen=text_at(keys, "seen"),
        catalogue=text_at(keys, "catalogue"),
    )


def _check_quantity(entry: Entry, name: str, quantities: Collection[str]) -> None:
    if quantities and name and name not in quantities:
        entry.problem(no_such("the recipe has no quantity", name, quantities))


def _check_points(entry: Entry | None, questions: Collection[Question]) -> None:
    if entry and questions and sum(question.points for question in questions) <= 0:
        entry.problem("no question has points")


def _check_unique(noun: str, entry: Entry | None, ids: list[str]) -> None:
    for id in sorted({id for id in ids if id and ids.count(id) > 1}):
        if entry:
            entry.problem(f"there is more than one {noun} '{id}'")


def _check_same(entry: Entry | None, misconceptions: Collection[Misconception]) -> None:
    ids = {known.id for known in misconceptions}
    for known in misconceptions:
        if entry and known.same_as and known.same_as not in ids:
            what = f"'{known.id}' is said to be the same as another: there is no misconception"
            entry.problem(no_such(what, known.same_as, ids))
