"""Compute the cost of lateness.  Pure: the clock is not read."""

from __future__ import annotations

from datetime import datetime

from grader.model import Delivery, Lateness, LatePolicy, Suite
from grader.text.times import read_time


def lateness(delivery: Delivery, policy: LatePolicy | None, zone: str = "") -> Lateness | None:
    """Return how late a delivery is and what that costs; None if it is on time.

    Parameters
    ----------
    delivery : Delivery
        Without a time the platform's own mark counts, and costs nothing: a person has to find out
        how late it was.
    policy : LatePolicy or None
        Without a policy only that mark is known.
    zone : str
        The name of the class's time zone, or empty.
    """
    if policy is None or not (delivery.submitted or delivery.written):
        return Lateness(0, 0.0) if delivery.late else None
    time = _moment(delivery, zone, policy.due)
    if time is None:
        return Lateness(0, 0.0, unread=delivery.written)
    days = policy.days(time)
    return Lateness(days, policy.percent(days)) if days else None


def time_of(delivery: Delivery, suite: Suite) -> str:
    """Return the time of a delivery in ISO 8601, or an empty string if it is not certain."""
    if not delivery.written:
        return delivery.submitted
    time = _moment(delivery, suite.zone, suite.late.due if suite.late else "")
    return time.isoformat(timespec="seconds") if time else ""


def _moment(delivery: Delivery, zone: str, near: str) -> datetime | None:
    if delivery.written:
        return read_time(delivery.written, zone=zone, near=near)
    return datetime.fromisoformat(delivery.submitted)
