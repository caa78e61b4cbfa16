"""What stands in place of a value that a failed statement should have made."""

from __future__ import annotations

from typing import Any


class Placeholder:
    """Raise, as soon as it is used, the error that the statement failed with."""

    def __init__(self, error: BaseException) -> None:
        self._error = error, error.__traceback__

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        error, trace = self._error
        raise error.with_traceback(trace)

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__":
            raise AttributeError(name)
        return self()


for used in "add radd sub rsub mul rmul truediv rtruediv matmul rmatmul pow rpow neg".split():
    setattr(Placeholder, f"__{used}__", Placeholder.__call__)
for used in "array getitem len iter bool float int lt le gt ge str repr format".split():
    setattr(Placeholder, f"__{used}__", Placeholder.__call__)
