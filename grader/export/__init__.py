"""Export grades in the formats of other systems.  Pure: standings and a suite in, bytes out.

One file for the class:      grades_csv, grades_json, junit
One file for each student:   gradescope, prairielearn, github_classroom
A platform's file to upload: fill_canvas, fill_moodle (with an ``ExportFinding`` for each problem)

Points are always those that count, after overrides and lateness.  Students without points are
left out or marked as such: no format shows a zero that nobody gave.  Of a hidden case an export
shows only its name and status.
"""

from grader.export.canvas import fill_canvas
from grader.export.class_results import ClassResults
from grader.export.classroom import github_classroom
from grader.export.feedback import feedback_zip
from grader.export.finding import ExportFinding, FilledFile, GradedRow, Weight, weightiest
from grader.export.gradescope import gradescope
from grader.export.junit import junit
from grader.export.lateness import on_times
from grader.export.marks import on_unmarked, why_unmarked
from grader.export.moodle import fill_moodle
from grader.export.prairielearn import prairielearn
from grader.export.tables import grades_csv, grades_json, provenance
from grader.export.worksheet import WorksheetOptions
from grader.export.worksheet_words import HEADERS

__all__ = [
    "HEADERS",
    "ClassResults",
    "ExportFinding",
    "FilledFile",
    "GradedRow",
    "Weight",
    "WorksheetOptions",
    "feedback_zip",
    "fill_canvas",
    "fill_moodle",
    "github_classroom",
    "grades_csv",
    "grades_json",
    "gradescope",
    "junit",
    "on_times",
    "on_unmarked",
    "prairielearn",
    "provenance",
    "weightiest",
    "why_unmarked",
]
