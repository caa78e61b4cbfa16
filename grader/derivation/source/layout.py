r"""Rows, parts and sides: how a display is divided into chains of equations.

    display : row ("\\" row)*       aligned, split and array are dissolved, cases are kept
    row     : part (separator part)*       part = equation | condition | range | words
    equation: [side] (relation side)*

A row that starts with a relation continues the chain, one that starts with + or \cdot continues
the side; ``\implies`` starts a new chain.  Every token ends in a side, a relation, a condition or
an annotation, and a count holds that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from grader.derivation.grammar import cases
from grader.derivation.grammar.cursor import depths
from grader.derivation.grammar.lexer import Token
from grader.derivation.grammar.limits import NotUnderstood
from grader.derivation.grammar.nodes import Condition
from grader.derivation.grammar.vocabulary import FormulaVocabulary
from grader.derivation.source.rows import rows_of

_ARROWS = (r"\Rightarrow", r"\Leftrightarrow", r"\therefore", r"\because", r"\to", r"\leadsto")
_NUMBERING = (r"\eqno", r"\leqno")
_SEPARATORS = (",", ";", ":", "|")
_OTHER_RELATIONS = frozenset(
    r"\approx \propto \sim \simeq \cong < > \leq \geq \le \ge \leftarrow \gets \neq \ll \gg".split()
)
_SIGNS = ("+", r"\cdot", r"\times", r"\odot", "*", "/")


@dataclass(frozen=True)
class RawSide:
    """The tokens of one side; ``relation`` is what stands before it, empty at a chain's start."""

    tokens: tuple[Token, ...]
    relation: str = ""
    conditions: tuple[Condition, ...] = ()
    problem: str = ""
    is_ambiguous: bool = False
    place: int = 0


@dataclass
class RawChain:
    """Sides that are said to be equal, one after another."""

    sides: list[RawSide] = field(default_factory=list)
    conditions: tuple[Condition, ...] = ()


@dataclass
class Layout:
    """Divides the tokens of one formula; ``chains`` grows, ``counted`` counts tokens by use."""

    vocabulary: FormulaVocabulary
    main: RawChain | None = None
    chains: list[RawChain] = field(default_factory=list)
    waiting: tuple[Condition, ...] = ()
    counted: int = 0
    _equations: int = 0
    _part_start: int = 0
    _after_dots: bool = False
    _quantified: bool = False

    def read(self, tokens: Sequence[Token]) -> list[RawChain]:
        """Divide a formula into chains.

        Raises
        ------
        NotUnderstood
            If a token would be lost.
        """
        rows = rows_of(tokens, self.vocabulary)
        self.counted = 0
        for row in rows:
            self._row(row)
        if self.counted != sum(map(len, rows)):
            raise NotUnderstood("a part of the formula would be lost")
        return self.chains

    def _row(self, row: Sequence[Token]) -> None:
        before = self._equations
        self._equations = 0
        self._quantified = False
        first = True
        for part in _parts(row):
            first = not self._part(part, first, ambiguous=before > 1) and first

    def _part(self, part: Sequence[Token], first: bool, *, ambiguous: bool) -> bool:
        """Take one part of a row; return True if it was an equation or continued one."""
        self.counted += len(part)
        core = _trimmed(part)
        if not core or _is_annotation(core) or self._is_list_item(core):
            self._skip(core)
            return False
        self._after_dots = self._quantified = False
        condition = _condition(core, self.vocabulary)
        if condition is not None:
            self._condition(condition, first)
            return False
        sides = _sides(core)
        if first and self.main and self._continues(core, sides):
            self._continue(sides, ambiguous)
        elif sides[0].relation and self.main and self.main.sides:
            self._continue(sides, ambiguous or self._equations > 1)
        else:
            self._begin(sides, first)
        self._equations += 1
        return True

    def _is_list_item(self, core: Sequence[Token]) -> bool:
        r"""Return True for what stands behind dots or ``\forall`` and is no equation."""
        return (self._after_dots or self._quantified) and not any(map(_relates, core))

    def _skip(self, core: Sequence[Token]) -> None:
        separates = not core or core[0].is_mark(*_SEPARATORS)
        self._after_dots = (self._after_dots and separates) or _ends_with_dots(core)
        self._quantified |= bool(core) and core[0].is_command(r"\forall")

    def _continues(self, core: Sequence[Token], sides: Sequence[RawSide]) -> bool:
        if sides[0].relation or core[0].text in _SIGNS:
            return True
        last = self.main.sides[-1].tokens if self.main and self.main.sides else ()
        open_end = not last or last[-1].text in (*_SIGNS, "-")
        return open_end or (core[0].is_mark("-") and len(sides) == 1)

    def _continue(self, sides: Sequence[RawSide], ambiguous: bool) -> None:
        assert self.main is not None
        chain = self.main.sides
        self._part_start = len(chain)
        rest = list(sides)
        if chain and rest[0].relation and not chain[-1].tokens:
            chain.pop()
        if chain and not rest[0].relation:
            joined = (*chain[-1].tokens, *rest[0].tokens)
            problem = chain[-1].problem or rest[0].problem
            chain[-1] = replace(chain[-1], tokens=joined, problem=problem)
            rest = rest[1:]
        for side in rest:
            chain.append(replace(side, is_ambiguous=ambiguous or side.is_ambiguous))

    def _begin(self, sides: Sequence[RawSide], first: bool) -> None:
        chain = RawChain(list(sides), self.waiting)
        self._part_start = 1
        self.waiting = ()
        self.chains.append(chain)
        if first or self.main is None:
            self.main = chain

    def _condition(self, conditions: tuple[Condition, ...], first: bool) -> None:
        if first or not self.chains or not self.chains[-1].sides:
            self.waiting = conditions
            return
        sides = self.chains[-1].sides
        place = min(self._part_start, len(sides) - 1)
        sides[place] = replace(sides[place], conditions=(*sides[place].conditions, *conditions))


def _parts(row: Sequence[Token]) -> Iterator[list[Token]]:
    level = depths(row)
    part: list[Token] = []
    for place, token in enumerate(row):
        if not level[place] and _separates(row, level, place):
            yield part
            yield [token]
            part = []
        else:
            part.append(token)
    yield part


def _separates(row: Sequence[Token], level: Sequence[int], place: int) -> bool:
    token = row[place]
    if token.kind in ("text", "row") or token.text in (*_ARROWS, *_NUMBERING, r"\forall"):
        return True
    if token.is_mark(":"):
        return not _defines(row, place)
    if token.is_mark("&"):
        rest = _trimmed(row[place + 1 :])
        return _is_equation_number(rest) or _is_remark(rest)
    if token.is_mark("|"):
        after = row[place + 1 : place + 2]
        return not any(one.is_mark("_", "^") for one in after)  # evaluated at a point
    if token.is_mark(*_SEPARATORS):
        return True
    return token.kind == "wide" and _is_gap(row, level, place)


def _defines(row: Sequence[Token], place: int) -> bool:
    """Return True for the colon of ``:=`` and of ``=:``."""
    before, after = row[max(0, place - 1) : place], row[place + 1 : place + 2]
    return any(token.is_mark("=") for token in (*before, *after))


def _is_gap(row: Sequence[Token], level: Sequence[int], place: int) -> bool:
    """Tell a wide space between two parts from one inside an expression."""
    following: list[Token] = []
    for later in range(place + 1, len(row)):
        if not level[later] and (
            row[later].is_mark(",", ";") or row[later].kind in ("text", "row")
        ):
            break
        following.append(row[later])
    core = _trimmed(following)
    if not core or _is_equation_number(core) or cases.is_condition(core):
        return True
    relations = [n for n, t in enumerate(core) if t.is_mark("=") and not depths(core)[n]]
    return bool(relations) and relations[0] > 0


def _trimmed(part: Sequence[Token]) -> list[Token]:
    """Return the part without alignment marks, spaces, and the full stop at its end."""
    kept: list[Token] = []
    environments = 0
    for token, depth in zip(part, depths(part), strict=True):
        environments += (token.kind == "begin") - (token.kind == "end")
        spacing = token.kind == "wide" or (not depth and token.kind in ("row", "text"))
        if environments or not (spacing or (not depth and token.is_mark("&"))):
            kept.append(token)
    while kept and kept[-1].is_mark("."):
        kept.pop()
    return kept


def _is_annotation(core: Sequence[Token]) -> bool:
    if len(core) == 1 and (
        core[0].text in (*_SEPARATORS, *_ARROWS, *_NUMBERING, r"\dots", r"\forall")
    ):
        return True
    if _is_equation_number(core) or _is_remark(core):
        return True
    if core[0].is_command(r"\dots", r"\forall"):
        return True
    level = depths(core)
    relations = [t for t, depth in zip(core, level, strict=True) if not depth and _relates(t)]
    member = any(t.is_command(r"\in") for t, d in zip(core, level, strict=True) if not d)
    return member and not any(token.is_mark("=") for token in relations)


def _ends_with_dots(core: Sequence[Token]) -> bool:
    return bool(core) and core[-1].is_command(r"\dots")


def _is_equation_number(core: Sequence[Token]) -> bool:
    if not core:
        return False
    inner = [token for token in core if not token.is_mark("(", ")", "[", "]", "*", "'")]
    bracketed = len(core) > len(inner) >= 0 and core[0].is_mark("(", "[")
    plain = all(token.kind == "number" or token.text in (r"\dag", "*") for token in inner)
    return bracketed and plain and len(core) <= 5


def _is_remark(core: Sequence[Token]) -> bool:
    r"""Return True for an equation in brackets beside another one: ``(\exp' = \exp)``."""
    level = depths(core)
    whole = len(core) > 4 and core[0].is_mark("(", "[") and not min(level[-1], *level[:1])
    inside = bool(level) and all(level[1:-1]) and any(token.is_mark("=") for token in core)
    return whole and inside and not cases.is_condition(core)


def _condition(
    core: Sequence[Token], vocabulary: FormulaVocabulary
) -> tuple[Condition, ...] | None:
    r"""Return the conditions if the part is nothing else: ``k \neq j``, ``(j = k)``."""
    if not cases.is_condition(core):
        return None
    found = cases.conditions(core)
    letters = {i.name for c in found for i in (c.left, c.right) if not i.is_number}
    return found if letters <= vocabulary.letters else None


def _relates(token: Token) -> bool:
    return token.is_mark("=") or token.is_command(r"\equiv") or token.text in _OTHER_RELATIONS


def _sides(core: Sequence[Token]) -> list[RawSide]:
    """Cut a part at its relations."""
    found: list[RawSide] = []
    relation, tokens, problem, place = "", list[Token](), "", core[0].start
    for token, depth in zip(core, depths(core), strict=True):
        if depth or not _relates(token):
            tokens.append(token)
            continue
        found.append(RawSide(_without_colon(tokens), relation, problem=problem, place=place))
        relation, tokens, place = token.text, [], token.start
        problem = problem or _relation_problem(token)
    found.append(RawSide(_without_colon(tokens), relation, problem=problem, place=place))
    return _without_gaps(found)


def _without_gaps(sides: list[RawSide]) -> list[RawSide]:
    """Drop the empty side before a leading relation, and sides that are only dots."""
    kept = [side for n, side in enumerate(sides) if side.tokens or (n == len(sides) - 1 and n)]
    dots = [s for s in kept if not (len(s.tokens) == 1 and s.tokens[0].is_command(r"\dots"))]
    return dots or kept or sides


def _without_colon(tokens: list[Token]) -> tuple[Token, ...]:
    """Drop the colons of ``:=`` and ``=:``."""
    if tokens and tokens[0].is_mark(":"):
        tokens = tokens[1:]
    return tuple(tokens[:-1] if tokens and tokens[-1].is_mark(":") else tokens)


def _relation_problem(token: Token) -> str:
    if token.text in _OTHER_RELATIONS:
        return f"'{token.text}' is no equality"
    return ""
