"""Judge a whole document under one reading, in doubles.

The notation guard stands here: if what a document says a quantity of the statement *is* does not
hold, the document describes another network or another notation, and nothing below is judged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from grader.derivation.evaluation.dual import Dual
from grader.derivation.evaluation.evaluator import Evaluator
from grader.derivation.evaluation.functions import meant_function
from grader.derivation.evaluation.numbers import doubles
from grader.derivation.evaluation.points import Points
from grader.derivation.evaluation.scope import FunctionArgument, Scope
from grader.derivation.evaluation.setting import Setting
from grader.derivation.evaluation.symbols import denoted
from grader.derivation.evaluation.tensor import POINT, Tensor
from grader.derivation.grammar.limits import Budget, NotUnderstood
from grader.derivation.grammar.nodes import (
    Derivative,
    FunctionCall,
    Node,
    Product,
    Quotient,
    Symbol,
    contains,
    is_same_case,
    walk,
)
from grader.derivation.grammar.vocabulary import ELEMENTARY
from grader.derivation.judging.carried import (
    CarriedResult,
    carried_result,
    intended,
    read_off,
    redefined,
)
from grader.derivation.judging.definitions import GENERIC, Collector
from grader.derivation.judging.side_values import holds
from grader.derivation.judging.steps import ChainJudge, ComparedStep
from grader.derivation.judging.substitution import Substitution
from grader.derivation.judging.verdicts import LineVerdict
from grader.derivation.names.reading import Reading
from grader.derivation.names.sorts import Definitions, foreign_names, infer_sorts
from grader.derivation.names.specification import NameKey, Specification
from grader.derivation.source.statements import Chain

GUARD = "the document gives this name another meaning than the statement: an alias is needed"


@dataclass(frozen=True, eq=False)
class ChainSteps:
    """A chain, the scope in which it was evaluated, and the verdicts of its sides."""

    chain: Chain
    scope: Scope
    steps: tuple[ComparedStep, ...]


@dataclass(frozen=True, eq=False)
class Judgement:
    """A document under one reading.  ``guarded`` is the place of the chain that stopped it."""

    setting: Setting
    chains: tuple[ChainSteps, ...]
    guarded: int | None = None

    @property
    def score(self) -> tuple[bool, int]:
        """Fit of the reading: no guard first, then the number of lines that hold."""
        return self.score_of(range(len(self.chains)))

    @property
    def breaks(self) -> int:
        """Number of sides that break."""
        return sum(step.verdict is LineVerdict.BREAKS for own in self.chains for step in own.steps)

    @property
    def confirmed(self) -> int:
        """Number of sides that hold, and not by definition only."""
        right = (LineVerdict.HOLDS, LineVerdict.FOLLOWS)
        steps = (step for own in self.chains for step in own.steps)
        return sum(step.verdict in right and not step.is_definition for step in steps)

    def score_of(self, places: Iterable[int]) -> tuple[bool, int]:
        """Return how well the reading fits these chains.

        A line that is only less understood in another reading speaks for neither of them.
        """
        counts = Counter(step.verdict for place in places for step in self.chains[place].steps)
        return self.guarded is None, counts[LineVerdict.HOLDS] + counts[LineVerdict.FOLLOWS]


@dataclass
class DocumentJudge:
    """Judges the chains of a document one after another."""

    specification: Specification
    reading: Reading
    points: Points
    budget: Budget
    _carried: dict[tuple[str, str], CarriedResult] = field(default_factory=dict)
    _redefined: Definitions = field(default_factory=dict)
    _substitutions: list[Substitution] = field(default_factory=list)
    _carrying: Evaluator | None = None
    _intended: Definitions = field(default_factory=dict)
    _intending: Evaluator | None = None
    _foreign: frozenset[NameKey] = frozenset()
    _confirmed: set[Node] = field(default_factory=set)

    def judge(self, chains: Sequence[Chain], only: frozenset[int] | None = None) -> Judgement:
        """Return the verdict of every side; with ``only``, of these chains and no others."""
        collector = Collector(self.specification, self.reading, self.points, self.budget)
        definitions = collector.collect(chains)
        self._redefined = self._intended = definitions
        self._foreign = self._foreign_names(chains, definitions)
        setting = Setting(
            self.specification, self.reading, definitions, self.budget, foreign=self._foreign
        )
        evaluator = Evaluator(setting, doubles(), self.points)
        found: list[ChainSteps] = []
        guarded: int | None = None
        for place, chain in enumerate(chains):
            scope = Scope(self._sorts(chain, definitions), {}, _arguments(chain, evaluator))
            steps: tuple[ComparedStep, ...] = ()
            if guarded is not None:
                steps = _stopped(chain)
            elif only is None or place in only:
                defined = _defined_sides(chains, place, definitions)
                steps, guards = self._chain(chain, scope, evaluator, defined)
                guarded = place if guards else None
            found.append(ChainSteps(chain, scope, steps))
        return Judgement(setting, tuple(found), guarded)

    def _chain(
        self, chain: Chain, scope: Scope, evaluator: Evaluator, defined: frozenset[int]
    ) -> tuple[tuple[ComparedStep, ...], bool]:
        """Judge one chain; the second value says whether the notation guard stops the document."""
        substitutions = tuple(reversed(self._substitutions))
        judge = ChainJudge(
            chain, scope, evaluator, self._carrying_evaluators, defined, substitutions
        )
        steps = tuple(judge.steps())
        if _breaks_definition(chain, steps):
            guarded, guards = self._guarded(chain, steps, evaluator, scope)
            if guarded is not steps:
                return guarded, guards
        elif _says_what_it_is(chain, steps):
            self._confirmed.add(chain.nodes[0])
        self._remember(judge, evaluator)
        self._remember_definition(judge, steps)
        return steps, False

    def _foreign_names(
        self, chains: Sequence[Chain], definitions: Definitions
    ) -> frozenset[NameKey]:
        pairs = ((chain.nodes, self._sorts(chain, definitions)) for chain in chains)
        return foreign_names(pairs, self.reading, self.specification, definitions)

    def _sorts(self, chain: Chain, definitions: Definitions) -> dict[str, str]:
        return infer_sorts(chain.nodes, self.reading, self.specification, definitions)

    def _guarded(
        self, chain: Chain, steps: tuple[ComparedStep, ...], evaluator: Evaluator, scope: Scope
    ) -> tuple[tuple[ComparedStep, ...], bool]:
        """Return the steps of a chain whose head is no name of the statement's after all."""
        head = chain.sides[0].node
        if head is None or not _names_quantity(head, evaluator, scope):
            return steps, False
        if head in self._confirmed:  # the document means what the statement does, and slipped
            return steps, False
        guards = any(isinstance(part, Symbol) for part in walk(chain.nodes[1]))
        reason = GUARD if guards else "says more about a given quantity than the statement"
        return (steps[0], *(ComparedStep(LineVerdict.UNKNOWN, reason) for _ in steps[1:])), guards

    def _remember(self, judge: ChainJudge, evaluator: Evaluator) -> None:
        """Keep the wrong result of a chain, which later chains may use."""
        if not judge.is_wrong:
            return
        head, wrong = judge.nodes(0), judge.nodes(judge.previous)
        if head is None or wrong is None:
            return
        self._substitutions.append(Substitution(head, wrong))
        for left, right in ((head, wrong), *read_off(head, wrong, self.specification)):
            found = carried_result(evaluator, left, right, judge.scope, judge.conditions)
            if found is not None:
                self._carried[found.of, found.by] = found
        self._redefined = redefined(self._redefined, head, wrong, dict(judge.scope.sorts))
        carried = {key: one.values for key, one in self._carried.items()}
        self._carrying = self._evaluator_carrying(self._redefined, carried)

    def _carrying_evaluators(self) -> tuple[Evaluator, ...]:
        """Return evaluators in which wrong results stand in place of the right ones."""
        return tuple(one for one in (self._carrying, self._intending) if one is not None)

    def _evaluator_carrying(
        self, definitions: Definitions, carried: Mapping[tuple[str, str], Tensor]
    ) -> Evaluator:
        setting = Setting(
            self.specification, self.reading, definitions, self.budget, carried, self._foreign
        )
        return Evaluator(setting, doubles(), self.points)

    def _remember_definition(self, judge: ChainJudge, steps: Iterable[ComparedStep]) -> None:
        """Keep what a wrongly defined name was meant to be, if the chain would be right with it."""
        broken = next((one.evidence for one in steps if one.verdict is LineVerdict.BREAKS), None)
        root = next((one.name for one in self.specification.computed if not one.sorts), None)
        if broken is None or root is None:
            return
        symbols = (part for part in walk(broken.right) if isinstance(part, Symbol))
        used = {(one.base, one.tag): None for one in symbols}
        for changed in intended(self._intended, self.reading.names, root, used):
            carrying = self._evaluator_carrying(changed, {})
            if holds(carrying, broken, judge.scope):
                self._intended, self._intending = changed, carrying
                return


def _arguments(chain: Chain, evaluator: Evaluator) -> dict[str, FunctionArgument]:
    """Return a value for the letter in ``F(u) = ..``: any number.

    A letter that is a vector elsewhere stays one here, unless the chain divides or multiplies as
    nobody does with vectors.
    """
    head = chain.sides[0].node
    if not isinstance(head, FunctionCall) or not isinstance(head.argument, Symbol):
        return {}
    letter = head.argument
    setting = evaluator.setting
    function = meant_function(evaluator, head.function)
    if letter.indices or letter.tag or (function is not None and function.index):
        return {}
    key = letter.base, letter.tag
    as_number = any(_takes_number(part, letter) for node in chain.nodes for part in walk(node))
    own = setting.definitions.get(key, ())
    named = key in setting.reading.names or any(not one.letters for one in own)
    if named and not as_number:
        return {}
    given = next(one.name for one in setting.specification.quantities.values() if one.sorts)
    values = evaluator.layers.value(given)
    first = values.data.reshape(values.data.shape[0], -1)[:, 0]
    return {letter.base: FunctionArgument(Dual(Tensor((POINT,), first)))}


def _takes_number(part: Node, letter: Symbol) -> bool:
    """Return True for a fraction, or a product of two factors that have the letter."""
    if isinstance(part, Quotient):
        return True
    factors = part.factors if isinstance(part, Product) and "*" not in part.operators else ()
    return sum(letter in walk(factor) for factor in factors) > 1


def _stopped(chain: Chain) -> tuple[ComparedStep, ...]:
    reason = "not judged: above, the document uses another notation than the statement"
    rest = (ComparedStep(LineVerdict.UNKNOWN, reason) for _ in chain.sides[1:])
    return (ComparedStep(LineVerdict.START), *rest)


def _defined_sides(chains: Sequence[Chain], place: int, definitions: Definitions) -> frozenset[int]:
    """Return the sides of a chain that are names which the chain introduces."""
    chain = chains[place]
    if len(chain.sides) < 2 or chain.sides[1].node is None:
        return frozenset()
    head = chain.sides[0].node
    if isinstance(head, Symbol):
        known = definitions.get((head.base, head.tag), ())
        places = (one.place for one in known if one.place != GENERIC)
        if any(_are_other_cases(chains[known], chain) for known in places):
            return frozenset({0})
    return frozenset(
        number
        for number, side in enumerate(chain.sides)
        if isinstance(side.node, Symbol)
        for one in definitions.get((side.node.base, side.node.tag), ())
        if (one.place, one.side) == (place, number)
    )


def _are_other_cases(first: Chain, second: Chain) -> bool:
    r"""Return True if two chains are about different cases: ``j = k`` and ``j \neq k``."""
    return any(
        is_same_case(one, replace(other, equal=not other.equal))
        for one in first.conditions
        for other in second.conditions
    )


def _breaks_definition(chain: Chain, steps: tuple[ComparedStep, ...]) -> bool:
    """Return True if the first step fails and says what its head *is*, without a derivative."""
    if len(steps) < 2 or steps[1].verdict not in (LineVerdict.BREAKS, LineVerdict.CONDITIONAL):
        return False
    first = chain.sides[1].node
    return first is not None and not contains(first, Derivative)


def _says_what_it_is(chain: Chain, steps: tuple[ComparedStep, ...]) -> bool:
    """Return True if the head is rightly said to be something, without a derivative."""
    if len(steps) < 2 or len(chain.nodes) != len(steps) or contains(chain.nodes[1], Derivative):
        return False
    return steps[1].verdict is LineVerdict.HOLDS and not steps[1].is_definition


def _names_quantity(head: Node, evaluator: Evaluator, scope: Scope) -> bool:
    """Return True if a head is a name, or a function, that the statement explains."""
    if isinstance(head, FunctionCall):
        is_known = head.function in ELEMENTARY  # "ln y_k = .." gives no name a meaning
        return isinstance(head.argument, Symbol) and not head.primes and not is_known
    if not isinstance(head, Symbol):
        return False
    if (head.base, head.tag) in evaluator.setting.definitions:
        return False
    try:
        return denoted(evaluator, head, scope) is not None
    except NotUnderstood:
        return False
