"""What handing in late costs."""

import pytest

from grader.gradebook.lateness import lateness
from grader.model import Delivery, Lateness, LatePolicy, Person

POLICY = LatePolicy(
    "2026-11-20T23:59:00+01:00", grace_minutes=15, percent_a_day=10, most_percent=35
)


def late(submitted, *, mark=False, policy=POLICY, written="", zone=""):
    return lateness(Delivery(Person("ada"), submitted, mark, written=written), policy, zone)


@pytest.mark.parametrize(
    "submitted, expected",
    [
        ("2026-11-20T12:00:00+01:00", None),
        ("2026-11-21T00:14:00+01:00", None),  # the grace
        ("2026-11-20T23:10:00+00:00", None),  # the same moment, elsewhere
        ("2026-11-21T00:15:00+01:00", Lateness(1, 10)),
        ("2026-11-22T00:13:59+01:00", Lateness(1, 10)),
        ("2026-11-22T00:15:00+01:00", Lateness(2, 20)),
        ("2026-12-24T00:00:00+01:00", Lateness(33, 35)),  # never more than the most
    ],
)
def test_each_day_begun_after_the_grace_costs(submitted, expected):
    assert late(submitted) == expected


def test_a_mark_without_a_time_costs_nothing_and_is_said():
    assert late("", mark=True) == Lateness(0, 0)
    assert late("", mark=False) is None


def test_a_time_says_more_than_the_mark():
    assert late("2026-11-20T12:00:00+01:00", mark=True) is None


def test_without_a_policy_only_the_mark_is_known():
    assert late("2030-01-01T00:00:00+00:00", mark=True, policy=None) == Lateness(0, 0)
    assert late("2030-01-01T00:00:00+00:00", policy=None) is None


@pytest.mark.parametrize("written", ["2026-11-21 10:00:00 CST", "tomorrow"])
def test_a_time_that_is_not_certain_costs_nothing_and_is_said(written):
    assert late("", written=written) == Lateness(0, 0, unread=written)
    assert late("", written=written, policy=None) is None


def test_the_classs_zone_makes_a_time_certain():
    chicago = late("", written="2026-11-20 17:30:00 CST", zone="America/Chicago")
    shanghai = late("", written="2026-11-20 17:30:00 CST", zone="Asia/Shanghai")

    assert chicago == Lateness(1, 10)
    assert shanghai is None


def test_a_time_without_an_offset_is_in_the_classs_zone():
    noon = "2026-11-20 23:00:00"

    assert late("2026-11-20T23:00:00+00:00", written=noon, zone="America/New_York") == Lateness(
        1, 10
    )
    assert late("2026-11-20T23:00:00+00:00", written=noon, zone="Asia/Tokyo") is None
