"""A student's own check: public cases, properties on random inputs, and what changed since.

    find      which file is meant
    checking  Submission -> Checked: the grade of the public cases, the findings on properties
    property_lines  Checked -> the properties in words; the same as JSON (``document``)
    places    values of a further run -> the lines that are certain
    page      Checked -> the page, with the properties that hold on random inputs
    file_facts  the file -> its name, when it was saved, what else lies beside it
    remarks   Checked -> what editors and code hosts mark (``marked_lines``, ``sarif``)
    here      the file and the suite that a call of ``check`` in a notebook means
    changes   two Checked -> the questions that are fixed, and those that are still wrong
    watching  a file -> its saves

No answer of a hidden case is needed here, and none is known.
"""

from grader.selfcheck.changes import changes, points_gained
from grader.selfcheck.checking import Checked, Checker, Run
from grader.selfcheck.document import document
from grader.selfcheck.file_facts import file_facts, opening_line
from grader.selfcheck.find import find
from grader.selfcheck.property_lines import property_report
from grader.selfcheck.watching import Gone, Saved, saves

__all__ = [
    "Checked",
    "Checker",
    "Gone",
    "Run",
    "Saved",
    "changes",
    "document",
    "file_facts",
    "find",
    "opening_line",
    "points_gained",
    "property_report",
    "saves",
]
