"""The pages with the keyboard alone: every stop is seen, in reading order, and opens by key."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.test_pages import opened

pytestmark = pytest.mark.browser

MOST_STOPS = 120
BOXES = ("div", "pre", "dd")
"""They are stops only to be scrolled, which without a script cannot be told."""

STOP = """last => {
    const one = document.activeElement;
    if (one === document.body) return null;
    const style = getComputedStyle(one), box = one.getBoundingClientRect();
    // Of a radio button the label shows the focus.
    const shown = one.labels && one.labels.length ? [one, ...one.labels] : [one];
    const rings = shown.map(each => getComputedStyle(each));
    const middle = (box.top + box.bottom) / 2;
    const order = window.before && window.before.compareDocumentPosition(one);
    window.before = one;
    return {
        name: one.tagName.toLowerCase() + ' ' + (one.textContent.trim() || one.id).slice(0, 40),
        kind: one.tagName.toLowerCase(),
        ring: rings.some(s => (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0)
                              || s.boxShadow !== 'none'),
        inView: middle >= 0 && middle <= innerHeight,
        follows: !order || Boolean(order & Node.DOCUMENT_POSITION_FOLLOWING),
        scrolls: one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight,
    };
}"""


def walk(page: Any) -> list[dict[str, Any]]:
    """Press Tab from the top of a page to its end; return what had the focus."""
    stops: list[dict[str, Any]] = []
    while len(stops) < MOST_STOPS:
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or (stops and not stop["follows"]):
            return stops
        stops.append(stop)
    return stops


@pytest.mark.parametrize(
    "name",
    [
        "numbers_to_change",
        pytest.param("selfcheck", marks=pytest.mark.thorough),
        pytest.param("decided", marks=pytest.mark.thorough),
        pytest.param("unknown", marks=pytest.mark.thorough),
        pytest.param("class", marks=pytest.mark.thorough),
    ],
)
def test_tab_walks_a_page_in_order_and_shows_where_it_is(browser, folder, name):
    with opened(browser, folder / f"{name}.html") as page:
        focusable = page.evaluate(
            "[...document.querySelectorAll('a[href], button, input, select, summary, [tabindex]')]"
            ".filter(e => e.checkVisibility() && e.type !== 'radio' && e.tabIndex >= 0).length"
        )
        stops = walk(page)

        assert [stop["name"] for stop in stops if not stop["ring"]] == []
        assert [stop["name"] for stop in stops if not stop["inView"]] == []
        assert len([stop for stop in stops if "input" not in stop["kind"]]) >= focusable - 1
        boxes = [stop for stop in stops if stop["kind"] in BOXES and not stop["scrolls"]]
        assert not (boxes and page.evaluate("document.scripts.length"))
        assert stops[0]["name"].startswith("a ")  # past the head of the page, in one step


def test_the_walk_finds_a_stop_that_is_not_seen(browser, folder):
    with opened(browser, folder / "one_mistake.html") as page:
        page.evaluate("document.querySelector('summary').style.outline = 'none'")

        assert [stop["kind"] for stop in walk(page) if not stop["ring"]] == ["summary"]


@pytest.mark.thorough
def test_every_part_that_unfolds_does_so_by_key(browser, folder):
    with opened(browser, folder / "numbers_to_change.html") as page:
        closed = page.locator("details:not([open]) > summary:visible")
        number = closed.count()
        for place in range(number):
            one = page.locator("details > summary:visible").nth(place)
            before = one.evaluate("e => e.parentElement.open")
            one.focus()
            page.keyboard.press("Enter" if place % 2 else "Space")
            assert one.evaluate("e => e.parentElement.open") is not before

        assert number > 3


def test_numbers_are_changed_by_key(browser, folder):
    with opened(browser, folder / "numbers_to_change.html") as page:
        page.locator(".try summary").first.focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.tagName") == "INPUT"
        page.keyboard.press("Control+A")
        page.keyboard.type("2")

        assert "[12.57]" in page.locator(".try tbody tr").first.inner_text()
