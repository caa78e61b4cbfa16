"""One chromium for all tests, and pages to open in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.grade import ungraded
from grader.model import Frame, Raised, Tampered, TimedOut
from grader.report import Renderer, class_page, student_page
from tests.report import garden

ARTEFACTS = Path(__file__).parent.parent / "artefacts"
FLAGS = [
    "--no-sandbox",  # chromium's own: root in a container cannot have it, and the pages are ours
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
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
    pages["class"] = renderer.class_html(class_page(suite, list(grades.values()), **made))
    chinese = garden.suite("zh")
    grade = garden.graded(chinese, garden.wrong_areas, garden.added_earth)
    pages["chinese"] = renderer.student_html(
        student_page(chinese, garden.submission(), grade, **made)
    )
    return pages
