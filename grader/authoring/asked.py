"""What a solution can be asked: its functions, and the methods of its classes."""

from __future__ import annotations

import ast
import keyword
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

from grader.authoring.class_outline import ClassOutline, parameters_of_function
from grader.authoring.shapes import Shapes, letters, sizes
from grader.authoring.solution import Solution
from grader.errors import UsageError

_Draws = Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """One answer.

    Attributes
    ----------
    step
        The name of its step in the recipe.
    key
        What it is called among several, or its place; None where it is the only one.
    expression
        The expression that is the answer, after the statements.
    """

    step: str
    key: str | int | None
    expression: str


@dataclass(frozen=True)
class Asked:
    """A question.

    Attributes
    ----------
    name
        Its id.
    code_name
        What students write: a function, or a method with its class.
    parameters
        The quantities that it is given.
    statements
        What is run before the expressions of the parts; nothing for a function.
    parts
        What is asked.
    is_step
        Whether the function is itself the step of the recipe: it returns one thing and asks for
        all its parameters.
    """

    name: str
    code_name: str
    parameters: tuple[str, ...]
    statements: tuple[str, ...]
    parts: tuple[Part, ...]
    is_step: bool = False

    @property
    def is_script(self) -> bool:
        """Whether statements are run, in place of one function."""
        return bool(self.statements)


def parameters_of(solution: Solution) -> tuple[str, ...]:
    """Return the names of all parameters that have no default."""
    names = [name for one in solution.functions for name in parameters_of_function(one)]
    for outline in _outlines(solution):
        names += outline.parameters
        names += [p for m in outline.public for p in parameters_of_function(outline.methods[m])[1:]]
    return tuple(dict.fromkeys(names))


def what_is_asked(solution: Solution, shapes: Shapes) -> tuple[Asked, ...]:
    """Call everything once to see what it returns.

    Raise UsageError if the solution stops, or if an answer is no finite number.
    """
    module = ModuleType("_solution")
    try:
        with np.errstate(all="ignore"):
            exec(compile(solution.source, "<solution>", "exec", dont_inherit=True), vars(module))
            given = _drawn_once(shapes, np.random.default_rng(0))
            functions = _functions(solution, vars(module), given)
            asked = (*functions, *_methods(solution, module, given))
    except UsageError:
        raise
    except Exception as error:
        raise UsageError(f"the solution stops: {type(error).__name__}: {error}") from error
    if not asked:
        raise UsageError("no method returns anything or sets an attribute that is a number")
    return asked


def _outlines(solution: Solution) -> Iterator[ClassOutline]:
    return (one for one in solution.classes if one.public)


def _drawn_once(shapes: Shapes, rng: np.random.Generator) -> _Draws:
    names = letters(shapes)
    known = dict(zip(names, next(sizes(len(names))), strict=True))
    return {name: eval(one.drawn, {"rng": rng, **known}) for name, one in shapes.items()}


def _functions(solution: Solution, module: _Draws, given: _Draws) -> Iterator[Asked]:
    for function in solution.functions:
        name, parameters = function.name, parameters_of_function(function)
        returned = module[name](*(given[one] for one in parameters))
        keys = _keys(returned)
        for key in keys or (None,):
            _check_finite(name, parameters, returned if key is None else returned[key])
        is_step = not keys and _is_plain(function)
        call = f"{name}({', '.join(parameters)})"
        parts = tuple(Part(f"{name}_{key}", key, f"{call}[{key!r}]") for key in keys)
        only = Part(name if is_step else f"{name}_answer", None, call)
        yield Asked(name, name, parameters, (), parts or (only,), is_step)


def _check_finite(name: str, parameters: Collection[str], answer: Any) -> None:
    """Refuse an answer that no student's could agree with."""
    if _is_numeric(answer) and not np.isfinite(answer).all():
        raise UsageError(
            f"{name} gives an answer that is not finite for what is drawn at random; say between"
            f" what its parameters ({', '.join(parameters)}) are drawn, such as"
            f" --shape {next(iter(parameters), 'x')}=N,D:0..2"
        )


def _is_plain(function: ast.FunctionDef) -> bool:
    """Return whether a function has no other parameters than those that a question gives."""
    arguments = function.args
    return not (arguments.defaults or arguments.kwonlyargs or arguments.vararg or arguments.kwarg)


def _keys(returned: Any) -> tuple[str | int, ...]:
    if isinstance(returned, dict):
        return tuple(key for key in returned if isinstance(key, str))
    return tuple(range(len(returned))) if isinstance(returned, tuple) else ()


def _methods(solution: Solution, module: ModuleType, given: _Draws) -> Iterator[Asked]:
    taken = {one.name for one in solution.functions} | set(given)
    for outline in _outlines(solution):
        for method in outline.public:
            name = method if method not in taken else f"{outline.name}_{method}"
            taken.add(name)
            asked = _method(outline, method, name, vars(module), given)
            if asked.parts:
                yield asked


def _method(outline: ClassOutline, method: str, name: str, module: _Draws, given: _Draws) -> Asked:
    """Return the question that asks for what a method returns and for the attributes it sets."""
    earlier = outline.run_before(method) + (method,) * outline.has_state(method)
    parameters = {one: _parameters(outline, one) for one in (*earlier, method)}
    names = tuple(
        dict.fromkeys([*outline.parameters, *(p for ps in parameters.values() for p in ps)])
    )
    instance = _free(outline.name.lower(), {*names, *module})
    result = _free("result", {*names, *module, instance})
    calls = [f"{instance}.{one}({', '.join(parameters[one])})" for one in (*earlier, method)]
    made = f"{instance} = {outline.name}({', '.join(outline.parameters)})"
    scope = {**module, **{one: given[one] for one in names}}
    exec("\n".join([made, *calls[:-1], f"{result} = {calls[-1]}"]), scope)
    attributes = _attributes(outline, method, scope[instance], scope[result])
    found = _parts_of_result(result, scope[result])
    found += [(one, f"{instance}.{one}") for one in attributes]
    if len(found) == 1 and not attributes and found[0][1] == result:
        statements, found = (made, *calls[:-1]), [(None, calls[-1])]
    else:
        binding = f"{result} = " * any(one.startswith(result) for _, one in found)
        statements = (made, *calls[:-1], binding + calls[-1])
    for _, expression in found:
        _check_finite(f"{outline.name}.{method}", names, eval(expression, dict(scope)))
    parts = tuple(Part(_step(name, key, len(found)), key, one) for key, one in found)
    return Asked(name, f"{outline.name}.{method}", names, statements, parts)


def _parameters(outline: ClassOutline, method: str) -> tuple[str, ...]:
    return parameters_of_function(outline.methods[method])[1:]


def _free(name: str, taken: Collection[str]) -> str:
    """Return the name, with underscores after it where it means something else."""
    while name in taken or keyword.iskeyword(name):
        name += "_"
    return name


def _step(name: str, key: str | int | None, count: int) -> str:
    return name if count == 1 else f"{name}_{key}"


def _parts_of_result(name: str, returned: Any) -> list[tuple[str | int | None, str]]:
    keys = _keys(returned)
    if keys:
        return [
            (f"part_{key}" if isinstance(key, int) else key, f"{name}[{key!r}]") for key in keys
        ]
    return [] if returned is None else [("returned", name)]


def _attributes(outline: ClassOutline, method: str, instance: Any, returned: Any) -> list[str]:
    """Return the answers among the attributes; all that is set, where nothing else is an answer."""
    names = outline.answers(method)
    if not names and returned is None:
        names = tuple(sorted(outline.sets(method)))
    return [one for one in names if _is_numeric(getattr(instance, one, None))]


def _is_numeric(value: Any) -> bool:
    return isinstance(value, (np.ndarray, np.generic, int, float)) and not isinstance(value, bool)
