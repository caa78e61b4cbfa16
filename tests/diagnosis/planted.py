"""Slips planted into students' texts, and what is said to fit.

    python -m tests.diagnosis.planted          prints the table

Nothing here knows the recipe or how it is edited.  Slips are changes of a text: those of ``SLIPS``
are labelled by hand with what may be said of them; ``mutants`` changes one token after another.
What is said of a mutant is true if it is said for other numbers, too, and if it is about a step
that the changed function computes.
"""

from __future__ import annotations

import io
import itertools
import re
import tokenize
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from grader.assignment.build import build
from grader.assignment.folder import Assignment
from grader.marking.marker import Marker
from grader.model import FitKind, Grade, QuestionGrade, Status, Suite
from tests.conftest import ROOT
from tests.diagnosis.asking import graded

VARIANTS = ("plain", "layers", "long_form")
"""Students who write the same in different ways: arrays, functions, loops."""

BY_TEXT = "plain"


@dataclass(frozen=True)
class Slip:
    """One change of a text; ``said`` matches what may be said in this question."""

    question: str
    old: str
    new: str
    said: str


SLIPS = (
    Slip("softmax", "return e / np.sum(e)", "return e", r"division by sum\(exp.* is missing in y"),
    Slip("softmax", "e / np.sum(e)", "e / np.mean(e)", "mean stands in place of sum in y"),
    Slip("softmax", "e / np.sum(e)", "e / np.max(e)", "max stands in place of sum in y|missing in"),
    Slip("softmax", "e / np.sum(e)", "np.sum(e) / e", "wrong way round in y"),
    Slip("softmax", "e / np.sum(e)", "e * np.sum(e)", "multiplies by sum.* a divisor"),
    Slip(
        "softmax", "np.exp(z - np.max(z))", "np.exp(np.max(z) - z)", "argument of exp .*sign|z - "
    ),
    Slip("softmax", "np.exp(z - np.max(z))", "z - np.max(z)", "exp is missing in y"),
    Slip("softmax", "np.exp(", "np.exp2(", "exp2 stands in place of exp in y"),
    Slip("softmax", "np.exp(", "np.cosh(", "cosh stands in place of exp in y"),
    Slip("tanh", "np.tanh(a)", "np.arctan(a)", "arctan stands in place of tanh in h"),
    Slip("tanh", "np.tanh(a)", "np.sin(a)", "sin stands in place of tanh in h"),
    Slip("tanh", "np.tanh(a)", "np.tanh(2 * a)", "a is doubled in h"),
    Slip("tanh", "np.tanh(a)", "np.tanh(a / 2)", "a is halved in h"),
    Slip("softmax_jacobian", "np.diag(y) - ", "np.diag(y) + ", "has the wrong sign in jacobian"),
    Slip("softmax_jacobian", "np.diag(y) - ", "y - ", "diag is missing in jacobian"),
    Slip("softmax_jacobian", "np.diag(y) - ", "", "“diag.y. -” is missing before outer"),
    Slip("softmax_jacobian", " - np.outer(y, y)", "", "term outer.y, y. is missing in jacobian"),
    Slip("grad_z", "softmax(z) - t", "softmax(z) + t", "t has the wrong sign in dz"),
    Slip("grad_z", "softmax(z) - t", "softmax(z)", "the term t is missing in dz"),
    Slip("grad_z", "softmax(z) - t", "-t", "the term y is missing in dz"),
    Slip("grad_z", "softmax(z) - t", "z - t", "z stands in place of y in dz"),
    Slip("grad_z", "softmax(z) - t", "softmax(z) - 2 * t", "t is doubled in dz"),
    Slip("grad_z", "softmax(z) - t", "(softmax(z) - t) / len(z)", "dz .* number of entries|^$"),
    Slip(
        "grad_w2",
        "np.outer(grad_z(w2 @ h, t), h)",
        "np.outer(h, grad_z(w2 @ h, t))",
        "dw2 .* transposed|wrong way round in dw2",
    ),
    Slip("grad_w2", "t), h)", "t), w1 @ x)", "a stands in place of h in dw2"),
    Slip("grad_w2", "t), h)", "t), 1 - h**2)", "^$"),
    Slip("grad_w2", "t), h)", "t), -h)", "^$|dw2 .*sign"),
    Slip(
        "grad_w2",
        "np.outer(grad_z(w2 @ h, t), h)",
        "grad_z(w2 @ h, t)",
        "factor h is missing in dw2",
    ),
    Slip("grad_w1", " * (1 - h**2)", "", "the factor 1 - h² is missing in da"),
    Slip("grad_w1", "(1 - h**2)", "(1 - h)", "the exponent 2 is missing in da"),
    Slip("grad_w1", "(1 - h**2)", "(1 + h**2)", "h² has the wrong sign in da"),
    Slip("grad_w1", "(1 - h**2)", "h**2", "“1 -” is missing before h² in da"),
    Slip("grad_w1", "(1 - h**2)", "(1 - h**3)", "3 stands in place of 2 in da"),
    Slip("grad_w1", "(1 - h**2)", "(2 - h**2)", "2 stands in place of 1 in da"),
    Slip("grad_w1", "(1 - h**2)", "(1 - (w1 @ x)**2)", "a stands in place of h in da"),
    Slip("grad_w1", " * (1 - h**2)", " / (1 - h**2)", "da .* divides by 1 - h²"),
    Slip("grad_w1", " * (1 - h**2)", " + (1 - h**2)", "da .* adds 1 - h²"),
    Slip("grad_w1", "(w2.T @ grad_z(w2 @ h, t)) * ", "", "the factor dh is missing in da"),
    Slip("grad_w1", "np.outer(delta, x)", "delta", "the factor x is missing in dw1"),
    Slip(
        "grad_w1",
        "np.outer(delta, x)",
        "np.outer(x, delta)",
        "dw1 .* transposed|wrong way round in dw1",
    ),
    Slip(
        "grad_w1",
        "np.outer(delta, x)",
        "np.outer(delta, x) / delta.size",
        "dh .* is divided by its number of entries",
    ),
    Slip("grad_w1", "np.outer(delta, x)", "2 * np.outer(delta, x)", "dw1 .* is doubled"),
)
"""``said`` also matches nothing where two sentences are equally simple."""

_LAST = "np.outer(grad_z(w2 @ h, t), h)"
FRESH = (
    Slip("softmax", "z - np.max(z)", "z + np.max(z)", r"max\(z\) has the wrong sign in y|^$"),
    Slip("softmax", "e / np.sum(e)", "e / np.sum(z)", "exp is missing in y|z .* in y"),
    Slip("softmax", "e / np.sum(e)", "e - np.sum(e)", "^$"),
    Slip("softmax", "np.exp(", "np.sinh(", "sinh stands in place of exp in y"),
    Slip("softmax", "np.exp(z - np.max(z))", "np.exp((z - np.max(z)) / 2)", "is halved in y"),
    Slip("tanh", "np.tanh(a)", "np.tanh(-a)", "wrong sign"),
    Slip("tanh", "np.tanh(a)", "np.tanh(a) / 2", "h .*is halved"),
    Slip("tanh", "np.tanh(a)", "1 - np.tanh(a)", "^$"),
    Slip("softmax_jacobian", "np.outer(y, y)", "np.outer(y, z)", "z .* in place of y in jacobian"),
    Slip("softmax_jacobian", "np.diag(y)", "np.diag(z)", "z stands in place of y in jacobian"),
    Slip(
        "softmax_jacobian",
        "np.diag(y) - np.outer(y, y)",
        "np.outer(y, y) - np.diag(y)",
        "jacobian .*wrong sign|wrong way round in jacobian",
    ),
    Slip("softmax_jacobian", "np.diag(y)", "2 * np.diag(y)", r"diag.* is doubled in jacobian"),
    Slip("grad_z", "softmax(z) - t", "t - softmax(z)", "dz .*wrong sign|wrong way round in dz"),
    Slip("grad_z", "softmax(z) - t", "softmax(z) * t", "^$"),
    Slip("grad_z", "softmax(z) - t", "1 - t", "1 stands in place of y in dz|^$"),
    Slip("grad_w2", _LAST, "np.outer(t, h)", "t stands in place of dz in dw2"),
    Slip("grad_w2", _LAST, f"{_LAST} / 2", "is halved"),
    Slip("grad_w2", "w2 @ h, t), h)", "w2 @ (w1 @ x), t), h)", "a .* in place of h in z"),
    Slip("grad_w1", "(w2.T @ grad_z(w2 @ h, t))", "(w2.T @ t)", "t .* in place of dz in dh"),
    Slip("grad_w1", "(1 - h**2)", "(h**2 - 1)", "in da|(da|dh|dw1|dz) .*wrong sign|^$"),
)
"""Labelled before anything was said of them, and not changed since."""

STEPS = {
    "softmax": {"y"},
    "tanh": {"h"},
    "softmax_jacobian": {"jacobian", "y"},
    "grad_z": {"dz", "y"},
    "grad_w2": {"a", "h", "z", "y", "dz", "dw2"},
    "grad_w1": {"a", "h", "z", "y", "dz", "dh", "da", "dw1"},
}
"""What each function computes on its way, by the symbols of the derivation."""


@dataclass(frozen=True)
class Said:
    """What is said of a text with one change, in the questions that lose points by themselves.

    ``has_numbers`` is whether the first of them answers with arrays of the right shape.
    """

    texts: Mapping[str, tuple[str, ...]]
    has_numbers: bool

    @classmethod
    def of(cls, grade: Grade) -> Said:
        lost = [q for q in grade.questions if q.earned < q.points and not q.carried_forward]
        first = lost[0].verdicts if lost else ()
        return cls(
            {q.question: _texts(q) for q in lost},
            all(v.status in (Status.RIGHT, Status.WRONG_VALUE, Status.NOT_FINITE) for v in first),
        )

    @property
    def is_named(self) -> bool:
        return any(self.texts.values())


class Class:
    """Students, graded with nothing but automatic mistakes, each for several seeds."""

    def __init__(self, assignment: Assignment, seeds: Sequence[int] = (1,)) -> None:
        bare = replace(assignment.outline, misconceptions=())
        nobody = replace(assignment, outline=bare, mistakes={}, twins=())
        self._suites = [build(nobody, seed) for seed in seeds]
        self._markers = [Marker(suite) for suite in self._suites]

    def said(self, text: str) -> list[Said]:
        """Return what is said of a text, once for each seed; nothing where it does not load."""
        try:
            functions = _functions(text, self._suites[0])
        except Exception:  # noqa: BLE001 - a mutant may be no program
            return []
        rows = zip(self._suites, self._markers, strict=True)
        return [Said.of(graded(suite, marker, functions)) for suite, marker in rows]


def _functions(text: str, suite: Suite) -> dict[str, Callable[..., Any]]:
    names: dict[str, Any] = {}
    exec(compile(text, "student", "exec"), names)
    return {question.id: names[question.function] for question in suite.questions}


def _texts(question: QuestionGrade) -> tuple[str, ...]:
    return tuple(fit.text for fit in question.fits if fit.kind is FitKind.EDIT)


def text_of(variant: str) -> str:
    return (ROOT / "reference" / "variants" / f"{variant}.py").read_text()


OTHER_OPERATORS = {"+": "-*", "-": "+*", "*": "+/", "/": "*-", "**": "*", "@": "*"}
OTHER_NAMES = {
    "exp": ("exp2", "sinh", "log"),
    "tanh": ("sin", "arctan", "sinh"),
    "sum": ("mean", "max"),
    "max": ("min", "sum"),
    "T": (),
}


def mutants(text: str) -> Iterator[tuple[str, str]]:
    """Yield a description and a text for each token that can be another one."""
    tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    names: list[str] = []
    lines = text.splitlines(keepends=True)
    for place, token in enumerate(tokens):
        if token.string == "def":
            names = _local_names(tokens[place + 1 :])
        for new in _others(token, names):
            (row, start), (_, end) = token.start, token.end
            line = lines[row - 1]
            changed = [*lines[: row - 1], line[:start] + new + line[end:], *lines[row:]]
            yield f"{row}: {line.strip()}  {token.string} -> {new}", "".join(changed)


def _local_names(tokens: Sequence[tokenize.TokenInfo]) -> list[str]:
    """The short names of the function that begins here: its arguments and what it assigns."""
    own = list(itertools.takewhile(lambda token: token.string != "def", tokens))
    return sorted(
        {t.string for t in own if t.type == tokenize.NAME and len(t.string) <= 2} - {"np"}
    )


def _others(token: tokenize.TokenInfo, names: Sequence[str]) -> Iterator[str]:
    if token.type == tokenize.OP:
        yield from OTHER_OPERATORS.get(token.string, "")
    elif token.type == tokenize.NUMBER:
        yield from (str(int(token.string) + 1), f"-{token.string}")
    elif token.type == tokenize.NAME and token.string in names:
        yield from (name for name in names if name != token.string)
    elif token.type == tokenize.NAME:
        yield from OTHER_NAMES.get(token.string, ())


def is_true(question: str, texts: Sequence[tuple[str, ...]]) -> bool:
    """Whether the same is said for all numbers, of a step that the question computes."""
    return len(set(texts)) == 1 and all(_step(text) in STEPS[question] for text in texts[0])


def _step(text: str) -> str:
    """The symbol before the step's title, which stands in brackets."""
    found = re.search(r"(\w+) \((?!.*\w \()", text)
    return found[1] if found else ""


@dataclass
class Tally:
    """Mutants of one text that lose points with numbers: how many are named, and what is false."""

    wrong: int = 0
    named: int = 0
    false: list[tuple[str, str, list[tuple[str, ...]]]] = field(default_factory=list)

    def add(self, change: str, said: Sequence[Said]) -> None:
        if not any(one.texts and one.has_numbers for one in said):
            return
        self.wrong += 1
        self.named += all(one.is_named for one in said)
        for question in STEPS:
            texts = [one.texts.get(question, ()) for one in said]
            if any(texts) and not is_true(question, texts):
                self.false.append((change, question, texts))


def tally(variant: str, students: Class, every: int = 1) -> Tally:
    """Plant every so many-th mutant of a student's text."""
    found = Tally()
    for change, text in itertools.islice(mutants(text_of(variant)), 0, None, every):
        found.add(change, students.said(text))
    return found


def labelled(students: Class, slips: Sequence[Slip] = SLIPS) -> Iterator[tuple[Slip, str]]:
    """What is said of each of these slips, in its question."""
    for slip in slips:
        changed = text_of(BY_TEXT).replace(slip.old, slip.new, 1)
        assert changed != text_of(BY_TEXT), slip
        (said, *_) = students.said(changed)
        yield slip, " and ".join(said.texts.get(slip.question, ()))


def main() -> None:
    from grader.assignment.folder import load_assignment

    students = Class(load_assignment(ROOT / "reference"), seeds=(1, 2))
    found = list(labelled(students))
    print(f"labelled slips: {sum(bool(text) for _, text in found)} of {len(found)} named")
    for slip, text in found:
        print("   ", slip.question, slip.old, "->", slip.new, ":", text)
    for variant in VARIANTS:
        one = tally(variant, students)
        print(f"{variant}: {one.named} of {one.wrong} mutants named, {len(one.false)} not true")
        for line in one.false:
            print("   ", *line)


if __name__ == "__main__":
    main()
