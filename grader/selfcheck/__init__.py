"""A student's own check: public cases, properties on random inputs, and what changed since.

    find      which file is meant
    checking  Submission -> Checked: the grade of the public cases, the findings on properties
    telling   Checked -> what stands beside the page; the same as JSON (``document``)
    told      Checked -> the page, with what holds on random inputs
    changes   two Checked -> what is fixed, what is still wrong
    watching  a file -> its saves

No answer of a hidden case is needed here, and none is known.
"""

from grader.selfcheck.changes import changes
from grader.selfcheck.checking import Checked, Checker, Run
from grader.selfcheck.document import document
from grader.selfcheck.find import find
from grader.selfcheck.telling import beside
from grader.selfcheck.watching import Gone, Saved, saves

__all__ = [
    "Checked",
    "Checker",
    "Gone",
    "Run",
    "Saved",
    "beside",
    "changes",
    "document",
    "find",
    "saves",
]
