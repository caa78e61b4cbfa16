"""Read ``derivation.yaml``: every problem at once, each with file, line and column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import MappingProxyType

from grader.derivation.evaluation.evaluator import Evaluator
from grader.derivation.evaluation.numbers import doubles
from grader.derivation.evaluation.points import draw_points
from grader.derivation.evaluation.setting import Setting
from grader.derivation.grammar.lexer import Lexer, Token
from grader.derivation.grammar.limits import Budget, DerivationLimits, NotUnderstood
from grader.derivation.grammar.nodes import Node, Symbol
from grader.derivation.grammar.parser import parse
from grader.derivation.grammar.vocabulary import ELEMENTARY, FormulaVocabulary
from grader.derivation.names.optional import without
from grader.derivation.names.reading import statement_reading
from grader.derivation.names.specification import (
    AskedResult,
    Assumption,
    Function,
    IndexRange,
    NameKey,
    Names,
    Profile,
    Quantity,
    Samples,
    Specification,
    frozen_names,
)
from grader.errors import AssignmentError
from grader.text.yaml_reader import Entry, read, read_text

_LENGTH = 2
_KINDS = ("sums_to_one", "one_hot")
_REQUIRED = ("indices", "given", "graph", "names", "results")
_OPTIONAL = (
    *("parameters", "assumptions", "true_index", "layer_tags", "functions", "function_names"),
    *("profiles", "customary", "optional", "samples"),
)


def load_specification(path: Path) -> Specification:
    """Read the specification of a homework.

    Raises
    ------
    AssignmentError
        With every problem of the file, each by its place.
    """
    problems: list[str] = []
    return _checked(read(path, problems), str(path), path.name, problems)


def parse_specification(text: str, name: str) -> Specification:
    """Read the specification in this text, as ``load_specification`` does a file.

    Raises
    ------
    AssignmentError
        With every problem of the text; the message calls it ``name``.
    """
    problems: list[str] = []
    return _checked(read_text(text, name, problems), name, name, problems)


def _checked(entry: Entry | None, place: str, name: str, problems: list[str]) -> Specification:
    specification = _Reader().specification(entry) if entry else None
    if specification and not problems:
        problems += [f"{name}: {problem}" for problem in graph_problems(specification)]
    if problems or specification is None:
        raise AssignmentError(place, problems)
    return specification


def graph_problems(specification: Specification) -> Iterator[str]:
    """Yield what stops the quantities of a specification from being computed."""
    yield from _not_computed(specification)
    if specification.optional:
        bare = without(specification, specification.optional)
        yield from (
            f"{problem} (without {', '.join(sorted(specification.optional))})"
            for problem in _not_computed(bare)
        )


def _not_computed(specification: Specification) -> Iterator[str]:
    points = draw_points(specification, _LENGTH, Random(0))
    setting = Setting(
        specification, statement_reading(specification), {}, Budget(DerivationLimits())
    )
    evaluator = Evaluator(setting, doubles(), points)
    for quantity in specification.computed:
        try:
            evaluator.layers.layer(quantity.name)
        except NotUnderstood as reason:
            yield f"graph: '{quantity.name}' cannot be computed: {reason}"


@dataclass
class _Reader:
    """Reads the parts of the file in the order in which they need each other."""

    ranges: dict[str, IndexRange] = field(default_factory=dict)
    quantities: dict[str, Quantity] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)
    function_names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    tagged: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()

    def specification(self, entry: Entry) -> Specification:
        parts = entry.fields(_REQUIRED, _OPTIONAL)
        self._read_ranges(parts.get("indices"))
        self.tagged = frozenset(_texts(parts.get("layer_tags")))
        self.words = tuple(n for n in _fields(parts.get("names")) if n.isalpha() and len(n) > 1)
        self._read_function_names(parts)
        self._read_given(parts.get("given"))
        self._read_functions(parts.get("functions"))
        self._read_graph(parts.get("graph"))
        words = parts.get("true_index")
        return Specification(
            MappingProxyType(self.ranges),
            MappingProxyType(self.quantities),
            frozenset(self._quantity(one) for one in _items(parts.get("parameters"))),
            self._assumptions(parts.get("assumptions")),
            tuple(_texts(words.fields(("words",)).get("words"))) if words else (),
            self.tagged,
            MappingProxyType(self.functions),
            MappingProxyType(self.function_names),
            self._names(parts.get("names")),
            self._profiles(parts.get("profiles")),
            self._keys(parts.get("customary")),
            self._results(parts.get("results")),
            frozenset(self._optional(one) for one in _items(parts.get("optional"))),
            self._samples(parts.get("samples")),
        )

    def _read_ranges(self, entry: Entry | None) -> None:
        for sort, each in _fields(entry).items():
            parts = each.fields(("first", "last", "letters"))
            if len(parts) < 3:
                continue
            first = int(parts["first"].number(least=0, most=1))
            letters = tuple(_texts(parts["letters"]))
            self.ranges[sort] = IndexRange(sort, first, parts["last"].text(), letters)

    def _read_function_names(self, parts: dict[str, Entry]) -> None:
        """Every function is called by its own name, and by those listed for it."""
        defined = _fields(parts.get("functions"))
        self.function_names = {name: (name,) for name in defined}
        for name, entry in _fields(parts.get("function_names")).items():
            meant = tuple(_texts(entry))
            for one in meant:
                if one not in defined:
                    entry.problem(f"no function is called '{one}'")
            self.function_names[name] = meant

    def _read_given(self, entry: Entry | None) -> None:
        for name, each in _fields(entry).items():
            sorts = tuple(self._sort(one) for one in each.items())
            self.quantities[name] = Quantity(name, sorts)

    def _read_functions(self, entry: Entry | None) -> None:
        for name, each in _fields(entry).items():
            parts = each.fields(("of", "is"), ("index",))
            if "of" in parts and "is" in parts:
                index = parts["index"].text() if "index" in parts else ""
                body = self._formula(parts["is"])
                self.functions[name] = Function(name, parts["of"].text(), body, index)

    def _read_graph(self, entry: Entry | None) -> None:
        for each in _items(entry):
            parts = each.fields(("node", "is"), ("indices",))
            if "node" not in parts or "is" not in parts:
                continue
            letters = tuple(_texts(parts.get("indices")))
            sorts = tuple(self._letter_sort(letter, each) for letter in letters)
            name = parts["node"].text()
            if name in self.quantities:
                parts["node"].problem(f"'{name}' is there already")
            self.quantities[name] = Quantity(name, sorts, letters, self._formula(parts["is"]))

    def _letter_sort(self, letter: str, entry: Entry) -> str:
        for each in self.ranges.values():
            if letter in each.letters:
                return each.sort
        entry.problem(f"no index range has the letter '{letter}'")
        return ""

    def _sort(self, entry: Entry) -> str:
        sort = entry.text()
        if sort not in self.ranges:
            entry.problem(f"no index range is called '{sort}'")
        return sort

    def _quantity(self, entry: Entry) -> str:
        name = entry.text()
        if name not in self.quantities:
            entry.problem(f"no quantity is called '{name}'")
        return name

    def _optional(self, entry: Entry) -> str:
        name = self._quantity(entry)
        if name in self.quantities and not self.quantities[name].is_given:
            entry.problem(f"'{name}' is computed, and only what is given can be optional")
        return name

    def _samples(self, entry: Entry | None) -> Samples | None:
        parts = entry.fields(("total", "last", "letters")) if entry else {}
        if entry is None or len(parts) < 3:
            return None
        total = self._quantity(parts["total"])
        if total in self.quantities and self.quantities[total].sorts:
            parts["total"].problem(f"'{total}' has indices, and a total has none")
        return Samples(total, parts["last"].text(), tuple(_texts(parts["letters"])))

    def _formula(self, entry: Entry) -> Node:
        text = entry.text()
        try:
            return _parsed(text, self._vocabulary())
        except NotUnderstood as reason:
            entry.problem(f"the formula is not understood: {reason}")
            return Symbol("?")

    def _vocabulary(self) -> FormulaVocabulary:
        return FormulaVocabulary(frozenset(self.function_names), self.tagged, longer=self.words)

    def _assumptions(self, entry: Entry | None) -> tuple[Assumption, ...]:
        found = []
        for each in _items(entry):
            parts = each.fields(("of", "is", "says"))
            if len(parts) == 3:
                kind = parts["is"].text()
                if kind not in _KINDS:
                    parts["is"].problem(f"must be one of {', '.join(_KINDS)}")
                of = self._quantity(parts["of"])
                found.append(Assumption(of, kind, parts["says"].text()))
        return tuple(found)

    def _names(self, entry: Entry | None) -> Names:
        found: dict[NameKey, tuple[str, ...]] = {}
        for written, each in _fields(entry).items():
            key = self._key(written, each)
            found[key] = tuple(self._quantity(one) for one in each.items())
        return frozen_names(found)

    def _key(self, written: str, entry: Entry) -> NameKey:
        try:
            node = _parsed(written, FormulaVocabulary(frozenset(), self.tagged, longer=self.words))
        except NotUnderstood as reason:
            entry.problem(f"the name '{written}' is not understood: {reason}")
            return written, ""
        if not isinstance(node, Symbol):
            entry.problem(f"'{written}' is no name")
            return written, ""
        return node.base, node.tag

    def _profiles(self, entry: Entry | None) -> tuple[Profile, ...]:
        found = []
        for name, each in _fields(entry).items():
            parts = each.fields(("title", "names"), ("needs", "unless"))
            if {"title", "names"} <= set(parts):
                needs, unless = (self._keys(parts.get(key)) for key in ("needs", "unless"))
                names = self._names(parts["names"])
                found.append(Profile(name, parts["title"].text(), names, needs, unless))
        return tuple(found)

    def _keys(self, entry: Entry | None) -> frozenset[NameKey]:
        return frozenset(self._key(one.text(), one) for one in _items(entry))

    def _results(self, entry: Entry | None) -> tuple[AskedResult, ...]:
        found = []
        for each in _items(entry):
            parts = each.fields(("id", "title", "of", "by"), ("points",))
            if not {"id", "title", "of", "by"} <= set(parts):
                continue
            points = parts["points"].number(least=0, most=1e6) if "points" in parts else 1.0
            of, by = self._quantity(parts["of"]), self._quantity(parts["by"])
            found.append(AskedResult(parts["id"].text(), parts["title"].text(), of, by, points))
        return tuple(found)


def _parsed(text: str, vocabulary: FormulaVocabulary) -> Node:
    if re.search(r"[\x00-\x1f]", text):
        raise NotUnderstood("it has a control character; put formulas in single quotes")
    return parse(_tokens(text, vocabulary), vocabulary)


def _tokens(text: str, vocabulary: FormulaVocabulary) -> tuple[Token, ...]:
    words = {*vocabulary.functions, *ELEMENTARY, *vocabulary.longer}
    names = tuple(name for name in words if name.isalpha() and len(name) > 1)
    return Lexer(text, names).tokens(0, len(text))


def _fields(entry: Entry | None) -> dict[str, Entry]:
    return entry.fields() if entry else {}


def _items(entry: Entry | None) -> tuple[Entry, ...]:
    return entry.items() if entry else ()


def _texts(entry: Entry | None) -> list[str]:
    return [one.text() for one in _items(entry)]
