"""Suite to and from JSON: the one file that crosses between an assignment and the engine.

Arrays are ``{"dtype", "shape", "base64"}`` of their little-endian bytes, so that they come back
exactly, nan and infinity included, in strict JSON.  The file holds hidden answers: it is made
readable by its owner alone.
"""

from __future__ import annotations

import base64
import dataclasses
import functools
import hashlib
import json
import typing
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from grader.errors import AssignmentError
from grader.files import write_atomically
from grader.model import Array, Limits, PairTable, Question, Suite, frozen

_FORMAT = 1
_DTYPES = ("<f8", "<f4", "<i8", "<i4", "<i2", "|b1")


def public(suite: Suite) -> Suite:
    """What a student may hold: no hidden case, and no seed to make one from.

    A check that has hidden cases only is left out, so that nobody passes it unasked.
    """
    return dataclasses.replace(
        suite, seed=None, source="", questions=tuple(_public_question(q) for q in suite.questions)
    )


def dumps(suite: Suite) -> str:
    """The suite as JSON, the same text for the same suite."""
    return json.dumps({"format": _FORMAT, **_plain(suite)}, allow_nan=False, separators=(",", ":"))


def loads(text: str, place: str = "suite") -> Suite:
    """The suite in this JSON.  Raises AssignmentError that names ``place``."""
    return suite_of(parsed(text, place), place)


def parsed(text: str, place: str = "suite") -> Mapping[str, Any]:
    """The document of a suite, of which nothing but its format is known to be as it should.

    Raises AssignmentError that names ``place``.
    """
    with _blaming(place):
        document: dict[str, Any] = json.loads(text)
        if document.pop("format", None) != _FORMAT:
            raise ValueError(f"not a suite of format {_FORMAT}; build it again")
    return document


def running(document: Mapping[str, Any], place: str = "suite") -> tuple[Limits, tuple[str, ...]]:
    """What a sandbox is opened with, limits and modules: it can start while the rest is read.

    Raises AssignmentError that names ``place``.
    """
    with _blaming(place):
        modules: tuple[str, ...] = _typed(tuple[str, ...], document["modules"])
        return _typed(Limits, document["limits"]), modules


def suite_of(document: Mapping[str, Any], place: str = "suite") -> Suite:
    """The whole suite.  Raises AssignmentError that names ``place``."""
    with _blaming(place):
        suite: Suite = _typed(Suite, document)
    return suite


@contextmanager
def _blaming(place: str) -> Iterator[None]:
    try:
        yield
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise AssignmentError(place, [f"{type(error).__name__}: {error}"]) from error


def save(suite: Suite, path: Path) -> None:
    """Write the suite for its owner's eyes only; a crash leaves the old file or the new one."""
    write_atomically(path, [dumps(suite).encode()], mode=0o600)


def load(path: Path) -> Suite:
    """Read a suite.  Raises AssignmentError naming the file."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise AssignmentError(str(path), [f"cannot be read: {error}"]) from error
    return loads(text, str(path))


@functools.lru_cache(maxsize=4)
def digest(suite: Suite) -> str:
    """The SHA-256 of the suite's JSON, in hexadecimal."""
    return hashlib.sha256(dumps(suite).encode()).hexdigest()


def _public_question(question: Question) -> Question:
    columns = [i for i, case in enumerate(question.cases) if not case.hidden]
    table = question.pairs
    return dataclasses.replace(
        question,
        checks=question.checks_of(question.cases[i] for i in columns),
        cases=tuple(question.cases[i] for i in columns),
        pairs=PairTable(
            table.pairs,
            frozen(table.kinds[:, columns]),
            frozen(table.projections[:, columns]),
            table.vocabulary,
        )
        if table.pairs
        else table,
    )


def _plain(value: Any) -> Any:
    """A value of the model as what JSON knows."""
    if isinstance(value, np.ndarray):
        return _plain_array(value)
    if dataclasses.is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _plain_array(array: np.ndarray[Any, Any]) -> dict[str, Any]:
    little = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
    return {
        "dtype": little.dtype.str,
        "shape": list(array.shape),
        "base64": base64.b64encode(little.tobytes()).decode("ascii"),
    }


def _array(document: dict[str, Any]) -> np.ndarray[Any, Any]:
    if document["dtype"] not in _DTYPES:
        raise ValueError(f"dtype {document['dtype']!r} is not one of {', '.join(_DTYPES)}")
    raw = base64.b64decode(document["base64"], validate=True)
    return frozen(np.frombuffer(raw, document["dtype"]).reshape(document["shape"]))


def _typed(kind: Any, value: Any) -> Any:
    """A value of JSON as the model's type ``kind``; the inverse of ``_plain``."""
    return _reader(kind)(value)


@functools.cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """What makes a value of this type: looked up once, because there are tens of thousands."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        return _tuple_reader(arguments)
    if kind == Array:
        return _array
    if type(None) in arguments:
        read = _reader(arguments[0])
        return lambda value: None if value is None else read(value)
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        read_item = _reader(arguments[1])
        return lambda value: {key: read_item(item) for key, item in value.items()}
    if dataclasses.is_dataclass(kind):
        readers = {name: _reader(hint) for name, hint in typing.get_type_hints(kind).items()}
        make: Any = kind
        return lambda value: make(**{name: readers[name](item) for name, item in value.items()})
    return functools.partial(_scalar, kind)


def _tuple_reader(arguments: tuple[Any, ...]) -> Callable[[Any], Any]:
    if arguments[-1] is ...:
        read = _reader(arguments[0])
        return lambda value: tuple(map(read, value))
    readers = [_reader(kind) for kind in arguments]
    return lambda value: tuple(read(item) for read, item in zip(readers, value, strict=True))


def _scalar(kind: Any, value: Any) -> Any:
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(kind, type) and type(value) is not kind:
        raise TypeError(f"{value!r:.40} is not of type {kind.__name__}")
    return value
