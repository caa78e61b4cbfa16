"""Choose the reading of a document: the statement's own first, another only if it fits better.

Every reading judges the whole document.  Those that could change nothing are left out, and the
search stops as soon as nothing breaks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from grader.derivation.judge import DocumentJudge, Judgement
from grader.derivation.limits import Budget
from grader.derivation.nodes import Call, Node, Series, Symbol, walk
from grader.derivation.points import Points
from grader.derivation.reading import Reading, profile_reading
from grader.derivation.specification import Specification
from grader.derivation.statements import Chain
from grader.derivation.verdicts import Verdict

_VECTOR_CHOICES = ("stored_transposed", "gradient_transposed", "denominator")


@dataclass(frozen=True, eq=False)
class ReadingSearch:
    """What judging a document needs, whatever the reading."""

    specification: Specification
    chains: Sequence[Chain]
    points: Points
    budget: Budget

    def best(self, reading: Reading) -> Judgement:
        """Return the judgement under the reading that fits best, beginning with this one."""
        reading = replace(reading, firsts=self._firsts())
        best = self._judged(reading)
        for step in (self._notations, self._functions, self._orders, self._layouts):
            if _is_fine(best):
                return best
            for other in step(best.setting.reading):
                judged = self._judged(other)
                if judged.score > best.score:
                    best = judged
        return best

    def _judged(self, reading: Reading) -> Judgement:
        judge = DocumentJudge(self.specification, reading, self.points, self.budget)
        return judge.judge(self.chains)

    def _notations(self, reading: Reading) -> Iterator[Reading]:
        used = {(part.base, part.tag) for part in self._symbols()}
        for profile in self.specification.profiles:
            if used & {*profile.names}:
                yield profile_reading(reading, profile)

    def _functions(self, reading: Reading) -> Iterator[Reading]:
        """Choose among functions that share a written name."""
        for name, meant in self.specification.function_names.items():
            if len(meant) > 1 and name in self._called():
                for function in meant[1:]:
                    chosen = {**reading.functions, name: function}
                    yield replace(reading, functions=MappingProxyType(chosen))

    def _orders(self, reading: Reading) -> Iterator[Reading]:
        matrices = {q.name for q in self.specification.quantities.values() if len(q.sorts) == 2}
        named = {key for key, meant in reading.names.items() if matrices & {*meant}}
        if any((s.base, s.tag) in named and len(s.indices) == 2 for s in self._symbols()):
            yield reading.with_conventions(swapped=True)

    def _layouts(self, reading: Reading) -> Iterator[Reading]:
        """Choose orientation, storage and layout, where whole vectors are used at all."""
        ranks = {name: len(q.sorts) for name, q in self.specification.quantities.items()}
        vectors = {key for key, meant in reading.names.items() if any(ranks[m] for m in meant)}
        if not any((s.base, s.tag) in vectors and not s.indices for s in self._symbols()):
            return
        for rows in (False, True):
            for number in range(2 ** len(_VECTOR_CHOICES)):
                flags = {
                    choice: bool(number >> place & 1)
                    for place, choice in enumerate(_VECTOR_CHOICES)
                }
                if rows or number:
                    yield reading.with_conventions(rows=rows, **flags)

    def _symbols(self) -> Iterator[Symbol]:
        for node in self._nodes():
            for part in walk(node):
                if isinstance(part, Symbol):
                    yield part

    def _called(self) -> set[str]:
        return {
            part.function for node in self._nodes() for part in walk(node) if isinstance(part, Call)
        }

    def _nodes(self) -> Iterator[Node]:
        for chain in self.chains:
            yield from chain.nodes

    def _firsts(self) -> MappingProxyType[str, int]:
        """Return where index ranges start if the document never starts them as the statement does."""
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


def _is_fine(judgement: Judgement) -> bool:
    """Return True if no other reading could do better: nothing breaks, every name is known."""
    if judgement.guarded is not None:
        return False
    bad = (Verdict.BREAKS, Verdict.CONDITIONAL, Verdict.UNKNOWN)
    return not any(step.verdict in bad for chain in judgement.chains for step in chain.steps)
