"""The page of a class: standings to what an instructor reads first.  Pure.

    Standing -> Line (what is true of it, as keys) -> Roll -> one module a section -> ClassPage

Every number of students on the page is the number of lines that have a key, and leads to those
rows of the table: nothing is counted twice, so nothing can disagree.
"""

from grader.report.dashboard.nouns import ClassPage
from grader.report.dashboard.view import class_page

__all__ = ["ClassPage", "class_page"]
