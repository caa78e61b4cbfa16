"""What the columns of a roster are called, on the platforms and in the languages of classes."""

from __future__ import annotations

from collections.abc import Mapping

from grader.intake import csv_table
from grader.model import IdKind
from grader.text.worksheet_words import HEADERS


def _moodles(column: str) -> tuple[str, ...]:
    """Return what Moodle calls a column of its worksheet, in many languages."""
    return tuple(csv_table.column_of(header) for header in HEADERS[column])


_STUDENT_ID: tuple[IdKind, ...] = ("student",)
_MOODLE_ID: tuple[IdKind, ...] = ("participant", "student")
ID: Mapping[str, tuple[IdKind, ...]] = {
    **dict.fromkeys(_moodles("identifier"), _MOODLE_ID),
    **dict.fromkeys(("标识号", "标识"), _MOODLE_ID),
    **dict.fromkeys(_moodles("number"), _STUDENT_ID),
    **dict.fromkeys(
        (
            *("student id", "sis id", "sis user id", "sid", "student number", "org defined id"),
            *("orgdefinedid", "matriculation number", "matrícula", "numéro d étudiant"),
            *("matricola", "studentnummer", "学生号"),
        ),
        _STUDENT_ID,
    ),
    "id": ("user", "student"),
    "canvas id": ("user",),
    "user id": ("user",),
    "participant": ("participant",),
}
"""Columns of ids and the kinds they may be; one number is another person in each kind."""

NAME = (*csv_table.WHOLE_NAME, *_moodles("name"))
LOGIN = (
    *("login", "login id", "sis login id", "username", "user name", "netid", "andrew id", "user"),
    *_moodles("username"),
)
GITHUB = ("github username", "github login", "github")
EMAIL = ("email", "email address", "e mail", "mail", "e mail address", *_moodles("email"))
SECTION = (
    *("section", "sections", "group", "groups", "gruppe", "gruppen", "grupo", "grupos"),
    *("groupe", "groupes", "gruppo", "gruppi", "小组"),
)
