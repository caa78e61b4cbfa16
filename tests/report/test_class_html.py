"""The class page as HTML: complete, one script, no network, and nothing a student wrote runs."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest

from grader.marking.marker import ungraded
from grader.model import Label, Override, Person, Standing
from grader.report import class_page
from grader.report.words import languages, words_in
from grader.similarity import cluster_sources
from tests.conftest import ROOT, sampled, strict_json
from tests.report import garden
from tests.report.test_contrast import contrast
from tests.report.test_html import HOSTILE, Reader

MADE = {"isolation": garden.ISOLATION, "version": "1", "suite_id": "2"}
FOLDER = ROOT / "grader/report/templates"
CODE = """def areas(r):
    t = [v * v for v in r]  # {}
    m = max(t) if len(t) > 2 else min(t)
    for k, v in enumerate(t):
        t[k] = (v - m) * 3.14 + m / 2
    return [x * 3.14 - min(t) for x in t]
"""


def hostile_page(suite, text):
    """Return a class in which every text from a student or platform is this text."""
    grade = garden.graded(suite, garden.wrong_areas, student=text, flags=(text,))
    unknown = garden.graded(suite, earth=garden.unknown_earth, student=f"{text}2")
    group = unknown.questions[1].group
    people = [
        Standing(
            Person(text, name=text, section=text),
            grade,
            overrides=(Override(text, "earth", 1.0, text, text, text),),
            remarks=(text,),
        ),
        Standing(Person(f"{text}2"), unknown, labels=(Label(group, text, text),)),
        Standing(Person(f"{text}3"), unknown, labels=(Label(group, text, text),)),
        Standing(Person(f"{text}4"), ungraded(f"{text}4", text)),
        Standing(Person(f"{text}5", name=text)),
    ]
    source = (
        (CODE + "    " + text).format(text).encode("utf-8", "surrogatepass")
        if ("{" not in text)
        else CODE.encode()
    )
    files = {text: source, f"{text}2": source, f"{text}3": b"x = 1", f"{text}4": b"y"}
    return class_page(suite, people, **MADE, similar=cluster_sources(files))


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_what_a_student_writes_is_text(suite, renderer, text):
    html = renderer.class_html(hostile_page(suite, text))
    usual = Reader(renderer.class_html(hostile_page(suite, "ada")))
    seen = Reader(html)

    assert set(seen.tags) == set(usual.tags)
    assert seen.tags["script"] == seen.tags["style"] == 1
    assert {name for _, name, _ in seen.attributes} == {name for _, name, _ in usual.attributes}
    assert all(re.fullmatch(r"#[\w-]+|students/[\w.-]+\.html", h) for h in seen.values("href"))
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", seen.text
    )
    assert html.encode()


def test_what_is_hostile_is_really_on_the_page(suite, renderer):
    html = renderer.class_html(hostile_page(suite, "<img src=x onerror=alert(1)>"))

    assert html.count("&lt;img src=x onerror=alert(1)&gt;") > 10


def test_the_page_is_well_formed_and_its_links_lead_somewhere(suite, renderer):
    seen = Reader(renderer.class_html(hostile_page(suite, "ada")))
    ids = seen.values("id")
    inside = {link.removeprefix("#") for link in seen.values("href") if link.startswith("#")}

    assert len(ids) == len(set(ids))
    assert inside <= set(ids)
    assert set(" ".join(seen.values("aria-labelledby")).split()) <= set(ids)
    assert not seen.values("style") and not seen.values("src")


def test_the_policy_allows_exactly_the_style_and_the_script_of_the_page(suite, renderer):
    html = renderer.class_html(hostile_page(suite, "ada"))
    policy = re.search(r'Content-Security-Policy" content="(.*?)"', html)[1].replace("&#39;", "'")

    for tag in ("style", "script"):
        (text,) = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';") and "unsafe" not in policy


def test_a_student_s_page_still_allows_no_script(page, renderer):
    html = renderer.student_html(page())

    assert "script-src" not in html and "<script" not in html


def test_every_row_is_small(suite, renderer):
    """A page of five hundred students, all of them in the page, takes less than a megabyte."""
    grade = garden.graded(suite, garden.wrong_areas, garden.added_earth)

    def size(students):
        people = [Standing(Person(f"s{n:04}", f"Ada Lovelace {n}"), grade) for n in range(students)]
        return len(renderer.class_html(class_page(suite, people, **MADE)).encode())

    assert (size(60) - size(10)) / 50 < 2000


def test_a_class_of_five_thousand_takes_less_than_three_megabytes(suite, renderer):
    grade = garden.graded(suite, garden.wrong_areas, garden.added_earth)
    people = [Standing(Person(f"s{n:04}", f"Ada Lovelace {n}"), grade) for n in range(600)]
    few = len(renderer.class_html(class_page(suite, people[:501], **MADE)).encode())
    many = len(renderer.class_html(class_page(suite, people, **MADE)).encode())

    assert few + (many - few) / 99 * 4_500 < 3_000_000


@pytest.mark.parametrize("text", sampled(HOSTILE, 3, ascii))
def test_rows_as_data_end_where_they_should(suite, renderer, text):
    grade = garden.graded(suite)
    people = [Standing(Person(f"{text}{n}", name=text, section=text), grade) for n in range(501)]
    html = renderer.class_html(class_page(suite, people, **MADE))
    (island,) = re.findall(r'<script type="application/json" id="rows">(.*?)</script>', html)

    found = strict_json(island)
    assert len(found["rows"]) == 501
    assert Reader(html).tags["script"] == 2
    assert all(row[1].startswith("students/") for row in found["rows"])


def test_the_script_asks_for_nothing_and_makes_no_html():
    script = (FOLDER / "class.js").read_text()

    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacent|document\.write|eval|Function\(|fetch|XMLHttp|import",
        script,
    )


def test_everything_that_the_page_says_is_said_in_a_template():
    text = "".join(path.read_text() for path in FOLDER.glob("class*.j2"))
    used = set(re.findall(r"says\.(\w+)", text))

    for language in languages():
        names = words_in(language).sentences
        assert used == {n.removeprefix("board.says.") for n in names if "board.says." in n}


def test_colours_come_from_the_tokens():
    """The calculation of contrasts relies on this."""
    assert not re.search(r"#[0-9a-f]{3,6}\b|rgb|hsl", (FOLDER / "class.css").read_text())


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    "ink, ground, least",
    [
        ("muted", "accent-bg", 4.5),  # line numbers beside code that is shared
        ("ink", "accent-bg", 4.5),
        ("accent", "accent-bg", 4.5),
        ("part", "part-bg", 4.5),
        ("accent", "sunk", 4.5),  # the row below the pointer
        ("right", "card", 4.5),
        ("h4", "card", 3),
        ("h4", "off-bg", 3),
        ("part", "off-bg", 3),
        ("accent", "off-bg", 3),
        ("right", "off-bg", 3),
        ("off", "card", 3),
        ("wrong", "sunk", 3),
        ("control", "card", 3),
    ],
)
def test_what_the_page_adds_can_be_seen(ink, ground, least, theme):
    assert contrast(ink, ground, theme) >= least
