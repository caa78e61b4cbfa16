"""Search for the one change with which a broken line would hold.

Every candidate is evaluated at all points like any other line; the first that holds is named.  It
is a suggestion to the reader and decides nothing.
"""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from grader.derivation.evaluation.evaluator import Evaluator
from grader.derivation.evaluation.scope import Scope
from grader.derivation.evaluation.symbols import condition_mask
from grader.derivation.evaluation.tensor import Tensor
from grader.derivation.grammar.limits import BudgetSpent, NotUnderstood
from grader.derivation.grammar.nodes import (
    Addition,
    Derivative,
    FunctionCall,
    Index,
    Negative,
    Node,
    Number,
    Product,
    Quotient,
    Series,
    Symbol,
    contains,
    walk,
)
from grader.derivation.grammar.tex import tex
from grader.derivation.judging.comparison import compare
from grader.derivation.judging.side_values import StepEvidence, side_value
from grader.derivation.judging.verdicts import Repair
from grader.derivation.slips import edits
from grader.derivation.slips.edits import Changed, TreeEdit, everywhere

_FACTORS = 24
_ONE, _TWO = Number(Fraction(1)), Number(Fraction(2))
_NAMES = 8
_TERMS = 12
_SYMBOLS = 40


@dataclass(frozen=True)
class RepairSearch:
    """Search for a repair, with an evaluator, the text and the names of the document."""

    evaluator: Evaluator
    scope: Scope
    text: str
    vocabulary: Sequence[Node]

    def find(self, evidence: StepEvidence, limit: int) -> Repair | None:
        """Return the first single change with which the line holds, among ``limit`` changes."""
        try:
            target = side_value(self.evaluator, evidence.left, self.scope)
            mask = condition_mask(self.evaluator, evidence.conditions, self.scope)
            for count, (node, edit) in enumerate(self._candidates(evidence)):
                if count >= limit:
                    return None
                if self._holds(node, target.tensor, mask):
                    return self._described(edit, evidence.right)
        except BudgetSpent:
            return None
        except NotUnderstood:
            return None
        return None

    def _holds(self, node: Node, target: Tensor, mask: Tensor) -> bool:
        try:
            value = side_value(self.evaluator, node, self.scope)
            return compare(target, value.tensor, mask, self.evaluator.points).holds
        except BudgetSpent:
            raise
        except NotUnderstood:
            return False

    def _candidates(self, evidence: StepEvidence) -> Iterator[Changed]:
        node = evidence.right
        letters = _letters(evidence.left, node)
        names = _names((evidence.left, node, *self.vocabulary))
        factors = _factors((evidence.left, *self.vocabulary))
        for local in (
            edits.rename_index(letters),
            edits.swap_indices,
            edits.change_sign,
            edits.rename(names),
            edits.change_power,
            edits.complement,
            edits.transpose,
            edits.change_sum,
            edits.add_condition(letters),
            edits.change_one(letters),
            edits.drop_part,
            edits.invert,
            edits.replace_name(_symbols((evidence.left, *self.vocabulary))),
            edits.add_factor(factors),
            edits.add_sum(letters),
            edits.add_term(_terms((evidence.left, *self.vocabulary))),
            edits.change_function(_functions((evidence.left, *self.vocabulary))),
            edits.replace_one(_calls((evidence.left, *self.vocabulary), letters)),
        ):
            yield from everywhere(node, local)

    def _described(self, edit: TreeEdit, side: Node) -> Repair:
        around = _enclosing(side, edit.before)
        before = self._source(around)
        after = self._after(edit, around, before)
        text = _SENTENCES.get(edit.kind, "{before} → {after}")
        if edit.kind.startswith("missing sum"):
            text = rf"\sum_{edit.kind.split()[-1]} is missing before {{before}}"
        sign = "- → +" if isinstance(edit.before, Negative) else "+ → -"
        said = text.format(before=before, after=after, sign=sign)
        return Repair(said, before, after, around.span.start, around.span.end)

    def _after(self, edit: TreeEdit, around: Node | Index, before: str) -> str:
        if edit.after is None:
            return ""
        if edit.kind == "index" and isinstance(edit.after, Index):
            start, end = edit.before.span
            raw = self.text[around.span.start : start] + edit.after.name
            return tidy(raw + self.text[end : around.span.end])
        if edit.kind.startswith("missing "):
            return self._source(edit.after) or _tex(edit.after)
        return _tex(edit.after)

    def _source(self, node: Node | Index) -> str:
        return tidy(self.text[node.span.start : node.span.end])


def tidy(source: str) -> str:
    r"""Return LaTeX without control characters, needless spaces and braces: ``x_j``."""
    source = re.sub(r"[\s\x00-\x1f\x7f-\x9f]+", " ", source).strip()
    source = re.sub(r"\s*([_^])\s*", r"\1", source)
    source = re.sub(r"\{\s+", "{", re.sub(r"\s+\}", "}", source))
    return re.sub(r"([_^])\{([A-Za-z0-9])\}", r"\1\2", source)


_SENTENCES = {
    "sign": "sign of {before}: {sign}",
    "extra factor": "without the factor {before}",
    "extra term": "without the term {before}",
    "missing factor": "factor {after} is missing",
    "missing term": "the term {after} is missing",
}


def _enclosing(side: Node, changed: Node | Index) -> Node | Index:
    """Return the name, and the call around it, in which an index stands."""
    if not isinstance(changed, Index):
        return changed
    for part in walk(side):
        argument = part.argument if isinstance(part, FunctionCall) else None
        if isinstance(argument, Symbol) and any(index is changed for index in argument.indices):
            return part
    holders = [p for p in walk(side) if _holds_index(p, changed)]
    return holders[-1] if holders else changed


def _holds_index(part: Node, changed: Index) -> bool:
    if isinstance(part, Symbol):
        return any(index is changed for index in part.indices)
    conditions = getattr(part, "conditions", None) or ()
    letters = getattr(part, "letters", ())
    inside = [index for one in conditions for index in (one.left, one.right)]
    return any(index is changed for index in (*inside, *letters))


def _tex(part: Node | Index) -> str:
    return tex(part) if isinstance(part, Node) else part.name


def _letters(*nodes: Node) -> tuple[str, ...]:
    """Return the index letters of these sides."""
    found: dict[str, None] = {}
    for node in nodes:
        for part in walk(node):
            if isinstance(part, Symbol):
                found |= dict.fromkeys(i.name for i in part.indices if not i.is_number)
            if isinstance(part, Series):
                found |= dict.fromkeys(i.name for i in part.letters)
    return tuple(found)


def _names(nodes: Sequence[Node]) -> tuple[tuple[str, str, int], ...]:
    found: dict[tuple[str, str, int], None] = {}
    for node in nodes:
        for part in walk(node):
            if isinstance(part, Symbol):
                found[part.base, part.tag, len(part.indices)] = None
    return tuple(found)[: _NAMES + 4]


def _factors(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """Return the factors that occur in these expressions, each once."""
    found: dict[Node, None] = {}
    for node in nodes:
        for part in walk(node):
            if isinstance(part, Product):
                found |= dict.fromkeys(f for f in part.factors if not isinstance(f, Series))
    simple = sorted(found, key=lambda factor: contains(factor, Derivative))
    return (*simple[:_FACTORS], _TWO, Quotient(_ONE, _TWO))


def _symbols(nodes: Sequence[Node]) -> tuple[Node, ...]:
    found = dict.fromkeys(p for node in nodes for p in walk(node) if isinstance(p, Symbol))
    return tuple(found)[:_SYMBOLS]


def _functions(nodes: Sequence[Node]) -> tuple[str, ...]:
    found = (p.function for node in nodes for p in walk(node) if isinstance(p, FunctionCall))
    return tuple(dict.fromkeys(found))[:_NAMES]


def _calls(nodes: Sequence[Node], letters: Sequence[str]) -> tuple[Node, ...]:
    """Return the function values of these expressions, with each letter as their index."""
    calls = (p for node in nodes for p in walk(node) if isinstance(p, FunctionCall))
    found: dict[Node, None] = {}
    for call in itertools.islice(dict.fromkeys(calls), _NAMES):
        argument = call.argument
        if isinstance(argument, Symbol) and len(argument.indices) == 1:
            for letter in letters:
                renamed = dataclasses.replace(argument, indices=(Index(letter),))
                found[FunctionCall(call.function, renamed, span=call.span)] = None
    return tuple(found)


def _terms(nodes: Sequence[Node]) -> tuple[Node, ...]:
    sums = (p for node in nodes for p in walk(node) if isinstance(p, Addition))
    return tuple(dict.fromkeys(term for part in sums for term in part.terms))[:_TERMS]
