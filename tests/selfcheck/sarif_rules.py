"""What the SARIF 2.1.0 standard requires of the objects that are used here, section by section.

Written from the text of the standard: each object's required properties and the types and bounds of
those that may occur; anything else is refused, as the published schema does.
"""

from __future__ import annotations

import re
from typing import Any

_URI = re.compile(r"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]*")
_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_LEVELS = {"none", "note", "warning", "error"}
_COLUMN_KINDS = {"utf16CodeUnits", "unicodeCodePoints"}


def judge(log: Any) -> None:
    """Raise AssertionError where a log is not one of the standard."""
    _keys(log, {"version", "runs"}, {"$schema"})  # 3.13
    assert log["version"] == "2.1.0"
    assert isinstance(log["runs"], list)
    for run in log["runs"]:
        _judge_run(run)


def _judge_run(run: Any) -> None:
    _keys(run, {"tool"}, {"results", "columnKind", "invocations"})  # 3.14
    _keys(run["tool"], {"driver"}, set())  # 3.18
    driver = run["tool"]["driver"]
    _keys(driver, {"name"}, {"version", "rules"})  # 3.19
    assert _text(driver["name"]) and _text(driver.get("version", "1"))
    assert run.get("columnKind", "utf16CodeUnits") in _COLUMN_KINDS  # 3.14.17
    rules = driver.get("rules", [])
    for rule in rules:
        _keys(rule, {"id"}, {"shortDescription"})  # 3.49
        _judge_message(rule.get("shortDescription", {"text": "-"}))
    assert len({rule["id"] for rule in rules}) == len(rules)
    for invocation in run.get("invocations", []):
        _keys(invocation, {"executionSuccessful"}, set())  # 3.20
        assert isinstance(invocation["executionSuccessful"], bool)
    for result in run.get("results", []):
        _judge_result(result, rules)


def _judge_result(result: Any, rules: list[Any]) -> None:
    _keys(result, {"message"}, {"ruleId", "ruleIndex", "level", "locations"})  # 3.27
    _judge_message(result["message"])
    assert result.get("level", "warning") in _LEVELS
    if "ruleIndex" in result:  # 3.27.6: both name the same rule
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    for location in result.get("locations", []):
        _keys(location, set(), {"physicalLocation", "logicalLocations"})  # 3.28
        _judge_place(location["physicalLocation"])
        for logical in location.get("logicalLocations", []):
            _keys(logical, set(), {"name", "kind"})  # 3.33
            assert _text(logical["name"])


def _judge_place(place: Any) -> None:
    _keys(place, {"artifactLocation"}, {"region"})  # 3.29
    artifact = place["artifactLocation"]
    _keys(artifact, {"uri"}, {"uriBaseId"})  # 3.4
    assert _URI.fullmatch(artifact["uri"]) and not _ESCAPE.search(artifact["uri"])
    if "uriBaseId" in artifact:  # 3.4.4: then the other is a relative reference
        assert not artifact["uri"].startswith("/") and ":" not in artifact["uri"].split("/")[0]
    region = place.get("region", {"startLine": 1})
    _keys(region, {"startLine"}, {"startColumn", "endLine", "endColumn"})  # 3.30
    assert all(type(number) is int and number >= 1 for number in region.values())
    start = region["startLine"], region.get("startColumn", 1)
    assert start <= (region.get("endLine", start[0]), region.get("endColumn", 1 << 31))


def _judge_message(message: Any) -> None:
    _keys(message, {"text"}, set())  # 3.11, 3.12
    assert _text(message["text"])


def _keys(value: Any, required: set[str], allowed: set[str]) -> None:
    assert isinstance(value, dict)
    assert required <= value.keys() <= required | allowed


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)
