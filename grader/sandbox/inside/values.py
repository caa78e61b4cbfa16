"""Arguments become arrays, and what a function returned or raised becomes the body of a frame."""

from __future__ import annotations

import json
import linecache
from itertools import islice
from typing import Any

import numpy as np

from .protocol import DTYPES, MOST_DIMENSIONS, NOT_NUMERIC, VALUE, VALUES, Keys
from .stopwatch import LimitReached

_TYPES = {code: np.dtype(code) for code in DTYPES}
_CODES = {dtype: number for number, dtype in enumerate(_TYPES.values())}


def argument_array(code: str, shape: tuple[int, ...], data: bytes, presentation: str) -> Any:
    """Return the array as its case presents it; a read-only one lies in immutable bytes."""
    dtype = _TYPES.get(code, code)
    array: Any = np.ndarray(shape, dtype, data) if data else np.empty(shape, dtype)
    if presentation == "plain":
        return array.copy()
    if presentation == "strided" and shape:
        wide = np.zeros((*shape[:-1], 2 * shape[-1]), dtype)
        wide[..., ::2] = array
        return wide[..., ::2]
    return array


def encode_answer(returned: Any) -> tuple[int, bytes]:
    """Return the kind and the body of the frame for a returned value."""
    array = returned
    code = _CODES.get(returned.dtype) if type(returned) is np.ndarray else None
    if code is None or array.ndim > MOST_DIMENSIONS:
        array = _plain(returned)
        if isinstance(array, str):
            kind = type(returned).__name__[:80]
            return NOT_NUMERIC, _json({"kind": kind, "detail": array[:200], "lacks": ""})
        code = DTYPES.index(_code(array.dtype))
    name = type(returned).__name__[:80].encode("utf-8", "replace")[:80]
    head = VALUES[array.ndim].pack(code, array.ndim, len(name), *array.shape)
    return VALUE, head + array.tobytes() + name


def encode_parts(returned: Any, keys: Keys) -> list[tuple[int, bytes]]:
    """Return kind and body of a frame for each part, or for the whole where there are no keys."""
    if not keys:
        return [encode_answer(returned)]
    return [_encode_part(returned, key) for key in keys]


def _encode_part(returned: Any, key: str | int) -> tuple[int, bytes]:
    lacks = lacking(returned, key)
    if not lacks:
        return encode_answer(returned[key])
    kind = type(returned).__name__[:80]
    return NOT_NUMERIC, _json({"kind": kind, "detail": _held(returned)[:200], "lacks": lacks})


def lacking(returned: Any, key: str | int) -> str:
    """Return why the part at this key or index is not there; nothing where it is."""
    if isinstance(key, str):
        if not isinstance(returned, dict):
            return "container"
        return "" if key in returned else "key"
    if not isinstance(returned, list | tuple):
        return "container"
    return "" if key < len(returned) else "value"


def _held(returned: Any) -> str:
    """Return what a container holds: its keys if it is a dict, else their number."""
    if isinstance(returned, dict):
        return ", ".join(key[:40] for key in islice(returned, 20) if isinstance(key, str))
    return str(len(returned)) if isinstance(returned, list | tuple) else ""


def _plain(returned: Any) -> Any:
    """Return the array of numbers that this is, or the reason why it is none."""
    if not isinstance(returned, np.ndarray | np.generic | int | float | complex | list | tuple):
        return ""
    try:
        array = np.asarray(returned)
    except ValueError:
        return "its rows are not of the same length"
    if array.dtype.kind not in "biuf":
        return f"dtype {array.dtype.name}"
    if array.ndim > MOST_DIMENSIONS:
        return f"{array.ndim} dimensions"
    return array if _code(array.dtype) in DTYPES else array.astype("<f8")


def _code(dtype: Any) -> str:
    code: str = dtype.str
    return code


def encode_error(error: BaseException, filename: str) -> bytes:
    """Return the body of a frame that says what was raised, with the student's own lines."""
    column = 0
    trace = _trace(error, filename)
    message = _message(error, filename)
    if isinstance(error, SyntaxError) and error.filename == filename:
        column = int(error.offset or 0)
        text = str(error.text or "").strip()[:200]
        trace = [(int(error.lineno or 0), "<module>", text)]
    name = type(error).__name__
    return _json({"error": name[:80], "message": message, "trace": trace, "column": column})


def encode_skipped(line: int, error: BaseException, filename: str) -> bytes:
    """Return the body of a frame that says which statement was left out, and why."""
    limit = error.limit if isinstance(error, LimitReached) else ""
    name, message = ("", "") if limit else (type(error).__name__, _message(error, filename))
    text = linecache.getline(filename, line).strip()[:200]
    return _json(
        {"line": line, "text": text, "error": name[:80], "message": message, "limit": limit}
    )


def _trace(error: BaseException, filename: str) -> list[tuple[int, str, str]]:
    """Return the last eight places in the student's own file, innermost last."""
    places = []
    at = error.__traceback__
    while at is not None:
        code = at.tb_frame.f_code
        if code.co_filename == filename:
            text = linecache.getline(filename, at.tb_lineno).strip()
            places.append((at.tb_lineno or 0, code.co_name[:80], text[:200]))
            places = places[-8:]
        at = at.tb_next
    return places


def _message(error: BaseException, filename: str) -> str:
    if isinstance(error, SyntaxError) and error.filename == filename:
        return str(error.msg)[:500]
    return _text(error)


def _text(error: BaseException) -> str:
    try:
        return str(error)[:500]
    except BaseException:  # noqa: BLE001  their __str__ may raise anything
        return ""


def _json(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields).encode("ascii")
