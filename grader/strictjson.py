"""Frozen nouns to and from strict JSON.

Arrays are ``{"dtype", "shape", "base64"}`` of their little-endian bytes, so that they come back
exactly, nan and infinity included.
"""

from __future__ import annotations

import base64
import dataclasses
import functools
import typing
from collections.abc import Mapping
from typing import Any

import numpy as np

from grader.model import Array, frozen

_DTYPES = ("<f8", "<f4", "<i8", "<i4", "<i2", "|b1")


def plain(value: Any) -> Any:
    """A dataclass, or what may be in one, as what JSON knows."""
    if isinstance(value, np.ndarray):
        return _plain_array(value)
    if dataclasses.is_dataclass(value):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value


def typed(kind: Any, value: Any) -> Any:
    """A value of JSON as the type ``kind``; the inverse of ``plain``.

    Raises ValueError, TypeError or KeyError for a value that is of no such type.
    """
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        kinds = [arguments[0]] * len(value) if arguments[-1] is ... else arguments
        return tuple(typed(k, item) for k, item in zip(kinds, value, strict=True))
    if kind == Array:
        return _array(value)
    if type(None) in arguments:
        return None if value is None else typed(arguments[0], value)
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        return {key: typed(arguments[1], item) for key, item in value.items()}
    if dataclasses.is_dataclass(kind):
        make: Any = kind
        hints = _hints(make)
        return make(**{name: typed(hints[name], item) for name, item in value.items()})
    return _scalar(kind, value)


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


def _scalar(kind: Any, value: Any) -> Any:
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(kind, type) and type(value) is not kind:
        raise TypeError(f"{value!r:.40} is not of type {kind.__name__}")
    return value


@functools.cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)
