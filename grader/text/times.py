"""Read times as platforms write them: with an offset, a zone's name or its abbreviation.

    2024-03-01 10:00:00.123456 PDT
    2024-03-01 10:00:00 America/Los_Angeles
    2024-03-01T10:00:00+05:30
    2024-03-01 10:00:00 UTC+9

An abbreviation is no name: CST is written in Chicago and in Shanghai.  The class's own zone
decides; without it, the candidate nearest to an offset that the class uses, such as that of its
due time; without that, the only candidate.  If nothing decides, the time is not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from grader.text.clean import one_line

_TIME = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d)[ T]+(?P<clock>\d\d?:\d\d(?::\d\d)?)(?:\.\d+)?\s*(?P<zone>\S*)",
    re.ASCII,
)
_OFFSET = re.compile(r"(?:UTC|GMT)?(?P<sign>[+-])(?P<hours>\d\d?):?(?P<minutes>\d\d)?", re.ASCII)
_NAME = re.compile(r"[A-Za-z_+\-/0-9]{1,64}", re.ASCII)
_HOUR = timedelta(hours=1)
_LONGEST = 60
_NOTHING = "an empty text"
_MOST_OFFSET = timedelta(hours=14)

_ABBREVIATIONS: dict[str, tuple[float, ...]] = {
    **dict.fromkeys(("UTC", "GMT", "Z", "UCT", "WET"), (0,)),
    **dict.fromkeys(("CET", "MET", "BST", "WEST", "WAT"), (1,)),
    **dict.fromkeys(("CEST", "MEST", "EET", "CAT", "SAST"), (2,)),
    **dict.fromkeys(("EEST", "MSK", "IDT", "EAT"), (3,)),
    "PKT": (5,),
    "WIB": (7,),
    "HKT": (8,),
    "AWST": (8,),
    "WITA": (8,),
    "JST": (9,),
    "KST": (9,),
    "WIT": (9,),
    "ACST": (9.5,),
    "ACDT": (10.5,),
    "AEST": (10,),
    "AEDT": (11,),
    "NZST": (12,),
    "NZDT": (13,),
    "NST": (-3.5,),
    "NDT": (-2.5,),
    "AST": (-4,),
    "ADT": (-3,),
    "EDT": (-4,),
    "EST": (-5,),
    "CDT": (-5,),
    "MDT": (-6,),
    "MST": (-7,),
    "PDT": (-7,),
    "PST": (-8,),
    "AKDT": (-8,),
    "AKST": (-9,),
    "HDT": (-9,),
    "HST": (-10,),
    "SST": (-11,),
    # Chicago and Shanghai; Kolkata, Jerusalem and Dublin
    "CST": (-6, 8),
    "IST": (5.5, 2, 1),
}
"""Hours from UTC of the zones that an abbreviation may mean."""


def read_time(text: str, *, zone: str = "", near: str = "") -> datetime | None:
    """Return the moment that a text means, or None if it is not certain.

    Parameters
    ----------
    text : str
        A date, a time, and perhaps an offset, a zone's name or its abbreviation.  Without any
        of them the time is in the class's zone, else in UTC.
    zone : str
        The name of the class's zone, such as Europe/Berlin, or empty.
    near : str
        A time in ISO 8601 whose offset the class uses, or empty.
    """
    parts = _TIME.fullmatch(text.strip())
    if not parts:
        return None
    try:
        time = datetime.fromisoformat(f"{parts['date']}T{parts['clock'].zfill(5)}")
        found = _zone(parts["zone"], time, named_zone(zone), _offset_of(near))
        return time.replace(tzinfo=found) if found else None
    except (ValueError, OverflowError):
        return None


@dataclass(frozen=True)
class WrittenTime:
    """A time as a platform wrote it, before the class's zone is known.

    Attributes
    ----------
    submitted : str
        The time in ISO 8601; empty if it cannot be read without the class's zone.
    written : str
        The text itself, shortened, if the class's zone decides what it means.
    has_clock : bool
        Whether the text is a date and a time, in whatever zone.
    """

    submitted: str
    written: str
    has_clock: bool

    @classmethod
    def of(cls, text: str) -> WrittenTime:
        """Read a text."""
        parts, time = _TIME.fullmatch(text.strip()), read_time(text)
        shown = one_line(text, characters=_LONGEST) or _NOTHING
        certain = parts and time and parts["zone"]
        iso = time.isoformat(timespec="seconds") if time else ""
        return cls(iso, "" if certain else shown, parts is not None)


def named_zone(name: str) -> tzinfo | None:
    """Return the zone of this name; None if this machine does not know it."""
    from zoneinfo import ZoneInfo  # rarely needed

    if not _NAME.fullmatch(name):
        return None
    try:
        return ZoneInfo(name)
    except (ValueError, LookupError, OSError):
        return None


def local_time(text: str, *, zone: str = "") -> str:
    """Return a time to the minute, in the class's zone if it has one; other text unchanged."""
    time, local = read_time(text, zone=zone), named_zone(zone)
    if time is None:
        return text
    try:
        shown = time.astimezone(local) if local else time
    except OverflowError:  # year 1 or 9999
        return text
    if local:
        return f"{shown:%Y-%m-%d %H:%M} {shown.tzname()}"
    return shown.isoformat(" ", "minutes")


def _zone(
    written: str, time: datetime, local: tzinfo | None, near: timedelta | None
) -> tzinfo | None:
    if not written:
        return local or UTC
    if offset := _OFFSET.fullmatch(written):
        return _fixed(offset)
    if local and (of_class := _of_class(written, time, local)):
        return of_class
    if hours := _ABBREVIATIONS.get(written.upper()):
        return _nearest([timedelta(hours=one) for one in hours], near)
    return named_zone(written)


def _of_class(written: str, time: datetime, local: tzinfo) -> tzinfo | None:
    """Return the class's zone at this time if it has this abbreviation then.

    In the hour that a clock goes through twice, the abbreviation tells which one is meant.
    """
    for fold in (0, 1):
        there = time.replace(tzinfo=local, fold=fold)
        if there.tzname() == written and (offset := there.utcoffset()) is not None:
            return timezone(offset)
    return None


def _nearest(candidates: list[timedelta], near: timedelta | None) -> tzinfo | None:
    """Return the only candidate, or the one nearest to an offset and at most an hour away."""
    if len(candidates) == 1:
        return timezone(candidates[0])
    if not near:  # people write times in UTC wherever they live
        return None
    best = min(candidates, key=lambda one: abs(one - near))
    return timezone(best) if abs(best - near) <= _HOUR else None


def _fixed(offset: re.Match[str]) -> tzinfo | None:
    length = timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"] or 0))
    if length > _MOST_OFFSET:
        return None
    return timezone(length if offset["sign"] == "+" else -length)


def _offset_of(time: str) -> timedelta | None:
    try:
        return datetime.fromisoformat(time).utcoffset()
    except ValueError:
        return None
