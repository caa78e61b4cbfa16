"""The pages as HTML: complete, no network, and nothing a student wrote runs."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from html.parser import HTMLParser

import pytest

from grader.model import Frame, Raised, Tampered
from grader.report import student_page
from tests.conftest import ROOT
from tests.report import garden

GOLDEN = ROOT / "tests/report/golden"
VOID = {"meta", "br", "input"}
HOSTILE = [
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "</style><style>*{display:none}</style>",
    "{{ page }}{% for x in y %}",
    "\x1b]0;title\x07\x1b[2J",
    "\u202egnp.exe",
    "\ud800\udfff",
    "=HYPERLINK(1)",
    "x" * 300,
    "<math><mtext></mtext></math><annotation-xml>",
]


class Reader(HTMLParser):
    """Collect what a browser would see, and check that tags close in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data

    def values(self, name: str) -> list[str]:
        return [value for _, attribute, value in self.attributes if attribute == name]


@pytest.fixture(scope="module")
def pages(page):
    error = Raised("SyntaxError", "invalid syntax", (Frame(5, "", ""),), loading=True, column=12)
    return {
        "right": page(),
        "one_mistake": page(earth=garden.added_earth),
        "two_mistakes": page(areas=garden.wrong_areas, earth=garden.added_earth),
        "carried": page(areas=garden.wrong_areas, earth=garden.wrong_earth),
        "unknown": page(earth=garden.unknown_earth),
        "does_not_load": page(areas=error, earth=error),
        "tampered": page(areas=Tampered("a second reply")),
    }


def test_pages_are_well_formed_and_their_links_lead_somewhere(pages, renderer):
    for page in pages.values():
        seen = Reader(renderer.student_html(page))
        ids = seen.values("id")

        assert len(ids) == len(set(ids))
        assert {link.removeprefix("#") for link in seen.values("href")} <= set(ids)
        assert set(" ".join(seen.values("aria-labelledby")).split()) <= set(ids)


def test_a_page_runs_no_script_and_loads_nothing(pages, renderer):
    for page in pages.values():
        html = renderer.student_html(page)
        seen = Reader(html)

        assert not seen.tags.keys() & {"script", "link", "img", "iframe", "object", "form"}
        assert not [name for _, name, _ in seen.attributes if name.startswith("on")]
        assert not seen.values("src") and not seen.values("style")


def test_the_policy_allows_exactly_the_style_sheet_of_the_page(pages, renderer):
    html = renderer.student_html(pages["right"])
    (style,) = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

    assert f"default-src 'none'; style-src 'sha256-{digest}'" in html.replace("&#39;", "'")


def test_no_formula_hangs_behind_the_full_stop_of_what_was_asked(pages, renderer):
    html = "".join(renderer.student_html(page) for page in pages.values())

    assert "<br><math" in html
    assert not re.search(r'<p class="said asked">[^<]*[.] <math', html)


def test_a_page_is_small(pages, renderer):
    assert max(len(renderer.student_html(page).encode()) for page in pages.values()) < 100_000


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_what_a_student_writes_is_text(suite, renderer, text):
    raised = Raised(text, text, (Frame(2, text, text),))
    answers = {"areas": raised, "earth": garden.added_earth}
    grade = garden.graded(suite, **answers, printed=text, student=text, flags=(text,))
    source = f"def areas(r):\n    {text}\n".encode("utf-8", "surrogatepass")
    plain = garden.graded(
        suite, areas=Raised("E", "m", (Frame(2, "f", "t"),)), earth=garden.added_earth
    )
    made = {"isolation": garden.ISOLATION, "version": "1", "suite_id": "2"}
    page = student_page(suite, garden.submission(source, text), grade, **made)
    usual = student_page(suite, garden.submission(b"def areas(r):\n    x\n"), plain, **made)

    seen = Reader(renderer.student_html(page))
    expected = Reader(renderer.student_html(usual))

    # What it printed has a frame of its own; no tag comes from the text.
    assert set(seen.tags - expected.tags) <= {
        "section",
        "h4",
        "figure",
        "figcaption",
        "pre",
        "code",
    }
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", seen.text
    )
    assert renderer.student_html(page).encode()


@pytest.mark.parametrize("name", ["carried", "does_not_load", "unknown"])
def test_the_page_is_the_approved_one(pages, renderer, name):
    """Compare without versions and without the output of the formula converter."""
    html = renderer.student_html(pages[name])
    style = re.compile(r"<style>.*?</style>|'sha256-.*?'|&#39;sha256-.*?&#39;", re.DOTALL)
    formula = re.compile(r"<math.*?</math>", re.DOTALL)
    scrubbed = formula.sub("FORMULA", style.sub("", html)).replace("1.2.3", "VERSION")
    approved = GOLDEN / f"{name}.html"
    actual = GOLDEN / f"{name}.actual.html"

    if not approved.exists() or approved.read_text("utf-8") != scrubbed:
        actual.write_text(scrubbed, "utf-8")
        here = actual.relative_to(ROOT)
        pytest.fail(f"look at {here}; to approve it: mv {here} {approved.relative_to(ROOT)}")
    actual.unlink(missing_ok=True)
