"""Interface of a parser, for the modules that parse one kind of factor each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from grader.derivation.grammar.cursor import Cursor
from grader.derivation.grammar.lexer import Token
from grader.derivation.grammar.nodes import Node
from grader.derivation.grammar.scripts import Scripts
from grader.derivation.grammar.vocabulary import FormulaVocabulary


class Parsing(Protocol):
    """What the parsers of one kind of factor need of the parser that calls them."""

    @property
    def cursor(self) -> Cursor:
        """The tokens, and the place that is reached."""

    @property
    def vocabulary(self) -> FormulaVocabulary:
        """Which names are functions, have tags, or are computed."""

    def inner(self, tokens: Sequence[Token]) -> Node:
        """Parse the tokens of a group, one level deeper."""

    def term(self, *, stop_at_operator: bool = False) -> Node:
        """Parse a product; ``stop_at_operator`` ends it at the first written sign."""

    def factor(self) -> Node:
        """Parse a primary and what is written above and below it."""

    def transposing(self, scripts: Scripts) -> Scripts:
        """Return the scripts with transposes for primes, where the document means these."""

    def raised(self, node: Node, scripts: Scripts, start: int) -> Node:
        """Wrap a node in its transposes and powers."""
