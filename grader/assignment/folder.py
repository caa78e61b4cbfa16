"""An instructor's folder, read and checked: all problems at once, each with its place.

    assignment.yaml     the words, points, tolerances and limits; names the other files
    assignment.zh.yaml  the words in another language (see ``translation``)
    recipe              STEPS: the reference as named steps (see ``suite.recipe``)
    cases               CASES: one generator of Inputs a question
    misconceptions      MISCONCEPTIONS: the wrong lines of each known mistake, by step
    starter             what a student begins from
    variants            a folder of right answers, independently written
    properties          functions that say what holds whatever the input (see ``property_file``)
    derivation          the specification of the written derivation, where one is asked for

The folder is the instructor's own code and is imported; no code of a student's ever is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from grader.assignment.code_files import CodeFiles
from grader.assignment.consistency import (
    check_cases,
    check_given,
    check_lines,
    check_order,
    check_routes,
    check_words,
    quantities,
)
from grader.assignment.definitions import CASES, MISCONCEPTIONS, STEPS
from grader.assignment.derivation_task import read_derivation
from grader.assignment.keys import ASSIGNMENT
from grader.assignment.optional_keys import fields_at
from grader.assignment.places import DocumentPlaces
from grader.assignment.property_file import read_properties
from grader.assignment.schema import read_outline, read_twins
from grader.assignment.sheet import Sheet, read_sheet
from grader.assignment.translation import in_language
from grader.errors import AssignmentError
from grader.files import source_digest
from grader.inputs import Inputs
from grader.model import Submission, Suite
from grader.suite.program import Formulas
from grader.suite.recipe import Recipe, StepFunction
from grader.text.yaml_reader import Entry, read


@dataclass(frozen=True, eq=False)
class Assignment:
    """What an instructor wrote.

    Parameters
    ----------
    folder
        Where it was read from.
    outline
        The suite without its cases.
    recipe
        The reference as named steps.
    cases
        The generator of inputs of each question, by the question's id.
    mistakes
        The wrong lines of each misconception, by its id and then by step.
    twins
        Groups of misconceptions that no input can tell apart.
    starter
        The file that students begin from.
    variants
        Right answers, independently written.
    sheet
        What the task sheet says beside the questions.
    automatic
        Whether edits of the recipe's steps are mistakes that nobody needs to describe.
    case_names
        What pages call cases, by their names in the file of cases, where that is something else.
    places
        Where the parts of ``assignment.yaml`` stand.
    """

    folder: Path
    outline: Suite
    recipe: Recipe
    cases: Mapping[str, Callable[[], Iterable[Inputs]]]
    mistakes: Mapping[str, Mapping[str, StepFunction]]
    twins: tuple[frozenset[str], ...] = ()
    starter: bytes = b""
    variants: tuple[Submission, ...] = ()
    sheet: Sheet = field(default_factory=Sheet)
    automatic: bool = True
    case_names: Mapping[str, str] = field(default_factory=dict)
    places: DocumentPlaces = field(default_factory=DocumentPlaces)

    @property
    def formulas(self) -> Formulas:
        """What computes right answers, and those of the known mistakes."""
        return Formulas(self.recipe, mistakes=self.mistakes)


def load_assignment(folder: str | Path, language: str = "") -> Assignment:
    """Read an assignment.

    Parameters
    ----------
    folder
        The folder of ``assignment.yaml``.
    language
        The language of its words; that which ``assignment.yaml`` names where it is empty.

    Returns
    -------
    Assignment
        What ``build`` makes a suite of.

    Raises
    ------
    AssignmentError
        Lists everything that is wrong with the folder.
    """
    assignment, problems = read_assignment(Path(folder), language)
    if problems or assignment is None:
        raise AssignmentError(str(folder), problems)
    return assignment


def read_assignment(folder: Path, language: str = "") -> tuple[Assignment | None, tuple[str, ...]]:
    """Read as much of an assignment as can be read.

    Returns
    -------
    assignment : Assignment or None
        Where there are problems, harmless values stand in place of what is wrong.
    problems : tuple of str
        Everything that is wrong with the folder, each with its place.
    """
    problems: list[str] = []
    document = read(folder / "assignment.yaml", problems)
    if document is None:
        return None, tuple(problems)
    document = in_language(folder, document, language)
    assignment = _assignment(folder, document, problems)
    return assignment, tuple(problems)


def _assignment(folder: Path, document: Entry, problems: list[str]) -> Assignment:
    keys = document.fields(ASSIGNMENT.required, ASSIGNMENT.optional)
    files = CodeFiles(folder, keys.get("files"), problems)
    recipe = Recipe({step.__name__: step for step in files.defined(STEPS)})
    outline = _outline(folder, keys, files, recipe)
    cases = files.defined(CASES)
    problems += [*check_order(recipe), *check_routes(files, recipe)]
    problems += [*check_given(recipe, outline), *check_lines(files, recipe)]
    check_cases(keys.get("questions"), outline, cases)
    check_words(document, keys.get("misconceptions"), outline, files, recipe)
    return Assignment(
        folder=folder,
        outline=outline,
        recipe=recipe,
        cases=cases,
        mistakes=files.defined(MISCONCEPTIONS),
        twins=read_twins(keys.get("twins"), {known.id for known in outline.misconceptions}),
        starter=files.starter,
        variants=files.variants,
        automatic="automatic" not in keys or keys["automatic"].flag(),
        case_names={k: one.text() for k, one in fields_at(keys, "case_names").items()},
        sheet=read_sheet(keys.get("sheet"), {step.id for step in outline.steps}),
        places=DocumentPlaces.in_document(document),
    )


def _outline(folder: Path, keys: Mapping[str, Entry], files: CodeFiles, recipe: Recipe) -> Suite:
    known = quantities(recipe) if recipe.steps else frozenset()
    outline = replace(
        read_outline(keys, known),
        source=source_digest(folder),
        starter=files.starter.decode("utf-8", "replace"),
        program=files.program,
        derivation=read_derivation(keys["derivation"], folder) if "derivation" in keys else None,
    )
    return _with_properties(outline, keys.get("properties"), files)


def _with_properties(outline: Suite, entry: Entry | None, files: CodeFiles) -> Suite:
    if entry is None:
        return outline
    if "properties" not in files.paths:
        entry.problem("'files' names no file of their functions: properties")
        return outline
    properties = read_properties(entry, files.paths["properties"], outline.questions)
    return replace(outline, properties=properties)
