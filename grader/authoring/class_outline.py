"""What the classes of a solution look like, read off their source: methods and attributes.

A class keeps what later methods read (a cache) and what its user reads (an answer).  An attribute
that no method reads is therefore an answer.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

INIT = "__init__"


@dataclass(frozen=True)
class ClassOutline:
    """A class with its methods, inherited ones included.

    Attributes
    ----------
    name
        The class's name.
    parameters
        What an instance is made with, without what has a default.
    methods
        The syntax tree of each method by its name.
    """

    name: str
    parameters: tuple[str, ...]
    methods: Mapping[str, ast.FunctionDef]

    @property
    def public(self) -> tuple[str, ...]:
        """The names of the methods that can be asked for."""
        return tuple(name for name, node in self.methods.items() if _is_public(node))

    def run_before(self, method: str) -> tuple[str, ...]:
        """Return the public methods that set what a method reads, in their order.

        What the method sets itself it may read before an earlier one is called.
        """
        needed: list[str] = []
        open_methods = [method]
        while open_methods:
            current = open_methods.pop()
            read = self.reads(current)
            for name in self.public[: self.public.index(current)]:
                if name not in needed and read & (self.sets(name) - self.sets(INIT)):
                    needed.append(name)
                    open_methods.append(name)
        return tuple(name for name in self.public if name in needed)

    def has_state(self, method: str) -> bool:
        """Return whether a method reads what its own last call left: a second call shows it."""
        return bool(self.reads(method) & self.sets(method) & self.sets(INIT))

    def answers(self, method: str) -> tuple[str, ...]:
        """Return the attributes that a method sets and no method reads; or else all it sets."""
        read = set().union(*map(self.reads, self.methods))
        mine = sorted(name for name in self.sets(method) if not name.startswith("_"))
        return tuple(name for name in mine if name not in read)

    def reads(self, method: str) -> set[str]:
        """Return the attributes of ``self`` that a method reads."""
        return {n.attr for n in self._attributes(method) if isinstance(n.ctx, ast.Load)}

    def sets(self, method: str) -> set[str]:
        """Return the attributes of ``self`` that a method sets."""
        return {n.attr for n in self._attributes(method) if isinstance(n.ctx, ast.Store)}

    def _attributes(self, method: str) -> Iterator[ast.Attribute]:
        """Yield the attributes of ``self`` in a method and in those that it calls."""
        seen: set[str] = set()
        open_methods = [method]
        while open_methods:
            current = open_methods.pop()
            if current in seen or current not in self.methods:
                continue
            seen.add(current)
            for node in _attributes_of_self(self.methods[current]):
                open_methods.append(node.attr)
                yield node


def class_outlines(tree: ast.Module) -> tuple[ClassOutline, ...]:
    """Return the public classes at the top of a module."""
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    return tuple(_outline(node, classes) for name, node in classes.items() if name[0] != "_")


def parameters_of_function(function: ast.FunctionDef) -> tuple[str, ...]:
    """Return the names of the parameters that have no default."""
    arguments = [*function.args.posonlyargs, *function.args.args]
    return tuple(one.arg for one in arguments[: len(arguments) - len(function.args.defaults)])


def _outline(node: ast.ClassDef, classes: Mapping[str, ast.ClassDef]) -> ClassOutline:
    methods = _methods(node, classes, frozenset())
    init = methods.get(INIT)
    made_with = parameters_of_function(init)[1:] if init else _fields(node)
    return ClassOutline(node.name, made_with, methods)


def _methods(
    node: ast.ClassDef, classes: Mapping[str, ast.ClassDef], below: frozenset[str]
) -> dict[str, ast.FunctionDef]:
    """Return the methods of a class and of those bases that the module defines."""
    methods: dict[str, ast.FunctionDef] = {}
    for base in reversed(node.bases):
        if isinstance(base, ast.Name) and base.id in classes and base.id not in below:
            methods |= _methods(classes[base.id], classes, below | {node.name, base.id})
    return methods | {one.name: one for one in node.body if isinstance(one, ast.FunctionDef)}


def _fields(node: ast.ClassDef) -> tuple[str, ...]:
    """Return the fields of a dataclass that have no default."""
    if not any("dataclass" in ast.unparse(one) for one in node.decorator_list):
        return ()
    fields = (one for one in node.body if isinstance(one, ast.AnnAssign) and one.value is None)
    return tuple(one.target.id for one in fields if isinstance(one.target, ast.Name))


def _is_public(node: ast.FunctionDef) -> bool:
    """Return whether a method is called on an instance, and does more than raise."""
    is_abstract = isinstance(node.body[-1], ast.Raise) and len(node.body) <= 2
    return not (node.name.startswith("_") or node.decorator_list or is_abstract)


def _attributes_of_self(method: ast.FunctionDef) -> Iterator[ast.Attribute]:
    """Yield attributes of the first parameter; an augmented assignment reads and sets its own."""
    if not method.args.args:
        return
    itself = method.args.args[0].arg
    for node in ast.walk(method):
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Attribute):
            yield from _if_of(
                itself, ast.Attribute(node.target.value, node.target.attr, ast.Load())
            )
        if isinstance(node, ast.Attribute):
            yield from _if_of(itself, node)


def _if_of(itself: str, node: ast.Attribute) -> Iterator[ast.Attribute]:
    if isinstance(node.value, ast.Name) and node.value.id == itself:
        yield node
