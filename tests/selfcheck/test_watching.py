"""Saves are seen as a person makes them, whatever an editor does to the file."""

from __future__ import annotations

import itertools
from pathlib import Path

from grader.selfcheck import Gone, Saved, saves
from grader.selfcheck.watching import GONE_LOOKS, LOOK_SECONDS, stamp_of

A, B, C = (1, 10, 7), (2, 10, 7), (3, 12, 8)


class EndOfScriptError(Exception):
    pass


def seen(*stamps):
    """The events while a file looks like this, one look after the other."""
    script = iter(stamps)

    def look(path):
        try:
            return next(script)
        except StopIteration:
            raise EndOfScriptError from None

    events = []
    try:
        for event in saves(Path("x"), lambda seconds: None, look):
            events.append(event)
    except EndOfScriptError:
        return events


def test_the_file_as_it_is_comes_first():
    assert seen(A, A, A, A) == [Saved()]


def test_each_save_comes_once():
    assert seen(A, A, B, B, B, C, C) == [Saved(), Saved(), Saved()]


def test_a_file_is_not_read_while_it_is_being_written():
    assert seen(A, A, (2, 3, 7), (3, 6, 7), (4, 9, 7)) == [Saved()]
    assert seen(A, A, (2, 3, 7), (3, 6, 7), (3, 6, 7)) == [Saved(), Saved()]


def test_a_file_that_is_replaced_may_vanish_for_a_moment():
    assert seen(A, A, None, C, C) == [Saved(), Saved()]
    assert seen(A, A, None, A, A) == [Saved()]


def test_a_file_that_stays_away_is_told_once():
    away = [None] * (3 * GONE_LOOKS)

    assert seen(A, A, *away) == [Saved(), Gone()]
    assert seen(A, A, *away, A, A) == [Saved(), Gone(), Saved()]


def test_another_file_of_the_same_size_and_time_is_a_save():
    assert seen(A, A, (1, 10, 99), (1, 10, 99)) == [Saved(), Saved()]


def test_a_save_is_seen_within_half_a_second():
    assert 3 * LOOK_SECONDS < 0.5


def test_a_real_file_is_looked_at(tmp_path):
    file = tmp_path / "x.py"
    assert stamp_of(file) is None

    file.write_text("a")
    before = stamp_of(file)
    file.write_text("ab")

    assert before is not None and stamp_of(file) != before


def test_it_waits_between_looks():
    waits = []
    events = saves(Path("x"), waits.append, lambda path: A)

    assert list(itertools.islice(events, 1)) == [Saved()]
    assert waits == [LOOK_SECONDS]
