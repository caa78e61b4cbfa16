"""Rules of an assignment: limits, rates, lateness, and what is accepted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from grader.assignment.keys import LATE, LIMITS
from grader.assignment.optional_keys import items_at, number_at, texts_at
from grader.marking.forms import ACCEPTED
from grader.model import Hints, LatePolicy, Limits, Loading, Method, Suite
from grader.text.times import named_zone
from grader.text.yaml_reader import Entry


def read_limits(entry: Entry | None) -> Limits:
    """Return the limits; those that are not named have their defaults."""
    keys = entry.fields(LIMITS.required, LIMITS.optional) if entry else {}
    return Limits(
        wall_seconds=number_at(keys, "wall_seconds", 0.1, 3600, Limits.wall_seconds),
        cpu_seconds=number_at(keys, "cpu_seconds", 0.1, 3600, Limits.cpu_seconds),
        memory_mb=int(number_at(keys, "memory_mb", 256, 1 << 20, Limits.memory_mb)),
        output_kb=int(number_at(keys, "output_kb", 64, 1 << 20, Limits.output_kb)),
        submission_seconds=number_at(
            keys, "submission_seconds", 1, 86400, Limits.submission_seconds
        ),
    )


def read_accepted(keys: Mapping[str, Entry]) -> tuple[str, ...]:
    """Return the forms of an answer that count as arrays."""
    for entry in items_at(keys, "accept"):
        if entry.text() not in ACCEPTED:
            entry.problem(f"'{entry.text()}' is not one of: {', '.join(ACCEPTED)}")
    return texts_at(keys, "accept")


def read_loading(entry: Entry | None) -> Loading:
    """Return how a file is loaded."""
    match entry.text() if entry else Suite.loading:
        case "kind" | "strict" as manner:
            return manner
    if entry:
        entry.problem("must be 'kind' or 'strict'")
    return Suite.loading


def read_hints(entry: Entry | None) -> Hints:
    """Return what pages say of a mistake."""
    match entry.text() if entry else Suite.hints:
        case "ladder" | "open" as hints:
            return hints
    if entry:
        entry.problem("must be 'ladder' (one hint at a time) or 'open' (the whole explanation)")
    return Suite.hints


def read_method_rates(entry: Entry | None) -> dict[str, float]:
    """Return the share of the points that each method of computing earns."""
    known = [method.value for method in Method]
    rates = entry.fields((), known) if entry else {}
    return {name: rate.number(least=0, most=1) for name, rate in rates.items()}


def read_zone(entry: Entry | None) -> str:
    """Return the name of the class's time zone, if it is given and this machine knows it."""
    name = entry.text() if entry else ""
    if entry and name and named_zone(name) is None:
        entry.problem("must be the name of a time zone, such as Europe/Berlin")
        return ""
    return name


def read_late_policy(entry: Entry | None, zone: str) -> LatePolicy | None:
    """Return what lateness costs; None where it costs nothing.

    ``zone`` is the name of the zone in which times without an offset are meant.
    """
    if entry is None:
        return None
    keys = entry.fields(LATE.required, LATE.optional)
    return LatePolicy(
        due=_time(keys["due"], zone) if "due" in keys else "",
        grace_minutes=number_at(keys, "grace_minutes", 0, 1 << 20, LatePolicy.grace_minutes),
        percent_a_day=number_at(keys, "percent_a_day", 0, 100, LatePolicy.percent_a_day),
        most_percent=number_at(keys, "most_percent", 0, 100, LatePolicy.most_percent),
    )


def _time(entry: Entry, zone: str) -> str:
    """Return a moment in ISO 8601; it needs an offset or a zone to mean one moment only."""
    try:
        moment = datetime.fromisoformat(entry.text())
    except ValueError:
        entry.problem("must be a time such as 2026-11-20T23:59:00+01:00")
        return ""
    if moment.tzinfo is None and zone:
        moment = moment.replace(tzinfo=named_zone(zone))
    if moment.tzinfo is None:
        entry.problem(
            f"needs an offset from UTC, for example {moment.isoformat()}+01:00, or a time zone"
            " for the assignment, for example zone: Europe/Berlin"
        )
        return ""
    return moment.isoformat()
