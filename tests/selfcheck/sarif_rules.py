"""What is asked of a SARIF log: the published schema, what only the standard's text says, GitHub.

GitHub's rules are those of "SARIF support for code scanning" in its documentation.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import fastjsonschema

from tests.conftest import ROOT

_SCHEMA = ROOT / "tests" / "schemas" / "sarif-2.1.0.json"
_URI = re.compile(r"(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*")
_RULE_TEXTS = ("shortDescription", "fullDescription", "help")


def judge(log: Any) -> None:
    """Raise an exception where a log is not one of the standard, or not one that GitHub takes."""
    _conforms()(log)
    assert log["$schema"].startswith("https://")
    for run in log["runs"]:
        rules = run["tool"]["driver"]["rules"]
        assert len({rule["id"] for rule in rules}) == len(rules)
        for rule in rules:
            assert set(_RULE_TEXTS) <= rule.keys()
            assert all(0 < len(rule[name]["text"]) <= 1024 for name in _RULE_TEXTS)
        for result in run["results"]:
            _judge_result(result, rules)


@cache
def _conforms() -> Callable[[Any], Any]:
    return fastjsonschema.compile(json.loads(_SCHEMA.read_text("utf-8")), use_default=False)


def _judge_result(result: Any, rules: list[Any]) -> None:
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"]  # 3.27.6: both name the same rule
    assert shown(result["message"]["text"])
    (location,) = result["locations"]
    place = location["physicalLocation"]
    _judge_path(place["artifactLocation"])
    if "region" in place:
        _judge_region(place["region"])


def _judge_path(artifact: Any) -> None:
    assert _URI.fullmatch(artifact["uri"])
    if "uriBaseId" in artifact:  # 3.4.4: then the other is a relative reference
        assert not artifact["uri"].startswith("/") and ":" not in artifact["uri"].split("/")[0]


def _judge_region(region: Any) -> None:
    start, end = ((region[f"{at}Line"], region[f"{at}Column"]) for at in ("start", "end"))
    assert start <= end


def shown(text: str) -> str:
    """Return what a message without arguments shows, by 3.11.5 and 3.11.6."""
    literal = text.replace("{{", "").replace("}}", "")
    assert not set("{}") & set(literal), "a placeholder"
    assert not re.search(r"\[[^\]]*\]\([^)]*\)", text), "a link"
    return text.replace("{{", "{").replace("}}", "}")
