"""Turn a grade into a page (pure values), and a page into HTML or terminal text.

grade  ->  QuestionView (what a page may show)  ->  student_view, dashboard
       ->  pages (frozen strings)  ->  render (HTML), terminal
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.lazy import door

if TYPE_CHECKING:
    from grader.report.dashboard import ClassPage, LessonPage, class_page, lesson_page
    from grader.report.pages import StudentPage
    from grader.report.render import Renderer
    from grader.report.student_view import student_page
    from grader.report.terminal import Style, check_text, summary_text

__all__ = [
    "ClassPage",
    "LessonPage",
    "Renderer",
    "StudentPage",
    "Style",
    "check_text",
    "class_page",
    "lesson_page",
    "student_page",
    "summary_text",
]

_HOMES = {
    "ClassPage": "dashboard",
    "LessonPage": "dashboard",
    "Renderer": "render",
    "StudentPage": "pages",
    "Style": "terminal",
    "check_text": "terminal",
    "class_page": "dashboard",
    "lesson_page": "dashboard",
    "student_page": "student_view",
    "summary_text": "terminal",
}
"""The module of each name.  Names load on first use, so a self-check never loads the dashboard."""

__getattr__ = door(__name__, _HOMES)
