"""Slips planted in right derivations: crossed, never accepted, the repair mostly named."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from grader.derivation.checker import check_text
from grader.derivation.slips.mutation import plant_slips
from grader.derivation.verify import outcomes, verify_derivation
from tests.conftest import ROOT
from tests.derivation import oracle
from tests.derivation.expectations import DOCUMENTS, specification

TEXTS = (
    ROOT / "reference" / "derivation.md",
    DOCUMENTS / "01_corrected.md",
    DOCUMENTS / "05_delta.md",
    DOCUMENTS / "06_vector.md",
    DOCUMENTS / "07_markdown_forms.md",
)


def is_equivalent(slip) -> bool:
    """Whether loops and differences see no difference at three networks."""
    conditions = slip.chain.conditions
    for side in slip.chain.sides[: slip.place + 1]:
        conditions += side.conditions
    letters = tuple(sorted(_free(slip.original.node) | _free(slip.changed)))
    letters += tuple(i.name for one in conditions for i in (one.left, one.right))
    letters = tuple(dict.fromkeys(letters))
    try:
        for seed in range(3):
            net = oracle.random_network(seed)
            pair = [
                oracle.values(node, letters, net, lambda env: oracle.holds(conditions, env))
                for node in (slip.original.node, slip.changed)
            ]
            if not np.allclose(*pair, atol=1e-7):
                return False
    except (oracle.Unsupported, ZeroDivisionError, KeyError):
        return _is_equivalent_as_a_whole(slip)
    return True


def _is_equivalent_as_a_whole(slip) -> bool:
    """The same for a formula of whole vectors and matrices."""
    try:
        with np.errstate(all="ignore"):
            for seed in range(3):
                net = oracle.random_network(seed)
                pair = [oracle.whole(node, net) for node in (slip.original.node, slip.changed)]
                if pair[0].shape != pair[1].shape or not np.allclose(*pair, atol=1e-7):
                    return False
    except (oracle.Unsupported, ValueError):
        return False
    return True


def _free(node) -> set[str]:
    from grader.derivation.grammar.nodes import Indicator, Series, Symbol, walk

    bound = {i.name for part in walk(node) if isinstance(part, Series) for i in part.letters}
    used = {i.name for part in walk(node) if isinstance(part, Symbol) for i in part.indices}
    for part in walk(node):
        if isinstance(part, Indicator):
            used |= {i.name for one in part.conditions for i in (one.left, one.right)}
    # A letter that is bound somewhere may be free elsewhere; one too many does no harm.
    return used | bound


def counted(path, count: int, seed: int) -> Counter[str]:
    homework = specification()
    found: Counter[str] = Counter()
    text = path.read_text("utf-8")
    for slip in plant_slips(text, path.name, homework, count, seed):
        outcome = list(outcomes(check_text(slip.text, path.name, homework), slip))
        if "accepted" in outcome and is_equivalent(slip):
            found["equivalent"] += 1
            continue
        found["planted"] += 1
        found.update(outcome)
        if "accepted" in outcome:
            found[f"accepted: line {slip.line} {slip.before} -> {slip.after}"] += 1
    return found


def check(found: Counter[str]) -> None:
    assert not found["accepted"], found
    assert found["crossed"] >= 0.9 * found["planted"], found
    assert found["repaired"] >= 0.75 * found["crossed"], found


def test_planted_slips_are_crossed_and_repaired():
    total: Counter[str] = Counter()
    for path in TEXTS[2:]:
        total += counted(path, 3, seed=3)

    check(total)


@pytest.mark.thorough
def test_many_planted_slips_are_crossed_and_repaired():
    # One bar for all texts: a slip that spoils a matrix's shape is "?", and only one has matrices.
    total: Counter[str] = Counter()
    for path in TEXTS:
        total += counted(path, 16, seed=0)

    check(total)


def test_the_instructors_own_derivation_holds():
    path = TEXTS[0]
    found = verify_derivation(path.read_text("utf-8"), path.name, specification(), slips=2)

    assert found.problems == ()
    assert found.slips.planted >= 1


def test_a_derivation_with_a_slip_does_not_hold():
    path = DOCUMENTS / "02_sign.md"
    found = verify_derivation(path.read_text("utf-8"), path.name, specification(), slips=0)

    assert any("breaks" in problem for problem in found.problems)
