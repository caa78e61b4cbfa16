"""The questions of ``assignment.yaml``: one for each function, or one for each part of its answer.

    returns: {dw: dw, db: {step: db, points: {values: 5}}}     a dict with these keys
    returns: [dx, dgamma]                                      a tuple or a list, in this order

A part is named by its key, or in a list by its step.  What it does not say itself it has from its
step (the title, and of the formula the left side) or from the function; points of the function are
shared out equally among the parts that have none of their own.

In place of ``function`` there may be a script under ``call`` (see ``scripts``).  Its answer is what
``then`` says; each part may have a ``then`` of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from grader.assignment.arguments import read_arguments
from grader.assignment.formula_entry import left_side, read_formula
from grader.assignment.keys import PART, QUESTION, TOLERANCE
from grader.assignment.optional_keys import flag_at, number_at, text_at
from grader.assignment.rules import read_accepted
from grader.assignment.script_entry import ScriptReader
from grader.model import Check, Formula, Part, Question, Step, Tolerance
from grader.text.unknown_names import likely_meant, no_such
from grader.text.yaml_reader import Entry

_MOST_POINTS = 1e6

_ALONE = ("step", "title", "formula")
"""Keys of a question that asks for one thing; its parts have their own."""

_KNOWN = (*QUESTION.required, *QUESTION.optional)

Keys = Mapping[str, Entry]


@dataclass(frozen=True)
class QuestionReader:
    """Reads questions.

    Parameters
    ----------
    checks
        The titles of the checks, by their ids.
    steps
        The steps that have words, by their ids.
    quantities
        The names that the recipe knows; none where it could not be loaded.
    accept
        The forms of an answer that count as arrays, where a question does not say its own.
    """

    checks: Mapping[str, str]
    steps: Mapping[str, Step]
    quantities: Collection[str]
    accept: tuple[str, ...] = ()

    def read(self, entry: Entry) -> tuple[Question, ...]:
        """Return the question of an entry, or one for each part of what its function returns."""
        if entry.has("returns", _KNOWN):
            return self._parts(entry)
        keys = _question_keys(entry, (*_ALONE, "points"), ("returns",))
        call, _ = self._call(keys)
        step = text_at(keys, "step")
        self._check_names(keys.get("step", entry), (step, *call.parameters))
        question = replace(
            call,
            step=step,
            title=text_at(keys, "title"),
            formula=read_formula(keys.get("formula")),
        )
        return (question,)

    def _call(self, keys: Keys, *, runs_last: bool = False) -> tuple[Question, ScriptReader]:
        """Return the question with what its function says, of whatever parts, and its script."""
        quantities, arguments = read_arguments(keys.get("parameters"))
        names = tuple(argument.name for argument in arguments) or quantities
        reader = ScriptReader(keys.get("call"), names)
        script, meaning = reader.script(keys.get("then"), runs_last=runs_last)
        question = Question(
            id=text_at(keys, "id"),
            function=meaning or _function(keys.get("function")),
            parameters=quantities,
            arguments=arguments,
            script=script,
            accept=read_accepted(keys) if "accept" in keys else self.accept,
            title="",
            asked=text_at(keys, "asked"),
            formula=Formula("", ""),
            step="",
            tolerance=_tolerance(keys.get("tolerance")),
            checks=self._checks(keys.get("points")),
            cases=(),
        )
        return question, reader

    def _parts(self, entry: Entry) -> tuple[Question, ...]:
        keys = _question_keys(entry, ("returns",), _ALONE)
        described = _described(keys["returns"])
        names = tuple(one.name for one in described)
        _check_parts(keys["returns"], described)
        shares = sum("points" not in one.keys for one in described)
        call, script = self._call(keys, runs_last=any("then" in one.keys for one in described))
        self._check_names(keys.get("parameters", entry), call.parameters)
        call = replace(call, checks=tuple(_shared(check, shares) for check in call.checks))
        keyed = keys["returns"].is_mapping
        return tuple(
            self._part(call, Part(call.id, names, place, keyed), one, script)
            for place, one in enumerate(described)
        )

    def _part(
        self, call: Question, part: Part, described: _DescribedPart, script: ScriptReader
    ) -> Question:
        """Return the question for one part of a call."""
        own, step = described.keys, self.steps.get(described.step)
        expression, meaning = script.expression(own.get("then"))
        self._check_names(described.entry, (described.step,))
        if not call.checks and "points" not in own:
            described.entry.problem(f"the part '{part.name}' has no points, nor has the function")
        return replace(
            call,
            id=f"{call.id}.{part.name}",
            function=meaning or call.function,
            title=text_at(own, "title") or (step.title if step else part.name),
            asked=text_at(own, "asked") or call.asked,
            formula=_formula(own, step),
            step=described.step,
            tolerance=_tolerance(own["tolerance"]) if "tolerance" in own else call.tolerance,
            checks=self._checks(own["points"]) if "points" in own else call.checks,
            part=replace(part, expression=expression),
        )

    def _checks(self, entry: Entry | None) -> tuple[Check, ...]:
        checks = []
        for id, points in entry.fields().items() if entry else ():
            if id not in self.checks:
                among = f"'{id}' is not among the checks: {', '.join(self.checks)}"
                points.problem(among + likely_meant(id, self.checks))
            worth = points.number(least=0, most=_MOST_POINTS)
            checks.append(Check(id, self.checks.get(id, id), worth))
        return tuple(checks)

    def _check_names(self, entry: Entry, names: Sequence[str]) -> None:
        for name in names if self.quantities else ():
            if name and name not in self.quantities:
                entry.problem(no_such("the recipe has no quantity", name, self.quantities))


@dataclass(frozen=True)
class _DescribedPart:
    """A part as it is described: its name, its step, and the keys that it has of its own."""

    name: str
    step: str
    keys: Keys
    entry: Entry


def _question_keys(entry: Entry, needed: Sequence[str], other: Sequence[str]) -> Keys:
    """Return the entries of a question, without the ``other`` keys: those of other questions."""
    if entry.has("call", _KNOWN):
        needed, other = ("call", *needed), ("function", *other)
    else:
        needed, other = ("function", *needed), ("call", "then", *other)
    optional = [name for name in QUESTION.optional if name not in {*needed, *other}]
    return entry.fields((*QUESTION.required, *needed), optional)


def _function(entry: Entry | None) -> str:
    name = entry.text() if entry else ""
    if entry and name and not name.isidentifier():
        entry.problem(
            f"'{name}' is no name of a function; what a class does is asked with 'call',"
            " for example call: layer = Layer(w); layer.forward(x)"
        )
    return name


def _described(returned: Entry) -> Sequence[_DescribedPart]:
    if returned.is_mapping:
        return [_described_part(name, entry) for name, entry in returned.fields().items()]
    return [_described_part("", entry) for entry in returned.items()]


def _described_part(name: str, entry: Entry) -> _DescribedPart:
    """Return a part of which a step alone is written, or several keys."""
    if not entry.is_mapping:
        step = entry.text()
        return _DescribedPart(name or step, step, {}, entry)
    keys = entry.fields(PART.required, PART.optional)
    step = text_at(keys, "step")
    return _DescribedPart(name or step, step, keys, entry)


def _shared(check: Check, shares: int) -> Check:
    return replace(check, points=check.points / max(shares, 1))


def _check_parts(entry: Entry, described: Sequence[_DescribedPart]) -> None:
    names = [one.name for one in described]
    if len({"then" in one.keys for one in described}) > 1:
        entry.problem("'then' must stand at each of the parts, or at none")
    if not names:
        entry.problem("must name the parts: keys with their steps, or a list of steps")
    for name in sorted({name for name in names if names.count(name) > 1}):
        entry.problem(f"there is more than one part '{name}'")


def _formula(keys: Keys, step: Step | None) -> Formula:
    if "formula" in keys:
        return read_formula(keys["formula"])
    return left_side(step.formula) if step and step.formula.mathml else Formula("", "")


def _tolerance(entry: Entry | None) -> Tolerance:
    keys = entry.fields(TOLERANCE.required, TOLERANCE.optional) if entry else {}
    return Tolerance(
        relative=number_at(keys, "relative", 1e-13, 1e-2, Tolerance.relative),
        elementwise=flag_at(keys, "elementwise"),
    )
