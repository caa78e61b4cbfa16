"""A place in a list of tokens, and the small steps that every parser needs."""

from __future__ import annotations

from collections.abc import Sequence

from grader.derivation.grammar.lexer import Token
from grader.derivation.grammar.limits import NotUnderstood
from grader.derivation.grammar.nodes import Span

_CLOSING = {
    "(": ")",
    "[": "]",
    "{": "}",
    r"\{": r"\}",
    r"\lfloor": r"\rfloor",
    r"\langle": r"\rangle",
}
_ENDINGS = frozenset([*_CLOSING.values(), r"\right."])
_END = Token("finish", "the end", 0, 0)


class Cursor:
    """Reads tokens one after another; whatever is left at the end is an error."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.position = 0

    @property
    def next(self) -> Token:
        """The token that comes next."""
        return self.ahead(0)

    def ahead(self, count: int) -> Token:
        """Return a later token without moving."""
        place = self.position + count
        return self.tokens[place] if place < len(self.tokens) else _END

    def take(self) -> Token:
        """Return the next token and move on."""
        token = self.next
        if token is _END:
            raise NotUnderstood("the formula ends too early")
        self.position += 1
        return token

    def take_mark(self, *texts: str) -> Token | None:
        """Take the next token if it is one of these characters or commands."""
        found = self.next.kind in ("mark", "command") and self.next.text in texts
        return self.take() if found else None

    def expect(self, text: str) -> Token:
        """Take the next token, which must be this one."""
        token = self.take_mark(text)
        if token is None:
            raise NotUnderstood(f"expected '{text}' before '{self.next.text}'")
        return token

    def span_from(self, position: int) -> Span:
        """Return the span of the tokens from a position to here."""
        last = self.tokens[max(position, self.position - 1)]
        return Span(self.tokens[position].start, last.end)

    def group(self) -> tuple[Token, ...]:
        """Take a bracketed group, or one token, and return what is inside."""
        token = self.take()
        if token.kind == "number" and len(token.text) > 1:
            self.position -= 1
            return (self._digit(token),)
        if token.kind == "mark" and token.text == "{":
            return self.inside("{")
        return (token,)

    def inside(self, opening: str) -> tuple[Token, ...]:
        """Return the tokens up to the bracket that closes, which is taken too."""
        start = self.position
        end = closing_place(self.tokens, start, opening)
        self.position = end + 1
        return tuple(self.tokens[start:end])

    def _digit(self, token: Token) -> Token:
        r"""Take one digit of a number: ``\frac12`` is a half."""
        first = Token("number", token.text[0], token.start, token.start + 1)
        rest = Token("number", token.text[1:], token.start + 1, token.end)
        self.tokens = [
            *self.tokens[: self.position],
            first,
            rest,
            *self.tokens[self.position + 1 :],
        ]
        self.position += 1
        return first


def closing_place(tokens: Sequence[Token], start: int, opening: str) -> int:
    """Return the position of the bracket that closes one opened just before ``start``."""
    waiting = [_CLOSING[opening]]
    for place in range(start, len(tokens)):
        token = tokens[place]
        if token.kind not in ("mark", "command"):
            continue
        if token.text == waiting[-1] or (token.text in ")]" and waiting[-1] in ")]"):
            waiting.pop()
            if not waiting:
                return place
        elif token.text in _CLOSING:
            waiting.append(_CLOSING[token.text])
        elif token.text in _CLOSING.values():
            break
    raise NotUnderstood(f"a bracket '{opening}' is not closed")


def depths(tokens: Sequence[Token]) -> list[int]:
    """Return for each token how many brackets and environments are open around it."""
    found, depth = [], 0
    for token in tokens:
        bracket = token.kind in ("mark", "command")
        closes = token.kind == "end" or (bracket and token.text in _ENDINGS)
        depth = max(0, depth - closes)
        found.append(depth)
        depth += token.kind == "begin" or (bracket and token.text in _CLOSING)
    return found
