"""Suite to and from JSON: the one file that crosses between an assignment and the engine.

The file holds hidden answers: it is made readable by its owner alone.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import weakref
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from grader.errors import AssignmentError, unreadable
from grader.files import write_atomically
from grader.model import (
    AutomaticTable,
    DerivationTask,
    Limits,
    PairTable,
    Question,
    Suite,
    frozen,
)
from grader.suite.json_codec import plain, typed

_NEXT = "build it again with `grader build`, or take a fresh copy"
_FORMAT = 2

_TEXTS: weakref.WeakKeyDictionary[Suite, bytes] = weakref.WeakKeyDictionary()
"""The text of a suite as it was read or made: making one takes half a second."""


def public(suite: Suite) -> Suite:
    """Return the part of a suite that a student may hold.

    It has no hidden case, no seed to make one from, and no right formula.

    A check that has hidden cases only is left out, so that nobody passes it unasked.  Hints are a
    ladder: a student's own check comes before the deadline.
    """
    return dataclasses.replace(
        suite,
        seed=None,
        source="",
        program=None,
        hints="ladder",
        right_values={},
        questions=tuple(_public_question(q) for q in suite.questions),
    )


def dumps(suite: Suite) -> str:
    """Return the suite as JSON, the same text for the same suite."""
    return json.dumps({"format": _FORMAT, **plain(suite)}, allow_nan=False, separators=(",", ":"))


def loads(text: str, place: str = "suite") -> Suite:
    """Read a suite from JSON.  Raise AssignmentError that names ``place``."""
    return suite_from(parse_document(text, place), place)


def parse_document(text: str, place: str = "suite") -> Mapping[str, Any]:
    """Parse the JSON of a suite and check its format, nothing else of it.

    Raise AssignmentError that names ``place``.
    """
    with _errors_naming(place):
        document: dict[str, Any] = json.loads(text)
        if document.pop("format", None) != _FORMAT:
            raise AssignmentError(place, [f"it is not a suite of format {_FORMAT}; {_NEXT}"])
    return document


@dataclasses.dataclass(frozen=True)
class RunSettings:
    """The settings that open a sandbox while the rest of a suite is still read.

    ``module`` is the name of the file that is asked for, ``companion`` the code beside it;
    ``derivation`` is what is asked of the text, if one is.
    """

    limits: Limits
    modules: tuple[str, ...]
    module: str
    companion: str
    derivation: DerivationTask | None = None


def run_settings(document: Mapping[str, Any], place: str = "suite") -> RunSettings:
    """Read the run settings alone.  Raise AssignmentError that names ``place``."""
    with _errors_naming(place):
        properties = document["properties"]
        return RunSettings(
            limits=typed(Limits, document["limits"]),
            modules=typed(tuple[str, ...], document["modules"]),
            module=typed(str, document["module"]),
            companion=typed(str, properties["companion"]["source"]) if properties else "",
            derivation=typed(DerivationTask | None, document.get("derivation")),
        )


def suite_from(document: Mapping[str, Any], place: str = "suite", *, lazy: bool = False) -> Suite:
    """Read the whole suite.  Raise AssignmentError that names ``place``.

    With ``lazy`` the answers of known mistakes are read when they are used, which marking a file
    without a mistake never does.
    """
    with _errors_naming(place):
        suite: Suite = typed(Suite, document, lazy=lazy)
    return suite


@contextmanager
def _errors_naming(place: str) -> Iterator[None]:
    try:
        yield
    except json.JSONDecodeError as error:
        raise AssignmentError(place, [f"{unreadable(error)}; {_NEXT}"]) from error
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise AssignmentError(place, [f"it is no suite, or a damaged one; {_NEXT}"]) from error


def save(suite: Suite, path: str | Path) -> None:
    """Write a suite to a file that its owner alone may read.

    A crash leaves the old file or the new one.

    Parameters
    ----------
    suite
        With its hidden cases, if it has any.
    path
        The file, which is replaced if it exists.

    Raises
    ------
    GraderError
        The file cannot be written.
    """
    write_atomically(Path(path), [_text(suite)], mode=0o600)


def load(path: str | Path) -> Suite:
    """Read a suite.

    Parameters
    ----------
    path
        The file that ``save`` or ``grader build`` wrote.

    Returns
    -------
    Suite
        With its cases and right answers.

    Raises
    ------
    AssignmentError
        The file cannot be read; the message names it.
    """
    try:
        content = Path(path).read_bytes()
        suite = loads(content.decode("utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise AssignmentError(str(path), [f"cannot be read: {unreadable(error)}"]) from error
    _TEXTS[suite] = content
    return suite


@functools.lru_cache(maxsize=4)
def digest(suite: Suite) -> str:
    """Return the SHA-256 of the suite's JSON as it was read, or else as it is saved, in hex."""
    return digest_of(_text(suite))


def digest_of(text: bytes) -> str:
    """Return the digest of a suite that is JSON already."""
    import hashlib  # loads a large library: only where it is needed

    return hashlib.sha256(text).hexdigest()


def _text(suite: Suite) -> bytes:
    if suite not in _TEXTS:
        _TEXTS[suite] = dumps(suite).encode()
    return _TEXTS[suite]


def _public_question(question: Question) -> Question:
    cases = tuple(case for case in question.cases if not case.hidden)
    return dataclasses.replace(
        question,
        checks=question.checks_of(cases),
        cases=cases,
        automatic=AutomaticTable(),
        pairs=_public_pairs(question.pairs, {case.id for case in cases}),
    )


def _public_pairs(table: PairTable, cases: Container[str]) -> PairTable:
    """Return the part of a table about these cases."""
    columns = [place for place, id in enumerate(table.cases) if id in cases]
    return dataclasses.replace(
        table,
        cases=tuple(table.cases[place] for place in columns),
        kinds=frozen(table.kinds[:, columns]),
        projections=frozen(table.projections[:, columns]),
    )
