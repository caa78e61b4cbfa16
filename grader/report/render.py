"""Render pages as HTML: one file each, without network, and whole without script."""

from __future__ import annotations

import base64
import hashlib
import itertools
from collections.abc import Callable
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from grader.report.page_size import within_size
from grader.report.pages import StudentPage
from grader.report.task_sheet import TaskSheet
from grader.report.words import words_in

if TYPE_CHECKING:
    from grader.report.dashboard import ClassPage, LessonPage

_ROWS = ("state_pill", "path_step", "check_row", "check_group")
_FIGURES = ("example", "heat", "bar")
"""Macros worth caching: rounded numbers are equal for all students who made one mistake."""


class Renderer:
    """Render pages with templates that are compiled once.

    A content security policy forbids network access, every style sheet but the embedded one, and
    every script but the page's own.  Code that a student smuggled into a page cannot run.
    """

    def __init__(self) -> None:
        # Imported here because a self-check in the terminal renders no page.
        from jinja2 import Environment, FunctionLoader, StrictUndefined

        folder = resources.files("grader.report") / "templates"
        style, rules, written, attempt = map(
            _file, ("style.css", "rules.css", "derivation.css", "try.css")
        )
        self._style = style
        environment = Environment(
            # jinja's PackageLoader does not find an archive whose path contains "..".
            loader=FunctionLoader(lambda name: (folder / name).read_text("utf-8")),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        environment.globals |= {"style": Markup(style), "policy": _policy(style)}
        cached = environment.get_template("cached.html.j2").module
        environment.globals |= {name: _cached(getattr(cached, name)) for name in _ROWS}
        environment.globals |= {name: _cached_figure(getattr(cached, name)) for name in _FIGURES}
        self._template = environment.get_template  # compiles a template once, on first use
        self._student = self._template("student.html.j2")
        self._student_looks = {
            (has_rules, has_derivation, has_script): _looks(
                style + rules * has_rules + written * has_derivation + attempt * has_script,
                _file("try.js") * has_script,
            )
            for has_rules, has_derivation, has_script in itertools.product((False, True), repeat=3)
        }
        self._of_class = _looks(style + _file("class.css"), _file("class.js"))

    def sheet_html(self, page: TaskSheet) -> str:
        """Return the task sheet as a complete HTML document."""
        return self._template("sheet.html.j2").render(page=page, labels=words_in(page.lang).labels)

    def student_html(self, page: StudentPage) -> str:
        """Return a student's page as a complete HTML document, within its size."""
        return within_size(page, self._student_html)

    def _student_html(self, page: StudentPage) -> str:
        looks = self._student_looks[
            page.rules is not None, page.derivation is not None, page.has_numbers_to_change
        ]
        return self._student.render(page=page, labels=page.labels, **looks)

    def lesson_html(self, page: LessonPage) -> str:
        """Return the slides of a lesson as a complete HTML document."""
        looks = _looks(self._style + _file("lesson.css"), _file("lesson.js"))
        return self._template("lesson.html.j2").render(page=page, labels=page.labels, **looks)

    def class_html(self, page: ClassPage) -> str:
        """Return the class page as a complete HTML document."""
        return self._template("class.html.j2").render(
            page=page, labels=page.labels, **self._of_class
        )


def _file(name: str) -> str:
    return (resources.files("grader.report") / "templates" / name).read_text("utf-8")


def _cached(macro: Callable[[Any], Markup]) -> Callable[[Any], Markup]:
    """Cache a macro by equal rows."""
    return lru_cache(maxsize=4096)(macro)


def _cached_figure(macro: Callable[..., Markup]) -> Callable[[Any, str], Markup]:
    """Cache a macro by equal figure and language."""

    @lru_cache(maxsize=512)
    def figure(one: Any, language: str) -> Markup:
        return macro(one, words_in(language).labels)

    return figure


def _looks(style: str, script: str) -> dict[str, Any]:
    """Return the style sheet and the script of a page, and the policy that allows these alone.

    A page that needs no script for anything else has none, and each of its boxes is reached by key.
    """
    script = script and _file("reach.js") + script
    element = f"<script>{script}</script>" if script else ""
    return {"style": Markup(style), "policy": _policy(style, script), "script": Markup(element)}


def _policy(style: str, script: str = "") -> str:
    allowed = f"style-src {_hash(style)}"
    if script:
        allowed += f"; script-src {_hash(script)}"
    return f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
