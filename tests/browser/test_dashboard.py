"""The class's page in a real browser: sort, find, narrow, turn pages; all of it without script."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from grader.marking.marker import ungraded
from grader.model import Died, Lateness, Override, Person, Raised, Standing, Tampered, TimedOut
from grader.report import Renderer, class_page, lesson_page
from grader.similarity import cluster_sources
from tests.benchmarks.copies import author, disguised
from tests.browser.conftest import ARTEFACTS, HOSTILE
from tests.browser.test_pages import EVERYWHERE, OPEN_ALL, opened, violations
from tests.report import garden

pytestmark = pytest.mark.browser

STUDENTS = 230
SHOWN = "[...document.querySelectorAll('#roster tbody tr')].filter(r => r.offsetParent)"
NAMES = f"{SHOWN}.map(r => r.querySelector('a, th').firstChild.textContent)"
POINTS = f"{SHOWN}.map(r => r.cells[1].firstChild.textContent)"


def standings(suite, students):
    loading = Raised("SyntaxError", "bad", (), loading=True)
    grades = [
        garden.graded(suite),
        garden.graded(suite, garden.wrong_areas, garden.wrong_earth),
        garden.graded(suite, earth=garden.added_earth),
        garden.graded(suite, garden.wrong_areas, garden.added_earth),
        garden.graded(suite, earth=garden.unknown_earth),
        garden.graded(suite, TimedOut(5)),
        garden.graded(suite, loading, loading),
        garden.graded(suite, earth=Died(11)),
        garden.graded(suite, earth=Tampered("x"), flags=(HOSTILE,)),
        ungraded("", f"no file garden.py {HOSTILE}"),
    ]
    for n in range(students):
        # Most of a class is right or nearly so; the odd ones come now and then.
        grade = grades[n % 3] if n % 5 else grades[(n // 5) % len(grades)]
        student = f"s{n:04}"
        name = HOSTILE if n == 3 else f"{'ÁBCDEFG'[n % 7]}da {n:04}"
        yield Standing(
            Person(student, name, section="Mon" if n % 2 else "Tue"),
            None if n % 40 == 39 else replace(grade, student=student),
            overrides=(Override(student, "earth", 3, HOSTILE, "x", "y"),) if n % 31 == 7 else (),
            lateness=(None, Lateness(0, 0), Lateness(2, 20))[n % 3 if n % 9 == 1 else 0]
            if n % 9
            else Lateness(1, 10),
            attempt=1 + n % 3,
        )


@pytest.fixture(scope="module")
def classes(tmp_path_factory) -> dict[int, Path]:
    """Pages of a small class and of a large one, with a copied file in each."""
    folder, suite = tmp_path_factory.mktemp("classes"), garden.suite()
    found = {}
    for students in (8, STUDENTS):
        people = list(standings(suite, students))
        files = {p.person.student: author(n).encode() for n, p in enumerate(people[:40])}
        files["s0006"] = disguised(author(2), ("renamed", "reordered"), 1).encode()
        page = class_page(
            suite,
            people,
            isolation=garden.ISOLATION,
            version="1.2.3",
            suite_id="0123",
            similar=cluster_sources(files),
        )
        found[students] = folder / f"class-{students}.html"
        found[students].write_text(Renderer().class_html(page), "utf-8")
    return found


@pytest.fixture
def page(browser, classes):
    with opened(browser, classes[STUDENTS]) as page:
        yield page


def found(page):
    return int(page.inner_text("#found").split()[0])


@pytest.mark.parametrize(
    ("students", "looks"),
    [
        pytest.param(8, EVERYWHERE, marks=pytest.mark.thorough),
        pytest.param(STUDENTS, EVERYWHERE[::2], marks=pytest.mark.thorough),
    ],
)
def test_the_page_is_accessible_and_kept_as_a_picture(browser, axe, classes, students, looks):
    with opened(browser, classes[students]) as page:
        for theme, width in looks:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=theme)
            picture = ARTEFACTS / f"class-{students}-{width}-{theme}.png"
            page.screenshot(path=picture, full_page=True)

            assert picture.stat().st_size > 10_000
        page.evaluate(OPEN_ALL)
        for theme, width in looks:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=theme)

            assert not violations(page, axe), f"{theme} at {width}"
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(
    "width", [320, *(pytest.param(width, marks=pytest.mark.thorough) for width in (390, 768, 1280))]
)
@pytest.mark.thorough
def test_nothing_runs_out_of_the_window(browser, classes, width):
    with opened(browser, classes[STUDENTS], width) as page:
        page.evaluate(OPEN_ALL)

        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.thorough
def test_a_column_is_sorted_by_its_button_and_says_so(page):
    page.get_by_role("button", name="Points", exact=True).click()
    points = [float(text) for text in page.evaluate(POINTS)]
    head = page.locator("th[data-sort=points]")

    assert head.get_attribute("aria-sort") == "descending"
    assert points == sorted(points, reverse=True)

    page.get_by_role("button", name="Points", exact=True).click()
    points = [float(text) for text in page.evaluate(POINTS)]

    assert head.get_attribute("aria-sort") == "ascending"
    assert points == sorted(points)
    assert page.locator("th[aria-sort]").count() == 1


@pytest.mark.thorough
def test_who_has_no_points_comes_last_whichever_way(page):
    for _ in range(2):
        page.get_by_role("button", name="Points", exact=True).click()
        page.locator("#all").click() if page.locator("#all").is_visible() else None
        points = page.evaluate(POINTS)
        first = points.index("\N{EN DASH}")

        assert len(points) == STUDENTS
        assert set(points[first:]) == {"\N{EN DASH}"}


@pytest.mark.thorough
def test_the_order_of_names_comes_back(page):
    before = page.evaluate(NAMES)
    page.get_by_role("button", name="Attempt").click()
    assert page.evaluate(NAMES) != before
    page.get_by_role("button", name="Student", exact=True).click()

    assert page.evaluate(NAMES) == before


@pytest.mark.thorough
def test_a_chip_narrows_the_table_to_as_many_as_it_says(page):
    chips = page.locator(".chips button")
    for n in range(chips.count()):
        chips.nth(n).click()

        assert found(page) == int(chips.nth(n).locator("b").inner_text())
        assert chips.nth(n).get_attribute("aria-pressed") == "true"
        assert page.locator(".chips [aria-pressed=true]").count() == 1


@pytest.mark.thorough
def test_every_number_leads_to_as_many_rows(page):
    page.evaluate(OPEN_ALL)
    links = page.locator("a[data-show]").filter(has_text="")
    texts = page.evaluate(
        "[...document.querySelectorAll('a[data-show]')].map(a => {"
        "a.click(); return [a.textContent, document.getElementById('found').textContent]})"
    )

    assert links.count() == len(texts) > 15
    for number, said in texts:
        if number.isdigit():
            assert said.split()[0] == number
    assert page.evaluate("document.activeElement.id") == "students"


@pytest.mark.thorough
def test_what_the_table_is_narrowed_to_is_said_and_can_be_taken_back(page):
    page.locator("a[data-show^=m]").first.click()
    assert "Only: The radius is not squared" in page.inner_text("#found")
    page.get_by_role("button", name="Show everyone").click()

    assert found(page) == STUDENTS
    assert page.evaluate("document.activeElement.id") == "find"


@pytest.mark.thorough
def test_search_finds_names_without_their_accents_and_ids_and_sections(page):
    for query in ("ada 0014", "s0014", "0014 tue", "no such person"):
        names = [] if query.startswith("no") else ["Áda 0014"]
        page.get_by_label("Find a student").fill(query)

        assert page.evaluate(NAMES) == names, query
        assert found(page) == len(names)
        assert page.locator("#nobody").is_visible() == (not names)


@pytest.mark.thorough
def test_search_and_chip_work_together(page):
    page.get_by_role("button", name="ran out of time").click()
    some = found(page)
    page.get_by_label("Find a student").fill("s00")

    assert 0 < found(page) < some


@pytest.mark.thorough
def test_a_page_of_the_table_is_a_hundred_rows(page):
    assert len(page.evaluate(NAMES)) == 100
    first = page.evaluate(NAMES)
    page.get_by_role("button", name="Next").click()
    second = page.evaluate(NAMES)
    page.get_by_role("button", name="Next").click()

    assert len(second) == 100 and not set(first) & set(second)
    assert len(page.evaluate(NAMES)) == STUDENTS - 200
    assert page.locator("#next").is_disabled()
    page.get_by_role("button", name="All on one page").click()
    assert len(page.evaluate(NAMES)) == STUDENTS


@pytest.mark.thorough
def test_everything_can_be_done_from_the_keyboard(page):
    page.get_by_label("Find a student").focus()
    page.keyboard.type("mon")
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    narrowed = found(page)
    page.locator("th[data-sort=points] button").focus()
    page.keyboard.press("Enter")
    points = [float(text) for text in page.evaluate(POINTS) if text != "\N{EN DASH}"]
    page.keyboard.press("Tab")

    assert 0 < narrowed < STUDENTS / 2
    assert points == sorted(points, reverse=True)
    assert page.evaluate("document.activeElement.closest('th').dataset.sort") == "checks"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"


@pytest.mark.thorough
def test_a_narrowed_table_is_found_again_after_a_look_at_a_student(browser, classes):
    with opened(browser, classes[STUDENTS]) as page:
        page.get_by_role("button", name="ran out of time").click()
        some, address = found(page), page.url
    other = browser.new_page()
    other.goto(address)

    assert found(other) == some < STUDENTS
    other.close()


@pytest.mark.thorough
def test_an_address_that_names_nothing_shows_nobody_and_the_way_back(browser, classes):
    page = browser.new_page()
    page.goto(f"{classes[8].as_uri()}#show=%3Cimg%20src=x%3E")

    assert found(page) == 0
    page.get_by_role("button", name="Show everyone").click()
    assert found(page) == 8
    page.close()


@pytest.mark.thorough
def test_without_script_everything_is_there(browser, classes):
    texts = []
    for script in (True, False):
        context = browser.new_context(java_script_enabled=script)
        page = context.new_page()
        page.goto(classes[STUDENTS].as_uri())
        texts.append(page.locator("#roster tbody").text_content())
        visible = page.locator("#roster tbody tr:visible").count()
        tools = page.locator("#tools").is_visible(), page.locator("#pager").is_visible()
        context.close()

    assert texts[0] == texts[1]
    assert visible == STUDENTS and tools == (False, False)


def test_what_a_student_wrote_is_inert_and_in_sight(page):
    page.on("dialog", lambda dialog: pytest.fail("a script ran"))
    page.evaluate(OPEN_ALL)

    assert page.title() == "Flower beds: the class"
    assert page.evaluate("document.images.length") == 0
    assert page.evaluate("document.scripts.length") == 1
    assert page.locator("#roster").get_by_text("<img src=x onerror=alert(1)>").count() == 1
    assert page.get_by_text("no file garden.py </title>").count() > 1


def test_the_policy_stops_a_script_that_would_come_in_all_the_same(browser, classes, tmp_path):
    holes = "<script>document.title='run'</script><p id=p style='color:red'>text</p>"
    spoilt = tmp_path / "holes.html"
    html = classes[8].read_text("utf-8")
    spoilt.write_text(html.replace("<main", f"{holes}<main"), "utf-8")
    page = browser.new_page()
    page.goto(spoilt.as_uri())

    assert page.title() != "run"
    assert page.evaluate("getComputedStyle(p).color") != "rgb(255, 0, 0)"
    page.close()


@pytest.mark.thorough
def test_similar_files_are_side_by_side(page):
    summary = page.locator("summary", has_text="Group 1").first
    assert not page.locator(".alike pre").first.is_visible()
    summary.click()
    left, right = (page.locator(".alike figure").nth(n).bounding_box() for n in (0, 1))

    assert left["y"] == right["y"] and left["x"] + left["width"] <= right["x"]
    assert page.locator(".alike .row.here").count() > 2


@pytest.mark.thorough
def test_the_page_can_be_printed_with_every_row(browser, classes):
    with opened(browser, classes[STUDENTS], theme="dark") as page:
        document = page.pdf(format="A4", tagged=True)
        page.emulate_media(media="print", color_scheme="dark")

        assert document.startswith(b"%PDF") and len(document) > 20_000
        assert page.locator("#roster tbody tr:visible").count() == STUDENTS
        assert not page.locator("#tools").is_visible()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == (
            "rgb(255, 255, 255)"
        )


@pytest.mark.thorough
def test_a_lesson_goes_on_by_key_and_is_accessible(browser, axe, tmp_path):
    suite = garden.suite()
    path = tmp_path / "lesson.html"
    page = lesson_page(suite, list(standings(suite, 12)), 3)
    path.write_text(Renderer().lesson_html(page), "utf-8")
    with opened(browser, path) as shown:
        assert not shown.get_by_text("The right step").first.is_visible()
        shown.keyboard.press("a")
        assert shown.get_by_text("The right step").first.is_visible()
        shown.keyboard.press("ArrowRight")
        assert shown.evaluate("document.activeElement.id") == "slide-2"
        shown.keyboard.press("ArrowLeft")
        assert shown.evaluate("document.activeElement.id") == "slide-1"
        shown.evaluate(OPEN_ALL)
        assert not violations(shown, axe)
