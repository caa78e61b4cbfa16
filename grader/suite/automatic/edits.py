"""Edits of one step: one expression in place of another, as slips in a derivation make them.

Each kind has a rank.  Where several edits give the same answers, the one of the lowest rank is the
likeliest slip: to leave an operand out is more common than to use another quantity that happens to
be the same.  Noise is left out: sums with unrelated quantities, functions of an operand, and
factors that a formula never had fit many answers and explain none.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, unique

import numpy as np

from grader.suite.automatic.notation import Notation, function_name, is_module
from grader.suite.automatic.syntax import StepSource


@unique
class EditKind(Enum):
    """What an edit does; the value is its name in words and files."""

    MISSING = "missing"
    SIGN = "sign"
    TRANSPOSED = "transposed"
    ORDER = "order"
    OPERATOR = "operator"
    CONSTANT = "constant"
    AXIS = "axis"
    REDUCTION = "reduction"
    FUNCTION = "function"
    QUANTITY = "quantity"
    SCALED = "scaled"

    @property
    def rank(self) -> int:
        """The place among edits that give the same answers; the lowest names them."""
        return _RANKS[self]


_RANKS: Mapping[EditKind, int] = {
    **dict.fromkeys((EditKind.MISSING, EditKind.SIGN, EditKind.TRANSPOSED, EditKind.ORDER), 0),
    **dict.fromkeys((EditKind.OPERATOR, EditKind.CONSTANT, EditKind.AXIS, EditKind.REDUCTION), 1),
    **dict.fromkeys((EditKind.FUNCTION, EditKind.QUANTITY), 2),
    EditKind.SCALED: 3,
}


@dataclass(frozen=True, eq=False)
class Edit:
    """A step with one expression replaced.

    Parameters
    ----------
    step
        The step's name.
    kind
        What is done to it.
    form
        Which sentence says it: ``<kind>.<form>`` of the texts.
    facts
        The expressions that the sentence names.
    function
        The edited function.
    size
        The nodes of syntax of the edited function: of two edits the shorter formula is simpler.
    """

    step: str
    kind: EditKind
    form: str
    facts: Mapping[str, str]
    function: ast.FunctionDef
    size: int

    def complexity(self, asked: str) -> tuple[int, bool, int]:
        """Return a measure by which the simplest of several edits is the least.

        The kind of the lowest rank comes first, then an edit of the step that is asked, then the
        shortest formula.
        """
        return self.kind.rank, self.step != asked, self.size


@dataclass(frozen=True, eq=False)
class _Change:
    """A new expression in place of an old one, with its words."""

    kind: EditKind
    form: str
    new: ast.expr
    facts: Mapping[str, ast.expr | str] = field(default_factory=dict)


def edits(source: StepSource, quantities: Sequence[str]) -> Iterator[Edit]:
    """Yield the edits of a step.

    Parameters
    ----------
    source
        The step.
    quantities
        The names of the quantities that may stand in place of the step's own: those that do not
        depend on the step.
    """
    write = Notation(source.bindings)
    for old in source.expressions:
        for change in _changes(source, old, quantities):
            further = {name for name in _names(change.new) if name in quantities}
            function = source.with_replaced(
                old, change.new, sorted(further.difference(source.parameters))
            )
            yield Edit(
                step=source.name,
                kind=change.kind,
                form=change.form,
                facts={
                    name: fact if isinstance(fact, str) else write(fact)
                    for name, fact in change.facts.items()
                },
                function=function,
                size=_size(function),
            )


def _changes(source: StepSource, old: ast.expr, quantities: Sequence[str]) -> Iterator[_Change]:
    if id(old) in source.returned:
        yield from _of_answer(old)
    match old:
        case ast.BinOp():
            yield from _of_operation(old)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            yield _Change(EditKind.SIGN, "operand", operand, {"operand": operand})
        case ast.Call():
            yield from _of_call(old)
        case ast.Attribute(attr="T", value=value):
            yield _Change(EditKind.TRANSPOSED, "dropped", value, {"operand": value})
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            yield from _of_constant(old, value)
        case ast.Name(id=name) if name in source.parameters:
            yield from _of_quantity(old, quantities)


def _of_answer(old: ast.expr) -> Iterator[_Change]:
    """The whole answer: its sign, its transpose, a plain factor."""
    yield _Change(EditKind.SIGN, "whole", ast.UnaryOp(ast.USub(), old))
    yield _Change(EditKind.TRANSPOSED, "whole", _attribute(_array(old), "T"))
    yield _Change(EditKind.SCALED, "doubled", _operation(old, ast.Mult(), ast.Constant(2)))
    yield _Change(EditKind.SCALED, "halved", _operation(old, ast.Div(), ast.Constant(2)))
    number = _attribute(_array(old), "size")
    yield _Change(EditKind.SCALED, "averaged", _operation(old, ast.Div(), number))


def _of_operation(old: ast.BinOp) -> Iterator[_Change]:
    yield from _missing_operands(old)
    left, right = old.left, old.right
    both = {"left": left, "right": right}
    match old.op:
        case ast.Add():
            yield _changed_operator(old, ast.Sub(), EditKind.SIGN, "operand")
        case ast.Sub():
            yield _changed_operator(old, ast.Add(), EditKind.SIGN, "operand")
        case ast.Mult():
            yield _changed_operator(old, ast.Div(), EditKind.OPERATOR, "divided")
            yield _changed_operator(old, ast.Add(), EditKind.OPERATOR, "added")
        case ast.Div():
            yield _changed_operator(old, ast.Mult(), EditKind.OPERATOR, "multiplied")
            swapped = _operation(right, ast.Div(), left)
            yield _Change(EditKind.ORDER, "swapped", swapped, both)
        case ast.MatMult():
            yield _changed_operator(old, ast.Mult(), EditKind.OPERATOR, "entrywise")
            swapped = _operation(right, ast.MatMult(), left)
            yield _Change(EditKind.ORDER, "swapped", swapped, both)
            yield from _transposed_operands(old)


def _missing_operands(old: ast.BinOp) -> Iterator[_Change]:
    left, right = old.left, old.right
    form = {ast.Add: "term", ast.Sub: "term", ast.Div: "division", ast.Pow: "power"}
    without_right = form.get(type(old.op), "factor")
    yield _missing(without_right, left, right)
    if isinstance(old.op, ast.Sub):
        yield _missing("term", ast.UnaryOp(ast.USub(), right), left)
        facts: dict[str, ast.expr | str] = {"operand": left, "rest": right}
        yield _Change(EditKind.MISSING, "minuend", right, facts)
    elif isinstance(old.op, ast.Div):
        yield _missing("numerator", _operation(ast.Constant(1.0), ast.Div(), right), left)
    elif not isinstance(old.op, ast.Pow):
        yield _missing("term" if isinstance(old.op, ast.Add) else "factor", right, left)


def _missing(form: str, rest: ast.expr, operand: ast.expr) -> _Change:
    return _Change(EditKind.MISSING, form, rest, {"operand": operand})


def _changed_operator(old: ast.BinOp, new: ast.operator, kind: EditKind, form: str) -> _Change:
    facts = {"left": old.left, "operand": old.right}
    return _Change(kind, form, _operation(old.left, new, old.right), facts)


def _transposed_operands(old: ast.BinOp) -> Iterator[_Change]:
    """The operands of a matrix product that are not transposed, transposed."""
    for operand, other, is_left in ((old.left, old.right, True), (old.right, old.left, False)):
        if isinstance(operand, ast.Name):
            new = _attribute(operand, "T")
            product = (new, other) if is_left else (other, new)
            changed = _operation(product[0], ast.MatMult(), product[1])
            yield _Change(EditKind.TRANSPOSED, "operand", changed, {"operand": operand})


REDUCTIONS = ("sum", "mean", "max", "min", "prod")
"""Functions of numpy, and methods of arrays, that make fewer numbers of many."""


def _of_call(old: ast.Call) -> Iterator[_Change]:
    name = function_name(old)
    if name in REDUCTIONS:
        yield from _of_reduction(old, name)
    elif len(old.args) == 1:
        yield from _of_function(old, name)
    elif len(old.args) == 2 and not old.keywords:
        first, second = old.args
        yield _missing("factor", first, second)
        yield _missing("factor", second, first)
        swapped = ast.Call(old.func, [second, first], [])
        yield _Change(EditKind.ORDER, "swapped", swapped, {"left": first, "right": second})


def _of_reduction(old: ast.Call, name: str) -> Iterator[_Change]:
    assert isinstance(old.func, ast.Attribute | ast.Name)
    inner = _reduced(old)
    if inner is not None:
        yield _Change(EditKind.MISSING, "function", inner, {"function": name})
    for other in REDUCTIONS:
        if other != name and isinstance(old.func, ast.Attribute):
            new = ast.Call(_attribute(old.func.value, other), old.args, old.keywords)
            facts = {"function": name, "other": other}
            yield _Change(EditKind.REDUCTION, "instead", new, facts)
    yield from _other_axes(old, name)


def _other_axes(old: ast.Call, name: str) -> Iterator[_Change]:
    """The reduction along other axes, or along all at once."""
    others = [keyword for keyword in old.keywords if keyword.arg != "axis"]
    own = [keyword.value for keyword in old.keywords if keyword.arg == "axis"]
    written = ast.unparse(own[0]) if own else ""
    for axis in ("0", "1"):
        if axis != written:
            new = ast.keyword("axis", ast.Constant(int(axis)))
            facts = {"function": name, "axis": axis}
            call = ast.Call(old.func, old.args, [*others, new])
            yield _Change(EditKind.AXIS, "along", call, facts)
    if own:
        call = ast.Call(old.func, old.args, others)
        yield _Change(EditKind.AXIS, "over_all", call, {"function": name})


def _of_function(old: ast.Call, name: str) -> Iterator[_Change]:
    argument = old.args[0]
    yield _Change(EditKind.MISSING, "function", argument, {"function": name})
    if not isinstance(old.func, ast.Attribute) or not is_module(old.func.value):
        return
    negated = ast.Call(old.func, [ast.UnaryOp(ast.USub(), argument)], old.keywords)
    facts: dict[str, ast.expr | str] = {"function": name, "operand": argument}
    yield _Change(EditKind.SIGN, "argument", negated, facts)
    for other in FUNCTIONS if name in FUNCTIONS else ():
        if other != name:
            new = ast.Call(_attribute(old.func.value, other), old.args, old.keywords)
            yield _Change(EditKind.FUNCTION, "instead", new, {"function": name, "other": other})


def _is_plain_function(function: object) -> bool:
    """Return True for a function of numpy that maps each number to one number."""
    is_entrywise = isinstance(function, np.ufunc) and (function.nin, function.nout) == (1, 1)
    return is_entrywise and "d->d" in getattr(function, "types", ())


def _plain_functions() -> tuple[str, ...]:
    """Return the names of numpy's entrywise functions of one number, each once."""
    names = {function.__name__ for function in vars(np).values() if _is_plain_function(function)}
    return tuple(sorted(name for name in names if hasattr(np, name)))


FUNCTIONS = _plain_functions()
"""Functions that may stand in place of one another."""


def _of_constant(old: ast.Constant, value: float) -> Iterator[_Change]:
    for other in dict.fromkeys((value + 1, value - 1, 2 * value, value / 2, -value)):
        if other != value:
            new = ast.Constant(int(other) if other == int(other) else other)
            facts: dict[str, ast.expr | str] = {"operand": old, "other": str(new.value)}
            yield _Change(EditKind.CONSTANT, "instead", new, facts)


def _of_quantity(old: ast.Name, quantities: Sequence[str]) -> Iterator[_Change]:
    for other in quantities:
        if other != old.id:
            new = ast.Name(other, ast.Load())
            facts: dict[str, ast.expr | str] = {"operand": old, "other": new}
            yield _Change(EditKind.QUANTITY, "instead", new, facts)
    for form, operator in (("operand_doubled", ast.Mult()), ("operand_halved", ast.Div())):
        scaled = _operation(old, operator, ast.Constant(2))
        yield _Change(EditKind.SCALED, form, scaled, {"operand": old})


def _reduced(call: ast.Call) -> ast.expr | None:
    """Return what a reduction is applied to."""
    if isinstance(call.func, ast.Attribute) and not is_module(call.func.value):
        return call.func.value
    return call.args[0] if call.args else None


def _operation(left: ast.expr, operator: ast.operator, right: ast.expr) -> ast.expr:
    return ast.BinOp(left, operator, right)


def _attribute(value: ast.expr, name: str) -> ast.expr:
    return ast.Attribute(value, name, ast.Load())


def _array(value: ast.expr) -> ast.expr:
    """Return the value as an array of numpy, which a step's answer need not be."""
    asarray = _attribute(ast.Name(ARRAY_MODULE, ast.Load()), "asarray")
    return ast.Call(asarray, [value], [])


ARRAY_MODULE = "_numpy"
"""The name under which edited functions find numpy, whatever the recipe calls it."""


def _names(node: ast.expr) -> Iterable[str]:
    return (part.id for part in ast.walk(node) if isinstance(part, ast.Name))


def _size(node: ast.AST) -> int:
    return sum(1 for _ in ast.walk(node))
