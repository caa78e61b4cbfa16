"""Conditions on indices: bounds of sums, case distinctions, indicators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grader.derivation.grammar.cursor import depths
from grader.derivation.grammar.lexer import Token
from grader.derivation.grammar.limits import NotUnderstood
from grader.derivation.grammar.nodes import Branch, Cases, Condition, Index, Matrix, Node
from grader.derivation.grammar.parsing import Parsing
from grader.derivation.grammar.scripts import index_list

_ENVIRONMENTS = ("cases", "dcases", "rcases", "array")
_MATRICES = ("matrix", "pmatrix", "bmatrix", "Bmatrix", "smallmatrix", "psmallmatrix")
_IGNORED = ("text", "wide")
_BRACKETS = frozenset(["{", "}", "(", ")", "&", ".", "[", "]", r"\{", r"\}"])
_TAKING_AWAY = (r"\setminus", r"\backslash", ";", "|", ":", ",")


def is_condition(tokens: Sequence[Token]) -> bool:
    """Return True if these tokens compare two indices and nothing else."""
    try:
        return bool(conditions(tokens))
    except NotUnderstood:
        return False


def conditions(tokens: Sequence[Token]) -> tuple[Condition, ...]:
    r"""Return the conditions of ``j = k`` or ``l \neq k, l \neq j``, without words around them."""
    plain = [token for token in tokens if token.kind not in _IGNORED]
    plain = [token for token in plain if token.text not in _BRACKETS]
    found: list[Condition] = []
    for part in _split(plain, ",", r"\wedge", r"\land", ";"):
        found += _chain(part)
    return tuple(found)


def _chain(tokens: Sequence[Token]) -> list[Condition]:
    indices: list[Index] = []
    equal: list[bool] = []
    cursor = list(tokens)
    while cursor:
        index, cursor = _index(cursor)
        indices.append(index)
        if not cursor:
            break
        sign, cursor = _sign(cursor)
        equal.append(sign)
    if len(indices) < 2 or len(equal) != len(indices) - 1:
        raise NotUnderstood("a condition that is no comparison of two indices")
    pairs = zip(indices, indices[1:], equal, strict=False)
    return [Condition(left, right, same) for left, right, same in pairs]


def _index(tokens: list[Token]) -> tuple[Index, list[Token]]:
    taken = 2 if len(tokens) > 1 and tokens[1].is_mark("'") else 1
    found = index_list(tokens[:taken])
    if len(found) != 1:
        raise NotUnderstood("a condition without an index")
    return found[0], tokens[taken:]


def _sign(tokens: list[Token]) -> tuple[bool, list[Token]]:
    if tokens[0].is_mark("="):
        doubled = len(tokens) > 1 and tokens[1].is_mark("=")
        return True, tokens[1 + doubled :]
    if tokens[0].is_command(r"\equiv"):
        return True, tokens[1:]
    if tokens[0].is_command(r"\neq"):
        return False, tokens[1:]
    negated = tokens[0].is_command(r"\not") or tokens[0].is_mark("!")
    if negated and len(tokens) > 1 and tokens[1].is_mark("="):
        return False, tokens[2:]
    raise NotUnderstood(f"'{tokens[0].text}' in a condition")


def _split(tokens: Sequence[Token], *separators: str) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token.kind in ("mark", "command") and token.text in separators:
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in parts if part]


def bounds(
    tokens: Sequence[Token],
) -> tuple[tuple[Index, ...], int | None, tuple[Condition, ...]]:
    r"""Read what stands below a sum.

    Returns
    -------
    tuple
        The letters that it runs over, where it starts, and the conditions:
        ``l=1, l \neq k`` is ((l,), 1, (l != k,)).
    """
    if any(token.is_command(r"\in") for token in tokens):
        return _members(tokens)
    if sum(token.is_command(r"\le") for token in tokens) == 2:
        return _between(tokens)
    letters: list[Index] = []
    first: int | None = None
    found: list[Condition] = []
    for part in _split(_unwrapped(tokens), ",", ":", "|", ";", "row"):
        if _is_start(part):
            first = int(part[-1].text)
            letters += index_list(part[:-2])
        elif len(part) > 1 and is_condition(part):
            found += conditions(part)
        else:
            letters += index_list(part)
    if not letters and found:
        letters = [found[0].left]
    return _distinct(letters), first, tuple(found)


def _between(
    tokens: Sequence[Token],
) -> tuple[tuple[Index, ...], int | None, tuple[Condition, ...]]:
    r"""Read ``1 \le l \le K``."""
    start, letters, _ = _split(_unwrapped(tokens), r"\le")
    first = int(start[0].text) if len(start) == 1 and start[0].kind == "number" else None
    return index_list(letters), first, ()


def _members(
    tokens: Sequence[Token],
) -> tuple[tuple[Index, ...], None, tuple[Condition, ...]]:
    r"""Read ``l \in \{1, \dots, K\} \setminus \{k\}``: all, but for those that are taken away."""
    place = next(n for n, token in enumerate(tokens) if token.is_command(r"\in"))
    letters = _distinct(index_list(_unwrapped(tokens[:place])))
    members, *taken = _split(_without_inner_commas(tokens[place + 1 :]), *_TAKING_AWAY)
    plain = [token for token in members if not token.is_mark("{", "}", ",", "[", "]", ".")]
    numbers = [token for token in plain if token.kind == "number"]
    if numbers and not any(token.is_command(r"\dots") for token in plain):
        raise NotUnderstood("a sum over some numbers")
    found: list[Condition] = []
    for part in taken:
        inner = [token for token in _unwrapped(part) if token.text not in (r"\{", r"\}")]
        if is_condition(inner):
            found += conditions(inner)
        else:
            found += [Condition(one, i, False) for one in letters for i in index_list(inner)]
    return letters, None, tuple(found)


def _without_inner_commas(tokens: Sequence[Token]) -> list[Token]:
    level = depths(tokens)
    return [t for t, depth in zip(tokens, level, strict=True) if not (depth and t.is_mark(","))]


def _unwrapped(tokens: Sequence[Token]) -> list[Token]:
    kept = [token for token in tokens if not token.is_command(r"\substack", r"\forall")]
    kept = [replace(t, kind="row") if t.is_command(r"\atop") else t for t in kept]
    made = [Token("mark", "row", t.start, t.end) if t.kind == "row" else t for t in kept]
    return [token for token in made if not token.is_mark("{", "}", "(", ")")]


def _is_start(part: Sequence[Token]) -> bool:
    return len(part) >= 3 and part[-2].is_mark("=") and part[-1].kind == "number"


def _distinct(letters: Sequence[Index]) -> tuple[Index, ...]:
    return tuple({letter.name: letter for letter in letters}.values())


def case_distinction(parser: Parsing) -> Node:
    r"""Parse a matrix, a cases environment, or an array behind an opening brace."""
    cursor = parser.cursor
    start = cursor.position
    name = cursor.take().text
    if name in _MATRICES or (name == "array" and _is_bracketed(parser, start)):
        rows = [_entries(parser, row) for row in _rows(_environment(parser))]
        if not rows or len({len(row) for row in rows}) > 1:
            raise NotUnderstood("a matrix whose rows are not of one length")
        return Matrix(tuple(rows), span=cursor.span_from(start))
    if name not in _ENVIRONMENTS:
        raise NotUnderstood(f"the environment '{name}' inside a formula")
    tokens = _environment(parser)
    if name == "array" and cursor.next.is_command(r"\right."):
        cursor.take()
    branches = [_branch(parser, row) for row in _rows(tokens)]
    if not branches:
        raise NotUnderstood("a case distinction without cases")
    return Cases(tuple(branches), span=cursor.span_from(start))


def _environment(parser: Parsing) -> Sequence[Token]:
    cursor = parser.cursor
    depth, start = 1, cursor.position
    while depth:
        token = cursor.take()
        depth += (token.kind == "begin") - (token.kind == "end")
    tokens = cursor.tokens[start : cursor.position - 1]
    if tokens and tokens[0].is_mark("{"):
        closing = next((n for n, t in enumerate(tokens) if t.is_mark("}")), -1)
        columns = tokens[1:closing]
        if all(token.text in "lcr|@" for token in columns):
            return tokens[closing + 1 :]  # which columns an array has
    if cursor.next.is_command(r"\right."):
        cursor.take()
    return tokens


def _rows(tokens: Sequence[Token]) -> list[list[Token]]:
    rows: list[list[Token]] = [[]]
    for token, depth in zip(tokens, depths(tokens), strict=True):
        if token.kind == "row" and not depth:
            rows.append([])
        else:
            rows[-1].append(token)
    return [row for row in rows if row]


def _is_bracketed(parser: Parsing, place: int) -> bool:
    return place == 0 and len(parser.cursor.tokens) > 1 and parser.cursor.tokens[-1].kind == "end"


def _entries(parser: Parsing, row: Sequence[Token]) -> tuple[Node, ...]:
    level = depths(row)
    cells: list[list[Token]] = [[]]
    for token, depth in zip(row, level, strict=True):
        if token.is_mark("&") and not depth:
            cells.append([])
        else:
            cells[-1].append(token)
    return tuple(parser.inner(cell) for cell in cells)


def _branch(parser: Parsing, row: Sequence[Token]) -> Branch:
    level = depths(row)
    cut = next(
        (
            place
            for place, token in enumerate(row)
            if not level[place] and (token.is_mark("&", ",") or token.kind in ("text", "wide"))
        ),
        len(row),
    )
    value = parser.inner(row[:cut])
    return Branch(value, _branch_conditions(row[cut:]))


def _branch_conditions(tokens: Sequence[Token]) -> tuple[Condition, ...] | None:
    formula = [
        token
        for token in tokens
        if token.kind not in _IGNORED and not token.is_mark("&", ",", ".", ";")
    ]
    if formula:
        return conditions(tokens)
    return _words_as_condition(" ".join(token.text for token in tokens if token.kind == "text"))


def _words_as_condition(words: str) -> tuple[Condition, ...] | None:
    """Read ``if $k = j$`` inside words; words without a formula mean "otherwise"."""
    from grader.derivation.grammar.lexer import Lexer

    if "=" not in words and r"\n" not in words and "≠" not in words:
        return None
    formula = words.split("$")[1] if words.count("$") >= 2 else words
    return conditions(Lexer(formula).tokens(0, len(formula)))
