"""Rows of a display: environments that only line up are dissolved, and boxes opened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from grader.derivation.cursor import depths
from grader.derivation.lexer import Token
from grader.derivation.vocabulary import Vocabulary

_DISSOLVED = frozenset(
    "aligned align split gathered gather equation alignedat array multline eqnarray subequations"
    " flalign multlined displaymath math alignat".split()
)
_BOXES = (r"\boxed", r"\fbox", r"\bbox")
_STACKED = (r"\stackrel", r"\overset", r"\underset", r"\xlongequal")


def rows_of(tokens: Sequence[Token], vocabulary: Vocabulary) -> list[list[Token]]:
    """Return the rows of a display, each with the token that ends it."""
    return list(_rows(_dissolved(_with_names(_unstacked(tokens), vocabulary))))


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


def _with_names(tokens: Sequence[Token], vocabulary: Vocabulary) -> list[Token]:
    r"""Tell ``\text{net}_j`` from words between formulas."""
    found = list(tokens)
    for place, token in enumerate(found):
        if token.kind != "text":
            continue
        name = token.text.strip()
        after = found[place + 1] if place + 1 < len(found) else None
        scripted = after is not None and after.is_mark("_", "^")
        known = vocabulary.is_function(name) or name in vocabulary.longer
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
            behind = place > 0 and tokens[place - 1].is_command(r"\{")
            kept.append(token.text not in _DISSOLVED or (token.text == "array" and behind))
            found += [token] if kept[-1] else []
            if not kept[-1] and token.text in ("array", "alignedat", "alignat"):
                place = _group(tokens, place + 1)[1] - 1
        elif token.kind == "end":
            found += [token] if not kept or kept.pop() else []
        else:
            found.append(token)
        place += 1
    return found


def _rows(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    row: list[Token] = []
    for token, depth in zip(tokens, depths(tokens), strict=True):
        row.append(token)
        if token.kind == "row" and not depth:
            yield row
            row = []
    yield row
