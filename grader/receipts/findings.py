"""What verifying a receipt finds: sentences, and whether each holds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, unique


@unique
class State(Enum):
    """What can become of one thing that is verified."""

    HOLDS = "holds"
    DIFFERS = "DIFFERS"
    NOT_CHECKED = "not checked"


@dataclass(frozen=True)
class Finding:
    """One thing that is verified: ``about`` is a word for scripts, ``sentence`` is for people."""

    about: str
    state: State
    sentence: str


def holds(about: str, sentence: str) -> Finding:
    """Return the finding that something holds."""
    return Finding(about, State.HOLDS, sentence)


def differs(about: str, sentence: str) -> Finding:
    """Return the finding that something is not what was published."""
    return Finding(about, State.DIFFERS, sentence)


def not_checked(about: str, sentence: str) -> Finding:
    """Return the finding that something could not be verified, and why."""
    return Finding(about, State.NOT_CHECKED, sentence)


def told(about: str, if_so: str, if_not: str, *, is_so: bool) -> Finding:
    """Return the finding that something holds, or else does not."""
    return holds(about, if_so) if is_so else differs(about, if_not)
