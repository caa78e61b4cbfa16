"""A right derivation that is restated is right: no rewriting of its text earns it a cross."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from grader.derivation.checker import check_text
from tests.derivation.expectations import DOCUMENTS, PROCESSBENCH, expectations, specification
from tests.derivation.restating import REWRITINGS, restated
from tests.derivation.test_catalogue import ENTRIES

RIGHT = [
    (one.path.name, one.path.read_text("utf-8"))
    for one in expectations(DOCUMENTS) + expectations(PROCESSBENCH)
    if not (one.breaks or one.may_break or one.spec)
] + [(f"{one.name} {one.file}", one.text) for one in ENTRIES]


def test_a_restated_right_derivation_is_not_crossed():
    assert list(crossed(RIGHT[::24], seed=0)) == []


@pytest.mark.thorough
def test_many_restated_right_derivations_are_not_crossed():
    assert list(crossed(RIGHT[::3], seed=1)) == []


def crossed(documents: list[tuple[str, str]], seed: int) -> Iterator[tuple[str, list[str], int]]:
    """Yield every line of a restated document that is crossed, with what was rewritten."""
    for name, text in documents:
        random = Random(f"{seed} {name}")
        order = random.sample(sorted(REWRITINGS), len(REWRITINGS))
        names = [each for each in order if REWRITINGS[each](text) != text][:4]
        report = check_text(restated(text, names), name.split()[-1], specification())
        for one in report.breaks:
            yield name, names, one.side.line


@pytest.mark.parametrize("name", sorted(REWRITINGS))
def test_every_rewriting_changes_a_document_of_the_corpus(name):
    assert any(REWRITINGS[name](text) != text for _, text in RIGHT)
