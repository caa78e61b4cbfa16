"""Pages to HTML: one file each, without network; a student's without script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from grader.report.pages import StudentPage
from grader.report.sheet import SheetPage
from grader.report.words import words_in

if TYPE_CHECKING:
    from grader.report.dashboard import ClassPage

_ROWS = ("state_pill", "path_step", "example_row", "check_row")
_FIGURES = ("example", "heat", "bar")
"""What many pages have in common, as rounded numbers are the same for all who made one mistake."""


class Renderer:
    """The templates, compiled once.

    The pages allow no network, exactly the one style sheet that is in them, and no script but that
    of the class's table: what a student managed to bring into a page would be dead there.
    """

    def __init__(self) -> None:
        # Only pages need it: a check in the terminal does not wait for it.
        from jinja2 import Environment, FunctionLoader, StrictUndefined

        folder = resources.files("grader.report") / "templates"
        style, more, rules, script = (
            (folder / name).read_text("utf-8")
            for name in ("style.css", "class.css", "rules.css", "class.js")
        )
        environment = Environment(
            # Not jinja's loader of packages: it does not find an archive by a path with ".." in it.
            loader=FunctionLoader(lambda name: (folder / name).read_text("utf-8")),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        environment.globals |= {"style": Markup(style), "policy": _policy(style)}
        kept = environment.get_template("kept.html.j2").module
        environment.globals |= {name: _kept(getattr(kept, name)) for name in _ROWS}
        environment.globals |= {name: _kept_figure(getattr(kept, name)) for name in _FIGURES}
        self._template = environment.get_template  # which compiles each once, when it is needed
        self._student = self._template("student.html.j2")
        self._of_check = {"style": Markup(style + rules), "policy": _policy(style + rules)}
        self._of_class = {
            "style": Markup(style + more),
            "policy": _policy(style + more, script),
            "script": Markup(f"<script>{script}</script>"),
        }

    def sheet_html(self, page: SheetPage) -> str:
        """The task sheet, complete."""
        return self._template("sheet.html.j2").render(page=page, labels=words_in(page.lang).labels)

    def student_html(self, page: StudentPage) -> str:
        """The student's page, complete."""
        looks = self._of_check if page.rules else {}
        return self._student.render(page=page, labels=page.labels, **looks)

    def class_html(self, page: ClassPage) -> str:
        """The class's page, complete."""
        return self._template("class.html.j2").render(
            page=page, labels=page.labels, **self._of_class
        )


def _kept(macro: Callable[[Any], Markup]) -> Callable[[Any], Markup]:
    """The macro with a memory for equal rows."""
    return lru_cache(maxsize=4096)(macro)


def _kept_figure(macro: Callable[..., Markup]) -> Callable[[Any, str], Markup]:
    """The macro with a memory for equal figures in one language."""

    @lru_cache(maxsize=512)
    def figure(one: Any, language: str) -> Markup:
        return macro(one, words_in(language).labels)

    return figure


def _policy(style: str, script: str = "") -> str:
    allowed = f"style-src {_hash(style)}"
    if script:
        allowed += f"; script-src {_hash(script)}"
    return f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
