"""Frozen nouns to and from strict JSON.

Arrays are ``{"dtype", "shape", "base64"}`` of their little-endian bytes, so that they come back
exactly, nan and infinity included.  What is annotated as a ``Sequence`` is a tuple, unless it is
read lazily (``LazyTuple``).
"""

from __future__ import annotations

import base64
import dataclasses
import functools
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from grader.model import Array, frozen

DTYPES = ("<f8", "<f4", "<f2", "<i8", "<i4", "<i2", "|i1", "<u8", "<u4", "<u2", "|u1", "|b1")
"""The types of arrays that a file holds, as numpy writes them: those that a sandbox carries."""


def plain(value: Any) -> Any:
    """Return a frozen noun, or a value of its fields, as lists, dicts and scalars."""
    if isinstance(value, np.ndarray):
        return _plain_array(value)
    if dataclasses.is_dataclass(value):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, tuple | LazyTuple):
        return [plain(item) for item in value]
    return value


def typed(kind: Any, value: Any, *, lazy: bool = False) -> Any:
    """Return a value of JSON as the type ``kind``; the inverse of ``plain``.

    Raise ValueError, TypeError or KeyError for a value of another type.  With ``lazy`` sequences
    are made when they are first used, and raise these errors then: for a document that is known to
    be right, of which little will be used.
    """
    return _reader(kind, lazy)(value)


class LazyTuple(Sequence[Any]):
    """Tuple that is made when it is first used."""

    def __init__(self, make: Callable[[], tuple[Any, ...]]) -> None:
        self._make = make

    @functools.cached_property
    def _made(self) -> tuple[Any, ...]:
        return self._make()

    def __len__(self) -> int:
        return len(self._made)

    def __getitem__(self, index: Any) -> Any:
        return self._made[index]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._made)


def _plain_array(array: np.ndarray[Any, Any]) -> dict[str, Any]:
    little = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
    return {
        "dtype": little.dtype.str,
        "shape": list(array.shape),
        "base64": base64.b64encode(little.tobytes()).decode("ascii"),
    }


def _array(document: dict[str, Any]) -> np.ndarray[Any, Any]:
    if document["dtype"] not in DTYPES:
        raise ValueError(f"dtype {document['dtype']!r} is not one of {', '.join(DTYPES)}")
    raw = base64.b64decode(document["base64"], validate=True)
    return frozen(np.frombuffer(raw, document["dtype"]).reshape(document["shape"]))


@functools.cache
def _reader(kind: Any, lazy: bool) -> Callable[[Any], Any]:
    """Return the function that reads a value of this type; cached, for tens of thousands."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        return _tuple_reader(arguments, lazy)
    if kind == Array:
        return _array
    if type(None) in arguments:
        read = _reader(arguments[0], lazy)
        return lambda value: None if value is None else read(value)
    if origin is not None and isinstance(origin, type):
        return _collection_reader(origin, arguments, lazy)
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        readers = {name: _reader(hint, lazy) for name, hint in hints.items()}
        make: Any = kind
        return lambda value: make(**{name: readers[name](item) for name, item in value.items()})
    return functools.partial(_scalar, kind)


def _collection_reader(
    origin: type, arguments: tuple[Any, ...], lazy: bool
) -> Callable[[Any], Any]:
    read = _reader(arguments[-1], lazy)
    if issubclass(origin, Mapping):
        return lambda value: {key: read(item) for key, item in value.items()}
    if lazy:
        return lambda value: LazyTuple(lambda: tuple(map(read, value)))
    return lambda value: tuple(map(read, value))


def _tuple_reader(arguments: tuple[Any, ...], lazy: bool) -> Callable[[Any], Any]:
    if arguments[-1] is ...:
        read = _reader(arguments[0], lazy)
        return lambda value: tuple(map(read, value))
    if set(arguments) <= {str, int, bool}:
        return functools.partial(_scalars, arguments)
    readers = [_reader(kind, lazy) for kind in arguments]
    return lambda value: tuple(read(item) for read, item in zip(readers, value, strict=True))


def _scalars(kinds: tuple[type, ...], value: Any) -> tuple[Any, ...]:
    """Check as ``_scalar`` does, all at once: there are ten thousand pairs of names."""
    scalars = tuple(value)
    if tuple(map(type, scalars)) != kinds:
        raise TypeError(f"{value!r:.40} is not of types {', '.join(k.__name__ for k in kinds)}")
    return scalars


def _scalar(kind: Any, value: Any) -> Any:
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(kind, type) and type(value) is not kind:
        raise TypeError(f"{value!r:.40} is not of type {kind.__name__}")
    return value
