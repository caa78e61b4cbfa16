"""Export grades in the formats of other systems.  Pure: standings and a suite in, bytes out.

One file for the class:      grades_csv, grades_json, junit
One file for each student:   gradescope, prairielearn, submitty, classroom50, step_summary
A platform's file to upload: fill_canvas, fill_moodle (with an ``ExportFinding`` for each problem)

Points are always those that count, after overrides and lateness.  Students without points are
left out or marked as such: no format shows a zero that nobody gave.  Of hidden cases an export
shows only how many are right.
"""

from grader.export.actions import step_summary
from grader.export.autolab import autolab, autolab_problems, autolab_ungraded
from grader.export.canvas import fill_canvas
from grader.export.class_results import ClassResults
from grader.export.classroom50 import Submission50, classroom50, classroom50_ungraded
from grader.export.feedback import Feedback, FeedbackOf, feedback_of, no_feedback
from grader.export.feedback_zip import feedback_zip
from grader.export.finding import ExportFinding, FilledFile, GradedRow, Weight, weightiest
from grader.export.gradescope import gradescope, gradescope_page
from grader.export.junit import junit
from grader.export.lateness import on_times
from grader.export.marks import on_students, why_unmarked
from grader.export.moodle import fill_moodle
from grader.export.prairielearn import prairielearn
from grader.export.submitty import submitty, submitty_points, submitty_text
from grader.export.tables import csv_header, csv_row, grades_csv, grades_json, provenance
from grader.export.whole_feedback import whole_feedback
from grader.export.worksheet import WorksheetOptions
from grader.text.worksheet_words import HEADERS

__all__ = [
    "HEADERS",
    "ClassResults",
    "ExportFinding",
    "Feedback",
    "FeedbackOf",
    "FilledFile",
    "GradedRow",
    "Submission50",
    "Weight",
    "WorksheetOptions",
    "autolab",
    "autolab_problems",
    "autolab_ungraded",
    "classroom50",
    "classroom50_ungraded",
    "csv_header",
    "csv_row",
    "feedback_of",
    "feedback_zip",
    "fill_canvas",
    "fill_moodle",
    "grades_csv",
    "grades_json",
    "gradescope",
    "gradescope_page",
    "junit",
    "no_feedback",
    "on_students",
    "on_times",
    "prairielearn",
    "provenance",
    "step_summary",
    "submitty",
    "submitty_points",
    "submitty_text",
    "weightiest",
    "whole_feedback",
    "why_unmarked",
]
