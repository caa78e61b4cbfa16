"""A document as chains of equations, each side parsed and with its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from grader.derivation.grammar import bars, cases
from grader.derivation.grammar.characters import printable
from grader.derivation.grammar.lexer import Lexer, Token
from grader.derivation.grammar.limits import DerivationLimits, NotUnderstood
from grader.derivation.grammar.nodes import Condition, Node, Span
from grader.derivation.grammar.parser import parse
from grader.derivation.grammar.plain_text import PlainLexer
from grader.derivation.grammar.vocabulary import FormulaVocabulary
from grader.derivation.source import naming
from grader.derivation.source.document import Document, DocumentFormula, Unit
from grader.derivation.source.layout import Layout, RawChain, RawSide
from grader.derivation.source.macros import Expander

_PARAGRAPH_END = re.compile(r"\n\s*\n\s*\S")
_CASE = re.compile(r"\b(?:case|fall|cas|caso|geval)\b|情况|情形|случа", re.IGNORECASE)
_BEHIND = re.compile(
    r"[ \t]*[,\uff0c]?\s*(?:for|if|when|whenever|where|f\u00fcr|falls|wenn|bei|si|pour|quand"
    r"|lorsque|para|cuando|se|per|quando|voor|als|\u5f53|\u82e5|\u0435\u0441\u043b\u0438"
    r"|\u043f\u0440\u0438)\s*"
)
_LISTING = re.compile(
    r"\s*[,\uff0c\u3001]?\s*(?:and|or|but|und|oder|aber|et|ou|y|o|e|en|\u548c|\u800c|\u0438)?\s*"
    r"|\s*[.;,\u3002\uff1b\uff0c]\s*\w{0,12}[,:]?\s*"
)
_STOPS = (".", ";", "\u3002", "\uff1b")
_SENTENCE_END = re.compile("[.!?;](?:\\s|$)|[\u3002\uff01\uff1f\uff1b]")


@dataclass(frozen=True)
class Side:
    """One side of a chain: its tree, or why it is not understood."""

    unit: Unit
    span: Span
    node: Node | None
    problem: str = ""
    relation: str = ""
    conditions: tuple[Condition, ...] = ()
    is_ambiguous: bool = False
    start: int = 0

    @property
    def tex(self) -> str:
        """The side as it was written."""
        return self.unit.text[self.span.start : self.span.end].strip()

    @property
    def line(self) -> int:
        """The line of the file on which the side starts, with its relation sign if it has one."""
        return self.unit.file_line(self.start)

    @property
    def column(self) -> int:
        """The column in which the side starts."""
        return self.unit.place(self.start)[1]


@dataclass(frozen=True)
class Chain:
    """Sides that are said to be equal; ``conditions`` hold for all of them.

    ``mentioned`` are conditions of the sentence around the chain, which may be about it or not.
    """

    sides: tuple[Side, ...]
    conditions: tuple[Condition, ...] = ()
    mentioned: tuple[Condition, ...] = ()

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The trees of the sides that are understood."""
        return tuple(side.node for side in self.sides if side.node is not None)


@dataclass
class _FormulaGroup:
    """A chain while it grows: a later formula may continue it."""

    unit: Unit
    raw: RawChain
    mentioned: tuple[Condition, ...] = ()


def read_statements(
    document: Document, vocabulary: FormulaVocabulary, limits: DerivationLimits
) -> tuple[Chain, ...]:
    """Return every chain of a document, in order.

    Raises
    ------
    NotUnderstood
        If the document has more sides than the limits allow.
    """
    names = naming.written_words(vocabulary)
    expander = Expander(document.macros, names, limits.expansions, limits.tokens)
    reader = _StatementReader(vocabulary, names, expander, limits)
    for formula in document.formulas:
        reader.read(formula)
    return tuple(_parsed(group, vocabulary, limits) for group in reader.groups)


@dataclass
class _StatementReader:
    """Reads formulas one after another: chains and conditions may go on in the next formula."""

    vocabulary: FormulaVocabulary
    names: tuple[str, ...]
    expander: Expander
    limits: DerivationLimits
    groups: list[_FormulaGroup | Chain] = field(default_factory=list)
    _main: RawChain | None = None
    _waiting: tuple[Condition, ...] = ()
    _mentioned: tuple[Condition, ...] = ()
    _is_headed: bool = False
    _is_behind: bool = False

    def read(self, formula: DocumentFormula) -> None:
        listed = self._listed(formula)
        layout = Layout(self.vocabulary, _continued(self._main, formula))
        layout.waiting = self._waiting or _spoken(formula.prose, self.vocabulary)
        self._mentioned = layout.waiting or listed or self._still_mentioned(formula)
        try:
            raw = layout.read(self._tokens(formula))
        except NotUnderstood as reason:
            self.groups.append(_unread(formula, printable(str(reason))))
            self._main, self._waiting, self._is_behind = None, (), False
            return
        kept = [chain for chain in raw if _is_statement(chain, formula)]
        self.groups += [_FormulaGroup(formula.unit, chain, self._mentioned) for chain in kept]
        self._main = layout.main if kept or self._main is layout.main else None
        self._waiting = layout.waiting
        is_condition = not raw and bool(layout.waiting)
        if is_condition:
            self._is_headed = bool(_CASE.search(formula.prose.rpartition("\n")[2]))
        self._is_behind = is_condition and self._takes_behind(formula, layout.waiting)
        _check_count(self.groups, self.limits)

    def _listed(self, formula: DocumentFormula) -> tuple[Condition, ...]:
        """Take the condition of the equation before from this one, which is in its list or not.

        What a list goes on with may be about the same case or about the rest.
        """
        conditions = self._waiting
        ended = formula.prose.lstrip()[:1] in _STOPS
        is_listed = bool(_LISTING.fullmatch(formula.prose))
        if not self._is_behind or not (ended or is_listed):
            return ()
        self._waiting = ()
        rest = (replace(one, equal=not one.equal) for one in conditions)
        return (*conditions, *rest) if is_listed else ()

    def _takes_behind(self, formula: DocumentFormula, conditions: tuple[Condition, ...]) -> bool:
        """Let the equation before mention a condition: "$A$ for $j = k$", if it has none yet."""
        last = self.groups[-1] if self.groups else None
        if not isinstance(last, _FormulaGroup) or last.raw.conditions:
            return False
        if formula.display or not _BEHIND.fullmatch(formula.prose):
            return False
        last.mentioned += conditions
        return True

    def _still_mentioned(self, formula: DocumentFormula) -> tuple[Condition, ...]:
        """Return the conditions of the sentence in which a formula stands, or that it ends.

        A case with a heading, "Case $j = k$.", is that of the whole paragraph and its display.
        """
        end = _PARAGRAPH_END if self._is_headed else _SENTENCE_END
        return () if end.search(formula.prose) else self._mentioned

    def _tokens(self, formula: DocumentFormula) -> tuple[Token, ...]:
        text, limit = formula.unit.text, self.limits.tokens
        if formula.is_plain:
            return PlainLexer(text, frozenset(self.names), limit).tokens(formula.start, formula.end)
        lexer = Lexer(text, self.names, limit)
        return self.expander.expanded(lexer.tokens(formula.start, formula.end))


def _check_count(groups: Sequence[_FormulaGroup | Chain], limits: DerivationLimits) -> None:
    sides = sum(len(one.raw.sides) if isinstance(one, _FormulaGroup) else 1 for one in groups)
    if sides > limits.sides:
        raise NotUnderstood(f"the document has more than {limits.sides} sides of equations")


def _continued(main: RawChain | None, formula: DocumentFormula) -> RawChain | None:
    """Return the chain that a formula continues: one of the two has a relation there."""
    if main is None:
        return None
    is_open = bool(main.sides) and not main.sides[-1].tokens
    relates = formula.source.lstrip(" \n&{").startswith(("=", r"\equiv"))
    return main if is_open or relates else None


def _spoken(prose: str, vocabulary: FormulaVocabulary) -> tuple[Condition, ...]:
    """Read a condition that the prose right before a formula spells without markup."""
    words = prose.rstrip(" \n:,$").splitlines()[-1:] or [""]
    for written in ("!=", "\u2260", "="):
        left, sign, right = words[0].rpartition(written)
        if not sign:
            continue
        text = f"{left[-3:].split()[-1] if left.split() else ''}{sign}{right.strip()[:2]}"
        try:
            tokens = Lexer(text.strip(":, ")).tokens(0, len(text.strip(":, ")))
            found = cases.conditions(tokens)
        except (NotUnderstood, IndexError):
            return ()
        letters = {i.name for c in found for i in (c.left, c.right)}
        return found if letters <= vocabulary.letters else ()
    return ()


def _is_statement(chain: RawChain, formula: DocumentFormula) -> bool:
    """Return False for a name alone inside a sentence, which says nothing."""
    return len(chain.sides) > 1 or (formula.display and bool(chain.sides[0].tokens))


def _unread(formula: DocumentFormula, problem: str) -> Chain:
    """Return a formula that cannot be divided as two sides, if it is an equation at all."""
    cut = formula.source.find("=")
    end = formula.start + cut if cut >= 0 else formula.end
    spans = [Span(formula.start, end)] + ([Span(end, formula.end)] if cut >= 0 else [])
    sides = (_stripped(formula.unit, span) for span in spans)
    return Chain(tuple(Side(formula.unit, s, None, problem, start=s.start) for s in sides))


def _stripped(unit: Unit, span: Span) -> Span:
    text = unit.text[span.start : span.end]
    start = span.start + len(text) - len(text.lstrip())
    return Span(start, max(start, span.start + len(text.rstrip())))


def _parsed(
    group: _FormulaGroup | Chain, vocabulary: FormulaVocabulary, limits: DerivationLimits
) -> Chain:
    if isinstance(group, Chain):
        return group
    written = group.raw.sides
    if len(written) > 1 and not written[-1].tokens:
        written = written[:-1]
    sides = [_side(group.unit, raw, vocabulary, limits) for raw in written]
    head = sides[0].conditions if sides else ()  # whatever is compared with the head
    return Chain(tuple(sides), (*group.raw.conditions, *head), group.mentioned)


def _side(
    unit: Unit, raw: RawSide, vocabulary: FormulaVocabulary, limits: DerivationLimits
) -> Side:
    node, problem = None, raw.problem
    inside, demanded = bars.divided_condition(raw.tokens)
    if not problem:
        try:
            node = parse(inside, vocabulary, limits.depth)
        except NotUnderstood as reason:
            problem = printable(str(reason))
    tokens: Sequence[Token] = raw.tokens
    span = Span(tokens[0].start, tokens[-1].end) if tokens else Span(raw.place, raw.place)
    start = raw.place if raw.relation else span.start
    conditions = (*raw.conditions, *demanded)
    return Side(unit, span, node, problem, raw.relation, conditions, raw.is_ambiguous, start)
