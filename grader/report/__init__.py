"""Grade to page (pure), page to HTML and to a terminal.

Answered (what may be shown)  ->  view, dashboard  ->  pages  ->  render (HTML), terminal
"""

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
