"""Findings on students whose lateness is not certain, for grading and for exports."""

from __future__ import annotations

from collections.abc import Iterable

from grader.export.finding import ExportFinding, Weight, about
from grader.model import Standing, Suite


def on_times(suite: Suite, standings: Iterable[Standing]) -> list[ExportFinding]:
    """Return findings on students whose time of handing in is unknown or not understood."""
    unread, marked_late, untimed = [], [], []
    for standing in standings:
        student, late = standing.person.student, standing.lateness
        if late and late.unread:
            unread.append(f"{student}: {late.unread}")
        elif late and not late.days:
            marked_late.append(student)
        elif suite.late and standing.attempt and not standing.submitted:
            untimed.append(student)
    return [
        *about(
            Weight.LOOK,
            "{n} student(s) are late by the platform's mark and nobody knows by how much:"
            " nothing is taken off",
            marked_late,
        ),
        *about(
            Weight.LOOK,
            "the lateness of {n} student(s) is unknown, because their time of handing in is not"
            " certain: nothing is taken off; if only the time zone is missing, write zone: into"
            " assignment.yaml and regrade",
            unread,
            every=True,
        ),
        *about(
            Weight.NOTE,
            "{n} student(s) have no time of handing in on record and count as on time",
            untimed,
        ),
    ]
