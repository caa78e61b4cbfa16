"""Grades in other systems' formats.  Pure: standings and a suite in, bytes out.

A whole class in one file:    grades_csv, grades_json, junit
One file a student:           gradescope, prairielearn, github_classroom
A platform's file, filled in: fill_canvas, fill_moodle (with what its import would do: ``Finding``)

Everywhere points are those that count, after what people decided and what lateness takes off.
Who has none is left out, or marked as having none: no format is given a zero that nobody gave.
Of a hidden case no more is said than its name and status.
"""

from grader.export.canvas import fill_canvas
from grader.export.classroom import github_classroom
from grader.export.feedback import feedback_zip
from grader.export.finding import Filled, Finding, Returned, Weight, weightiest
from grader.export.gradescope import gradescope
from grader.export.junit import junit
from grader.export.marks import on_unmarked, why_unmarked
from grader.export.moodle import HEADERS, Wishes, fill_moodle
from grader.export.prairielearn import prairielearn
from grader.export.record import Record
from grader.export.tables import grades_csv, grades_json, provenance

__all__ = [
    "HEADERS",
    "Filled",
    "Finding",
    "Record",
    "Returned",
    "Weight",
    "Wishes",
    "feedback_zip",
    "fill_canvas",
    "fill_moodle",
    "github_classroom",
    "grades_csv",
    "grades_json",
    "gradescope",
    "junit",
    "on_unmarked",
    "prairielearn",
    "provenance",
    "weightiest",
    "why_unmarked",
]
