"""The page shows people's decisions beside what the grader found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.marking.marker import ungraded
from grader.model import (
    Label,
    Lateness,
    LatePolicy,
    Override,
    Person,
    Raised,
    Standing,
    Tampered,
)
from grader.report.words import languages
from tests.report import garden
from tests.report.test_html import HOSTILE, Reader
from tests.report.test_student_view import strings

ADA = Person("ada")
TEN_FOR_EARTH = Override(
    "ada", "earth", 10, "The idea is right", "Prof. Mole", "2026-11-20T23:10:59+01:00"
)
LATE = Lateness(days=2, percent=20)


def standing(**decided) -> Standing:
    return Standing(ADA, **decided)


def rows(page) -> list[tuple[str, str, str]]:
    return [(row.title, row.found, row.now) for row in page.counts.rows]


def test_a_standing_in_which_nothing_was_decided_changes_no_byte(page, renderer):
    wrong = {"earth": garden.added_earth}

    with_it = renderer.student_html(page(**wrong, standing=standing()))

    assert with_it == renderer.student_html(page(**wrong))


def test_points_that_a_person_gave_count_and_those_that_were_found_stay_in_sight(page):
    made = page(earth=garden.added_earth, standing=standing(overrides=(TEN_FOR_EARTH,)))

    assert made.headline.ring.large == "25"
    assert made.headline.ring.label == "25 of 30 points count; the grader found 15"
    assert rows(made) == [("Earth", "0", "10 / 15"), ("All questions", "15", "25")]
    assert made.cards[0].points == "10 / 15"
    assert "gave 10 points" in made.cards[0].decision and "found 0" in made.cards[0].decision
    assert made.checks[-1].points == "0 / 15"


def test_it_says_who_gave_points_when_and_why(page):
    made = page(earth=garden.added_earth, standing=standing(overrides=(TEN_FOR_EARTH,)))

    assert made.counts.rows[0].more == "The idea is right · by Prof. Mole, 2026-11-20 23:10+01:00"
    assert made.counts.rows[0].more in made.cards[0].decision


def test_of_several_decisions_on_a_question_the_last_one_counts(page):
    first = replace(TEN_FOR_EARTH, points=3)

    made = page(earth=garden.added_earth, standing=standing(overrides=(first, TEN_FOR_EARTH)))

    assert made.headline.ring.large == "25"
    assert len(made.counts.rows) == 2


def test_points_can_be_taken_from_a_right_answer(page):
    made = page(standing=standing(overrides=(replace(TEN_FOR_EARTH, points=0),)))

    assert made.headline.ring.large == "15"
    assert rows(made)[0] == ("Earth", "15", "0 / 15")


def test_what_lateness_costs_is_taken_off_what_counts(page):
    made = page(
        earth=garden.added_earth, standing=standing(overrides=(TEN_FOR_EARTH,), lateness=LATE)
    )

    late = "Handed in 2 days late: 20 % of the points are taken off."
    assert made.headline.ring.large == "20"
    assert rows(made)[1:] == [
        ("All questions", "15", "25"),
        (late, "", "\N{MINUS SIGN}5"),
        ("Counts in the end", "", "20"),
    ]
    assert not made.counts.facts


@pytest.mark.parametrize(
    "lateness, said",
    [
        (Lateness(0, 0), "Nothing is taken off until a person has looked."),
        (Lateness(1, 0), "Handed in 1 day late; nothing is taken off."),
    ],
)
def test_lateness_that_costs_nothing_is_said_and_changes_no_points(page, lateness, said):
    made = page(standing=standing(lateness=lateness))

    assert said in made.counts.facts[0]
    assert not made.counts.rows
    assert made.headline.ring.large == "30"


def test_no_fix_is_promised_to_lead_to_all_points_where_a_person_decided(page):
    wrong = {"earth": garden.added_earth}

    assert page(**wrong).fixes_title == "One fix gets you to 30"
    decided = page(**wrong, standing=standing(lateness=LATE))
    assert decided.fixes_title == "One thing to fix, by the grader's own count"


def test_a_first_attempt_without_more_is_no_news(page):
    assert page(standing=Standing(Person("ada"), attempt=1)) == page()


def test_attempt_time_variant_group_and_remarks_are_on_record(page):
    made = page(
        standing=Standing(
            Person("g7", name="Group 7", members=("Ada", "Bo")),
            attempt=2,
            submitted="2026-11-20T22:10:00Z",
            variant="C",
            remarks=("the file was called garden-1.py",),
        )
    )

    assert made.student == "Group 7"
    assert made.counts.facts == (
        "This is attempt 2, handed in on 2026-11-20 22:10+00:00.",
        "Handed in together by Ada and Bo.",
        "Your hidden numbers are variant C.",
        "Noted when it was handed in: the file was called garden-1.py",
    )


def test_times_are_those_of_the_class_and_it_is_said_when_it_was_due(page, suite):
    policy = LatePolicy("2026-03-11T23:59:00+08:00", percent_a_day=10)
    shanghai = replace(suite, late=policy, zone="Asia/Shanghai")
    made = page(of=shanghai, standing=standing(submitted="2026-03-12T21:14:00Z", lateness=LATE))

    handed_in, due = made.counts.facts
    assert "2026-03-13 05:14" in handed_in and "2026-03-11 23:59" in due


def labelled(suite):
    """Return a page with an unexplained group that the instructor has labelled."""
    grade = garden.graded(suite, earth=garden.unknown_earth)
    areas, earth = grade.questions
    label = Label("d41d8c", "Every bed is a step deeper", "Compare your first two columns.")
    return replace(grade, questions=(areas, replace(earth, group="d41d8c"))), label


def test_the_instructor_s_words_stand_in_place_of_nothing_known(page, suite):
    grade, label = labelled(suite)

    (card,) = page(grade=grade, standing=standing(labels=(label,))).cards
    (plain,) = page(grade=grade, standing=standing()).cards

    assert (card.label.title, card.label.text) == (label.title, label.hint)
    assert not any("none is named" in sentence for sentence in card.explanation)
    assert plain.label is None
    assert any("none is named" in sentence for sentence in plain.explanation)


def test_the_fix_says_whose_words_they_are(page, suite):
    grade, label = labelled(suite)

    (fix,) = page(grade=grade, standing=standing(labels=(label,))).fixes

    assert fix.link.words == "Every bed is a step deeper"
    assert fix.why == "So says your instructor of these numbers."


def test_the_label_of_another_group_is_not_shown(page, suite):
    grade, label = labelled(suite)
    other = replace(label, group="another")

    (card,) = page(grade=grade, standing=standing(labels=(other,))).cards

    assert card.label is None


def test_a_person_who_gave_points_to_a_tampered_question_has_looked(page):
    tampered = {"areas": Tampered("x"), "earth": Tampered("x")}

    made = page(**tampered, standing=standing(overrides=(TEN_FOR_EARTH,)))

    assert made.headline.sentence == "A person has looked at this."
    assert page(**tampered).headline.sentence == "A person has to look at this."


def test_an_ungraded_submission_has_points_once_a_person_has_marked_all_of_it(page):
    grade = ungraded("ada", "no file")
    areas = replace(TEN_FOR_EARTH, question="areas", points=12.5)

    half = page(grade=grade, standing=standing(overrides=(TEN_FOR_EARTH,)))
    whole = page(grade=grade, standing=standing(overrides=(TEN_FOR_EARTH, areas)))

    assert half.headline.ring.large == "\N{EN DASH}"
    assert rows(half) == [
        ("Earth", "\N{EN DASH}", "10 / 15"),
        ("All questions", "\N{EN DASH}", "\N{EN DASH}"),
    ]
    assert whole.headline.ring.large == "22.5"


def test_lateness_changes_no_words_of_a_file_that_does_not_load(page):
    error = Raised("SyntaxError", "invalid syntax", (), loading=True)

    made = page(areas=error, earth=error, standing=standing(lateness=LATE))

    assert made.headline.ring == page(areas=error, earth=error).headline.ring
    assert made.headline.ring.large == "0"


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_what_people_typed_is_text(page, renderer, text, language):
    suite = garden.suite(language)
    grade, label = labelled(suite)
    decided = {
        "person": Person("ada", name=text, members=(text, text)),
        "overrides": (Override("ada", "earth", 1, text, text, text),),
        "lateness": LATE,
        "attempt": 3,
        "submitted": text,
        "remarks": (text,),
        "labels": (replace(label, title=text, hint=text),),
        "variant": text,
    }
    plain = {
        "person": Person("ada", name="x", members=("x", "x")),
        "overrides": (Override("ada", "earth", 1, "x", "x", "x"),),
        "submitted": "x",
        "remarks": ("x",),
        "labels": (replace(label, title="x", hint="x"),),
        "variant": "x",
    }
    made = page(of=suite, grade=grade, standing=Standing(**decided))
    usual = page(of=suite, grade=grade, standing=Standing(**decided | plain))

    seen, expected = (Reader(renderer.student_html(one)) for one in (made, usual))

    assert seen.tags == expected.tags
    assert {name for _, name, _ in seen.attributes} == {name for _, name, _ in expected.attributes}
    assert not {c for s in strings(made) for c in s} & set("\x1b\u202e\ud800")
    assert renderer.student_html(made).encode()
