"""An instructor's folder, read and checked: all problems at once, each with its place.

    assignment.yaml     the words, points, tolerances and limits; names the other files
    recipe              STEPS: the reference as named steps (see ``recipe``)
    cases               CASES: one generator of Inputs a question
    misconceptions      MISCONCEPTIONS: the wrong lines of each known mistake, by step
    starter             what a student begins from
    variants            a folder of right answers, independently written
    properties          functions that say what holds whatever the input (see ``propertyfile``)

The folder is the instructor's own code and is imported; nothing of a student's ever is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from grader.assignment.property_file import read_properties
from grader.assignment.python_file import ModuleError, load_module
from grader.errors import AssignmentError
from grader.files import source_digest
from grader.inputs import Inputs
from grader.marking.judge import ACCEPTED
from grader.model import (
    SAME_POINTS,
    Check,
    Formula,
    LatePolicy,
    Limits,
    Loading,
    Method,
    Misconception,
    Program,
    Question,
    Step,
    Submission,
    Suite,
    Tolerance,
)
from grader.suite.recipe import Recipe, StepFunction, parameters
from grader.text.mathml import FormulaError, formula
from grader.text.times import named_zone
from grader.text.yaml_reader import Entry, read

_FILES = ("recipe", "cases", "misconceptions", "starter", "variants", "properties")
_POINTS = 100


@dataclass(frozen=True)
class Sheet:
    """What the task sheet says beside the questions.

    ``given`` are the steps whose formulas belong to the problem; those of all others are what
    students are to find.  ``formulas`` are further ones of the problem, each with its words.
    """

    introduction: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    formulas: tuple[tuple[str, Formula], ...] = ()
    symbols: tuple[tuple[str, str], ...] = ()
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Assignment:
    """What an instructor wrote.

    ``outline`` is the suite without its cases; ``mistakes`` maps the id of a misconception to its
    wrong lines by step; ``twins`` are groups of misconceptions that no input can tell apart.
    """

    folder: Path
    outline: Suite
    recipe: Recipe
    cases: Mapping[str, Callable[[], Iterable[Inputs]]]
    mistakes: Mapping[str, Mapping[str, StepFunction]]
    twins: tuple[frozenset[str], ...] = ()
    starter: bytes = b""
    variants: tuple[Submission, ...] = ()
    sheet: Sheet = field(default_factory=lambda: Sheet())


def load_assignment(folder: str | Path) -> Assignment:
    """Read an assignment.

    Parameters
    ----------
    folder
        The folder of ``assignment.yaml``.

    Returns
    -------
    Assignment
        What ``build`` makes a suite of.

    Raises
    ------
    AssignmentError
        Lists everything that is wrong with the folder.
    """
    folder = Path(folder)
    reader = _Reader(folder)
    document = read(folder / "assignment.yaml", reader.problems)
    assignment = reader.assignment(document) if document else None
    if reader.problems or assignment is None:
        raise AssignmentError(str(folder), reader.problems)
    return assignment


@dataclass
class _Reader:
    """One reading of one folder; problems gather here."""

    folder: Path
    problems: list[str] = field(default_factory=list)
    recipe: Recipe = field(default_factory=lambda: Recipe({}))
    modules: dict[str, ModuleType | None] = field(default_factory=dict)

    def assignment(self, document: Entry) -> Assignment:
        keys = document.fields(
            ("assignment", "title", "module", "files", "checks", "steps", "questions"),
            (
                "language",
                "limits",
                "loading",
                "modules",
                "follow_through",
                "accept",
                "methods",
                "late",
                "misconceptions",
                "twins",
                "properties",
                "sheet",
                "zone",
            ),
        )
        files = self._files(keys.get("files"))
        steps = self._from(files, "recipe", "STEPS", ())
        self.recipe = Recipe({step.__name__: step for step in steps})
        cases = self._from(files, "cases", "CASES", {})
        mistakes = self._from(files, "misconceptions", "MISCONCEPTIONS", {})
        starter = files["starter"].read_bytes() if "starter" in files else b""
        outline = replace(self._outline(keys), starter=starter.decode("utf-8", "replace"))
        outline = replace(outline, program=_program(files))
        outline = self._with_properties(outline, keys.get("properties"), files)
        self._check_routes(files)
        self._check_cases(keys.get("questions"), outline, cases)
        self._check_mistakes(keys.get("misconceptions"), outline, mistakes)
        return Assignment(
            folder=self.folder,
            outline=outline,
            recipe=self.recipe,
            cases=cases,
            mistakes=mistakes,
            twins=self._twins(keys.get("twins"), outline),
            starter=starter,
            variants=_variants(files.get("variants")),
            sheet=self._sheet(keys.get("sheet"), outline),
        )

    # --- the files ------------------------------------------------------------------------------

    def _files(self, entry: Entry | None) -> dict[str, Path]:
        if entry is None:
            return {}
        named = entry.fields(_FILES[:3], _FILES[3:])
        files = {}
        for key, value in named.items():
            path = self.folder / value.text()
            if path.exists():
                files[key] = path
            else:
                value.problem(f"there is no {path}")
        return files

    def _from(self, files: Mapping[str, Path], key: str, name: str, default: Any) -> Any:
        """The object of this name in one of the files."""
        module = self._module(files, key)
        if module is not None and not hasattr(module, name):
            self.problems.append(f"{files[key].name}: defines no {name}")
        return getattr(module, name, default)

    def _module(self, files: Mapping[str, Path], key: str) -> ModuleType | None:
        """One of the files, loaded once; None where it is missing or cannot be loaded."""
        if key not in self.modules:
            try:
                self.modules[key] = load_module(files[key]) if key in files else None
            except ModuleError as problem:
                self.problems.append(str(problem))
                self.modules[key] = None
        return self.modules[key]

    # --- the words ------------------------------------------------------------------------------

    def _outline(self, keys: Mapping[str, Entry]) -> Suite:
        titles = {k: v.text() for k, v in self._mapping(keys, "checks").items()}
        questions = tuple(self._question(e, titles) for e in self._list(keys, "questions"))
        self._unique("question", keys.get("questions"), [q.id for q in questions])
        points = sum(q.points for q in questions)
        if questions and abs(points - _POINTS) > SAME_POINTS:
            keys["questions"].problem(f"the points add up to {points:g}, not to {_POINTS}")
        misconceptions = tuple(self._misconception(e) for e in self._list(keys, "misconceptions"))
        self._unique("misconception", keys.get("misconceptions"), [m.id for m in misconceptions])
        self._check_same(keys.get("misconceptions"), misconceptions)
        return Suite(
            assignment=_text(keys, "assignment"),
            title=_text(keys, "title"),
            module=_text(keys, "module"),
            language=_text(keys, "language") or "en",
            questions=questions,
            steps=tuple(self._step(e) for e in self._list(keys, "steps")),
            misconceptions=misconceptions,
            limits=self._limits(keys.get("limits")),
            loading=self._loading(keys.get("loading")),
            modules=tuple(e.text() for e in self._list(keys, "modules")),
            follow_through=_number(keys, "follow_through", 0, 1, 1.0),
            accept=self._accept(keys),
            method_rates=self._method_rates(keys.get("methods")),
            late=self._late(keys.get("late"), _zone(keys.get("zone"))),
            zone=_zone(keys.get("zone")),
            source=source_digest(self.folder),
        )

    def _question(self, entry: Entry, titles: Mapping[str, str]) -> Question:
        keys = entry.fields(
            ("id", "function", "parameters", "step", "title", "asked", "formula", "points"),
            ("tolerance",),
        )
        for name in [_text(keys, "step")] + [p.text() for p in self._list(keys, "parameters")]:
            self._check_quantity(keys.get("step", entry), name)
        return Question(
            id=_text(keys, "id"),
            function=_text(keys, "function"),
            parameters=tuple(p.text() for p in self._list(keys, "parameters")),
            title=_text(keys, "title"),
            asked=_text(keys, "asked"),
            formula=self._formula(keys.get("formula")),
            step=_text(keys, "step"),
            tolerance=self._tolerance(keys.get("tolerance")),
            checks=self._checks(keys.get("points"), titles),
            cases=(),
        )

    def _checks(self, entry: Entry | None, titles: Mapping[str, str]) -> tuple[Check, ...]:
        checks = []
        for id, points in entry.fields().items() if entry else ():
            if id not in titles:
                points.problem(f"'{id}' is not among the checks: {', '.join(titles)}")
            checks.append(Check(id, titles.get(id, id), points.number(least=0, most=_POINTS)))
        return tuple(checks)

    def _tolerance(self, entry: Entry | None) -> Tolerance:
        keys = entry.fields((), ("relative", "elementwise")) if entry else {}
        return Tolerance(
            relative=_number(keys, "relative", 1e-13, 1e-2, Tolerance.relative),
            elementwise=keys["elementwise"].flag() if "elementwise" in keys else False,
        )

    def _limits(self, entry: Entry | None) -> Limits:
        names = ("wall_seconds", "cpu_seconds", "memory_mb", "output_kb", "submission_seconds")
        keys = entry.fields((), names) if entry else {}
        return Limits(
            wall_seconds=_number(keys, "wall_seconds", 0.1, 3600, Limits.wall_seconds),
            cpu_seconds=_number(keys, "cpu_seconds", 0.1, 3600, Limits.cpu_seconds),
            memory_mb=int(_number(keys, "memory_mb", 256, 1 << 20, Limits.memory_mb)),
            output_kb=int(_number(keys, "output_kb", 64, 1 << 20, Limits.output_kb)),
            submission_seconds=_number(
                keys, "submission_seconds", 1, 86400, Limits.submission_seconds
            ),
        )

    def _accept(self, keys: Mapping[str, Entry]) -> tuple[str, ...]:
        for entry in self._list(keys, "accept"):
            if entry.text() not in ACCEPTED:
                entry.problem(f"'{entry.text()}' is not one of: {', '.join(ACCEPTED)}")
        return tuple(entry.text() for entry in self._list(keys, "accept"))

    def _loading(self, entry: Entry | None) -> Loading:
        match entry.text() if entry else Suite.loading:
            case "kind" | "strict" as manner:
                return manner
        if entry:
            entry.problem("must be 'kind' or 'strict'")
        return Suite.loading

    def _method_rates(self, entry: Entry | None) -> dict[str, float]:
        known = [method.value for method in Method]
        rates = entry.fields((), known) if entry else {}
        return {name: rate.number(least=0, most=1) for name, rate in rates.items()}

    def _late(self, entry: Entry | None, zone: str) -> LatePolicy | None:
        if entry is None:
            return None
        keys = entry.fields(("due", "percent_a_day"), ("grace_minutes", "most_percent"))
        return LatePolicy(
            due=_time(keys["due"], zone) if "due" in keys else "",
            grace_minutes=_number(keys, "grace_minutes", 0, 1 << 20, LatePolicy.grace_minutes),
            percent_a_day=_number(keys, "percent_a_day", 0, 100, LatePolicy.percent_a_day),
            most_percent=_number(keys, "most_percent", 0, 100, LatePolicy.most_percent),
        )

    def _step(self, entry: Entry) -> Step:
        keys = entry.fields(("id", "title", "formula"))
        return Step(_text(keys, "id"), _text(keys, "title"), self._formula(keys.get("formula")))

    def _misconception(self, entry: Entry) -> Misconception:
        keys = entry.fields(
            ("id", "title", "step", "right", "wrong", "fix", "hints"),
            ("raises", "same_as", "seen", "catalogue"),
        )
        self._check_quantity(keys.get("step", entry), _text(keys, "step"))
        return Misconception(
            id=_text(keys, "id"),
            title=_text(keys, "title"),
            step=_text(keys, "step"),
            right=self._formula(keys.get("right")),
            wrong=self._formula(keys.get("wrong")),
            fix=_text(keys, "fix"),
            hints=tuple(hint.text() for hint in self._list(keys, "hints")),
            raises=_text(keys, "raises"),
            same_as=_text(keys, "same_as"),
            seen=_text(keys, "seen"),
            catalogue=_text(keys, "catalogue"),
        )

    def _with_properties(
        self, outline: Suite, entry: Entry | None, files: Mapping[str, Path]
    ) -> Suite:
        if entry is None:
            return outline
        if "properties" not in files:
            entry.problem("'files' names no file of their functions: properties")
            return outline
        properties = read_properties(entry, files["properties"], outline.questions)
        return replace(outline, properties=properties)

    def _sheet(self, entry: Entry | None, outline: Suite) -> Sheet:
        names = ("introduction", "given", "formulas", "symbols", "rules")
        keys = entry.fields((), names) if entry else {}
        steps = {step.id for step in outline.steps}
        for step in self._list(keys, "given"):
            if step.text() not in steps:
                step.problem(f"there is no step '{step.text()}'")
        return Sheet(
            introduction=tuple(e.text() for e in self._list(keys, "introduction")),
            given=tuple(e.text() for e in self._list(keys, "given")),
            formulas=tuple(
                (words, self._formula(e)) for words, e in self._mapping(keys, "formulas").items()
            ),
            symbols=tuple((k, e.text()) for k, e in self._mapping(keys, "symbols").items()),
            rules=tuple(e.text() for e in self._list(keys, "rules")),
        )

    def _formula(self, entry: Entry | None) -> Formula:
        latex = entry.text() if entry else ""
        try:
            return formula(latex)
        except FormulaError as error:
            if entry:
                entry.problem(f"this formula cannot be shown: {error}")
            return Formula(latex, "")

    # --- what must agree ------------------------------------------------------------------------

    def _check_quantity(self, entry: Entry, name: str) -> None:
        inputs = {p for step in self.recipe.steps.values() for p in parameters(step)}
        if self.recipe.steps and name not in self.recipe.steps and name not in inputs:
            entry.problem(f"the recipe has no quantity '{name}'")

    def _check_routes(self, files: Mapping[str, Path]) -> None:
        """Each route leads to a step of the recipe, from its quantities."""
        routes = getattr(self._module(files, "recipe"), "ROUTES", {})
        known = {p for step in self.recipe.steps.values() for p in parameters(step)}
        known |= set(self.recipe.steps)
        for step, ways in routes.items():
            place = f"{files['recipe'].name}: ROUTES"
            if step not in self.recipe.steps:
                self.problems.append(f"{place}: '{step}' is no step of the recipe")
            for name in sorted({p for way in ways for p in parameters(way)} - known):
                self.problems.append(f"{place}: the recipe has no quantity '{name}'")

    def _check_cases(self, entry: Entry | None, outline: Suite, cases: Mapping[str, Any]) -> None:
        for question in outline.questions:
            if entry and cases and question.id not in cases:
                entry.problem(f"the cases have no generator for question '{question.id}'")

    def _check_mistakes(
        self, entry: Entry | None, outline: Suite, mistakes: Mapping[str, Mapping[str, Any]]
    ) -> None:
        if entry is None:
            return
        described = {known.id for known in outline.misconceptions}
        for id in sorted(described - set(mistakes)):
            entry.problem(f"'{id}' has words here and no wrong line in the file of misconceptions")
        for id in sorted(set(mistakes) - described):
            entry.problem(
                f"'{id}' has a wrong line in the file of misconceptions and no words here"
            )
        for id, wrong in mistakes.items():
            for step in sorted(set(wrong) - set(self.recipe.steps)):
                entry.problem(f"'{id}' replaces step '{step}', which the recipe has not")

    def _twins(self, entry: Entry | None, outline: Suite) -> tuple[frozenset[str], ...]:
        ids = {known.id for known in outline.misconceptions}
        groups = []
        for group in entry.items() if entry else ():
            names = frozenset(member.text() for member in group.items())
            for name in sorted(names - ids):
                group.problem(f"there is no misconception '{name}'")
            groups.append(names)
        return tuple(groups)

    def _check_same(self, entry: Entry | None, misconceptions: Sequence[Misconception]) -> None:
        ids = {known.id for known in misconceptions}
        for known in misconceptions:
            if entry and known.same_as and known.same_as not in ids:
                entry.problem(
                    f"'{known.id}' is said to be the same as '{known.same_as}': no such id"
                )

    def _unique(self, noun: str, entry: Entry | None, ids: list[str]) -> None:
        for id in sorted({id for id in ids if id and ids.count(id) > 1}):
            if entry:
                entry.problem(f"there is more than one {noun} '{id}'")

    def _list(self, keys: Mapping[str, Entry], name: str) -> tuple[Entry, ...]:
        return keys[name].items() if name in keys else ()

    def _mapping(self, keys: Mapping[str, Entry], name: str) -> dict[str, Entry]:
        return keys[name].fields() if name in keys else {}


def _text(keys: Mapping[str, Entry], name: str) -> str:
    return keys[name].text() if name in keys else ""


def _zone(entry: Entry | None) -> str:
    """The name of the class's time zone, if it is given and this machine knows it."""
    name = entry.text() if entry else ""
    if entry and name and named_zone(name) is None:
        entry.problem("must be the name of a time zone, such as Europe/Berlin")
        return ""
    return name


def _time(entry: Entry, zone: str) -> str:
    """A moment in ISO 8601; without a zone nobody would know which one is meant."""
    try:
        moment = datetime.fromisoformat(entry.text())
    except ValueError:
        entry.problem("must be a time such as 2026-11-20T23:59:00+01:00")
        return ""
    if moment.tzinfo is None and zone:
        moment = moment.replace(tzinfo=named_zone(zone))
    if moment.tzinfo is None:
        entry.problem(
            f"needs an offset from UTC, for example {moment.isoformat()}+01:00, or a time zone"
            " for the assignment, for example zone: Europe/Berlin"
        )
        return ""
    return moment.isoformat()


def _number(
    keys: Mapping[str, Entry], name: str, least: float, most: float, default: float
) -> float:
    return keys[name].number(least=least, most=most) if name in keys else default


def _program(files: Mapping[str, Path]) -> Program | None:
    """The code that the hidden suite carries."""
    texts = {
        key: files[key].read_text("utf-8") if key in files else ""
        for key in ("recipe", "misconceptions")
    }
    return Program(texts["recipe"], texts["misconceptions"]) if texts["recipe"] else None


def _variants(folder: Path | None) -> tuple[Submission, ...]:
    files = sorted(folder.glob("*.py")) if folder else []
    return tuple(Submission(file.stem, file.name, file.read_bytes()) for file in files)
