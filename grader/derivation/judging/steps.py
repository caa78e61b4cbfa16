"""Judge the steps of one chain: each side against the one before.

    right   the value of the head, carried from side to side
    wrong   after a slip: lines that go on from it follow, a line that agrees with the last right
            side returns, and anything else is the next slip

One slip is one cross.  A line that returns right after a slip was not affected by it; one that
returns after the wrong value was carried on needs a second slip to do so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from grader.derivation.evaluation.evaluator import Evaluator
from grader.derivation.evaluation.scope import Scope
from grader.derivation.evaluation.symbols import condition_mask
from grader.derivation.evaluation.tensor import MATRIX_AXES
from grader.derivation.grammar.limits import NotUnderstood
from grader.derivation.grammar.nodes import (
    Cases,
    Condition,
    Derivative,
    Index,
    Indicator,
    Node,
    contains,
)
from grader.derivation.grammar.reach import other_reaches
from grader.derivation.judging.alternatives import (
    alternatives,
    calls_as_products,
    with_own_shapes,
)
from grader.derivation.judging.comparison import SideComparison, compare, letter_pairs
from grader.derivation.judging.side_values import SideValue, StepEvidence, holds, side_value
from grader.derivation.judging.substitution import Substitution, substituted
from grader.derivation.judging.verdicts import LineVerdict
from grader.derivation.source.statements import Chain

_CARRIED = "follows from the line above, which is already wrong"
_RETURNS = "agrees with the line before the slip: the slip is not carried on"


@dataclass(frozen=True)
class ComparedStep:
    """The verdict of one side, before it is proved."""

    verdict: LineVerdict
    reason: str = ""
    level: int = 0
    compared_with: int | None = None
    returns: bool = False
    is_definition: bool = False
    evidence: StepEvidence | None = None


@dataclass
class ChainJudge:
    """Judges one chain with one evaluator.

    ``carrying_evaluators`` have wrong results of the document in place of right ones,
    ``defined`` are the sides that are names which the chain introduces.
    """

    chain: Chain
    scope: Scope
    evaluator: Evaluator
    carrying_evaluators: Callable[[], Sequence[Evaluator]]
    defined: frozenset[int] = frozenset()
    substitutions: Sequence[Substitution] = ()
    previous: int = 0
    right: int = 0
    is_wrong: bool = False
    is_carried: bool = False
    conditions: tuple[Condition, ...] = ()
    _confirmed_sides: set[int] = field(default_factory=set)
    _values: dict[int, SideValue | NotUnderstood] = field(default_factory=dict)
    _meant: dict[int, Node | None] = field(default_factory=dict)

    def steps(self) -> Iterator[ComparedStep]:
        """Yield the verdict of each side, in order."""
        self.conditions = self.chain.conditions
        head = self._tried(0)
        if isinstance(head, NotUnderstood) and 0 not in self.defined:
            yield ComparedStep(
                LineVerdict.UNKNOWN if len(self.chain.sides) == 1 else LineVerdict.START, str(head)
            )
        else:
            yield ComparedStep(LineVerdict.START)
        for place in range(1, len(self.chain.sides)):
            self.conditions += self.chain.sides[place].conditions
            yield self._step(place)

    def nodes(self, place: int) -> Node | None:
        """Return the tree of a side as it is understood."""
        if place not in self._meant:
            self._meant[place] = self.chain.sides[place].node
        return self._meant[place]

    def _step(self, place: int) -> ComparedStep:
        value = self._tried(place)
        if isinstance(value, NotUnderstood):
            return self._unless_confirmed(place, value)
        before = self._tried(self.previous)
        if isinstance(before, NotUnderstood):
            return self._without_head(place, before)
        if place == 1 and 0 in self.defined:
            self.previous = self.right = 1
            return ComparedStep(
                LineVerdict.HOLDS, "by definition", compared_with=0, is_definition=True
            )
        if place in self.defined:
            return self._names_value(place)
        try:
            return self._compared(place)
        except NotUnderstood as reason:
            return self._unless_confirmed(place, reason)

    def _unless_confirmed(self, place: int, reason: NotUnderstood) -> ComparedStep:
        """Return that a side is not understood, unless another reading of it holds."""
        before = self.previous
        if self.is_wrong or isinstance(self._tried(before), NotUnderstood):
            return ComparedStep(LineVerdict.UNKNOWN, str(reason))
        note = self._confirmed(before, place)
        if note:
            return self._agrees(place, 0, before, note)
        return ComparedStep(LineVerdict.UNKNOWN, str(reason))

    def _names_value(self, place: int) -> ComparedStep:
        """Take a name that the chain introduces for its value: it is neither right nor wrong."""
        if self.is_wrong:
            return ComparedStep(LineVerdict.FOLLOWS, _CARRIED, 0, self.previous)
        return ComparedStep(LineVerdict.HOLDS, "by definition", 0, place - 1, is_definition=True)

    def _without_head(self, place: int, before: NotUnderstood) -> ComparedStep:
        """Go on from this side where nothing before it is understood."""
        self.previous = self.right = place
        return ComparedStep(LineVerdict.UNKNOWN, f"the line before is not understood: {before}")

    def _compared(self, place: int) -> ComparedStep:
        before = self.previous
        found = self._compare(before, place)
        if found.holds:
            return self._agrees(place, found.level or 0, before)
        if self.is_wrong and self._compare(self.right, place).holds:
            return self._returns(place, before)
        note = self._confirmed(before, place)
        if note:
            return self._agrees(place, 0, before, note)
        if self._follows_from_before(before, place):
            return self._follows(place, before)
        return self._fails(place, before, found)

    def _agrees(self, place: int, level: int, before: int, note: str = "") -> ComparedStep:
        self.previous = place
        if self.is_wrong:
            self.is_carried = True
            return ComparedStep(LineVerdict.FOLLOWS, _CARRIED, level, before)
        self.right = place
        self._confirmed_sides |= {before, place}
        self._settle(before, place)
        return ComparedStep(LineVerdict.HOLDS, note, level, before)

    def _settle(self, before: int, place: int) -> None:
        """Drop doubts about a side that turned out to be what a side without them is."""
        own, known = self._value(place), self._value(before)
        self._values[place] = SideValue(own.tensor, own.doubts & known.doubts)

    def _returns(self, place: int, before: int) -> ComparedStep:
        right = self.right
        self.is_wrong, self.previous, self.right = False, place, place
        if not self.is_carried:
            return ComparedStep(LineVerdict.HOLDS, _RETURNS, 0, right, returns=True)
        self.is_carried = False
        reason = "does not follow from the line above; it is back at the right value"
        evidence = self._evidence(before, place)
        return ComparedStep(LineVerdict.BREAKS, reason, 0, before, returns=True, evidence=evidence)

    def _follows(self, place: int, before: int) -> ComparedStep:
        self.is_wrong = self.is_carried = True
        self.previous = place
        return ComparedStep(
            LineVerdict.FOLLOWS, "follows from a wrong result found before", 0, before
        )

    def _fails(self, place: int, before: int, found: SideComparison) -> ComparedStep:
        self._check_fairness(place, before)
        case = self._mentioned_case(before, place)
        if case:
            self.conditions += (case,)
            return self._agrees(place, 0, before)
        condition = self._condition(found, place)
        if condition:
            self.conditions += (condition,)
            self.previous = place
            sign = "=" if condition.equal else "≠"
            said = f"{condition.left.name} {sign} {condition.right.name}"
            return ComparedStep(
                LineVerdict.CONDITIONAL, f"holds only for {said}, which is not said", 0, before
            )
        self.previous, self.is_wrong, self.is_carried = place, True, False
        return ComparedStep(
            LineVerdict.BREAKS, "", 0, before, evidence=self._evidence(before, place)
        )

    def _evidence(self, before: int, place: int) -> StepEvidence | None:
        left, right = self.nodes(before), self.nodes(place)
        return StepEvidence(left, right, self.conditions) if left and right else None

    def _check_fairness(self, place: int, before: int) -> None:
        """Raise NotUnderstood where an inequality would say nothing against the student."""
        if self.chain.sides[place].is_ambiguous:
            raise NotUnderstood("it is not clear which equation this line continues")
        left, right = self._value(before), self._value(place)
        for doubt in left.doubts | right.doubts:
            raise NotUnderstood(f"the line has {doubt}")
        extra = (
            right.letters
            - left.letters
            - {index.name for one in self.conditions for index in (one.left, one.right)}
        )
        if len(extra) > 1:
            raise NotUnderstood(f"the indices {', '.join(sorted(extra))} are not explained")
        for side in (before, place):
            if side not in self._confirmed_sides:
                self._check_reaches(side)

    def _check_reaches(self, place: int) -> None:
        """Raise NotUnderstood if a side may mean what cannot be evaluated."""
        node = self.nodes(place)
        for meant in other_reaches(node) if node is not None else ():
            try:
                side_value(self.evaluator, meant, self.scope)
            except NotUnderstood as reason:
                raise NotUnderstood("a sign without a bracket may reach farther") from reason

    def _is_general(self, place: int) -> bool:
        """Return True if a side distinguishes cases itself: it is meant for all of them."""
        node = self.nodes(place)
        return node is not None and contains(node, (Cases, Indicator))

    def _mentioned_case(self, before: int, place: int) -> Condition | None:
        """Return the case that the sentence speaks of in which a side holds, if it does in one."""
        if self._is_general(place):
            return None
        about = self._value(0).letters | self.evaluator.setting.reading.true_letters
        for one in self.chain.mentioned:
            letters = {index.name for index in (one.left, one.right) if not index.is_number}
            if letters <= about and self._holds_where(one, before, place):
                return one
        return None

    def _holds_where(self, case: Condition, before: int, place: int) -> bool:
        """Return True if a side holds in a case that is possible under the line's conditions."""
        conditions = (*self.conditions, case)
        mask = condition_mask(self.evaluator, conditions, self.scope)
        left, right = self._value(before).tensor, self._value(place).tensor
        return bool(mask.data.any()) and compare(left, right, mask, self.evaluator.points).holds

    def _condition(self, found: SideComparison, place: int) -> Condition | None:
        if self._is_general(place):
            return None
        specification = self.evaluator.setting.specification
        sorts = {
            letter: self.scope.sorts.get(letter) or specification.sort_of(letter)
            for letter in found.failing.axes
        }
        head = self._value(0).letters
        pairs = {
            pair: True for pair in letter_pairs(found.failing.axes, sorts) if head.issuperset(pair)
        }
        only = found.diagonal(pairs)
        return Condition(Index(only[0]), Index(only[1]), only[2]) if only else None

    def _confirmed(self, before: int, place: int) -> str:
        """Return the note of another reading of this side, or of the one before, that holds."""
        for changed, other in ((place, before), (before, place)):
            for meant, note in self._other_readings(changed):
                if self._holds_with(meant, other):
                    self._meant[changed] = meant
                    self._values[changed] = side_value(self.evaluator, meant, self.scope)
                    return note
        return ""

    def _other_readings(self, place: int) -> Iterator[tuple[Node, str]]:
        node = self.nodes(place)
        if node is None:
            return
        if place:
            yield from alternatives(node, self._head_letters())
        product = calls_as_products(node, self._call_names())
        if product != node:
            yield product, "a name before a bracket is read as a factor"
        shaped = with_own_shapes(node, self._is_shaped)
        if shaped != node:
            yield shaped, "the derivative has the shape of what it is taken by"
        for meant in other_reaches(node):
            yield meant, "a sign without a bracket is read as reaching to where the line holds"

    def _is_shaped(self, slope: Derivative) -> bool:
        r"""Return True for ``\nabla``, and a slope by a matrix, where slopes by vectors are rows.

        The layout of vectors does not say how the entries of a matrix are stored.
        """
        if not self.evaluator.setting.reading.conventions.slope_transposed:
            return False
        try:
            axes = side_value(self.evaluator, slope.by, self.scope).tensor.axes
        except NotUnderstood:
            return False
        return slope.is_nabla or {*MATRIX_AXES} <= {*axes}

    def _head_letters(self) -> frozenset[str]:
        head = self._tried(0)
        return frozenset() if isinstance(head, NotUnderstood) else head.letters

    def _call_names(self) -> set[str]:
        """Return the names of functions that may be names of vectors as well."""
        return {base for base, tag in self.evaluator.setting.reading.names if not tag}

    def _holds_with(self, node: Node, other: int) -> bool:
        try:
            value = side_value(self.evaluator, node, self.scope)
            return self._compare_values(value, self._value(other), self.evaluator).holds
        except NotUnderstood:
            return False

    def _follows_from_before(self, before: int, place: int) -> bool:
        """Return True if the step holds with what the document found wrongly before."""
        evidence = self._evidence(before, place)
        if evidence is None:
            return False
        carrying_evaluators = self.carrying_evaluators()
        if any(holds(one, evidence, self.scope) for one in carrying_evaluators):
            return True
        left, right = (
            substituted(one, self.substitutions) for one in (evidence.left, evidence.right)
        )
        meant = StepEvidence(left, right, evidence.conditions)
        changed = (left, right) != (evidence.left, evidence.right)
        return changed and any(
            holds(one, meant, self.scope) for one in (self.evaluator, *carrying_evaluators)
        )

    def _compare(self, left: int, right: int) -> SideComparison:
        return self._compare_values(self._value(left), self._value(right), self.evaluator)

    def _compare_values(
        self, left: SideValue, right: SideValue, evaluator: Evaluator
    ) -> SideComparison:
        mask = condition_mask(evaluator, self.conditions, self.scope)
        return compare(left.tensor, right.tensor, mask, evaluator.points)

    def _value(self, place: int) -> SideValue:
        value = self._tried(place)
        if isinstance(value, NotUnderstood):
            raise value
        return value

    def _tried(self, place: int) -> SideValue | NotUnderstood:
        if place not in self._values:
            self._values[place] = self._evaluated(place)
        return self._values[place]

    def _evaluated(self, place: int) -> SideValue | NotUnderstood:
        node = self.nodes(place)
        if node is None:
            return NotUnderstood(self.chain.sides[place].problem)
        try:
            return side_value(self.evaluator, node, self.scope)
        except NotUnderstood as reason:
            return self._as_product(place, node) or reason

    def _as_product(self, place: int, node: Node) -> SideValue | None:
        """Return the value of a side in which a call is no call, if it can be evaluated then."""
        product = calls_as_products(node, self._call_names())
        if product == node:
            return None
        try:
            value = side_value(self.evaluator, product, self.scope)
        except NotUnderstood:
            return None
        self._meant[place] = product
        return value
