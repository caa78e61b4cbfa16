"""The content of pages, without HTML."""

from __future__ import annotations

import dataclasses
import sys
import types
from dataclasses import replace

import numpy as np
import pytest

from grader.model import (
    EXAMPLE,
    Diagnosis,
    Frame,
    Raised,
    Status,
    Tampered,
    TimedOut,
    Undefined,
)
from grader.report import numbers
from grader.report.words import words_in
from tests.report import garden


def strings(value) -> list[str]:
    """Yield every string of a page."""
    if isinstance(value, str):
        return [value]
    if dataclasses.is_dataclass(value):
        return [s for f in dataclasses.fields(value) for s in strings(getattr(value, f.name))]
    if isinstance(value, tuple):
        return [s for one in value for s in strings(one)]
    return []


def gained(page) -> float:
    return sum(float(fix.gain.strip("+").split()[0]) for fix in page.fixes)


def test_a_right_submission_has_nothing_to_fix(page):
    right = page()

    assert right.headline.sentence == "Everything is right."
    assert right.headline.ring.large == "30"
    assert not right.fixes and not right.cards
    assert {step.kind for step in right.steps} == {"right"}
    assert {group.state.kind for group in right.checks} == {"right"}


def test_a_page_of_public_cases_does_not_promise_more(page, suite):
    public = replace(
        suite,
        questions=tuple(
            replace(q, cases=tuple(case for case in q.cases if not case.hidden))
            for q in suite.questions
        ),
    )
    made = page(of=public)

    assert made.headline.sentence == "Nothing to fix in the public cases."
    assert "more cases than these" in made.headline.lead
    assert not any("hidden" in text.lower() for text in strings(made))


def test_functions_that_are_not_written_stand_in_the_order_of_the_questions(page):
    made = page(areas=Undefined("areas"), earth=Raised("NotImplementedError", ""))

    assert made.headline.sentence == "Nothing is written yet."
    assert [fix.link.words for fix in made.fixes] == ["Write areas", "Write earth"]
    assert made.fixes_title == "Write these, from the top"
    assert not made.remarks


def test_what_an_instructor_alone_needs_is_out_of_sight(page):
    made = page(earth=garden.added_earth)

    assert "isolation" in made.made and "0123456" in made.made
    assert not any("isolation" in text or "0123456" in text for text in made.footer)


def test_a_submission_that_tampered_is_one_matter_for_a_person(page):
    made = page(areas=Tampered("x"), earth=Tampered("x"))

    (fix,) = made.fixes
    assert made.headline.sentence == "A person has to look at this."
    assert fix.gain == "+30 points"
    assert len(made.cards) == 1


def test_a_mistake_is_named_with_the_formula_the_evidence_and_the_hints(page):
    wrong = page(earth=garden.added_earth)

    (fix,) = wrong.fixes
    assert fix.link.words == "Multiply the area by the depth"
    assert fix.gain == "+15 points"
    (card,) = wrong.cards
    (mistake,) = card.mistakes
    assert mistake.title == "Area and depth are added"
    assert 'class="missing"' in mistake.right and 'class="wrong"' in mistake.wrong
    assert "all 3 cases" in mistake.evidence
    assert not card.ladders, "where everything is explained there is nothing to hint at"


@pytest.fixture(scope="module")
def ladder(suite):
    """Return the suite whose pages give hints one by one."""
    return replace(suite, hints="ladder")


def test_a_ladder_goes_from_a_question_to_the_fix(page, ladder):
    (card,) = page(of=ladder, earth=garden.added_earth).cards

    question, where, name, fix = card.ladders[0].hints
    known = garden.MISCONCEPTIONS[2]
    assert not card.mistakes and not card.examples
    assert [hint.title.partition(": ")[2] for hint in (question, where, name, fix)] == [
        "a question",
        "where to look",
        "what it is",
        "the fix",
    ]
    assert question.text == known.hints[0]
    assert name.text.startswith(f"{known.title}. {known.hints[1]} ")
    assert fix.mistakes[0].fix == known.fix and fix.mistakes[0].right and fix.examples


def outside_hints(page) -> str:
    """Return every text that is seen without asking for a hint, formulas included."""
    cards = tuple(replace(card, ladders=()) for card in page.cards)
    return "\n".join(strings(replace(page, cards=cards)))


@pytest.mark.parametrize(
    "answers",
    [
        {"earth": garden.added_earth},
        {"areas": garden.wrong_areas},
        {"areas": garden.wrong_areas, "earth": garden.added_earth},
        {"areas": garden.wrong_areas, "earth": garden.wrong_earth},
    ],
)
def test_outside_its_hints_a_ladder_names_no_mistake_and_no_fix(page, ladder, answers):
    seen = outside_hints(page(of=ladder, **answers))

    for known in garden.MISCONCEPTIONS:
        assert known.title not in seen and known.fix not in seen
        assert not any(hint in seen for hint in known.hints)
        assert known.right.mathml not in seen


def test_while_hints_are_a_ladder_a_formula_stands_only_where_the_student_is_right(page, ladder):
    wrong = page(of=ladder, earth=garden.added_earth)
    empty = page(of=ladder, areas=Undefined("areas"), earth=Undefined("earth"))

    assert [bool(step.formula) for step in wrong.steps] == [True, False]
    assert not any(step.formula for step in empty.steps)
    assert all(step.formula for step in page(earth=garden.added_earth).steps)


def test_a_ladder_says_where_and_how_much(page, ladder):
    made = page(of=ladder, earth=garden.added_earth)

    (fix,) = made.fixes
    assert made.headline.sentence == "One thing to fix, in earth."
    assert fix.link.words == "Something is off in earth, in step 2"
    assert fix.gain == "+15 points"


def test_an_unexplained_answer_has_hints_and_no_formula_of_a_step(page, ladder):
    (card,) = page(of=ladder, earth=garden.unknown_earth).cards

    *_, example = card.ladders[0].hints
    assert example.examples and not any(row.formula for row in example.examples[0].rows)
    assert not any("What we see" in text for text in card.explanation)


def test_the_second_hint_shows_the_student_s_lines(page, ladder):
    (card,) = page(of=ladder, earth=garden.added_earth).cards

    where = card.ladders[0].hints[1]
    first, last = where.listing.lines[0], where.listing.lines[-1]
    assert where.title == "Hint 2: where to look"
    assert where.text.startswith("Lines 8 to 10 are your earth")
    assert "the earth that it takes" in where.text
    assert card.function_listing is None, "the lines are not shown twice"
    assert (first.text, last.text) == ("def earth(r, depth):", "    return np.outer(a, depth)")
    assert (first.number, last.number) == ("8", "10")


def test_without_the_function_s_lines_no_hint_points_at_any(page, ladder):
    (card,) = page(of=ladder, source=b"earth = areas = max\n", earth=garden.added_earth).cards

    assert not any(hint.listing for hint in card.ladders[0].hints)


def test_it_is_not_said_that_a_question_goes_wrong_in_what_it_asks(page):
    inside = "Inside earth the first step that goes wrong is: the area of each bed."

    assert page(earth=garden.wrong_earth).headline.lead.endswith(inside)
    assert "the first step" not in page(areas=garden.wrong_areas).headline.lead


def test_the_worked_example_marks_the_row_where_the_numbers_part(page):
    (card,) = page(earth=garden.added_earth).cards
    (example,) = card.examples

    assert [row.kind for row in example.rows] == ["same", "first", "own"]
    assert example.given == (("r", "[1]"), ("depth", "[0.5, 2]"))
    assert [[cell.text for cell in row.cells] for row in example.rows[1:]] == [
        ["[1.571, 6.283]", "[3.642, 5.142]"]
    ] * 2


def test_what_was_returned_is_said_to_hold_a_carried_mistake_too(page, suite):
    grade = garden.graded(suite, garden.wrong_areas, garden.added_earth)
    areas, earth = grade.questions
    both = Diagnosis(("square_forgotten", "added"), carried=("square_forgotten",))
    carried = replace(grade, questions=(areas, replace(earth, diagnosis=both)))

    assert page(grade=grade).cards[1].examples[0].rows[-1].words == ""
    assert page(grade=carried).cards[1].examples[0].rows[-1].words.startswith("with what is")


def test_of_several_mistakes_the_first_alone_has_its_example_unfolded(page):
    first, second = page(areas=garden.wrong_areas, earth=garden.added_earth).cards

    assert not first.examples[0].all_rows
    assert [row.kind for row in second.examples[0].rows] == ["first", "own"]
    assert [row.kind for row in second.examples[0].all_rows] == ["same", "first"]


def test_a_mistake_that_is_carried_on_is_one_fix(page):
    carried = page(areas=garden.wrong_areas, earth=garden.wrong_earth)

    (fix,) = carried.fixes
    assert "It also explains: Earth" in fix.why
    own, follows = carried.cards
    assert follows.kind == "follows" and not follows.mistakes and not follows.heat
    assert follows.follows[0].target == own.mistakes[0].id == fix.link.target
    assert [group.state.kind for group in carried.checks] == ["wrong", "follows"]
    assert [row.state.kind for row in carried.checks[0].rows] == ["wrong", "wrong", "note"]


@pytest.mark.parametrize(
    "answers",
    [
        {"areas": garden.wrong_areas, "earth": garden.wrong_earth},
        {"areas": garden.wrong_areas, "earth": garden.added_earth},
        {"areas": garden.wrong_areas, "earth": garden.unknown_earth},
        {"areas": TimedOut(5.0), "earth": Undefined("earth")},
    ],
)
def test_what_the_fixes_gain_is_what_is_missing(page, suite, answers):
    wrong = page(**answers)

    assert gained(wrong) + garden.graded(suite, **answers).earned == suite.possible


def test_what_others_build_on_comes_first(page):
    first, second = page(areas=TimedOut(5.0), earth=garden.added_earth).fixes

    assert (first.number, second.number) == ("1", "2")
    assert first.gain == second.gain == "+15 points"
    assert first.where == "Areas"


def test_the_first_wrong_step_is_marked_once(page):
    steps = page(areas=garden.wrong_areas, earth=garden.added_earth).steps

    assert [step.kind for step in steps] == ["wrong", "wrong"]
    assert [step.first for step in steps] == [True, False]


def test_what_no_known_mistake_explains_is_not_named(page):
    unknown = page(earth=garden.unknown_earth)

    (card,) = unknown.cards
    assert not card.mistakes
    assert any("none is named" in sentence for sentence in card.explanation)
    assert card.examples and card.heat and card.bar


def with_examples(suite, *examples):
    """Return the suite with these examples in its second question."""
    areas, earth = suite.questions
    cases = tuple(
        garden.case("earth", f"example {n}", EXAMPLE, False, *given)
        for n, given in enumerate(examples)
    )
    marked = tuple(case for case in earth.cases if not case.example)
    return replace(suite, questions=(areas, replace(earth, cases=marked + cases)))


def test_the_smallest_example_that_shows_an_unknown_fault_is_worked_out(page, suite):
    """The order does not matter, nor does a smaller example that is right."""
    assignment = with_examples(suite, ([1, 2], [3, 4, 5]), ([1], [3]), ([2], [3, 4]), ([1, 2], [3]))

    def wrong_from_the_second_depth_on(r, depth):
        return np.outer(np.pi * r**2, depth) + np.arange(len(depth)) ** 2

    (card,) = page(of=assignment, earth=wrong_from_the_second_depth_on).cards

    (example,) = card.examples
    assert example.title == "Example “example 2”"
    assert example.given == (("r", "[2]"), ("depth", "[3, 4]"))
    assert [(row.title, row.cells[0].text) for row in example.rows] == [
        ("the area of each bed", "[12.57]"),
        ("the earth that it takes", "[37.7, 50.27]"),
        ("what you returned", "[37.7, 50.27]"),
    ]
    assert example.rows[-1].cells[-1].text == "[37.7, 51.27]"


def test_an_example_can_be_run_by_whoever_reads_it(page, monkeypatch, capsys):
    """The code calls the student's own module and prints what the page shows."""
    (card,) = page(earth=garden.added_earth).cards
    handed_in = types.ModuleType("garden")
    handed_in.earth = garden.added_earth
    monkeypatch.setitem(sys.modules, "garden", handed_in)

    exec(card.examples[0].run, {})

    printed = [float(number) for number in capsys.readouterr().out.strip(" []\n").split()]
    np.testing.assert_allclose(printed, [3.642, 5.142], rtol=1e-3)
    assert card.examples[0].rows[-1].cells[-1].text == "[3.642, 5.142]"


def unknown_areas(r):
    return np.pi * r**2 + np.arange(len(r)) ** 2 + r.max()


def test_what_others_are_built_on_is_first_however_little_it_returns(page, suite):
    areas, earth = suite.questions
    cheap = replace(areas, checks=tuple(replace(check, points=1) for check in areas.checks))
    made = page(
        of=replace(suite, questions=(cheap, earth)),
        areas=unknown_areas,
        earth=garden.unknown_earth,
    )

    assert [fix.where for fix in made.fixes] == ["Areas", "Earth"]
    assert "though" not in made.headline.lead


def test_the_heat_map_shows_the_difference_of_a_public_case(page):
    heat = page(earth=garden.unknown_earth).cards[0].heat

    assert "two beds" in heat.title
    assert [cell.text for cell in heat.cells] == ["0", "1", "4", "0", "1", "4"]
    assert [cell.level for cell in heat.cells] == ["0", "2", "5", "0", "2", "5"]
    assert heat.numbers[1] == ("[1, 2]", "1.571", "2.571", "1")


def test_the_distance_bar_is_ordered_and_names_the_limit(page):
    bar = page(earth=garden.unknown_earth).cards[0].bar

    places = [float(mark.x) for mark in bar.marks]
    assert places == sorted(places)
    assert [mark.kind for mark in bar.marks][:3] == ["noise", "noise", "limit"]
    assert {"yours", "known"} == {mark.kind for mark in bar.marks[3:]}


def test_a_relative_error_and_a_difference_have_different_names(page):
    made = page(earth=garden.unknown_earth)
    card = made.cards[0]
    right, yours = (np.array([float(row[place]) for row in card.heat.numbers]) for place in (1, 2))
    relative = float(f"{np.linalg.norm(yours - right) / np.linalg.norm(right):.2g}")

    assert f"The largest difference, {np.abs(yours - right).max():g}," in card.heat.words
    assert f"The relative error is {relative}:" in card.bar.words
    assert [row.distance for row in made.checks[-1].rows] == [str(relative)]
    assert words_in("en")("labels.distance") == "Largest relative error in public cases"


def hidden_numbers(suite) -> set[str]:
    """Return hidden arguments and answers in every notation that pages use."""
    arrays = [
        array for case in suite.cases if case.hidden for array in (*case.arguments, case.expected)
    ]
    values = [float(value) for array in arrays for value in array.ravel()]
    return {
        text
        for v in values
        for text in (numbers.number(v), numbers.distance(v), f"{v:.6g}", repr(v))
    }


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"areas": garden.wrong_areas, "earth": garden.added_earth},
        {"areas": lambda r: r * np.where(r.size == 5, 2, r) * np.pi},
        {"areas": lambda r: r / (r.size - 5 + 1e-300)},
    ],
)
def test_hidden_numbers_are_nowhere_on_the_page(page, suite, answers):
    text = "\n".join(strings(page(**answers)))
    own = {
        n for case in suite.cases if not case.hidden for n in strings(numbers.array(case.expected))
    }

    assert not {n for n in hidden_numbers(suite) - own if len(n) > 3 and n in text}


def test_what_happened_in_hidden_cases_is_told_to_the_instructor_only(page, suite):
    leak = Raised("ValueError", "secret 4711", (Frame(5, "areas", "secret"),))
    grade = garden.only_hidden(suite, garden.graded(suite), leak, Status.RAISED)

    told = "\n".join(strings(page(grade=grade)))
    revealed = "\n".join(strings(page(grade=grade, reveal=True)))

    assert "secret" not in told and "ValueError" not in told
    assert "secret 4711" in revealed


def test_what_was_printed_in_public_cases_is_shown(page, suite):
    grade = garden.graded(suite, areas=garden.wrong_areas, printed="r is \x1b[31m1.5\n")

    assert page(grade=grade).cards[0].printed[0].text == "r is \\x1b[31m1.5"


def test_single_precision_is_said_and_costs_nothing(page):
    made = page(areas=lambda r: (np.pi * r**2).astype(np.float32) if r.max() < 9 else np.pi * r**2)

    assert any("single precision" in remark for remark in made.remarks)


def test_the_same_grade_is_the_same_page(page, renderer):
    one = renderer.student_html(page(areas=garden.wrong_areas))
    other = renderer.student_html(page(areas=garden.wrong_areas))

    assert one == other


@pytest.mark.parametrize("hints", ["ladder", "open"])
@pytest.mark.parametrize("earth", [garden.added_earth, garden.unknown_earth])
def test_what_is_said_at_a_time_has_at_most_160_words(page, suite, hints, earth):
    (card,) = page(of=replace(suite, hints=hints), earth=earth).cards

    at_once = " ".join(
        [card.summary, card.asked, *card.explanation]
        + [f"{one.title} {one.fix} {one.question} {one.evidence}" for one in card.mistakes]
    )
    each_hint = [hint.text for ladder in card.ladders for hint in ladder.hints]
    assert max(len(text.split()) for text in [at_once, *each_hint]) <= 160


def test_a_step_that_is_right_elsewhere_says_where_and_is_not_red(page):
    """The areas are right alone and wrong inside the second question."""

    def wrong_inside(r, depth):
        return np.outer(np.pi * r, depth)

    first, _ = page(earth=wrong_inside).steps

    assert first.kind == "part"
    assert first.words == "right in areas, wrong in earth"
