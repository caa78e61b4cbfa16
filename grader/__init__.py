"""Grades derivations handed in as code, and names the step that is wrong.

Theory of operation
-------------------

An instructor's folder (``assignment``) holds a computation as named steps (``recipe``), generators
of cases, and for each known mistake one wrong line in place of one step.  ``build`` makes of it a
Suite: for every case the arguments, the right answer, and what each known mistake, each pair of
them and each mechanical edit of a step would answer.  The Suite is all that the rest ever sees:
from here on there are only arrays.

A submission's functions are called in a ``sandbox``, on the arguments alone; arrays come back as
bytes.  ``judge`` says of each answer whether it is right, in this process.  ``diagnose`` looks for
the one explanation that predicts *every* answer of a question, right ones included: a known
mistake, two at once, or one times a factor; ``symptom`` describes what nobody knows.  A mistake
that an earlier question showed is carried forward and is not billed again.

``intake`` finds what was handed in.  ``report`` turns a grade into words and then into pages.  A
worker process (``results.worker``) does all of that to one submission after the other; a pool
keeps several of them busy, ``gradebook`` keeps the record, and ``results.update`` brings a folder
of pages up to date.  ``selfcheck`` is the student's own way through it, without an answer.

What a student's code does is a value (``model.Outcome``); what goes wrong with us is an exception
(``errors.GraderError``), and then the submission is ungraded, never zero.

Public interface
----------------

The names in ``__all__``; the rest is private.  Nothing of it prints, and each name is loaded when
it is first used, so ``import grader`` costs nothing.

    import grader

    suite = grader.build(grader.load_assignment("reference"))
    print(grader.grade_one("submissions/ada", suite))
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.lazy import door

if TYPE_CHECKING:
    from grader.assignment.build import build, build_public
    from grader.assignment.folder import Assignment, load_assignment
    from grader.errors import AssignmentError, GraderError, SandboxError, UsageError
    from grader.model import Diagnosis, Grade, QuestionGrade, Suite
    from grader.results.class_folder import GradedClass, grade_folder
    from grader.results.one import GradedSubmission, grade_one
    from grader.selfcheck.one import CheckedFile, check
    from grader.suite.file import load as load_suite
    from grader.suite.file import save as save_suite

__all__ = [
    "Assignment",
    "AssignmentError",
    "CheckedFile",
    "Diagnosis",
    "Grade",
    "GradedClass",
    "GradedSubmission",
    "GraderError",
    "QuestionGrade",
    "SandboxError",
    "Suite",
    "UsageError",
    "__version__",
    "build",
    "build_public",
    "check",
    "grade_folder",
    "grade_one",
    "load_assignment",
    "load_suite",
    "save_suite",
]

__version__ = "0.1.0"

_HOMES = {
    "Assignment": "assignment.folder",
    "AssignmentError": "errors",
    "CheckedFile": "selfcheck.one",
    "Diagnosis": "model",
    "Grade": "model",
    "GradedClass": "results.class_folder",
    "GradedSubmission": "results.one",
    "GraderError": "errors",
    "QuestionGrade": "model",
    "SandboxError": "errors",
    "Suite": "model",
    "UsageError": "errors",
    "build": "assignment.build",
    "build_public": "assignment.build",
    "check": "selfcheck.one",
    "grade_folder": "results.class_folder",
    "grade_one": "results.one",
    "load_assignment": "assignment.folder",
    "load_suite": "suite.file:load",
    "save_suite": "suite.file:save",
}
"""The module of each name, and its name there if that is another."""

__getattr__ = door(__name__, _HOMES)
