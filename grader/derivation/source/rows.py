"""Rows of a display: environments that only line up are dissolved, and boxes opened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from grader.derivation.grammar.cursor import depths
from grader.derivation.grammar.lexer import Token
from grader.derivation.grammar.vocabulary import FormulaVocabulary

_DISSOLVED = frozenset(
    "aligned align split gathered gather equation alignedat array multline eqnarray subequations"
    " flalign multlined displaymath math alignat".split()
)
OPERATORS = ("diag", "Diag", "tr", "Tr", "trace")
"""Words that are no names and no prose."""
_BOXES = (r"\boxed", r"\fbox", r"\bbox")
_SYSTEM_BRACES = (r"\{", r"\left.")
_SYSTEM_ENDS = (r"\}", r"\right.")
_STACKED = (r"\stackrel", r"\overset", r"\underset", r"\xlongequal")


def rows_of(tokens: Sequence[Token], vocabulary: FormulaVocabulary) -> list[list[Token]]:
    """Return the rows of a display, each with the token that ends it."""
    whole = _without_breaks_in_brackets(_with_names(_unstacked(tokens), vocabulary))
    plain = _without_system_braces(whole)
    return list(_rows(_without_cell_braces(_dissolved(plain))))


def _unstacked(tokens: Sequence[Token]) -> list[Token]:
    r"""Replace ``\stackrel{(1)}{=}`` by its relation, and a box by what is in it."""
    found: list[Token] = []
    place = 0
    while place < len(tokens):
        if tokens[place].text in _STACKED and place + 1 < len(tokens):
            first, after = _group(tokens, place + 1)
            second, end = _group(tokens, after)
            found += [token for token in (*first, *second) if token.is_mark("=")][:1]
            place = end
        elif tokens[place].text in _BOXES:
            inside, place = _group(tokens, place + 1)
            found += inside
        else:
            found.append(tokens[place])
            place += 1
    return found


def _group(tokens: Sequence[Token], place: int) -> tuple[Sequence[Token], int]:
    if place >= len(tokens) or not tokens[place].is_mark("{"):
        return tokens[place : place + 1], place + 1
    level = depths(tokens[place:])
    end = next((n for n in range(1, len(level)) if not level[n]), len(level) - 1)
    return tokens[place + 1 : place + end], place + end + 1


def _with_names(tokens: Sequence[Token], vocabulary: FormulaVocabulary) -> list[Token]:
    r"""Tell ``\text{net}_j`` from words between formulas."""
    found = list(tokens)
    for place, token in enumerate(found):
        if token.kind != "text":
            continue
        name = token.text.strip()
        after = found[place + 1] if place + 1 < len(found) else None
        scripted = after is not None and after.is_mark("_", "^")
        known = vocabulary.is_function(name) or name in (*vocabulary.longer, *OPERATORS)
        below = place and found[place - 1].is_mark("_", "^", "{")
        if name.isascii() and name.isalpha() and (scripted or known) and not below:
            found[place] = replace(token, kind="word", text=name)
    return found


def _dissolved(tokens: Sequence[Token]) -> list[Token]:
    """Drop the environments that only line rows up; cases, and arrays behind a brace, stay."""
    found: list[Token] = []
    kept: list[bool] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.kind == "begin":
            kept.append(_is_kept(token, found))
            found += [token] if kept[-1] else []
            if not kept[-1] and token.text in ("array", "alignedat", "alignat"):
                place = _group(tokens, place + 1)[1] - 1
        elif token.kind == "end":
            found += [token] if not kept or kept.pop() else []
        else:
            found.append(token)
        place += 1
    return found


def _is_kept(token: Token, before: Sequence[Token]) -> bool:
    """Return True for an environment that has a meaning: cases, or an array as their list."""
    behind = bool(before) and before[-1].is_command(r"\{")
    return token.text not in _DISSOLVED or (token.text == "array" and behind)


def _without_breaks_in_brackets(tokens: Sequence[Token]) -> list[Token]:
    r"""Drop line breaks inside brackets, and ``\right. \\ \left.`` around them."""
    found: list[Token] = []
    opened: list[str] = []
    for place, token in enumerate(tokens):
        if token.kind == "begin" or token.is_mark("(", "[", "{") or token.is_command(r"\{"):
            opened.append(token.text)
        elif opened and (
            token.kind == "end" or token.is_mark(")", "]", "}") or token.is_command(r"\}")
        ):
            opened.pop()
        inside = bool(opened) and set(opened) <= {"(", "["}
        if not (inside and _is_break(tokens, place)):
            found.append(token)
    return found if not opened else list(tokens)


def _is_break(tokens: Sequence[Token], place: int) -> bool:
    token = tokens[place]
    return token.kind == "row" or token.is_mark("&") or token.is_command(r"\right.", r"\left.")


def _without_system_braces(tokens: Sequence[Token]) -> list[Token]:
    """Drop the brace around a system of equations: one that no relation stands before."""
    found: list[Token] = []
    opened = False
    for place, token in enumerate(tokens):
        following = tokens[place + 1] if place + 1 < len(tokens) else None
        begins = not found or found[-1].kind in ("row", "text", "wide")
        if begins and token.text in _SYSTEM_BRACES and following and following.kind == "begin":
            opened = True
        elif opened and found and found[-1].kind == "end" and token.text in _SYSTEM_ENDS:
            opened = False
        else:
            found.append(token)
    return found


def _without_cell_braces(tokens: Sequence[Token]) -> list[Token]:
    """Drop braces around whole cells, as scanners of printed formulas write them."""
    found = list(tokens)
    for place in reversed(range(len(found))):
        if found[place].is_mark("{") and _ends_cell(found, place - 1):
            inside, after = _group(found, place)
            if _ends_cell(found, after):
                found[place:after] = inside
    return found


def _ends_cell(tokens: Sequence[Token], place: int) -> bool:
    if not 0 <= place < len(tokens):
        return True
    return tokens[place].kind in ("row", "begin", "end") or tokens[place].is_mark("&")


def _rows(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    row: list[Token] = []
    for token, depth in zip(tokens, depths(tokens), strict=True):
        row.append(token)
        if token.kind == "row" and not depth:
            yield row
            row = []
    yield row
