"""How large the page of a class is, how long it takes to make, and how soon it answers.

    python -m tests.benchmarks.dashboard [--students 130 500 2000 5000]

The grades are of made-up students with known mistakes of the homework, a few hundred different
ones.  "Interactive" is from the start of the navigation until the script has run and everything
is laid out; sorting, searching and narrowing are from the click to the end of the layout.  CPU is
what the page's main thread computed, which a busy machine changes little.  Each figure is the
median of a few loads in a fresh tab.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from grader.assignment.build import build
from grader.assignment.folder import load_assignment
from grader.marking.marker import Marker
from grader.model import (
    Case,
    Execution,
    Grade,
    Isolation,
    Observation,
    Person,
    Raised,
    Returned,
    Standing,
    Suite,
)
from grader.report import Renderer, class_page
from tests.browser.conftest import FLAGS

_ROOT = Path(__file__).parent.parent.parent
_LOADS = 3
_KINDS = 300
_FIRST = "Ada Omar Hana Ivan Elif Paul Mei Grace Nina Sara Luis Chidi Kofi Yuki Jonas Priya".split()
_LAST = "Weber Rahman Patel Fischer Rossi Kim Eze Aziz Costa Okafor Lindqvist Novak".split()

_INTERACTIVE = """() => {
    document.body.offsetHeight;
    const paint = performance.getEntriesByType('paint').map(one => one.startTime);
    return [performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd,
            Math.max(0, ...paint)];
}"""
_TIMED = """([what, text]) => {
    const one = document.querySelector(what), start = performance.now();
    if (text) { one.value = text; one.dispatchEvent(new Event('input', {bubbles: true})); }
    else one.click();
    document.body.offsetHeight;
    return performance.now() - start;
}"""
_ACTS = {
    "sort by points": ("th[data-sort=points] button", ""),
    "sort by name": ("th[data-sort=name] button", ""),
    "search": ("#find", "we"),
    "narrow": (".chips button:nth-child(3)", ""),
    "all rows on one page": ("#all", ""),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, nargs="+", default=[130, 500, 2000, 5000])
    sizes = parser.parse_args().students
    suite = build(load_assignment(_ROOT / "reference"), seed=1)
    grades = _grades(suite)
    with tempfile.TemporaryDirectory() as folder:
        pages = [_made(suite, grades, students, Path(folder)) for students in sizes]
        _opened(pages)


def _grades(suite: Suite) -> list[Grade]:
    draw, marker = random.Random(1), Marker(suite)
    known = [one.id for one in suite.misconceptions]
    error = Raised("ValueError", "bad")
    found = []
    for _ in range(_KINDS):
        mistakes = draw.sample(known, draw.choice((0, 1, 1, 2)))
        broken = draw.choice(suite.questions).id if draw.random() < 0.1 else ""
        observations = tuple(
            Observation(case.id, error if question.id == broken else _answer(case, mistakes))
            for question in suite.questions
            for case in question.cases
        )
        found.append(marker.mark("", Execution(observations)))
    return found


def _answer(case: Case, mistakes: list[str]) -> Returned:
    wrong = (one.value for one in case.distractors if one.misconception in mistakes)
    return Returned(next((value for value in wrong if value is not None), case.expected))


def _made(suite: Suite, grades: list[Grade], students: int, folder: Path) -> Path:
    draw = random.Random(2)
    people = [
        Standing(
            Person(f"s{n:05}", f"{draw.choice(_FIRST)} {draw.choice(_LAST)}", section="A"),
            replace(draw.choice(grades), student=f"s{n:05}"),
            attempt=draw.choice((1, 1, 2)),
        )
        for n in range(students)
    ]
    started = time.perf_counter()
    page = class_page(suite, people, isolation=Isolation("B", ()), version="1", suite_id="0")
    seen = time.perf_counter()
    html = Renderer().class_html(page).encode()
    done = time.perf_counter()
    path = folder / f"{students}.html"
    path.write_bytes(html)
    print(f"{students:>6} students: view {seen - started:.2f} s, HTML {done - seen:.2f} s", end="")
    print(f", {len(html) / 1e6:.2f} MB")
    return path


def _opened(pages: list[Path]) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        program = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        for path in pages:
            loads = [_load(browser, path) for _ in range(_LOADS)]
            print(f"\n{path.stem} students, median of {_LOADS} (ms)")
            for name in loads[0]:
                print(f"  {name:24}{statistics.median(one[name] for one in loads):8.0f}")
        browser.close()


def _load(browser: Any, path: Path) -> dict[str, float]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    probe = page.context.new_cdp_session(page)
    probe.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(path.as_uri())
    interactive, paint = page.evaluate(_INTERACTIVE)
    spent = {"interactive": interactive, "first paint": paint, "interactive, CPU": _cpu(probe)}
    for name, act in _ACTS.items():
        before = _cpu(probe)
        spent[name] = page.evaluate(_TIMED, list(act))
        spent[f"{name}, CPU"] = _cpu(probe) - before
        if name == "narrow":
            page.evaluate(_TIMED, ["#everyone", ""])
    page.close()
    return spent


def _cpu(probe: Any) -> float:
    """Milliseconds that the page's main thread has computed."""
    metrics = probe.send("Performance.getMetrics")["metrics"]
    return 1000 * next(one["value"] for one in metrics if one["name"] == "TaskDuration")


if __name__ == "__main__":
    main()
