"""Check a written derivation: from text to report.

    text -> Document -> chains -> best reading (doubles) -> proofs (50 digits, intervals) -> report

Student text is data: nothing in it is executed, everything it may cost is bounded, and whatever is
not understood is "?" with a reason.  A cross is a proof.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from grader.derivation.evaluation.evaluator import Evaluator
from grader.derivation.evaluation.numbers import doubles
from grader.derivation.evaluation.points import draw_points
from grader.derivation.grammar.limits import Budget, DerivationLimits, NotUnderstood
from grader.derivation.grammar.nodes import Node, Number, Series, Symbol, walk
from grader.derivation.judging.alternatives import with_sums
from grader.derivation.judging.judge import ChainSteps, Judgement
from grader.derivation.judging.proof import prove
from grader.derivation.judging.readings import ReadingSearch
from grader.derivation.judging.results import ResultGrade, ResultVerdict, grade_result
from grader.derivation.judging.steps import ComparedStep
from grader.derivation.judging.support import (
    without_foreign_names,
    without_guesses,
    without_partial_differentials,
)
from grader.derivation.judging.verdicts import Judged, JudgedChain, LineVerdict
from grader.derivation.names.adjoints import with_adjoints
from grader.derivation.names.batches import with_batch
from grader.derivation.names.components import with_components
from grader.derivation.names.numbered_names import with_numbered_names
from grader.derivation.names.optional import with_layer_numbers, with_used_quantities
from grader.derivation.names.own_functions import own_functions
from grader.derivation.names.reading import Reading, statement_reading
from grader.derivation.names.sample_matrices import with_sample_matrices
from grader.derivation.names.samples import with_one_sample
from grader.derivation.names.specification import Specification
from grader.derivation.reporting.report import DerivationReport
from grader.derivation.slips.repair import RepairSearch
from grader.derivation.source import declarations, naming
from grader.derivation.source.document import (
    MARKDOWN,
    Document,
    read_document,
    suffix_of,
    with_plain_lines,
)
from grader.derivation.source.statements import Chain, read_statements

_LENGTH = 3
_LONGEST = 5


def check_file(
    path: Path, specification: Specification, limits: DerivationLimits | None = None
) -> DerivationReport:
    """Check a derivation in a file.  Raises OSError where it cannot be read."""
    text = path.read_bytes().decode("utf-8", "replace")
    return check_text(text, path.name, specification, limits)


def check_text(
    text: str,
    name: str,
    specification: Specification,
    limits: DerivationLimits | None = None,
    *,
    seed: int = 0,
    clock: Callable[[], float] = time.process_time,
) -> DerivationReport:
    """Check a derivation.

    Parameters
    ----------
    text
        The whole document.
    name
        Its file name, whose ending says what kind of document it is.
    specification
        The homework.
    seed, clock
        Chance and time: same text, specification and seed give the same report.

    Returns
    -------
    DerivationReport
        Whatever the text is; a document that cannot be read has a ``problem``.
    """
    limits = limits or DerivationLimits()
    try:
        document, specification, chains = _read(text, name, specification, limits)
    except NotUnderstood as reason:
        return _unread(name, specification, str(reason))
    length, chains = declared_length(chains, specification)
    budget = Budget(limits, clock)
    return _Check(name, specification, document, chains, length, budget, seed).report()


def _read(
    text: str, name: str, specification: Specification, limits: DerivationLimits
) -> tuple[Document, Specification, tuple[Chain, ...]]:
    """Return the document's chains, and the specification as far as the document needs it."""
    suffix = suffix_of(name)
    document = read_document(text, suffix, limits)
    if suffix in MARKDOWN:
        document = with_plain_lines(document, text)
    vocabulary = naming.extended_vocabulary(specification.vocabulary(), document)
    chains = read_statements(document, vocabulary, limits)
    if declarations.drops_sums(document):
        chains = tuple(map(_with_sums, chains))
    specification = with_sample_matrices(specification, chains)
    chains = with_layer_numbers(specification, chains)
    specification = with_used_quantities(specification, chains)
    chains = with_numbered_names(chains, specification)
    specification, chains = with_batch(specification, chains)
    for rewrite in (with_one_sample, with_adjoints, with_components):
        chains = rewrite(chains, specification)
    return document, specification, chains


def _with_sums(chain: Chain) -> Chain:
    """Write the sums that a document agrees to leave out."""
    nodes = with_sums([side.node for side in chain.sides])
    pairs = zip(chain.sides, nodes, strict=True)
    return replace(chain, sides=tuple(replace(side, node=node) for side, node in pairs))


def _unread(name: str, specification: Specification, problem: str) -> DerivationReport:
    results = tuple(ResultGrade(asked, ResultVerdict.UNKNOWN) for asked in specification.results)
    return DerivationReport(name, (), results, (), None, problem)


def declared_length(
    chains: Sequence[Chain], specification: Specification
) -> tuple[int | None, tuple[Chain, ...]]:
    """Return the length of index ranges, where a document says ``K = 3``, and the other chains."""
    ends = {each.last for each in specification.ranges.values()}
    declarations = [chain for chain in chains if _declares(chain, ends)]
    rest = tuple(chain for chain in chains if chain not in declarations)
    if not declarations:
        return None, rest
    number = declarations[0].nodes[1]
    assert isinstance(number, Number)
    return int(number.value), rest


def _declares(chain: Chain, ends: set[str]) -> bool:
    if len(chain.sides) != 2 or len(chain.nodes) != 2:
        return False
    name, number = chain.nodes
    return (
        isinstance(name, Symbol)
        and name.base in ends
        and not name.indices
        and isinstance(number, Number)
        and number.value in range(2, _LONGEST + 1)
    )


@dataclass(frozen=True, eq=False)
class _Check:
    """One document on its way from chains to a report."""

    name: str
    specification: Specification
    document: Document
    chains: Sequence[Chain]
    length: int | None
    budget: Budget
    seed: int

    def report(self) -> DerivationReport:
        points = draw_points(self.specification, self.length or _LENGTH, Random(self.seed))
        search = ReadingSearch(self.specification, self.chains, points, self.budget)
        judgement = without_foreign_names(without_guesses(search.best(self._reading())))
        if declarations.holds_fixed(self.document):
            judgement = without_partial_differentials(judgement)
        self.budget.extend(self.budget.limits.proof_seconds)
        evaluator = Evaluator(judgement.setting, doubles(), points)
        proving = _Proving(self, judgement, evaluator)
        judged = tuple(proving.chain(chain) for chain in judgement.chains)
        pairs = list(zip(judgement.chains, judged, strict=True))
        results = tuple(
            grade_result(asked, pairs, evaluator) for asked in self.specification.results
        )
        notes = _notes(judgement.setting.reading, self.specification)
        return DerivationReport(self.name, judged, results, notes, _guarded_line(judgement))

    def _reading(self) -> Reading:
        sums = {
            letter.name
            for node in self.nodes()
            for part in walk(node)
            if isinstance(part, Series)
            for letter in part.letters
        }
        words = self.specification.true_index_words
        ranges = self.specification.ranges.values()
        ends = [each.last for each in ranges]
        habitual = (letter for each in ranges for letter in each.letters)
        return replace(
            statement_reading(self.specification),
            true_letters=declarations.true_letters(self.document, words, sums),
            class_letters=declarations.class_names(self.document, habitual, ends),
            own_functions=own_functions(self.chains, self.specification),
            summation=declarations.drops_sums(self.document),
        )

    def nodes(self) -> list[Node]:
        """Return the sides of all chains that are understood."""
        return [node for chain in self.chains for node in chain.nodes]


@dataclass(frozen=True, eq=False)
class _Proving:
    """Turns steps into verdicts: a break without a proof is not understood."""

    check: _Check
    judgement: Judgement
    evaluator: Evaluator

    def chain(self, own: ChainSteps) -> JudgedChain:
        sides = zip(own.chain.sides, own.steps, strict=True)
        return JudgedChain(tuple(self._side(own, place, *one) for place, one in enumerate(sides)))

    def _side(self, own: ChainSteps, place: int, side: object, step: ComparedStep) -> Judged:
        written = own.chain.sides[place]
        uses = self._uses(step)
        judged = Judged(
            written,
            step.verdict,
            step.reason,
            uses,
            step.compared_with,
            returns=step.returns,
            is_definition=step.is_definition,
        )
        return self._proved(judged, own, step) if step.verdict is LineVerdict.BREAKS else judged

    def _uses(self, step: ComparedStep) -> str:
        if not step.level:
            return ""
        return self.check.specification.assumptions[step.level - 1].says

    def _proved(self, judged: Judged, own: ChainSteps, step: ComparedStep) -> Judged:
        proof = None
        if step.evidence is not None:
            random = Random(f"{self.check.seed} {judged.side.start}")
            setting = self.judgement.setting
            proof = prove(step.evidence, own.scope, setting, random, self.check.length)
        if proof is None or step.evidence is None:
            reason = "it seems to differ from the line before, but that could not be proved"
            return replace(judged, verdict=LineVerdict.UNKNOWN, reason=reason)
        text = judged.side.unit.text
        formulas = (one.formula for one in self.check.specification.computed if one.formula)
        words = (*own.chain.nodes, *self.check.nodes(), *formulas)
        search = RepairSearch(self.evaluator, own.scope, text, words)
        repair = search.find(step.evidence, self.check.budget.limits.repairs)
        return replace(judged, proof=proof, repair=repair)


def _guarded_line(judgement: Judgement) -> int | None:
    if judgement.guarded is None:
        return None
    return judgement.chains[judgement.guarded].chain.sides[0].line


def _notes(reading: Reading, specification: Specification) -> tuple[str, ...]:
    """Return how the document was read, where it is not in the statement's own way."""
    titles = {profile.name: profile.title for profile in specification.profiles}
    chosen = reading.conventions
    pairs = (
        (reading.profile, titles.get(reading.profile, "")),
        (chosen.rows, "vectors are rows"),
        (chosen.stored_transposed, "a matrix of weights is stored as input times output"),
        (chosen.swapped, "the indices of weights stand in the other order"),
        (chosen.slope_transposed, "the derivative by a vector has the transposed shape"),
        (chosen.denominator, "derivatives of vectors are in denominator layout"),
        (chosen.entrywise_dots, "a dot between vectors multiplies entry by entry"),
        (chosen.sample_rows, "samples are the rows of matrices"),
        (reading.summation, "sums over repeated indices are not written"),
        (reading.true_letters, f"true class: {', '.join(sorted(reading.true_letters))}"),
        (reading.class_letters, f"classes: {', '.join(reading.class_letters)}"),
    )
    return tuple(text for is_so, text in pairs if is_so)
