"""Choose the reading of a document: the statement's own first, another only if it fits better.

Every reading judges the whole document.  Those that could change nothing are left out, and the
search stops as soon as nothing breaks.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from grader.derivation.evaluation.points import Points
from grader.derivation.grammar.indicators import ONES
from grader.derivation.grammar.limits import Budget, BudgetSpent
from grader.derivation.grammar.named import EULER
from grader.derivation.grammar.nodes import (
    ONE,
    Derivative,
    FunctionCall,
    Index,
    Node,
    Product,
    Series,
    Symbol,
    walk,
)
from grader.derivation.grammar.primaries import RATE
from grader.derivation.judging.judge import DocumentJudge, Judgement
from grader.derivation.judging.support import lines_with
from grader.derivation.judging.verdicts import LineVerdict
from grader.derivation.names.reading import Reading, profile_reading
from grader.derivation.names.specification import NameKey, Profile, Quantity, Specification
from grader.derivation.source.statements import Chain

_UNEXPLAINED = 6
_FEW = 2
_ROUNDS = 3
_SEVERAL = 3
"""Lines with a name, the one that defines it among them."""

_VECTOR_CHOICES = ("rows", "stored_transposed", "slope_transposed", "denominator")


@dataclass(frozen=True, eq=False)
class ReadingSearch:
    """Search for the reading of one document; every reading is judged at the same points."""

    specification: Specification
    chains: Sequence[Chain]
    points: Points
    budget: Budget

    def best(self, reading: Reading) -> Judgement:
        """Return the judgement under the reading that fits best, beginning with this one."""
        reading = replace(reading, firsts=self._firsts())
        first = self._with_choices(self._with_own_names(self._judged(reading)))
        best = self._with_aliases(first)
        # Names can fit better once the layout of vectors, or other names, are known.
        return best if best is first else self._with_choices(best)

    def _with_choices(self, best: Judgement) -> Judgement:
        """Improve a reading by one kind of choice after the other."""
        for choices in (
            *(
                self._notations,
                self._targets,
                self._functions,
                self._orders,
                self._dots,
            ),
            *(self._layouts, self._notations),
        ):
            bad = _bad_chains(best)
            if not bad:
                return best
            for other in choices(best.setting.reading, self._symbols(best, bad)):
                best = self._better(best, other, bad)
        return best

    def _with_aliases(self, best: Judgement) -> Judgement:
        """Find what names stand for that nobody defines: quantities with which lines hold."""
        best = self._with_weights(best)
        for _ in range(_ROUNDS):
            before = best
            for key, rank in self._unexplained(best):
                for quantity in self._candidates(best, key):
                    if rank in (0, len(quantity.sorts)):
                        best = self._with_alias(best, key, quantity.name)
            if best is before:
                break
        return best

    def _candidates(self, best: Judgement, key: NameKey) -> Iterator[Quantity]:
        """Yield what a name may stand for; a matrix of weights only if it has no meaning yet."""
        yield from self.specification.computed
        if key not in best.setting.reading.names:
            yield from self._matrices()

    def _with_weights(self, best: Judgement) -> Judgement:
        """Take as many unknown names as there are matrices of weights for these, all at once."""
        names = best.setting.reading.names
        ranks = {key: rank for key, rank in self._unexplained(best) if key not in names}
        matrices = [one.name for one in self._matrices()]
        if len(ranks) != len(matrices) or len(ranks) > _FEW or 1 in ranks.values():
            return best
        for order in itertools.permutations(matrices):
            meant = {key: (name,) for key, name in zip(ranks, order, strict=True)}
            reading = replace(best.setting.reading, names=MappingProxyType({**names, **meant}))
            rows = reading.with_conventions(rows=True, stored_transposed=True)
            for other in (reading, rows):
                found = self._better(best, other, _bad_chains(best))
                best = found if _is_supported(found, best) else best
        return best

    def _matrices(self) -> Iterator[Quantity]:
        for name in sorted(self.specification.parameters):
            if len(self.specification.quantities[name].sorts) > 1:
                yield self.specification.quantities[name]

    def _with_alias(self, best: Judgement, key: NameKey, meant: str) -> Judgement:
        bad = _bad_chains(best)
        if not bad:
            return best
        reading = best.setting.reading
        names = MappingProxyType({**reading.names, key: (meant,)})
        found = self._better(best, replace(reading, names=names), bad)
        is_other = found is not best and key in self.specification.customary
        if is_other and found.breaks > best.breaks:
            return best  # a guess may confirm lines, and crosses none
        if not _is_supported(found, best):
            return best
        if is_other and lines_with(found, key) == 1:
            guesses = reading.guesses | {key}
            return self._judged(replace(found.setting.reading, guesses=guesses))
        return found

    def _unexplained(self, judgement: Judgement) -> list[tuple[NameKey, int]]:
        """Return names that may mean anything, and how many indices they have.

        Those without a meaning, with a customary one only, or with indices of another sort.
        """
        found = {
            ((one.base, one.tag), len(one.indices)): None
            for one in self._symbols(judgement, _bad_chains(judgement))
            if self._may_stand_for_any(judgement, (one.base, one.tag))
        }
        return list(found)[:_UNEXPLAINED]

    def _may_stand_for_any(self, judgement: Judgement, key: NameKey) -> bool:
        """Return True unless a name has its meaning, by the document, the statement or its form.

        A dot makes a derivative by what only the document knows, and K counts the classes.
        """
        base, names = key[0], judgement.setting.reading.names
        if key in judgement.setting.definitions or base == ONES or base.startswith(RATE):
            return False
        if key not in names:
            return self.specification.sort_ending_in(base) is None
        return key in self.specification.customary or key in judgement.setting.foreign

    def _better(self, best: Judgement, other: Reading, bad: frozenset[int]) -> Judgement:
        """Judge the chains in question first, and all of them only if those fit better."""
        try:
            if self._judged(other, bad).score <= best.score_of(bad):
                return best
            judged = self._judged(other)
        except BudgetSpent:
            return best
        return judged if judged.score > best.score else best

    def _judged(self, reading: Reading, only: frozenset[int] | None = None) -> Judgement:
        judge = DocumentJudge(self.specification, reading, self.points, self.budget)
        return judge.judge(self.chains, only)

    def _with_own_names(self, best: Judgement) -> Judgement:
        """Let a document give its own meaning to a second name of what it names otherwise.

        C may be the error; a document that calls the error E may define a C of its own, which
        several lines have to speak for.
        """
        if best.guarded is None:
            return best
        head = self.chains[best.guarded].sides[0].node
        names = best.setting.reading.names
        if not isinstance(head, Symbol):
            return best
        key = head.base, head.tag
        meant = names.get(key)
        if not meant or self._first_name(meant) not in self._used_names() - {key}:
            return best
        left = MappingProxyType({k: named for k, named in names.items() if k != key})
        found = self._better(best, replace(best.setting.reading, names=left), _bad_chains(best))
        return found if lines_with(found, key) >= _SEVERAL else best

    def _first_name(self, meant: tuple[str, ...]) -> NameKey | None:
        """Return the statement's own name for a quantity: the one that it lists first."""
        names = self.specification.names.items()
        return next((key for key, named in names if named == meant), None)

    def _notations(self, reading: Reading, symbols: Sequence[Symbol]) -> Iterator[Reading]:
        used = {(one.base, one.tag) for one in symbols}
        everywhere, differentiated = self._used_names(), self._differentiated()
        for profile in self.specification.profiles:
            fits = not profile.needs or profile.needs & everywhere
            excluded = profile.unless & everywhere or self._given(profile) & differentiated
            if used & {*profile.names} and fits and not excluded:
                yield profile_reading(reading, profile)

    def _given(self, profile: Profile) -> set[NameKey]:
        """Return the names that a notation takes for what is given."""
        quantities = self.specification.quantities
        named = profile.names.items()
        return {key for key, meant in named if all(quantities[name].is_given for name in meant)}

    def _differentiated(self) -> set[NameKey]:
        """Return the names whose derivatives are written: none of them is given.

        As the label, y would have the derivative 0, and a lost sign in -y_l y_k would be right.
        """
        slopes = (p for node in self._nodes() for p in walk(node) if isinstance(p, Derivative))
        tops = (one.of for one in slopes)
        return {(one.base, one.tag) for one in tops if isinstance(one, Symbol)}

    def _targets(self, reading: Reading, symbols: Sequence[Symbol]) -> Iterator[Reading]:
        """Take a letter for the true class that the document gives the target 1: ``t_c = 1``."""
        targets = {one.of for one in self.specification.assumptions if one.kind == "one_hot"}
        summed = {letter.name for node in self._nodes() for letter in _summed_letters(node)}
        for chain in self.chains:
            letter = _target_letter(chain, reading, targets)
            if letter and letter not in summed:
                yield replace(reading, true_letters=reading.true_letters | {letter})

    def _functions(self, reading: Reading, symbols: Sequence[Symbol]) -> Iterator[Reading]:
        """Choose among functions that share a written name."""
        called = {p.function for n in self._nodes() for p in walk(n) if isinstance(p, FunctionCall)}
        for name, meant in self.specification.function_names.items():
            if len(meant) > 1 and name in called:
                for function in meant[1:]:
                    chosen = {**reading.functions, name: function}
                    yield replace(reading, functions=MappingProxyType(chosen))

    def _orders(self, reading: Reading, symbols: Sequence[Symbol]) -> Iterator[Reading]:
        matrices = {q.name for q in self.specification.quantities.values() if len(q.sorts) == 2}
        named = {key for key, meant in reading.names.items() if matrices & {*meant}}
        if any((one.base, one.tag) in named and len(one.indices) == 2 for one in symbols):
            yield reading.with_conventions(swapped=True)

    def _dots(self, reading: Reading, symbols: Sequence[Symbol]) -> Iterator[Reading]:
        parts = (part for node in self._nodes() for part in walk(node))
        if any(isinstance(part, Product) and "." in part.operators for part in parts):
            yield reading.with_conventions(entrywise_dots=True)

    def _layouts(self, reading: Reading, symbols: Sequence[Symbol]) -> Iterator[Reading]:
        """Choose orientation, storage and layout, where whole vectors are used at all."""
        ranks = {name: len(q.sorts) for name, q in self.specification.quantities.items()}
        vectors = {key for key, meant in reading.names.items() if any(ranks[m] for m in meant)}
        if not any((one.base, one.tag) in vectors and not one.indices for one in symbols):
            return
        stacked = self.specification.sample_matrices
        choices = ("sample_rows", *_VECTOR_CHOICES) if stacked else _VECTOR_CHOICES
        for flags in itertools.product((False, True), repeat=len(choices)):
            if any(flags):
                yield reading.with_conventions(**dict(zip(choices, flags, strict=True)))

    def _symbols(self, judgement: Judgement, bad: frozenset[int]) -> list[Symbol]:
        """Return the names in the chains in question, and in what own names stand for."""
        nodes = [node for place in bad for node in self.chains[place].nodes]
        defined = judgement.setting.definitions.values()
        nodes += [one.formula for definitions in defined for one in definitions]
        return [part for node in nodes for part in walk(node) if isinstance(part, Symbol)]

    def _used_names(self) -> frozenset[NameKey]:
        parts = (part for node in self._nodes() for part in walk(node))
        return frozenset((part.base, part.tag) for part in parts if isinstance(part, Symbol))

    def _nodes(self) -> Iterator[Node]:
        for chain in self.chains:
            yield from chain.nodes

    def _firsts(self) -> MappingProxyType[str, int]:
        """Return where index ranges start, if never where the statement starts them."""
        starts: dict[str, set[int]] = {}
        for node in self._nodes():
            for part in walk(node):
                if isinstance(part, Series) and part.lower is not None:
                    sort = self.specification.sort_ending_in(part.upper.removesuffix("-1"))
                    if sort:
                        starts.setdefault(sort, set()).add(part.lower)
        ranges = self.specification.ranges
        firsts = {
            sort: next(iter(found))
            for sort, found in starts.items()
            if len(found) == 1 and ranges[sort].first not in found and found <= {0, 1}
        }
        return MappingProxyType(firsts)


def _summed_letters(node: Node) -> Iterator[Index]:
    return (letter for p in walk(node) if isinstance(p, Series) for letter in p.letters)


def _target_letter(chain: Chain, reading: Reading, targets: set[str]) -> str:
    """Return the letter of ``t_c = 1`` or of ``t = e_c``, or an empty text."""
    if len(chain.sides) != 2 or len(chain.nodes) != 2:
        return ""
    head, value = chain.nodes
    if not isinstance(head, Symbol) or not targets & {
        *reading.names.get((head.base, head.tag), ())
    }:
        return ""
    is_basis = isinstance(value, Symbol) and value.base == EULER.base
    named = value if isinstance(value, Symbol) and is_basis and not head.indices else head
    if len(named.indices) != 1 or named.indices[0].is_number:
        return ""
    return named.indices[0].name if is_basis or value == ONE else ""


def _is_supported(found: Judgement, best: Judgement) -> bool:
    """Return True if a guess makes a line hold for each that breaks, not counting definitions."""
    gained = found.confirmed - best.confirmed
    return gained >= found.breaks - best.breaks


def _bad_chains(judgement: Judgement) -> frozenset[int]:
    """Return the places of chains that another reading could make better."""
    bad = (LineVerdict.BREAKS, LineVerdict.CONDITIONAL, LineVerdict.UNKNOWN)
    return frozenset(
        place
        for place, one in enumerate(judgement.chains)
        if any(
            step.verdict in bad and side.node is not None
            for side, step in zip(one.chain.sides, one.steps, strict=True)
        )
    )
