r"""A document's own macros: ``\newcommand``, ``\def`` and ``\DeclareMathOperator``, expanded.

Expansion is bounded in number: a macro that calls itself ends as "not understood".  Tokens of an
expansion keep the place of its use, which is where a person looks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from grader.derivation.grammar.lexer import Lexer, Token
from grader.derivation.grammar.limits import NotUnderstood

_HEAD = re.compile(
    r"\\(?:(?P<operator>DeclareMathOperator\*?)|(?P<tex>def)"
    r"|(?:re|provide)?newcommand\*?|providecommand\*?|renewcommand\*?)"
    r"\s*\{?\s*(?P<name>\\[A-Za-z]+)\s*\}?\s*"
    r"(?:\[(?P<count>\d)\])?(?:\[(?P<default>[^\]]*)\])?(?P<parameters>(?:#\d)*)\s*(?=\{)"
)


@dataclass(frozen=True)
class Macro:
    """Replacement text of a command; ``#1`` and so on are its arguments."""

    body: str
    arguments: int
    default: str | None = None


PACKAGE_MACROS = {
    **dict.fromkeys(
        (r"\pdv", r"\pd", r"\pderiv", r"\partialderivative"),
        Macro(r"\frac{\partial #1}{\partial #2}", 2),
    ),
    **dict.fromkeys((r"\dv", r"\odv", r"\deriv", r"\derivative"), Macro(r"\frac{d #1}{d #2}", 2)),
    **dict.fromkeys((r"\dd", r"\odif", r"\diff"), Macro("d #1", 1)),
    **dict.fromkeys((r"\qty", r"\quantity"), Macro("", 0)),
    r"\vb": Macro("#1", 1),
    r"\vb*": Macro("#1", 1),
    r"\grad": Macro(r"\nabla", 0),
    r"\tr": Macro(r"\operatorname{tr}", 0),
    r"\Tr": Macro(r"\operatorname{tr}", 0),
}
"""Commands of widespread packages (physics, derivative); a document's own macros come first."""


def take_macros(text: str) -> tuple[dict[str, Macro], str]:
    """Return the macros that a text defines, and the text with the definitions blanked out."""
    macros: dict[str, Macro] = {}
    blanked = list(text)
    for match in _HEAD.finditer(text):
        end = _closing(text, match.end())
        if end is None:
            continue
        body = text[match.end() + 1 : end - 1]
        macros[match.group("name")] = _macro(match, body)
        for place in range(match.start(), end):
            if text[place] != "\n":
                blanked[place] = " "
    return macros, "".join(blanked)


def _macro(match: re.Match[str], body: str) -> Macro:
    if match.group("operator"):
        return Macro(rf"\operatorname{{{body}}}", 0)
    count = len(match.group("parameters") or "") // 2 or int(match.group("count") or 0)
    return Macro(body, count, match.group("default"))


def _closing(text: str, opening: int) -> int | None:
    depth = 0
    for place in range(opening, min(len(text), opening + 4_000)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if not depth:
            return place + 1
    return None


@dataclass
class Expander:
    """Expands macros in the tokens of one formula."""

    macros: Mapping[str, Macro]
    names: tuple[str, ...]
    expansions: int
    tokens: int

    def expanded(self, tokens: Sequence[Token]) -> tuple[Token, ...]:
        """Return the tokens without macros.

        Raises
        ------
        NotUnderstood
            If the expansion does not end within its bounds.
        """
        waiting = list(reversed(tokens))
        done: list[Token] = []
        left = self.expansions
        while waiting:
            token = waiting.pop()
            macro = self._macro(token)
            if macro is None:
                done.append(token)
                continue
            left -= 1
            if left < 0 or len(waiting) > self.tokens:
                raise NotUnderstood(f"the macro {token.text} does not come to an end")
            waiting.extend(reversed(self._body(macro, token, waiting)))
        return tuple(done)

    def _macro(self, token: Token) -> Macro | None:
        if token.kind != "command":
            return None
        return self.macros.get(token.text) or PACKAGE_MACROS.get(token.text)

    def _body(self, macro: Macro, use: Token, waiting: list[Token]) -> list[Token]:
        arguments: list[list[Token]] = []
        if macro.default is not None:
            given = _optional_argument(waiting, use)
            arguments.append(self._lexed(macro.default, use) if given is None else given)
        while len(arguments) < macro.arguments:
            arguments.append(_argument(waiting, use))
        made: list[Token] = []
        tokens = iter(self._lexed(macro.body, use))
        for token in tokens:
            if token.is_mark("#"):
                number = next(tokens, None)
                made += _chosen(arguments, number, use)
            else:
                made.append(token)
        return made

    def _lexed(self, text: str, use: Token) -> list[Token]:
        lexer = Lexer(text, self.names, self.tokens)
        return [
            replace(token, start=use.start, end=use.end) for token in lexer.tokens(0, len(text))
        ]


def _chosen(arguments: Sequence[list[Token]], number: Token | None, use: Token) -> list[Token]:
    if number is None or not number.text.isdigit() or not 0 < int(number.text) <= len(arguments):
        raise NotUnderstood(f"the macro {use.text} has no such argument")
    return arguments[int(number.text) - 1]


def _optional_argument(waiting: list[Token], use: Token) -> list[Token] | None:
    """Take what stands in square brackets; None where the macro is used without them."""
    if not waiting or not waiting[-1].is_mark("["):
        return None
    waiting.pop()
    taken: list[Token] = []
    depth = 0
    while waiting:
        token = waiting.pop()
        if not depth and token.is_mark("]"):
            return taken
        depth += token.is_mark("{") - token.is_mark("}")
        taken.append(token)
    raise NotUnderstood(f"the macro {use.text} lacks a closing bracket")


def _argument(waiting: list[Token], use: Token) -> list[Token]:
    if not waiting:
        raise NotUnderstood(f"the macro {use.text} lacks an argument")
    token = waiting.pop()
    if not token.is_mark("{"):
        return [token]
    taken: list[Token] = []
    depth = 1
    while waiting:
        token = waiting.pop()
        depth += token.is_mark("{") - token.is_mark("}")
        if not depth:
            return taken
        taken.append(token)
    raise NotUnderstood(f"the macro {use.text} lacks a closing brace")
