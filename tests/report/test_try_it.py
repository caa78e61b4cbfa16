"""Numbers to change: there where the whole explanation stands, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.model import Program
from tests.report import garden

RECIPE = "def area(r): return np.pi * r**2\ndef volume(area, depth): return np.outer(area, depth)\n"
MISTAKES = "MISCONCEPTIONS = {'added': {'volume': lambda area, depth: area + depth}}\n"


@pytest.fixture
def with_program(suite):
    return lambda recipe=RECIPE, mistakes=MISTAKES, **more: replace(
        suite, program=Program(recipe, mistakes), **more
    )


def examples(page):
    return [one.try_it for card in page.cards for one in card.examples if one.try_it]


def test_every_step_of_the_example_can_be_computed_again(page, with_program, suite):
    grade = garden.graded(suite, earth=garden.added_earth)

    (made,) = examples(page(of=with_program(), grade=grade))

    assert [one.name for one in made.inputs] == ["r", "depth"]
    assert made.inputs[1].fields == (("[0]", "0.5"), ("[1]", "2"))
    assert [step.id for step in made.steps] == ["area", "volume"]


@pytest.mark.parametrize(
    "changed",
    [
        {"hints": "ladder"},
        {"recipe": RECIPE.replace("np.outer(area, depth)", "spread(area, depth)")},
        {"mistakes": MISTAKES.replace("area + depth", "spread(area, depth)")},
        {"mistakes": MISTAKES.replace("area + depth", "area + wider").replace("depth:", "wider:")},
    ],
)
def test_there_is_nothing_to_change_where_it_would_tell_or_could_not_be_computed(
    page, with_program, suite, renderer, changed
):
    grade = garden.graded(suite, earth=garden.added_earth)

    made = page(of=with_program(**changed), grade=grade)

    assert not examples(made)
    html = renderer.student_html(made)
    assert "<script" not in html and "script-src" not in html


def test_the_script_is_allowed_by_its_hash_alone(page, with_program, suite, renderer):
    grade = garden.graded(suite, earth=garden.added_earth)

    html = renderer.student_html(page(of=with_program(), grade=grade))

    (policy,) = [line for line in html.splitlines() if "Content-Security-Policy" in line]
    assert "script-src &#39;sha256-" in policy or "script-src 'sha256-" in policy
    assert "unsafe" not in policy
    assert html.count("<script>") == 1
