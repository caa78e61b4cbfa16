"""The doctor's probes get through where nothing stops them, and nowhere else."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace

import pytest

from grader.model import Limits
from grader.sandbox import ISOLATION_LEVELS, PLAIN, bwrap, doctor
from grader.sandbox.doctor import HostReport, ProbeResult, Trial

HERE = tuple(level for level in ISOLATION_LEVELS if "bwrap" not in level or bwrap.bwrap())
LEAK = ProbeResult("fork", "start a second process", True, "got through")


@pytest.mark.thorough
@pytest.mark.skipif(sys.platform != "linux", reason="the probes try Linux's doors")
@pytest.mark.skipif(os.getuid() != 0, reason="tracing the parent may be root's only")
def test_without_layers_every_probe_gets_through():
    trial = doctor.try_level(PLAIN, Limits(5.0, 5.0, memory_mb=8192))

    assert [finding.probe for finding in trial.findings if not finding.got_through] == []
    assert len(trial.findings) == 13
    assert not trial.holds


@pytest.mark.thorough
@pytest.mark.parametrize("layers", HERE, ids="+".join)
def test_within_every_level_no_probe_gets_through(layers):
    trial = doctor.try_level(layers)

    assert trial.unavailable == ""
    assert trial.leaks == ()
    assert trial.holds


def test_the_report_of_this_host_is_text_and_json():
    report = HostReport(
        "B", {"numpy": "2"}, (Trial("B", ISOLATION_LEVELS[2], honest=True),), ("Fine.",)
    )

    assert json.loads(json.dumps(doctor.as_data(report)))["trials"][0]["holds"] is True
    assert "Isolation level of this host: B\n  Fine." in doctor.as_text(report)


def test_a_leak_is_named_and_the_level_does_not_hold():
    trial = Trial("C", ISOLATION_LEVELS[3], honest=True, findings=(LEAK,))
    report = HostReport("F", {}, (trial,), ())

    assert not trial.holds
    assert "LEAK: a submission can start a second process" in doctor.as_text(report)


def test_a_level_where_an_honest_submission_fails_does_not_hold():
    trial = Trial(
        "C", ISOLATION_LEVELS[3], honest=False, findings=(replace(LEAK, got_through=False),)
    )

    assert not trial.holds


def test_a_level_that_does_not_start_says_why():
    trial = Trial("A", ISOLATION_LEVELS[0], unavailable="bwrap: no permissions")

    assert "bwrap: no permissions" in doctor.as_text(HostReport("F", {}, (trial,), ()))


@pytest.mark.parametrize("level, isolated", [("A", True), ("C", True), ("D", False), ("F", False)])
def test_hidden_cases_are_graded_on_isolated_levels_only(level, isolated):
    assert HostReport(level, {}, (), ()).isolated is isolated
