"""The pages in a real browser: readable by everybody, silent, inert, printable."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import ARTEFACTS

pytestmark = pytest.mark.browser

EVERYWHERE = [("light", 1280), ("dark", 1280), ("dark", 390), ("light", 640)]
"""A theme and a width in pixels; a window of 1280 has 640 of them at a zoom of 200 %.

Colours depend on the theme alone, and what has room on the width alone."""

NAMES = (
    "right one_mistake two_mistakes does_not_load timed_out tampered"
    " carried unknown decided ungraded hostile class chinese selfcheck numbers_to_change"
).split()
DAILY = "two_mistakes"
PAGES = [
    # A page once, all of them in two looks where there is time: both themes, wide and narrow.
    pytest.param(name, *looks, marks=() if name == DAILY and theme == 2 else pytest.mark.thorough)
    for number, name in enumerate(NAMES)
    for theme, looks in enumerate(EVERYWHERE)
    if theme % 2 == number % 2
]
RULES = "wcag2a wcag2aa wcag21a wcag21aa wcag22aa".split()
OPEN_ALL = "document.querySelectorAll('details').forEach(one => one.open = true)"


CUT_OFF = """[...document.querySelectorAll('article *')].filter(one => {
    const scrolls = one.parentElement.closest('.scroll, pre, svg, math');
    const right = one.closest('article').getBoundingClientRect().right;
    return !scrolls && one.getBoundingClientRect().right > right;
}).map(one => one.outerHTML.slice(0, 80))"""
"""What sticks out of its card, where it is not seen, and does not scroll."""


CUT_FORMULAS = """[...document.querySelectorAll('math')].filter(one => {
    const box = one.getBoundingClientRect();
    for (let above = one.parentElement; box.width && above; above = above.parentElement) {
        const clips = getComputedStyle(above).overflowX !== 'visible';
        if (clips && box.right > above.getBoundingClientRect().right + 1) return true;
    }
    return box.right > innerWidth;
}).map(one => one.textContent)"""
"""The formulas that do not stand whole on the page or the sheet."""

SHEET = 718
"""The width of a sheet of A4 within its margins, in pixels."""


@contextmanager
def opened(browser: Any, path: Path, width: int = 1280, theme: str = "light") -> Iterator[Any]:
    """The page in a window; it fails where the page speaks to the console or asks for anything."""
    said: list[str] = []
    zoom = 2 if width == 640 else 1
    context = browser.new_context(
        viewport={"width": width, "height": 900 // zoom},
        device_scale_factor=zoom,
        color_scheme=theme,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.on("console", lambda message: said.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    page.on("request", lambda request: said.append(f"request: {request.url}"))
    page.goto(path.as_uri())
    yield page
    context.close()

    assert said == [f"request: {path.as_uri()}"]


def violations(page: Any, axe: str) -> list[str]:
    page.evaluate(axe)
    return page.evaluate(
        "rules => axe.run({runOnly: rules})"
        ".then(r => r.violations.map(v => v.id + ' ' + v.nodes[0].html))",
        RULES,
    )


@pytest.mark.parametrize("name, theme, width", PAGES)
def test_a_page_is_accessible(browser, axe, folder, name, theme, width):
    with opened(browser, folder / f"{name}.html", width, theme) as page:
        page.evaluate(OPEN_ALL)

        assert not violations(page, axe)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.thorough
@pytest.mark.parametrize("theme, width", EVERYWHERE[::2])
def test_the_homework_s_page_is_accessible_and_kept_as_a_picture(
    browser, axe, homework, theme, width
):
    with opened(browser, homework, width, theme) as page:
        page.screenshot(path=ARTEFACTS / f"homework-{width}-{theme}.png", full_page=True)
        page.evaluate(OPEN_ALL)

        assert not violations(page, axe)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert not page.evaluate(CUT_OFF)
        assert "2 mistakes explain it all." in page.inner_text("h1")


@pytest.mark.thorough
@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("name", ["two_mistakes", "decided", "hostile", "class"])
def test_nothing_runs_out_of_the_window(browser, folder, name, width):
    with opened(browser, folder / f"{name}.html", width) as page:
        page.evaluate(OPEN_ALL)

        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert not page.evaluate(CUT_OFF)


def test_what_a_student_wrote_is_inert_and_in_sight(browser, folder):
    with opened(browser, folder / "hostile.html") as page:
        page.on("dialog", lambda dialog: pytest.fail("a script ran"))

        assert page.title().startswith("Flower beds: feedback for </title>")
        assert page.evaluate("document.images.length + document.scripts.length") == 0
        assert "<img src=x onerror=alert(1)>" in page.inner_text("main")


def test_the_policy_stops_what_would_come_in_all_the_same(browser, folder, tmp_path):
    """As if something of a student's had been put into the page unescaped."""
    page_with_holes = tmp_path / "holes.html"
    html = (folder / "right.html").read_text("utf-8")
    holes = "<script>document.title='run'</script><p id=p style='color:red'>text</p>"
    page_with_holes.write_text(html.replace("<main", f"{holes}<main"), "utf-8")
    page = browser.new_page()
    page.goto(page_with_holes.as_uri())

    assert page.title() != "run"
    assert page.evaluate("getComputedStyle(p).color") != "rgb(255, 0, 0)"
    page.close()


def test_the_reader_chooses_the_theme(browser, folder):
    with opened(browser, folder / "right.html", theme="light") as page:
        colour = "getComputedStyle(document.body).backgroundColor"
        light = page.evaluate(colour)
        page.get_by_text("Dark", exact=True).click()

        assert page.evaluate(colour) != light


def test_hints_are_closed_until_asked_for(browser, folder):
    with opened(browser, folder / "selfcheck.html") as page:
        assert not page.get_by_text("What unit does your sum have?").is_visible()
        page.get_by_text("Hint 1: a question").click()

        assert page.get_by_text("What unit does your sum have?").is_visible()


def test_the_marked_term_of_a_formula_is_underlined(browser, folder):
    with opened(browser, folder / "one_mistake.html") as page:
        style = "one => getComputedStyle(one).borderBottomStyle"

        assert page.locator("math .missing").first.evaluate(style) == "solid"
        assert page.locator("math .wrong").first.evaluate(style) == "dashed"


@pytest.mark.parametrize(
    "name", ["two_mistakes", pytest.param("class", marks=pytest.mark.thorough)]
)
def test_a_page_can_be_printed(browser, folder, name):
    with opened(browser, folder / f"{name}.html", theme="dark") as page:
        document = page.pdf(format="A4", tagged=True)
        page.emulate_media(media="print", color_scheme="dark")

        assert document.startswith(b"%PDF") and len(document) > 5_000
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == (
            "rgb(255, 255, 255)"
        )


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["homework", "carried", "unknown", "class"])
def test_no_formula_is_cut_on_the_screen_or_in_print(browser, folder, homework, name):
    with opened(browser, folder / f"{name}.html") as page:
        page.evaluate(OPEN_ALL)
        on_screen = page.evaluate(CUT_FORMULAS)
        page.emulate_media(media="print")
        page.set_viewport_size({"width": SHEET, "height": 1000})

        assert page.locator("math").count()
        assert (on_screen, page.evaluate(CUT_FORMULAS)) == ([], [])


@pytest.mark.thorough
@pytest.mark.parametrize(
    "name, width, theme",
    [
        ("right", 1280, "light"),
        ("two_mistakes", 1280, "light"),
        ("two_mistakes", 1280, "dark"),
        ("two_mistakes", 390, "light"),
        ("does_not_load", 1280, "light"),
        ("class", 1280, "light"),
    ],
)
def test_pictures_are_kept(browser, folder, name, width, theme):
    with opened(browser, folder / f"{name}.html", width, theme) as page:
        picture = ARTEFACTS / f"{name}-{width}-{theme}.png"
        page.screenshot(path=picture, full_page=True)

        assert picture.stat().st_size > 10_000


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["one_mistake", "carried", "selfcheck", "unknown"])
def test_a_page_with_one_mistake_is_three_screens_and_three_sheets_at_most(browser, folder, name):
    with opened(browser, folder / f"{name}.html") as page:
        page.set_viewport_size({"width": 1280, "height": 800})

        assert page.evaluate("document.documentElement.scrollHeight") <= 3 * 800
        sheets = page.pdf(format="A4").count(b"/Type /Page\n")
        assert 1 <= sheets <= 3


def test_the_steps_of_an_example_follow_the_numbers_that_a_reader_changes(browser, folder):
    with opened(browser, folder / "numbers_to_change.html") as page:
        page.evaluate(OPEN_ALL)

        def shown() -> list[list[str]]:
            return page.evaluate(
                "[...document.querySelectorAll('.try tbody tr')]"
                ".map(row => [...row.cells].slice(1).map(cell => cell.textContent))"
            )

        assert shown() == [["[3.142]", "[3.142]"], ["[[1.571, 6.283]]", "[[3.142, 3.142]]"]]
        page.locator(".try input").first.fill("2")
        assert shown() == [["[12.57]", "[12.57]"], ["[[6.283, 25.13]]", "[[12.57, 12.57]]"]]
        page.locator(".try button").press("Enter")
        assert shown()[0] == ["[3.142]", "[3.142]"]


def test_without_script_nothing_is_lost_but_the_numbers_to_change(browser, folder):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / "numbers_to_change.html").as_uri())

    assert not page.locator(".try").is_visible()
    assert page.locator(".steps-table").first.is_visible()
    context.close()


def test_the_checker_finds_what_is_wrong(browser, axe, folder, tmp_path):
    """The same page with a link that has no name."""
    spoilt = tmp_path / "spoilt.html"
    html = (folder / "right.html").read_text("utf-8")
    spoilt.write_text(html.replace("<h1>", '<a href="#main"></a><h1>'), "utf-8")
    with opened(browser, spoilt) as page:
        assert [found.split()[0] for found in violations(page, axe)] == ["link-name"]
