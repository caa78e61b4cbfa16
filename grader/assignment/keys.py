"""The keys of ``assignment.yaml``: the tables that its readers, the schema and the reference share.

A type is one of the words of ``json_schema``, the name of a table, or ``[type]`` for a list and
``{type}`` for a mapping of free keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grader.marking.forms import ACCEPTED
from grader.model import (
    DerivationTask,
    Draw,
    LatePolicy,
    Limits,
    Method,
    Property,
    Suite,
    Tolerance,
)


@dataclass(frozen=True)
class Key:
    """One key of a mapping.

    Parameters
    ----------
    name
        As it is written.
    type
        What may stand there.
    words
        What it means.
    default
        What holds without it; an empty text where nothing does.
    example
        A value, as it is written in YAML.
    required
        Whether the mapping is wrong without it.
    choices
        The only values that there are; any where this is empty.
    """

    name: str
    type: str
    words: str
    default: Any = ""
    example: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class KeyTable:
    """The keys of one mapping, in the order in which they are told."""

    words: str
    keys: tuple[Key, ...]

    @property
    def required(self) -> tuple[str, ...]:
        """The names of the keys without which the mapping is wrong."""
        return tuple(key.name for key in self.keys if key.required)

    @property
    def optional(self) -> tuple[str, ...]:
        """The names of all other keys."""
        return tuple(key.name for key in self.keys if not key.required)


def _needed(name: str, type: str, words: str, example: str) -> Key:
    return Key(name, type, words, example=example, required=True)


ASSIGNMENT = KeyTable(
    "The document",
    (
        _needed("assignment", "text", "The assignment's id.", "mlp"),
        _needed("title", "text", "What pages call it.", "A layer and a loss"),
        _needed("module", "text", "The file that students hand in.", "mlp.py"),
        _needed("files", "files", "The files of this folder.", "{recipe: recipe.py, ...}"),
        _needed("checks", "{text}", "The title of each check, by its id.", "{values: Numbers}"),
        _needed("steps", "[step]", "Words for the steps of the recipe.", "see step"),
        _needed("questions", "[question]", "What is asked.", "see question"),
        Key("misconceptions", "[misconception]", "Words for the known mistakes.", "none"),
        Key("twins", "[[text]]", "Groups of mistakes that no input tells apart.", "none"),
        Key("automatic", "flag", "Whether edits of single steps are mistakes, too.", True),
        Key("accept", "[text]", "Forms of an answer that count.", "none", choices=ACCEPTED),
        Key("limits", "limits", "What one question may cost.", "see limits"),
        Key(
            "loading",
            "text",
            "Failing top-level statements.",
            Suite.loading,
            choices=("kind", "strict"),
        ),
        Key(
            "hints",
            "text",
            "What a page says of a mistake.",
            Suite.hints,
            choices=("ladder", "open"),
        ),
        Key("modules", "[text]", "Modules that students may import beside numpy.", "none"),
        Key("follow_through", "number", "The share that answers earn that follow.", 1.0),
        Key(
            "methods",
            "{number}",
            "The share that a method earns.",
            "1 for each",
            choices=tuple(method.value for method in Method),
        ),
        Key("late", "late", "What lateness costs.", "nothing"),
        Key("zone", "text", "The name of the class's time zone.", "none"),
        Key("language", "text", "The language of pages.", "en", "zh"),
        Key("case_names", "{text}", "What pages call cases, by their names.", "their names"),
        Key("sheet", "sheet", "What the task sheet says.", "nothing"),
        Key("properties", "properties", "What holds whatever the input.", "none"),
        Key("derivation", "derivation", "The written derivation.", "none"),
    ),
)

FILES = KeyTable(
    "files",
    (
        _needed("recipe", "text", "STEPS: a tuple of functions, one a step.", "recipe.py"),
        _needed("cases", "text", "CASES: a generator of Inputs by question.", "cases.py"),
        _needed(
            "misconceptions",
            "text",
            "MISCONCEPTIONS: wrong lines by id and step.",
            "misconceptions.py",
        ),
        Key("starter", "text", "What students begin from.", "none", "starter.py"),
        Key("variants", "text", "A folder of right answers.", "none", "variants"),
        Key("properties", "text", "The functions of the properties.", "none", "properties.py"),
    ),
)

STEP = KeyTable(
    "step",
    (
        _needed("id", "text", "The name of a function in STEPS.", "dw"),
        _needed("title", "text", "What pages call it.", "Slope by the weights"),
        _needed("formula", "formula", "LaTeX, in single quotation marks.", r"'w = x^T y'"),
    ),
)

QUESTION = KeyTable(
    "question",
    (
        _needed("id", "text", "The question's id.", "backward"),
        Key("function", "text", "The function that is called.", "", "backward"),
        Key(
            "call",
            "text",
            "Statements in place of a function.",
            "",
            "layer = Layer(w); layer.forward(x)",
        ),
        Key("then", "text", "The answer after a call.", "the last value", "layer.dw"),
        _needed("parameters", "parameters", "What the function is given.", "{x: array, n: int}"),
        _needed("asked", "text", "What it returns, in a sentence.", "The slopes."),
        Key("step", "text", "The step that is the right answer.", "", "dw"),
        Key("title", "text", "What pages call the question.", "", "Backwards"),
        Key("formula", "formula", "The left side of what is asked.", "", r"'\partial E'"),
        Key("points", "{number}", "Points by check.", "", "{values: 20}"),
        Key(
            "returns",
            "returns",
            "The parts of what it returns.",
            "one array",
            "{dw: dw, db: {step: db, points: {values: 5}}}",
        ),
        Key("tolerance", "tolerance", "How far off an answer may be.", "see tolerance"),
        Key(
            "accept",
            "[text]",
            "In place of the assignment's.",
            "the assignment's",
            choices=ACCEPTED,
        ),
    ),
)

PART = KeyTable(
    "part",
    (
        _needed("step", "text", "The step that is this part.", "db"),
        Key("then", "text", "The expression of this part after a call.", "its key", "layer.db"),
        Key("title", "text", "What pages call it.", "the step's"),
        Key("asked", "text", "What it is, in a sentence.", "the function's"),
        Key("formula", "formula", "What is asked.", "the left side of the step's"),
        Key("points", "{number}", "Points by check.", "an equal share"),
        Key("tolerance", "tolerance", "How far off it may be.", "the function's"),
    ),
)

TOLERANCE = KeyTable(
    "tolerance",
    (
        Key("relative", "number", "Distance relative to the right answer.", Tolerance.relative),
        Key("elementwise", "flag", "Measure each entry on its own.", Tolerance.elementwise),
    ),
)

MISCONCEPTION = KeyTable(
    "misconception",
    (
        _needed("id", "text", "Its id in MISCONCEPTIONS.", "sum_for_mean"),
        _needed("title", "text", "What is wrong, in a sentence.", "The sum is not averaged"),
        _needed("step", "text", "The step that goes wrong.", "dy"),
        _needed("right", "formula", "The right formula.", r"'\frac{1}{N} y'"),
        _needed("wrong", "formula", "The wrong one.", "'y'"),
        _needed("fix", "text", "What to do.", "Divide by N"),
        _needed("hints", "[text]", "Questions that lead there.", "['What is a mean?']"),
        Key("raises", "text", "A piece of the exception it is known by.", "none", "shapes"),
        Key("same_as", "text", "The mistake that this is made in another way.", "none"),
        Key("seen", "text", "Where it was seen.", "none"),
        Key("catalogue", "text", "Its name in a catalogue.", "none"),
    ),
)

LIMITS = KeyTable(
    "limits",
    (
        Key("wall_seconds", "number", "Time for a question.", Limits.wall_seconds),
        Key("cpu_seconds", "number", "Processor time for it.", Limits.cpu_seconds),
        Key("memory_mb", "number", "Memory.", Limits.memory_mb),
        Key("output_kb", "number", "What may be printed.", Limits.output_kb),
        Key("submission_seconds", "number", "Time for all in sum.", Limits.submission_seconds),
    ),
)

LATE = KeyTable(
    "late",
    (
        _needed("due", "text", "The deadline.", "2026-11-20T23:59:00+01:00"),
        _needed("percent_a_day", "number", "What each day begun costs.", "10"),
        Key("grace_minutes", "number", "Minutes that cost nothing.", LatePolicy.grace_minutes),
        Key("most_percent", "number", "The most that lateness costs.", LatePolicy.most_percent),
    ),
)

SHEET = KeyTable(
    "sheet",
    (
        Key("introduction", "[text]", "Paragraphs before the questions.", "none"),
        Key("given", "[text]", "Steps whose formulas are shown.", "none"),
        Key("formulas", "{formula}", "Further formulas, by their words.", "none"),
        Key("symbols", "{text}", "What each symbol stands for.", "none"),
        Key("rules", "[text]", "What answers must keep to.", "none"),
    ),
)

DERIVATION = KeyTable(
    "derivation",
    (
        _needed("file", "text", "The file that students hand in.", "derivation.md"),
        _needed("spec", "text", "The specification, in this folder.", "derivation.yaml"),
        Key("points", "number", "Points; with 0 it is feedback only.", DerivationTask.points),
        Key("results_share", "number", "The share of the results.", DerivationTask.results_share),
        Key("steps_share", "number", "The share of the steps.", DerivationTask.steps_share),
    ),
)

PROPERTIES = KeyTable(
    "properties",
    (
        _needed("lengths", "{[number]}", "Least and greatest length by name.", "{N: [1, 4]}"),
        _needed("draws", "{draw}", "How each parameter is drawn.", "{x: {shape: [N]}}"),
        _needed("each", "[property]", "What must hold.", "see property"),
    ),
)

DRAW = KeyTable(
    "draw",
    (
        _needed("shape", "[text]", "Names of lengths.", "[N, D]"),
        Key("most", "number", "The largest size of an entry.", Draw.most),
        Key("least", "number", "The smallest one.", Draw.least),
        Key("first", "number", "In place of the first entry.", "none"),
        Key("one_hot", "flag", "All 0 but one, which is 1.", Draw.one_hot),
    ),
)

PROPERTY = KeyTable(
    "property",
    (
        _needed("id", "text", "With the question's id, the function's name.", "sums_to_one"),
        _needed("of", "[text]", "The questions that it is about.", "[forward]"),
        _needed("title", "text", "What holds.", "The sum is 1"),
        _needed("broken", "text", "What it means when it does not.", "The sum is not 1."),
        _needed("tolerance", "number", "How far off is still right.", "1e-9"),
        Key("needs", "[text]", "Further questions whose functions it calls.", "none"),
        Key("after", "[text]", "Properties that must hold first.", "none"),
        Key("given", "{text}", "Draws by parameter.", "the parameter's own name"),
        Key("try", "text", "What a student can run to see it.", "none"),
        Key(
            "keeps_arguments",
            "flag",
            "It breaks where an argument is changed: the check marks the line that does.",
            Property.keeps_arguments,
        ),
    ),
)

TABLES: Mapping[str, KeyTable] = {
    table.words: table
    for table in (
        FILES,
        STEP,
        QUESTION,
        PART,
        TOLERANCE,
        MISCONCEPTION,
        LIMITS,
        LATE,
        SHEET,
        DERIVATION,
        PROPERTIES,
        DRAW,
        PROPERTY,
    )
}
"""Tables by the word under which types name them; the document's own is ``ASSIGNMENT``."""
