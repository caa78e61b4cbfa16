r"""Recursive descent over tokens: expression, term, factor.

    expression : [+-] term (("+"|"-") term)*
    term       : factor ((\cdot|\times|*|\odot|/|nothing) factor)*
    factor     : primary scripts

The context decides what a grammar cannot: h(1 - x) is a call because h is known as a function, and
t_k(1 - y_k) is a product.  Every token is used, or the formula is not understood.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from grader.derivation.grammar import bars, named, primaries, written_out
from grader.derivation.grammar.cursor import Cursor
from grader.derivation.grammar.lexer import Token
from grader.derivation.grammar.limits import NotUnderstood
from grader.derivation.grammar.nodes import (
    Addition,
    Component,
    Derivative,
    FunctionCall,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Symbol,
    Transpose,
    walk,
)
from grader.derivation.grammar.scripts import Scripts, read_scripts
from grader.derivation.grammar.vocabulary import FormulaVocabulary

_OPERATORS = {
    r"\cdot": ".",
    r"\times": "",
    r"\otimes": "o",
    "*": "*",
    r"\odot": "*",
    "/": "/",
    r"\oslash": "/",
}
"""Signs between factors: a dot, juxtaposed, outer product, entry by entry, divided."""

_STOPS = frozenset(
    [
        *("+", "-", ")", "]", "}", r"\}", r"\rangle", ",", ";", "=", ":", "|", "&"),
        *(r"\right.", r"\pm", r"\mp", "."),
    ]
)


def parse(tokens: Sequence[Token], vocabulary: FormulaVocabulary, depth: int = 40) -> Node:
    """Return the tree of one side of an equation.

    Raises
    ------
    NotUnderstood
        If any token has no place in the grammar.
    """
    parser = Parser(Cursor(tokens), vocabulary, depth)
    node = parser.expression()
    if parser.cursor.next.kind != "finish":
        raise NotUnderstood(f"unexpected '{parser.cursor.next.text}'")
    return node


class Parser:
    """Parses the tokens of a cursor; ``depth`` bounds how deep expressions nest."""

    def __init__(self, cursor: Cursor, vocabulary: FormulaVocabulary, depth: int) -> None:
        self.cursor = cursor
        self.vocabulary = vocabulary
        self.depth = depth

    def inner(self, tokens: Sequence[Token]) -> Node:
        """Parse the tokens of a group, one level deeper."""
        if self.depth <= 0:
            raise NotUnderstood("the formula is nested too deeply")
        return parse(tokens, self.vocabulary, self.depth - 1)

    def expression(self) -> Node:
        """Parse a sum of terms."""
        start = self.cursor.position
        terms = [self._signed_term()]
        while self.cursor.next.is_mark("+", "-"):
            if self._goes_on_with_dots():
                terms = written_out.with_last(terms, self._signed_term())
            else:
                terms.append(self._signed_term())
        if len(terms) == 1:
            return terms[0]
        return Addition(tuple(terms), span=self.cursor.span_from(start))

    def _goes_on_with_dots(self) -> bool:
        r"""Take the ``+ \dots`` in front of the last term of a sum."""
        found = self.cursor.ahead(1).is_command(r"\dots") and self.cursor.ahead(2).is_mark("+")
        self.cursor.position += 2 * found
        return found

    def _signed_term(self) -> Node:
        start = self.cursor.position
        sign = self.cursor.take_mark("+", "-")
        term = self.term()
        if sign and sign.text == "-":
            return Negative(term, span=self.cursor.span_from(start))
        return term

    def term(self, *, stop_at_operator: bool = False) -> Node:
        """Parse a product; ``stop_at_operator`` ends it at the first written sign."""
        start = self.cursor.position
        factors, operators = [self.factor()], list[str]()
        while self._continues() or (bars.is_bar(self) and not stop_at_operator):
            if bars.is_bar(self):
                product = self._product(factors, operators, start)
                factors, operators = [bars.take_bar(self, product)], []
                continue
            if stop_at_operator and self.cursor.next.text in (*_OPERATORS, r"\partial", r"\nabla"):
                break
            operator = self.cursor.take_mark(*_OPERATORS)
            operators.append(_OPERATORS[operator.text] if operator else "")
            factors.append(self._signed_factor() if operator else self.factor())
        return self._product(factors, operators, start)

    def _product(self, factors: Sequence[Node], operators: Sequence[str], start: int) -> Node:
        if len(factors) == 1:
            return factors[0]
        span = self.cursor.span_from(start)
        return Product(tuple(factors), tuple(operators), span=span)

    def _continues(self) -> bool:
        token = self.cursor.next
        return token.kind != "finish" and not (
            token.kind in ("mark", "command") and token.text in _STOPS
        )

    def _signed_factor(self) -> Node:
        start = self.cursor.position
        if self.cursor.take_mark("-"):
            return Negative(self.factor(), span=self.cursor.span_from(start))
        self.cursor.take_mark("+")
        return self.factor()

    def factor(self) -> Node:
        """Parse a primary and what is written above and below it."""
        start = self.cursor.position
        if self.depth <= 0:
            raise NotUnderstood("the formula is nested too deeply")
        self.depth -= 1
        node = primaries.primary(self)
        closed = not isinstance(node, Number)
        scripts = read_scripts(self.cursor, takes_tag=False, takes_indices=closed)
        made = self.with_scripts(node, scripts, start)
        self.depth += 1
        return made

    def with_scripts(self, node: Node, scripts: Scripts, start: int) -> Node:
        """Wrap a node in its components, transposes and powers."""
        scripts = self.transposing(scripts)
        if scripts.primes == 1 and not scripts.tag:
            node, scripts = self._slope(node, start), replace(scripts, primes=0)
        if scripts.primes or scripts.tag or scripts.suffix or scripts.by:
            raise NotUnderstood("a script that belongs to no name")
        if scripts.indices:
            node = Component(node, scripts.indices, span=self.cursor.span_from(start))
        return self.raised(node, scripts, start)

    def _slope(self, node: Node, start: int) -> Node:
        r"""Read ``\left( \frac{e^a}{1 + e^a} \right)'``: the derivative by its only name."""
        names = {part for part in walk(node) if isinstance(part, Symbol)} - {named.EULER}
        if len(names) != 1:
            raise NotUnderstood("a prime that does not say by what")
        return Derivative(node, names.pop(), span=self.cursor.span_from(start))

    def transposing(self, scripts: Scripts) -> Scripts:
        """Return the scripts with transposes for primes, where the document means these."""
        if not self.vocabulary.primes_transpose:
            return scripts
        return replace(scripts, primes=0, transposed=scripts.transposed + scripts.primes)

    def raised(self, node: Node, scripts: Scripts, start: int) -> Node:
        """Wrap a node in its transposes and powers."""
        span = self.cursor.span_from(start)
        for _ in range(scripts.transposed):
            node = Transpose(node, span=span)
        for power in scripts.powers:
            node = self.power(node, self.inner(power), start)
        return node

    def power(self, base: Node, exponent: Node, start: int) -> Node:
        """Return a power; e to something is the exponential function."""
        span = self.cursor.span_from(start)
        if base == named.EULER:
            return FunctionCall(r"\exp", exponent, span=span)
        if exponent == Negative(Number(Fraction(1))) and isinstance(base, FunctionCall):
            raise NotUnderstood("an inverse function")
        return Power(base, exponent, span=span)
