"""Attack the sandbox on this host, level by level, and say which level it holds.

Nothing is inferred from settings: a level holds where it starts, where every probe is stopped, and
where an honest submission still comes back right.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from grader.errors import SandboxError
from grader.model import (
    Case,
    Check,
    Formula,
    Limits,
    Observation,
    Question,
    Returned,
    Submission,
    Suite,
    Tampered,
    Tolerance,
    frozen,
)
from grader.sandbox import levels, open_sandbox
from grader.sandbox.bwrap import bwrap
from grader.sandbox.levels import Layers
from grader.sandbox.plan import Plan
from grader.sandbox.probes import MARK, Probe, probes
from grader.sandbox.worker import Worker

LIMITS = Limits(wall_seconds=5.0, cpu_seconds=5.0, memory_mb=1024)

_HONEST = b"def probe(a):\n    return a * a\n"
_SYSTEM_FILES = ("/etc/passwd", "/etc/hostname", "/etc/group")


@dataclass(frozen=True)
class ProbeResult:
    """The result of one probe: whether it got through, and how it ended in a few words."""

    probe: str
    tries: str
    got_through: bool
    ended: str


@dataclass(frozen=True)
class Trial:
    """One level: ``unavailable`` says why it did not start, or is empty."""

    level: str
    layers: Layers
    unavailable: str = ""
    honest: bool = False
    landlock: int = 0
    findings: tuple[ProbeResult, ...] = ()

    @property
    def leaks(self) -> tuple[ProbeResult, ...]:
        return tuple(finding for finding in self.findings if finding.got_through)

    @property
    def holds(self) -> bool:
        return not self.unavailable and self.honest and not self.leaks


@dataclass(frozen=True)
class HostReport:
    """This host: facts about it, the levels that were tried, and what its owner can do."""

    level: str
    facts: Mapping[str, str]
    trials: tuple[Trial, ...]
    advice: tuple[str, ...]

    @property
    def isolated(self) -> bool:
        """True if hidden cases may be graded here."""
        return self.level in ("A", "B", "C")


def examine(thorough: bool = False) -> HostReport:
    """Try the levels, best first, until one holds; ``thorough`` tries all of them."""
    trials = []
    for layers in levels.ISOLATION_LEVELS:
        trials.append(try_level(layers))
        if trials[-1].holds and not thorough:
            break
    level = next((trial.level for trial in trials if trial.holds), levels.level(levels.PLAIN))
    return HostReport(level, _facts(), tuple(trials), _advice(level, trials))


def try_level(layers: Layers, limits: Limits = LIMITS) -> Trial:
    """Run all probes and an honest submission within these layers."""
    level = levels.level(layers)
    try:
        with open_sandbox(limits, layers=layers) as worker:
            findings = tuple(_try(worker, probe) for probe in _all_probes())
            landlock = int(worker.isolation.details.get("landlock", 0))
            return Trial(level, layers, "", _is_honest(worker), landlock, findings)
    except SandboxError as reason:
        return Trial(level, layers, str(reason))


def as_data(report: HostReport) -> dict[str, Any]:
    """Return the report as plain JSON values."""
    trials = [{**asdict(trial), "holds": trial.holds} for trial in report.trials]
    return {
        "level": report.level,
        "isolated": report.isolated,
        "facts": dict(report.facts),
        "trials": trials,
        "advice": list(report.advice),
    }


def as_text(report: HostReport) -> str:
    """Return the report as lines for a terminal."""
    facts = [f"  {name:<16} {value}" for name, value in report.facts.items()]
    trials = [line for trial in report.trials for line in _trial_lines(trial)]
    advice = [f"  {line}" for line in report.advice]
    verdict = f"Isolation level of this host: {report.level}"
    return "\n".join(["Host", *facts, "", "Levels", *trials, "", verdict, *advice, ""])


# --- trying -------------------------------------------------------------------------------------


def _try(worker: Worker, probe: Probe) -> ProbeResult:
    seen = _run(worker, probe.source)
    got_through = MARK in seen.printed
    return ProbeResult(probe.id, probe.tries, got_through, _ending(seen, got_through))


def _ending(seen: Observation, got_through: bool) -> str:
    match seen.outcome:
        case _ if got_through:
            return MARK
        case Returned():
            return "refused"
        case Tampered():
            return "killed and flagged"
        case other:
            return type(other).__name__.lower()


def _is_honest(worker: Worker) -> bool:
    outcome = _run(worker, _HONEST).outcome
    return isinstance(outcome, Returned) and np.array_equal(outcome.value, [1.0, 4.0, 9.0])


def _run(worker: Worker, source: bytes) -> Observation:
    return worker.run(Submission("doctor", "probe.py", source), _PLAN).observations[0]


def _plan() -> Plan:
    nothing = Formula("", "")
    case = Case("probe/1", "1", "", False, (frozen([1.0, 2.0, 3.0]),), frozen(np.zeros(3)))
    checks = (Check("", "", 1.0),)
    question = Question("probe", "probe", ("a",), "", "", nothing, "", Tolerance(), checks, (case,))
    return Plan.of(Suite("doctor", "", "probe", "en", (question,), (), ()))


_PLAN = _plan()


def _all_probes() -> tuple[Probe, ...]:
    files = (*_SYSTEM_FILES, str(Path(__file__).resolve()), *_files_at_home())
    return probes(files, tempfile.gettempdir())


def _files_at_home() -> Sequence[str]:
    try:
        return [str(path) for path in sorted(Path.home().iterdir()) if path.is_file()][:3]
    except (OSError, RuntimeError):
        return ()


# --- saying -------------------------------------------------------------------------------------


def _trial_lines(trial: Trial) -> list[str]:
    name = f"  {trial.level}  {' + '.join(trial.layers)}"
    if trial.unavailable:
        first, *rest = trial.unavailable.splitlines()
        return [f"{name}: not available", f"       {first}", *(f"       {line}" for line in rest)]
    if trial.holds:
        landlock = f", Landlock version {trial.landlock}" if trial.landlock else ""
        return [f"{name}: holds ({len(trial.findings)} probes stopped{landlock})"]
    leaks = [f"       LEAK: a submission can {finding.tries}" for finding in trial.leaks]
    wrong = [] if trial.honest else ["       an honest submission does not come back right"]
    return [f"{name}: DOES NOT HOLD", *leaks, *wrong]


def _advice(level: str, trials: Sequence[Trial]) -> tuple[str, ...]:
    if any(trial.leaks for trial in trials):
        return ("A layer that started does not hold what it should: please report this.",)
    match level:
        case "A":
            return ("Hidden cases can be graded here.",)
        case "B" | "C" if not bwrap():
            return (
                "Hidden cases can be graded here.",
                "Where user namespaces are allowed, the package bubblewrap adds a layer.",
            )
        case "B" | "C":
            return ("Hidden cases can be graded here.", *_about_namespaces())
    return (
        "Student code could read this account's files and use the network.",
        "Grade in a Linux container, which gives level B:",
        "  docker run --rm --network none --read-only --cap-drop ALL"
        " --security-opt no-new-privileges --pids-limit 64 -m 2g -u 1000 ...",
        "or, for files whose authors you trust, pass --i-trust-these-submissions.",
    )


def _about_namespaces() -> tuple[str, ...]:
    if _setting("kernel/apparmor_restrict_unprivileged_userns") == "1":
        return (
            "For level A install AppArmor's profile bwrap-userns-restrict; leave the restriction"
            " of user namespaces on.",
        )
    return ("This level is in force and is enough.",)


def _facts() -> dict[str, str]:
    facts = {
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": f"{platform.python_version()} ({sys.executable})",
        "numpy": np.__version__,
        "bwrap": bwrap() or "not installed",
        **_linux_facts(),
    }
    return {name: value for name, value in facts.items() if value}


def _linux_facts() -> dict[str, str]:
    if sys.platform != "linux":
        return {}
    root = " (root: the kernel does not count processes for you)" if os.getuid() == 0 else ""
    return {
        "user": f"{os.getuid()}{root}",
        "user namespaces": _setting("user/max_user_namespaces"),
        "unprivileged": _setting("kernel/unprivileged_userns_clone"),
        "AppArmor": _setting("kernel/apparmor_restrict_unprivileged_userns"),
        "seccomp mode": _own_seccomp_mode(),
        "container": "yes" if _in_container() else "no",
    }


def _setting(name: str) -> str:
    try:
        return Path("/proc/sys", name).read_text().strip()
    except OSError:
        return ""


def _own_seccomp_mode() -> str:
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return ""
    return next((line.split()[1] for line in lines if line.startswith("Seccomp:")), "")


def _in_container() -> bool:
    return any(Path(mark).exists() for mark in ("/.dockerenv", "/run/.containerenv"))
