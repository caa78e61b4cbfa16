"""The class page: from the standings of a class to the page that the instructor reads.  Pure.

    Standing -> StudentRow (with keys) -> ClassTable -> one module per section -> ClassPage

A key names a fact about a student.  Every number of students on the page is the number of rows
with a key and links to those rows, so no two numbers can disagree.
"""

from grader.report.dashboard.class_view import class_page
from grader.report.dashboard.lesson import LessonPage, lesson_page
from grader.report.dashboard.sections import ClassPage

__all__ = ["ClassPage", "LessonPage", "class_page", "lesson_page"]
