"""The arguments of a function as ``assignment.yaml`` says them: arrays, or what they are made of.

    parameters: [x, t]                                              arrays of these quantities
    parameters: {x: array, n: int, params: {W1: w1}, ws: [w1, w2]}  what each argument is

A mapping of keys to quantities is a dict of arrays, and a list of quantities a list of arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from grader.model import Argument, Array
from grader.sandbox.inside.arguments import ARRAYS, DICT, ONE, WHOLE
from grader.text.yaml_reader import Entry

_FITTING: dict[str, Callable[[Array], bool]] = {
    "int": lambda array: array.ndim == 0 and array.dtype.kind in "iu",
    "float": lambda array: array.ndim == 0 and array.dtype.kind in "fiu",
    "bool": lambda array: array.ndim == 0 and array.dtype.kind == "b",
    "list": lambda array: array.ndim > 0,
}
"""Whether an array can be given as an argument of this kind; those left out take every array."""


def read_arguments(entry: Entry | None) -> tuple[tuple[str, ...], tuple[Argument, ...]]:
    """Return the quantities that are given to a function, and the arguments made of them.

    Without arguments each quantity is one, as an array.
    """
    if entry is None:
        return (), ()
    if not entry.is_mapping:
        return tuple(item.text() for item in entry.items()), ()
    read = [_argument(name, given) for name, given in entry.fields().items()]
    quantities = tuple(quantity for _, names in read for quantity in names)
    for name in sorted({name for name in quantities if quantities.count(name) > 1}):
        entry.problem(f"'{name}' is given more than once")
    return quantities, tuple(argument for argument, _ in read)


def misfit(arguments: Sequence[Argument], arrays: Sequence[Array]) -> str:
    """Return why an argument cannot be made of its array; nothing where all can."""
    left = iter(arrays)
    for argument in arguments:
        held = [next(left) for _ in argument.keys]
        fits = _FITTING.get(argument.kind)
        if fits and not fits(*held):
            about = f"{held[0].dtype}, shape {held[0].shape}"
            return f"the argument '{argument.name}' is to be of kind {argument.kind}, not {about}"
    return ""


def _argument(name: str, given: Entry) -> tuple[Argument, tuple[str, ...]]:
    """Return an argument and the quantities that it is made of."""
    if given.is_mapping:
        quantities = {key: entry.text() for key, entry in given.fields().items()}
        return Argument(name, DICT, tuple(quantities)), tuple(quantities.values())
    if given.is_list:
        names = tuple(entry.text() for entry in given.items())
        return Argument(name, ARRAYS, names), names
    kind = given.text()
    if kind not in ONE:
        given.problem(f"'{kind}' is no kind of argument: {', '.join(ONE)}, keys, or a list")
        kind = WHOLE
    return Argument(name, kind, (name,)), (name,)
