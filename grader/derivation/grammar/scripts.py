r"""Subscripts and superscripts: indices, layer tags, powers, transposes and primes.

``w_{kj}^{(2)}`` has a layer tag, ``w_{kj}^2`` has one on letters that the specification names, and
``h_j^2`` is a power.  ``z_{\text{out}}`` is a longer name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from grader.derivation.grammar.characters import GREEK
from grader.derivation.grammar.cursor import Cursor
from grader.derivation.grammar.lexer import Token
from grader.derivation.grammar.limits import NotUnderstood
from grader.derivation.grammar.nodes import Index


@dataclass
class Scripts:
    """Scripts of a base, in the order in which they apply.

    ``by`` is a subscript that is a name with a subscript itself: that of ``L_{z_k}``.
    """

    tag: str = ""
    indices: tuple[Index, ...] = ()
    suffix: str = ""
    primes: int = 0
    powers: list[tuple[Token, ...]] = field(default_factory=list)
    transposed: int = 0
    by: tuple[Token, ...] = ()


def read_scripts(
    cursor: Cursor, *, takes_tag: bool, takes_indices: bool = True, takes_name: bool = False
) -> Scripts:
    r"""Read every script that follows.

    Parameters
    ----------
    takes_tag
        Whether a bare number above is a layer tag and no power.
    takes_indices
        Whether subscripts belong to the base (they do not after a number).
    takes_name
        Whether a letter or a word above is a layer tag: d^L, d^{\text{out}}.
    """
    found = Scripts()
    while True:
        if cursor.take_mark("'"):
            found.primes += 1
        elif takes_indices and cursor.take_mark("_"):
            _subscript(cursor.group(), found)
        elif cursor.take_mark("^"):
            tokens = cursor.group()
            if takes_name and not found.tag and _is_name(tokens):
                found.tag = tokens[0].text.strip()
            else:
                _superscript(tokens, found, takes_tag)
        elif not found.powers and cursor.take_mark(r"\top"):
            found.transposed += 1
        else:
            return found


def index_list(tokens: Sequence[Token]) -> tuple[Index, ...]:
    """Return the indices of a subscript; raise NotUnderstood for anything else."""
    found: list[Index] = []
    for token in tokens:
        if token.is_mark("'") and found:
            last = found.pop()
            found.append(Index(last.name + "'", last.span))
        elif token.kind == "number":
            found += [Index(digit, token.span) for digit in token.text]  # w_{12} has two indices
        elif token.kind in ("letter", "upright") or token.text in GREEK:
            found.append(Index(token.text, token.span))
        elif not token.is_mark(",", "{", "}"):
            raise NotUnderstood(f"'{token.text}' in a subscript")
    return tuple(found)


def _subscript(tokens: Sequence[Token], found: Scripts) -> None:
    if not tokens:
        return
    if not found.tag and len(found.indices) == 1 and found.indices[0].is_number:
        found.tag, found.indices = found.indices[0].name, ()  # w1_{ji}
    if tokens[0].kind in ("text", "word") and len(tokens) == 1:
        found.suffix += "_" + tokens[0].text.strip()
        return
    if found.indices:
        raise NotUnderstood("two subscripts")
    if any(token.is_mark("_") for token in tokens):
        found.by = tuple(tokens)
        return
    if tokens[-1].is_mark("]", ")") and tokens[0].is_mark("[", "("):
        raise NotUnderstood("brackets in a subscript")
    words = [token for token in tokens if token.kind in ("text", "word")]
    if words:
        raise NotUnderstood(f"'{words[0].text}' in a subscript")
    found.indices = index_list(tokens)


def _superscript(tokens: Sequence[Token], found: Scripts, takes_tag: bool) -> None:
    tokens = _unbraced(tokens)
    tag, rest = _layer_tag(tokens)
    if tag:
        if found.tag:
            raise NotUnderstood("two layer tags")
        found.tag = tag
        tokens = rest
    while tokens and (tokens[0].is_mark("^", "'") or _transposes(tokens[0])):
        found.transposed += _transposes(tokens[0])
        found.primes += tokens[0].is_mark("'")
        tokens = _unbraced(tokens[1:])
    if not tokens:
        return
    if len(tokens) == 2 and tokens[0].is_command(r"\odot"):
        tokens = tokens[1:]  # h^{\odot 2}: a power of a vector is taken entry by entry
    number = len(tokens) == 1 and tokens[0].kind == "number"
    if number and takes_tag and not found.tag and not found.powers:
        found.tag = tokens[0].text
    else:
        found.powers.append(tuple(tokens))


def _transposes(token: Token) -> bool:
    return token.is_command(r"\top") or (token.kind in ("letter", "upright") and token.text == "T")


def _is_name(tokens: Sequence[Token]) -> bool:
    if len(tokens) != 1 or _transposes(tokens[0]):
        return False
    return tokens[0].kind in ("letter", "upright", "word", "text")


def _layer_tag(tokens: Sequence[Token]) -> tuple[str, Sequence[Token]]:
    if len(tokens) < 3 or not tokens[0].is_mark("(", "["):
        return "", tokens
    inner, closing = tokens[1], tokens[2]
    if closing.is_mark(")", "]") and re.fullmatch(r"\d+|[A-Za-z]", inner.text):
        return inner.text, tokens[3:]
    return "", tokens


def _unbraced(tokens: Sequence[Token]) -> Sequence[Token]:
    flat = [token for token in tokens if not token.is_mark("{", "}")]
    simple = all(
        token.kind in ("number", "letter", "upright")
        or token.is_mark("(", ")", "[", "]", "^", "'")
        or token.is_command(r"\top")
        for token in flat
    )
    return flat if simple and len(flat) <= 6 and not any(t.is_mark("_") for t in flat) else tokens
