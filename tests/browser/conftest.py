"""One chromium for all tests, and pages to open in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.marking.marker import Marker, ungraded
from grader.model import (
    Array,
    Case,
    Execution,
    Frame,
    Label,
    Lateness,
    Observation,
    Override,
    Person,
    Program,
    Raised,
    Returned,
    Standing,
    Submission,
    Suite,
    Tampered,
    TimedOut,
)
from grader.report import Renderer, class_page, student_page
from grader.report.pages import Pill
from grader.report.property_report import FailedProperty
from grader.report.rules import Rule, RuleGroup, Rules
from tests.conftest import ROOT
from tests.report import garden

ARTEFACTS = ROOT / "tests" / "artefacts"
FLAGS = [
    "--no-sandbox",  # chromium's own: root in a container cannot have it, and the pages are ours
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PROGRAM = Program(
    "def area(r): return np.pi * r**2\ndef volume(area, depth): return np.outer(area, depth)\n",
    'MISCONCEPTIONS = {"added": {"volume": lambda area, depth: np.outer(area, 1 + 0 * depth)}}\n',
)
"""The lines of the garden; the mistake is another one, because no sum of two axes is written so."""

HOSTILE = "</title></script><script>document.title='run'</script><img src=x onerror=alert(1)>\u202e"


def absent(reason: str) -> None:
    """Without a browser the tests are skipped, but not where they are expected to run."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        absent("no playwright; run: pip install '.[browser]'")
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not program:
        absent("no chromium; run: apt-get install -y --no-install-recommends chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def axe() -> str:
    try:
        import axe_playwright_python
    except ImportError:
        absent("no axe; run: pip install '.[browser]'")
    (source,) = Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")
    return source.read_text("utf-8")


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every kind of page as a file."""
    folder = tmp_path_factory.mktemp("pages")
    for name, html in _pages().items():
        (folder / f"{name}.html").write_text(html, "utf-8")
    return folder


def _pages() -> dict[str, str]:
    renderer, suite = Renderer(), garden.suite()
    error = Raised("SyntaxError", "invalid syntax", (Frame(5, "", ""),), loading=True, column=12)
    hostile = Raised(HOSTILE, HOSTILE, (Frame(2, HOSTILE, HOSTILE),))
    grades = {
        "right": garden.graded(suite),
        "one_mistake": garden.graded(suite, earth=garden.added_earth),
        "two_mistakes": garden.graded(suite, garden.wrong_areas, garden.added_earth),
        "carried": garden.graded(suite, garden.wrong_areas, garden.wrong_earth),
        "unknown": garden.graded(suite, earth=garden.unknown_earth, printed="a line\n" * 20),
        "does_not_load": garden.graded(suite, error, error),
        "timed_out": garden.graded(suite, TimedOut(5.0)),
        "tampered": garden.graded(suite, Tampered("a second reply")),
        "ungraded": ungraded("ada", "no file garden.py"),
        "hostile": garden.graded(
            suite, hostile, printed=HOSTILE, student=HOSTILE, flags=(HOSTILE,)
        ),
    }
    made: dict[str, Any] = {"isolation": garden.ISOLATION, "version": "1.2.3", "suite_id": "0123"}
    source = f"def areas(r):\n    return '{HOSTILE}'\n".encode()
    pages = {
        name: renderer.student_html(
            student_page(
                suite,
                garden.submission(source if name == "hostile" else garden.SOURCE),
                grade,
                **made,
            )
        )
        for name, grade in grades.items()
    }
    pages["decided"] = _decided(renderer, suite, made)
    ladder = replace(suite, hints="ladder")
    page = student_page(ladder, garden.submission(), grades["one_mistake"], **made)
    pages["selfcheck"] = renderer.student_html(replace(page, rules=_rules()))
    everyone = [
        Standing(Person(name), replace(grade, student=name)) for name, grade in grades.items()
    ]
    page = student_page(
        replace(suite, program=PROGRAM), garden.submission(), grades["one_mistake"], **made
    )
    pages["numbers_to_change"] = renderer.student_html(page)
    pages["class"] = renderer.class_html(class_page(suite, everyone, **made))
    chinese = garden.suite("zh")
    grade = garden.graded(chinese, garden.wrong_areas, garden.added_earth)
    pages["chinese"] = renderer.student_html(
        student_page(chinese, garden.submission(), grade, **made)
    )
    return pages


def _rules() -> Rules:
    """What holds of a function and what does not, with texts that are hostile and long."""
    holds = Rule(Pill("right", "holds"), "Each bed has an area of its own", "", None)
    waits = Rule(Pill("off", "asked later"), HOSTILE, "Asked when earth is written.", None)
    numbers = FailedProperty(
        HOSTILE, (HOSTILE, "It is off."), (("r", "[1, 2]\n    [3, 4]"),), (), ""
    )
    code = FailedProperty(
        "", ("x" * 300,), (), ("import numpy as np", f"r = {[1.5] * 40}"), "Try it:"
    )
    broken = [
        Rule(Pill("wrong", "does not hold"), "No bed is lost", "", e) for e in (numbers, code)
    ]
    return Rules(
        "What must hold",
        "Of your own functions.",
        (
            RuleGroup("Areas", "areas(r)", Pill("right", "all hold"), False, (holds,) * 3),
            RuleGroup(
                "Earth", "earth(r, d)", Pill("wrong", "1 of 4"), True, (*broken, holds, waits)
            ),
        ),
    )


def _decided(renderer: Renderer, suite: Suite, made: dict[str, Any]) -> str:
    """The page of somebody about whom people decided all that can be decided."""
    grade = garden.graded(suite, garden.wrong_areas, garden.unknown_earth)
    areas, earth = grade.questions
    grade = replace(grade, questions=(areas, replace(earth, group="d41d8c")))
    why = "The idea is right, and only the last line is off; see the remark on your paper"
    standing = Standing(
        Person("ada", name="Ada Lovelace", members=("Ada Lovelace", "Charles Babbage")),
        overrides=(Override("ada", "earth", 10, why, "Prof. Mole", "2026-11-20T23:10+01:00"),),
        lateness=Lateness(2, 20),
        attempt=2,
        submitted="2026-11-19T23:10+01:00",
        remarks=("the file was called garden-1 (final).py",),
        labels=(Label("d41d8c", "Every bed is a step deeper", "Compare two columns."),),
        variant="C",
    )
    page = student_page(suite, garden.submission(), grade, standing=standing, **made)
    return renderer.student_html(page)


@pytest.fixture(scope="session")
def homework(folder: Path, backprop_suite: Suite) -> Path:
    """A page of the homework itself: softmax overflows, and the slope of tanh is forgotten."""
    made = {
        "softmax": "softmax_without_shift",
        "softmax_jacobian": "softmax_without_shift",
        "grad_z": "softmax_without_shift",
        "grad_w2": "softmax_without_shift",
        "grad_w1": "tanh_slope_forgotten",
    }
    observations = tuple(
        Observation(case.id, Returned(_answer(case, made.get(question.id, ""))))
        for question in backprop_suite.questions
        for case in question.cases
    )
    grade = Marker(backprop_suite).mark("Ada", Execution(observations))
    source = (ROOT / "submissions/slope_forgotten/backprop.py").read_bytes()
    page = student_page(
        backprop_suite,
        Submission("Ada", "backprop.py", source),
        grade,
        isolation=garden.ISOLATION,
        version="1.2.3",
        suite_id="0123",
    )
    path = folder / "homework.html"
    path.write_text(Renderer().student_html(page), "utf-8")
    return path


def _answer(case: Case, mistake: str) -> Array:
    """What a student with this mistake answers."""
    wrong = (one.value for one in case.distractors if one.misconception == mistake)
    return next((value for value in wrong if value is not None), case.expected)
