"""The arguments of a function as ``assignment.yaml`` says them: arrays, or what they are made of.

    parameters: [x, t]                                              arrays of these quantities
    parameters: {x: array, n: int, params: {W1: w1}, ws: [w1, w2]}  what each argument is
    parameters: {f: function, config: {mode: {mode: text}, rate: rate}}

A mapping of keys to quantities is a dict, and a list of quantities a list.  In both a quantity
without axes is a number of Python, and ``{quantity: kind}`` says what else it is.
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
        for kind in argument.value_kinds:
            held = next(left)
            fits = _FITTING.get(kind)
            if fits and not fits(held):
                about = f"{held.dtype}, shape {held.shape}"
                return f"the argument '{argument.name}' is to be of kind {kind}, not {about}"
    return ""


def _argument(name: str, given: Entry) -> tuple[Argument, tuple[str, ...]]:
    """Return an argument and the quantities that it is made of."""
    if given.is_mapping:
        entries = given.fields()
        return _collection(name, DICT, tuple(entries), tuple(entries.values()))
    if given.is_list:
        return _collection(name, ARRAYS, (), given.items())
    return Argument(name, _kind(given), (name,)), (name,)


def _collection(
    name: str, kind: str, keys: tuple[str, ...], entries: Sequence[Entry]
) -> tuple[Argument, tuple[str, ...]]:
    """Return a dict or a list of quantities."""
    values = [_value(entry) for entry in entries]
    quantities = tuple(quantity for quantity, _ in values)
    kinds = tuple(kind for _, kind in values) if any(kind for _, kind in values) else ()
    return Argument(name, kind, keys or quantities, kinds), quantities


def _value(entry: Entry) -> tuple[str, str]:
    """Return the quantity of a value in a dict or in a list, and its kind if that is said."""
    if not entry.is_mapping:
        return entry.text(), ""
    pairs = [(quantity, _kind(kind)) for quantity, kind in entry.fields().items()]
    if len(pairs) != 1:
        entry.problem("must be a quantity, or one with its kind: {quantity: kind}")
        return "", ""
    return pairs[0]


def _kind(entry: Entry) -> str:
    kind = entry.text()
    if kind in ONE:
        return kind
    entry.problem(f"'{kind}' is no kind of argument: {', '.join(ONE)}, keys, or a list")
    return WHOLE
