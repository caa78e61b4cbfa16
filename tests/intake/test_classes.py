"""Whatever a class hands in: everything is graded, or ungraded with a reason, as its author's."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from grader.intake import Intake, collect
from grader.model import Submission
from tests.intake.classes import Class, Student, classes
from tests.intake.downloads import zipped
from tests.intake.expected import WANTED


def check(drawn: Class, *, packed: bool) -> None:
    with tempfile.TemporaryDirectory() as place:
        intake = collected(Path(place), drawn, packed=packed)
        everything_is_graded_or_has_a_reason(intake, drawn.keys)
        nobody_is_taken_for_another(intake, drawn)


def collected(place: Path, drawn: Class, *, packed: bool) -> Intake:
    roster = place / "roster.csv"
    if packed:
        path = place / "class.zip"
        path.write_bytes(zipped(drawn.files))
    else:
        path = drawn.unpacked(place)
    roster.write_bytes(drawn.roster)
    return collect([path], WANTED, roster)


def everything_is_graded_or_has_a_reason(intake: Intake, keys: Mapping[str, Student]) -> None:
    assert sorted(one.student for one in intake.submissions) == sorted(keys), intake.notices
    for one in intake.submissions:
        author, read = keys[one.student], one.read()
        if author.is_gradable:
            assert isinstance(read, Submission), read
            assert author.mark in read.source
            assert read.source.count(b"# mark ") == 1
        else:
            assert not isinstance(read, Submission), author.files
            assert len(read.reason) > 10


def nobody_is_taken_for_another(intake: Intake, drawn: Class) -> None:
    """Names alone cannot tell who only calls himself like another person."""
    for one in intake.submissions:
        author, person = drawn.keys[one.student], one.delivery.person
        if drawn.roster_has_names_alone and author.shown != author.name:
            continue
        assert person.email in ("", author.email), intake.notices
    emails = {person.email for person in intake.absent}
    assert {one.email for one in drawn.absent} <= emails
    if drawn.proves_everybody:
        assert emails == {one.email for one in drawn.absent}, intake.notices


@settings(max_examples=40)
@given(classes(), st.booleans())
def test_a_class_of_any_kind(drawn: Class, packed: bool) -> None:
    check(drawn, packed=packed)


@pytest.mark.thorough
@settings(max_examples=1000, phases=(Phase.generate,))
@given(classes(), st.booleans())
def test_many_classes_of_any_kind(drawn: Class, packed: bool) -> None:
    check(drawn, packed=packed)
