"""Scripts: a few statements in a checked subset of Python, in place of one call.

    call: layer = BatchNorm(gamma, beta); layer.forward(x); layer.backward(dout)
    then: layer.dgamma

A statement is an expression, or binds names to the value of one.  An expression is a name, a call,
an attribute, an item at a constant, or a constant.  Nothing else can be meant by mistake, and what
is run can be shown to a student as it is.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from grader.model import Script
from grader.text.unknown_names import no_such

_LONGEST = 2000


class ScriptError(Exception):
    """Why statements are no script."""


@dataclass
class ParsedScript:
    """Statements that were checked.

    Attributes
    ----------
    statements
        Their syntax trees, in order.
    bound
        The expression that each name was bound to last.
    """

    statements: list[ast.stmt]
    bound: Mapping[str, ast.expr] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str, arguments: Collection[str]) -> ParsedScript:
        """Parse and check statements.  Raise ScriptError."""
        statements = _parsed(text)
        bound: dict[str, ast.expr] = {}
        for statement in statements:
            value, names = _value_and_names(statement)
            _check(value, {*arguments, *bound})
            bound |= dict.fromkeys(names, value)
        if not any(isinstance(n, ast.Call) for one in statements for n in ast.walk(one)):
            raise ScriptError("must call something")
        return cls(statements, bound)

    def script(self, then: str, arguments: Collection[str], *, runs_last: bool) -> Script:
        """Return the script whose answer is the expression ``then``, or else the last value.

        With ``runs_last`` the last expression is a statement, too: each part has its own answer.
        """
        statements = list(self.statements)
        if then:
            result = self.expression(then, arguments)
        elif isinstance(statements[-1], ast.Expr):
            result = ast.unparse(statements[-1])
            statements = statements if runs_last else statements[:-1]
        else:
            _, names = _value_and_names(statements[-1])
            result = names[-1] if len(names) == 1 else ast.unparse(_targets(statements[-1]))
        return Script(
            code="\n".join(map(ast.unparse, statements)),
            result=result,
            needs=self._needs(arguments),
            last=self._last_called(),
        )

    def expression(self, text: str, arguments: Collection[str]) -> str:
        """Return an expression over the names after the statements.  Raise ScriptError."""
        statements = _parsed(text)
        statement = statements[0] if len(statements) == 1 else None
        if not isinstance(statement, ast.Expr):
            raise ScriptError(f"'{text}' is not one expression")
        _check(statement.value, {*arguments, *self.bound}, calls_new=False)
        return ast.unparse(statement.value)

    def meaning(self, expression: str) -> str:
        """Return in a word what an expression asks for: ``BatchNorm.backward``."""
        (statement,) = ast.parse(expression).body
        assert isinstance(statement, ast.Expr)
        return self._meaning(statement.value)

    def _meaning(self, node: ast.expr) -> str:
        match node:
            case ast.Name(id=name) if name in self.bound:
                return self._meaning(self.bound[name])
            case ast.Name(id=name):
                return name
            case ast.Attribute(value=value, attr=name):
                return f"{self._meaning(value)}.{name}"
            case ast.Call(func=function):
                return self._meaning(function)
            case ast.Subscript(value=value, slice=place):
                return f"{self._meaning(value)}[{ast.unparse(place)}]"
        return ast.unparse(node)

    def _needs(self, arguments: Collection[str]) -> tuple[str, ...]:
        known = {*arguments, *self.bound}
        nodes = (node for one in self.statements for node in ast.walk(one))
        names = (node.id for node in nodes if isinstance(node, ast.Name))
        return tuple(dict.fromkeys(name for name in names if name not in known))

    def _last_called(self) -> str:
        """Return the name of the function or method that is called last."""
        calls = [n for one in self.statements for n in ast.walk(one) if isinstance(n, ast.Call)]
        function = max(calls, key=lambda call: (call.lineno, call.end_col_offset or 0)).func
        return function.attr if isinstance(function, ast.Attribute) else ast.unparse(function)


def _parsed(text: str) -> list[ast.stmt]:
    if len(text) > _LONGEST:
        raise ScriptError(f"is longer than {_LONGEST} characters")
    try:
        return ast.parse(text).body
    except (SyntaxError, ValueError) as error:
        raise ScriptError(f"is not Python: {error}") from error


def _value_and_names(statement: ast.stmt) -> tuple[ast.expr, tuple[str, ...]]:
    """Return what is computed and the names that are bound to it.  Raise ScriptError."""
    match statement:
        case ast.Expr(value=value):
            return value, ()
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return value, (name,)
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=value):
            names = tuple(target.id for target in targets if isinstance(target, ast.Name))
            if len(names) == len(targets):
                return value, names
    raise ScriptError(f"'{_shown(statement)}' is neither a call nor name = call")


def _targets(statement: ast.stmt) -> ast.expr:
    assert isinstance(statement, ast.Assign)
    return statement.targets[0]


def _check(root: ast.expr, known: Collection[str], *, calls_new: bool = True) -> None:
    """Check an expression.  ``calls_new`` allows it to call what the module defines."""
    nodes = list(ast.walk(root))
    for node in nodes:
        _check_node(node)
    called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    called |= {id(node.value) for node in nodes if isinstance(node, ast.Attribute)}
    for node in nodes:
        if isinstance(node, ast.Name) and node.id not in known:
            if id(node) not in called or not calls_new:
                raise ScriptError(no_such("no argument or earlier name is", node.id, known))
            _check_new(node.id)


def _check_node(node: ast.AST) -> None:
    match node:
        case ast.Attribute(attr=name) if name.startswith("_"):
            raise ScriptError(f"'{name}' is private")
        case ast.keyword(arg=None):
            raise ScriptError(f"'{_shown(node)}' unpacks a mapping")
        case ast.Subscript(slice=ast.Constant() | ast.UnaryOp(operand=ast.Constant())):
            return
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant()) | ast.USub() | ast.Load():
            return
        case ast.Name() | ast.Call() | ast.Attribute() | ast.Constant() | ast.keyword():
            return
    raise ScriptError(f"'{_shown(node)}' is no name, call, attribute or constant")


def _check_new(name: str) -> None:
    """Refuse what a student's module does not define under its own name."""
    if name in ("np", "numpy", "math") or hasattr(builtins, name):
        raise ScriptError(f"'{name}' is not the student's: a script calls students' code only")


def _shown(node: ast.AST) -> str:
    return ast.unparse(node)[:60]
