"""Times as platforms write them.  The oracle is what ``strftime`` and the zone database say."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from grader.text.times import WrittenTime, local_time, read_time

WINTER = datetime(2024, 1, 15, 10, 30, tzinfo=UTC)
SUMMER = datetime(2024, 7, 15, 10, 30, tzinfo=UTC)
CERTAIN = (
    "America/Los_Angeles America/Denver America/New_York America/Anchorage Pacific/Honolulu"
    " America/Halifax America/St_Johns America/Sao_Paulo Europe/London Europe/Berlin Europe/Athens"
    " Europe/Moscow Africa/Johannesburg Africa/Nairobi Africa/Lagos Asia/Karachi Asia/Tokyo"
    " Asia/Seoul Asia/Hong_Kong Asia/Jakarta Asia/Kathmandu Australia/Sydney Australia/Adelaide"
    " Australia/Perth Pacific/Auckland UTC"
).split()
UNCERTAIN = "Asia/Kolkata Asia/Jerusalem Europe/Dublin America/Chicago Asia/Shanghai".split()
OTHERS = ["Asia/Manila", "America/Havana"]


def as_nbgrader(moment, zone):
    """Return the text that nbgrader writes in a time zone."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S.%f %Z")


@pytest.mark.parametrize("zone", CERTAIN)
@pytest.mark.parametrize("moment", [WINTER, SUMMER])
def test_common_abbreviations_are_read(zone, moment):
    assert read_time(as_nbgrader(moment, zone)) == moment


@pytest.mark.parametrize("zone", [*CERTAIN, *UNCERTAIN, *OTHERS])
@pytest.mark.parametrize("moment", [WINTER, SUMMER])
def test_the_classs_own_zone_decides(zone, moment):
    assert read_time(as_nbgrader(moment, zone), zone=zone) == moment


@pytest.mark.parametrize("zone", UNCERTAIN)
@pytest.mark.parametrize("moment", [WINTER, SUMMER])
def test_an_abbreviation_of_several_zones_is_read_only_beside_an_offset(zone, moment):
    text = as_nbgrader(moment, zone)
    near = moment.astimezone(ZoneInfo(zone)).isoformat()

    assert read_time(text, near=near) == moment
    if text.endswith(("IST", "CST")):
        assert read_time(text) is None
        assert read_time(text, near="2024-03-01T00:00:00-02:00") is None
        assert read_time(text, near="2024-03-01T00:00:00+00:00") is None


def test_the_hour_that_comes_twice_is_told_apart_by_the_abbreviation():
    first = read_time("2024-11-03 01:30:00 PDT", zone="America/Los_Angeles")
    second = read_time("2024-11-03 01:30:00 PST", zone="America/Los_Angeles")

    assert (second - first).total_seconds() == 3600


@pytest.mark.parametrize(
    "written, expected",
    [
        ("2024-03-01 10:00:00 +05", "2024-03-01T05:00:00+00:00"),
        ("2024-03-01 10:00:00 -0330", "2024-03-01T13:30:00+00:00"),
        ("2024-03-01 10:00:00 UTC+09:00", "2024-03-01T01:00:00+00:00"),
        ("2024-03-01 10:00:00 GMT-3", "2024-03-01T13:00:00+00:00"),
        ("2024-03-01T10:00Z", "2024-03-01T10:00:00+00:00"),
        ("2024-03-01 10:00:00.5 America/Los_Angeles\n", "2024-03-01T18:00:00+00:00"),
        ("2024-03-01 10:00:00", "2024-03-01T10:00:00+00:00"),
    ],
)
def test_offsets_and_names_are_read(written, expected):
    assert read_time(written) == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    "written",
    [
        *("", "yesterday", "2024-02-30 10:00:00 UTC", "2024-03-01 25:00:00 UTC", "10:00 UTC"),
        *("2024-03-01 10:00:00 XYZ", "2024-03-01 10:00:00 ../../etc/passwd"),
        *(
            "2024-03-01 10:00:00 +99:00",
            "2024-03-01 10:00:00 Mars/Base",
            "\uff12024-03-01 10:00:00 UTC",
        ),
        *("2024-03-01 10:00:00 PST PDT", "2024-03-01 10:00:00 " + "A" * 5000, "\x00" * 100),
    ],
)
def test_what_is_no_certain_time_is_not_read(written):
    assert read_time(written) is None
    assert WrittenTime.of(written).submitted == ""
    assert 0 < len(WrittenTime.of(written).written) < 100


def test_a_time_is_shown_in_the_classs_zone():
    assert local_time("2024-03-01T10:00:00-08:00", zone="Europe/Berlin") == "2024-03-01 19:00 CET"
    assert local_time("2024-03-01T10:00:00-08:00") == "2024-03-01 10:00-08:00"
    assert local_time("9999-12-31T23:59:59-08:00", zone="Asia/Tokyo").startswith("9999-12-31T23")
    assert local_time("some day", zone="Europe/Berlin") == "some day"
