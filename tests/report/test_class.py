"""The class page counts students from one table."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from dataclasses import replace

import pytest

from grader.marking.marker import ungraded
from grader.model import (
    Died,
    Label,
    Lateness,
    Override,
    Person,
    Raised,
    Standing,
    Tampered,
    TimedOut,
)
from grader.report import class_page, summary_text
from grader.report.dashboard.items import correlation
from grader.similarity import cluster_sources
from tests.report import garden

NONE = "\N{EN DASH}"
LOADING = Raised("SyntaxError", "bad", (), loading=True)
MADE = {"isolation": garden.ISOLATION, "version": "1", "suite_id": "2"}


def stand(student, grade, *, person=None, **more):
    return Standing(person or Person(student), replace(grade, student=student), attempt=1, **more)


@pytest.fixture(scope="module")
def kinds(suite):
    """Return a class with a grade of every kind."""
    return {
        "right": garden.graded(suite),
        "carried": garden.graded(suite, garden.wrong_areas, garden.wrong_earth),
        "forgot": garden.graded(suite, garden.wrong_areas),
        "added": garden.graded(suite, earth=garden.added_earth),
        "unknown": garden.graded(suite, earth=garden.unknown_earth),
        "slow": garden.graded(suite, TimedOut(5)),
        "silent": garden.graded(suite, LOADING, LOADING),
        "odd": garden.graded(suite, earth=Tampered("x"), flags=("wrote to the pipe",)),
        "none": ungraded("", "no file garden.py"),
    }


@pytest.fixture(scope="module")
def standings(kinds):
    override = Override("ian", "earth", 12.0, "a typo only", "prof", "2026-11-25")
    return [
        stand("zoe", kinds["right"], person=Person("zoe", name="Álvaro Z", section="Mon")),
        stand("carl", kinds["carried"], lateness=Lateness(2, 20)),
        stand("dora", kinds["forgot"], lateness=Lateness(0, 0)),
        stand("eve", kinds["slow"]),
        stand("fay", kinds["silent"]),
        stand("gus", kinds["odd"]),
        stand("hal", kinds["none"]),
        stand("ian", kinds["unknown"], overrides=(override,)),
        stand("joe", kinds["unknown"], remarks=("The file was called g.py.",)),
        Standing(Person("kim")),
    ]


@pytest.fixture(scope="module")
def made(suite, standings):
    return class_page(suite, standings, **MADE)


@pytest.fixture(scope="module")
def rows(made):
    return {row.href.removeprefix("students/").removesuffix(".html"): row for row in made.rows}


def counts(page):
    """Yield every number on the page that links to rows."""
    yield from (band.count for band in page.bands)
    yield from (one.count for one in (*page.topics, *page.more_topics, *page.steps))
    yield from (item.missed for group in page.items for item in group.items)
    for question in page.items:
        yield question.wrong
        yield from [question.mistake_count] if question.mistake_count else []
    yield from (one.count for one in page.sections)
    yield from (
        one.count for one in (*page.concerns, *page.to_read, *page.similar_groups, *page.chips)
    )


def shown(page, key):
    return sum(not key or key in row.keys.split() for row in page.rows)


def test_every_number_is_the_number_of_rows_that_it_leads_to(made):
    for count in counts(made):
        if count.key or count.number != "0":
            assert shown(made, count.key) == int(count.number), count
    for tile in made.tiles:
        if tile.key:
            assert shown(made, tile.key) == int(tile.value)


def test_tiles_histogram_steps_and_roster_add_up(made, standings):
    submitted, enrolled = map(int, made.tiles[0].value.split(" / "))
    with_points = [row for row in made.rows if row.points != NONE]

    assert (submitted, enrolled) == (9, 10) == (9, len(made.rows))
    assert sum(int(band.count.number) for band in made.bands) == len(with_points) == 8
    assert sum(int(step.count.number) for step in made.steps) == submitted
    assert shown(made, "lost") + shown(made, "all_right") == len(with_points)


def test_mean_and_median_are_of_the_points_in_the_table(made):
    points = [float(row.points) for row in made.rows if row.points != NONE]
    mean, spread = map(float, made.tiles[2].value.split(" ± "))

    assert float(made.tiles[1].value) == pytest.approx(statistics.median(points), abs=0.05)
    assert mean == pytest.approx(statistics.mean(points), abs=0.051)
    assert spread == pytest.approx(statistics.pstdev(points), abs=0.051)


def test_the_mean_says_whom_it_counts(made):
    loaded = [float(row.points) for row in made.rows if row.points != NONE and row.name != "fay"]

    words = made.tiles[2].words
    mean = re.fullmatch(
        r"mean and spread of 8 students; (\S+) ± \S+ without the 1 whose file does not load", words
    )[1]
    assert float(mean) == pytest.approx(statistics.mean(loaded), abs=0.051)


def test_what_people_decided_and_lateness_count(rows):
    assert rows["ian"].points == "27" and rows["ian"].by_hand
    assert rows["joe"].points == "15" and not rows["joe"].by_hand
    assert rows["carl"].points == "12"  # 15 points for what was carried, less 20 %
    assert "2 days late" in rows["carl"].pills[0].words


def test_what_is_ungraded_has_no_points_and_what_does_not_load_has_0(rows, made):
    assert (rows["hal"].points, rows["fay"].points) == (NONE, "0")
    assert "does not load" in [pill.words for pill in rows["fay"].pills]
    assert rows["hal"].href == "students/hal.html"
    assert not rows["fay"].squares and rows["fay"].checks == "not run"


def test_who_handed_in_nothing_is_in_the_table_and_leads_nowhere(made):
    (absent,) = [row for row in made.rows if "absent" in row.keys.split()]

    assert absent.name == "kim" and not absent.href and absent.points == NONE


def test_a_mistake_is_counted_once_a_student_however_far_it_is_carried(made):
    (topic,) = made.topics

    assert topic.title == "The radius is not squared" and topic.count.number == "2"
    assert topic.fix == "Square the radius" and "<math" in topic.right
    assert topic.question == "What is the area of a bed twice as wide?"


def test_the_mistake_of_most_students_comes_first(suite, kinds):
    grades = [kinds["added"], kinds["forgot"], kinds["added"]]
    page = class_page(suite, [stand(f"s{n}", g) for n, g in enumerate(grades)], **MADE)

    assert [(t.rank, t.title, t.count.number) for t in page.topics] == [
        ("1", "Area and depth are added", "2"),
        ("2", "The radius is not squared", "1"),
    ]


def test_where_derivations_first_go_wrong(made):
    steps = {step.title: step.count.number for step in made.steps}

    assert steps["the area of each bed"] == "2"
    assert steps["the earth that it takes"] == "2"  # the unexplained answers
    assert steps["Nothing: every step is right"] == "1"
    assert steps["Not run"] == "2"
    assert steps["Unknown: there are no numbers to judge by"] == "2"


def test_who_needs_a_person_is_named_with_the_reason(made):
    found = {one.title: {who.name: who.words for who in one.people} for one in made.concerns}

    assert found["Ran out of time"] == {"eve": "Areas"}
    assert found["Does not load"] == {"fay": ""}
    assert found["Flagged while it ran"] == {"gus": "wrote to the pipe"}
    assert found["Not graded"] == {"hal": "no file garden.py"}
    assert found["Late, but nobody knows when"] == {"dora": ""}
    assert found["Decided by hand"] == {"ian": "Earth: 12 points (a typo only)"}
    assert found["Worth knowing"] == {"joe": "The file was called g.py."}
    assert made.tiles[4].value == "5"


def test_what_a_person_has_decided_needs_nobody_any_more(suite):
    grade = garden.graded(suite, earth=Died(11))
    override = Override("ada", "earth", 15.0, "ran it by hand", "prof", "")

    before = class_page(suite, [stand("ada", grade)], **MADE)
    after = class_page(suite, [stand("ada", grade, overrides=(override,))], **MADE)

    assert before.tiles[4].value == "1" and after.tiles[4].value == "0"
    assert after.tiles[3].value == "1"


def test_a_person_may_give_points_where_nothing_ran(suite, kinds):
    gifts = tuple(Override("fay", q.id, 5.0, "oral", "prof", "") for q in suite.questions)
    page = class_page(suite, [stand("fay", kinds["silent"], overrides=gifts)], **MADE)

    assert page.rows[0].points == "10"


def test_students_with_the_same_unexplained_answer_are_a_group(suite, kinds):
    people = [stand(name, kinds["unknown"]) for name in ("ann", "bob", "cat")]
    group = people[0].grade.questions[1].group
    label = Label(group, "Depths are squared", "Which depth?")
    labelled = [replace(one, labels=(label,)) for one in people]

    (unnamed,) = class_page(suite, people, **MADE).to_read
    (named,) = class_page(suite, labelled, **MADE).to_read

    assert (unnamed.title, unnamed.count.number, unnamed.label) == ("Earth", "3", "")
    assert unnamed.command.startswith(f'grader label {group} "')
    assert [who.name for who in unnamed.people] == ["ann", "bob", "cat"]
    assert named.label == "Depths are squared"
    assert unnamed.lost == "15 points each"


def test_one_student_alone_is_to_be_read_with_the_code(suite, kinds):
    def source(student):
        return ("garden.py", garden.SOURCE) if student == "ann" else None

    page = class_page(suite, [stand("ann", kinds["unknown"])], **MADE, source=source)

    (entry,) = page.to_read
    assert entry.command.startswith("grader label earth-")
    assert next(line.text for line in entry.listing.lines) == "def earth(r, depth):"
    assert entry.listing.title == "earth as ann wrote it"
    assert "unexplained" in page.rows[0].keys.split()


def test_what_lost_most_in_the_whole_class_is_read_first(suite, kinds):
    lone = garden.graded(suite, areas=lambda r: r + 1)
    others = [stand(name, kinds["unknown"]) for name in ("ann", "bob")]
    page = class_page(suite, [*others, stand("cat", lone)], **MADE)

    assert next(one.count.number for one in page.to_read) == "2"
    read = page.to_read[0].group
    label = Label(read, "Depths are squared", "Which depth?")
    named = [replace(one, labels=(label,)) for one in others]
    after = class_page(suite, [*named, stand("cat", lone)], **MADE)
    assert after.to_read[-1].group == read, "what has a name has been read"


def test_a_question_has_its_mean_its_shares_and_its_commonest_mistake(suite, kinds):
    grades = [kinds[name] for name in ("right", "carried", "forgot", "added", "added")]
    page = class_page(suite, [stand(f"s{n}", g) for n, g in enumerate(grades)], **MADE)

    areas, earth = page.items
    assert (areas.mean, areas.possible) == ("9", "15")
    assert areas.shares == "3 right, 0 follow, 2 not right"
    assert areas.mistake == "The radius is not squared" and areas.mistake_count.number == "2"
    assert earth.shares == "2 right, 1 follow, 2 not right"
    assert earth.mistake == "Area and depth are added"


def test_sections_stand_side_by_side(suite, kinds):
    people = [
        stand("a", kinds["right"], person=Person("a", section="Mon")),
        stand("b", kinds["added"], person=Person("b", section="Mon")),
        stand("c", kinds["forgot"], person=Person("c", section="Tue")),
    ]
    page = class_page(suite, people, **MADE)

    assert [(s.title, s.count.number, s.mean, s.questions) for s in page.sections] == [
        ("Mon", "2", "22.5", ("15", "7.5")),
        ("Tue", "1", "15", ("0", "15")),
    ]
    assert not class_page(suite, people[:2], **MADE).sections


def test_points_by_day_and_by_attempt(suite, kinds):
    people = [
        replace(
            stand(f"s{n}", kinds[kind]), submitted=f"2026-11-{day}T20:00:00+01:00", attempt=attempt
        )
        for n, (kind, day, attempt) in enumerate(
            [("right", 19, 1), ("added", 20, 1), ("added", 20, 2), ("right", 20, 9)]
        )
    ]
    page = class_page(suite, people, **MADE)

    assert [(b.title, b.number, b.mean) for b in page.times] == [
        ("2026-11-19", "1", "30"),
        ("2026-11-20", "3", "20"),
    ]
    assert [(b.title, b.number, b.mean) for b in page.attempts] == [
        ("attempt 1", "2", "22.5"),
        ("attempt 2", "1", "15"),
        ("attempt 5 or later", "1", "30"),
    ]
    assert not class_page(suite, people[:1], **MADE).times


def items_of(suite, grades):
    page = class_page(suite, [stand(f"s{n:03}", g) for n, g in enumerate(grades)], **MADE)
    return {(g.title, i.title): i for g in page.items for i in g.items}


def test_few_submissions_have_a_difficulty_but_no_discrimination(suite, kinds):
    items = items_of(suite, [kinds["right"]] * 10 + [kinds["added"]] * 9)
    values = items["Earth", "Right on ordinary numbers"]

    assert values.rate == "53 %"
    assert values.discrimination == NONE and values.reading.words == "too few"


def test_a_check_that_the_strong_have_tells_students_apart(suite, kinds):
    """Students right in one question are right in the other, so the correlation is 1."""
    both = garden.graded(suite, garden.wrong_areas, garden.added_earth)
    items = items_of(suite, [kinds["right"]] * 12 + [both] * 12)
    values = items["Earth", "Right on ordinary numbers"]

    assert values.discrimination == "1.00" and values.reading.words == "strong"


def test_a_check_that_the_weak_have_is_to_be_reviewed(suite, kinds):
    items = items_of(suite, [kinds["added"]] * 12 + [kinds["forgot"]] * 12)
    values = items["Earth", "Right on ordinary numbers"]

    assert (
        values.discrimination == "\N{MINUS SIGN}1.00"
        and values.reading.words == "review this check"
    )


def test_a_check_that_is_missed_through_earlier_mistakes_follows_from_others(suite, kinds):
    items = items_of(suite, [kinds["right"]] * 12 + [kinds["carried"]] * 12)
    values = items["Earth", "Right on ordinary numbers"]

    assert values.reading.words == "follows from others"
    assert values.right == values.follows == "50.0"


def test_a_check_that_everyone_has_has_no_discrimination(suite, kinds):
    items = items_of(suite, [kinds["right"]] * 24)
    values = items["Earth", "Right on ordinary numbers"]

    assert values.reading.words == "everyone has it" and values.discrimination == NONE


def test_correlation_is_pearson_s():
    pairs = [(n % 3, (n * n) % 7) for n in range(40)]
    x, y = ([pair[side] for pair in pairs] for side in (0, 1))
    centred = [(a - sum(x) / 40, b - sum(y) / 40) for a, b in pairs]
    both = sum(a * b for a, b in centred)
    alone = (sum(a * a for a, _ in centred) * sum(b * b for _, b in centred)) ** 0.5

    assert correlation(pairs) == pytest.approx(both / alone)
    assert correlation(pairs[:19]) is None
    assert correlation([(1.0, float(n)) for n in range(40)]) is None


def test_files_that_stand_out_are_shown_side_by_side_and_called_similar(suite, kinds, renderer):
    source = b"""def areas(r):
    acc = []
    for radius in r:
        acc.append(3.14 * radius)
    total = sum(acc) / max(len(acc), 1)
    if total > 100:
        acc = [min(v, 100) for v in acc]
    return [v - total * 2 for v in acc if v]
"""
    other = source.replace(b"acc", b"out").replace(b"radius", b"q").replace(b"total", b"m")
    files = {"ann": source, "bob": other, "cat": b"x = 1\n", "dan": b"def f(): return 2\n"}
    people = [stand(name, kinds["right"]) for name in files]
    page = class_page(suite, people, **MADE, similar=cluster_sources(files))

    (group,) = page.similar_groups
    assert [who.name for who in group.people] == ["ann", "bob"]
    assert group.pairs[0].left.title == "ann" and group.pairs[0].right.title == "bob"
    assert "acc.append" in "".join(line.text for line in group.pairs[0].left.lines)
    assert "100 %" in group.pairs[0].words
    html = renderer.class_html(page)
    assert "cheat" not in html.lower() and "plagiar" not in html.lower()
    assert len(re.findall("copied", html)) == 1  # "similar is not the same as copied"


def test_a_grade_of_an_older_suite_is_still_in_the_table(suite, kinds):
    """The suite still has the questions, but other cases."""
    grade = kinds["added"]
    older = replace(grade, questions=tuple(replace(q, verdicts=()) for q in grade.questions))
    page = class_page(suite, [stand("old", older)], **MADE)

    assert page.rows[0].points == "15" and page.rows[0].pills[0].words == "other suite"
    assert [one.title for one in page.concerns] == ["Graded with another suite"]


def test_rows_are_by_name_and_a_square_stands_for_each_check(made, rows, suite):
    names = [row.name for row in made.rows]
    checks = sum(len(question.checks) for question in suite.questions)
    drawn = Counter({s.kind: s.path.count("h9") for s in rows["carl"].squares})

    assert names == sorted(names, key=str.casefold)
    assert sum(drawn.values()) == checks
    assert drawn["follows"] == 1
    assert rows["carl"].checks.startswith("0 of 4 checks right. Not right: Areas: Right on")


def test_names_ids_and_sections_are_told(rows):
    assert (rows["zoe"].name, rows["zoe"].about) == ("Álvaro Z", "zoe · Mon")


def test_a_class_of_nobody_is_a_page_too(suite, renderer):
    page = class_page(suite, [], **MADE)

    assert renderer.class_html(page)
    assert page.tiles[1].value == NONE and not page.bands and not page.items


def test_the_page_speaks_the_language_of_the_assignment(kinds, renderer):
    page = class_page(garden.suite("zh"), [stand("ada", kinds["added"])], **MADE)

    assert "先讲这些" in renderer.class_html(page)


def test_the_summary_says_the_same_in_a_few_lines(made):
    text = summary_text(made)

    assert "need a person" in text and "The radius is not squared" in text
    assert "\x1b" not in text


def test_who_has_many_points_by_following_is_listed_the_most_first(suite, kinds):
    halved = tuple(
        replace(q, checks=tuple(replace(c, earned=c.earned / 2) for c in q.checks))
        for q in kinds["carried"].questions
    )
    by_hand = tuple(Override("x", q.id, 5.0, "oral", "prof", "") for q in suite.questions)
    class_of = [
        stand("ann", replace(kinds["carried"], questions=halved)),
        stand("bea", kinds["carried"]),
        stand("cyd", kinds["forgot"]),
        stand("dan", kinds["carried"], overrides=by_hand),
    ]

    page = class_page(suite, class_of, **MADE)

    (listed,) = [c for c in page.concerns if c.title == "Many points by following"]
    assert [person.name for person in listed.people] == ["bea", "ann"]
    assert listed.people[0].words == ("15 of 30 points follow from their own earlier functions")
    assert page.tiles[4].value == "0", "following is worth knowing, and needs nobody"
