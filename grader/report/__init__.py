"""Grade to page (pure), page to HTML and to a terminal.

Answered (what may be shown)  ->  view, dashboard  ->  pages  ->  render (HTML), terminal
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.lazy import door

if TYPE_CHECKING:
    from grader.report.dashboard import ClassPage, class_page
    from grader.report.pages import StudentPage
    from grader.report.render import Renderer
    from grader.report.terminal import Style, check_text, summary_text
    from grader.report.view import student_page

__all__ = [
    "ClassPage",
    "Renderer",
    "StudentPage",
    "Style",
    "check_text",
    "class_page",
    "student_page",
    "summary_text",
]

_HOMES = {
    "ClassPage": "dashboard",
    "Renderer": "render",
    "StudentPage": "pages",
    "Style": "terminal",
    "check_text": "terminal",
    "class_page": "dashboard",
    "student_page": "view",
    "summary_text": "terminal",
}
"""Where each name lives: it is loaded when it is asked for, so a check waits for no dashboard."""

__getattr__ = door(__name__, _HOMES)
