"""An instructor's solution: a module, or a notebook whose cells hold one.

Only functions and classes are kept, and the imports and constants that they use: what a notebook
prints, plots and tests is not part of an answer.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path
from symtable import SymbolTable, symtable

from grader.authoring.bodies import STUB, without_bodies
from grader.authoring.class_outline import ClassOutline, class_outlines
from grader.errors import UsageError
from grader.intake.file_tree import NothingToGradeError
from grader.intake.notebook import python_source
from grader.text.cells import SUFFIX

_BEGIN = re.compile(r"^(\s*)#+\s*BEGIN SOLUTION\b.*$", re.IGNORECASE)
_END = re.compile(r"^\s*#+\s*END SOLUTION\b.*$", re.IGNORECASE)
_LINE = re.compile(r"^(\s*)\S.*#\s*SOLUTION\s*$")
_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_Binding = ast.Import | ast.ImportFrom | ast.Assign | ast.AnnAssign


@dataclass(frozen=True)
class Solution:
    """A solution's source, which is what a student would hand in, and its marked regions."""

    source: str

    @property
    def functions(self) -> tuple[ast.FunctionDef, ...]:
        """The public functions at the top of the module."""
        tree = ast.parse(self.source)
        functions = (node for node in tree.body if isinstance(node, ast.FunctionDef))
        return tuple(node for node in functions if not node.name.startswith("_"))

    @property
    def classes(self) -> tuple[ClassOutline, ...]:
        """The public classes at the top of the module."""
        return class_outlines(ast.parse(self.source))

    @property
    def starter(self) -> str:
        """The source with marked regions taken out, or else without the bodies of functions."""
        lines = self.source.splitlines()
        if any(map(_BEGIN.match, lines)) or any(map(_LINE.match, lines)):
            return _without_regions(lines)
        return without_bodies(self.source)


def read_solution(path: Path) -> Solution:
    """Read a solution from a module or a notebook.

    Parameters
    ----------
    path
        A Python file, or a notebook.

    Returns
    -------
    Solution
        What of the file is an answer.

    Raises
    ------
    UsageError
        The file cannot be read, is no Python, or defines neither a function nor a class.
    """
    try:
        content = path.read_bytes()
        is_notebook = path.suffix == SUFFIX
        source = (python_source(path.name, content) if is_notebook else content).decode("utf-8")
        tree = ast.parse(source)
    except (OSError, ValueError, SyntaxError, NothingToGradeError) as error:
        raise UsageError(f"{path}: {error}") from error
    solution = Solution(_kept(source, tree))
    if not (solution.functions or any(one.public for one in solution.classes)):
        raise UsageError(f"{path}: no function and no class with a method stands at the top")
    return solution


def _kept(source: str, tree: ast.Module) -> str:
    """Return the lines of the statements that are kept, with the comments within them."""
    lines = source.splitlines()
    texts = []
    used = _used(tree)
    for node in tree.body:
        is_docstring = node is tree.body[0] and ast.get_docstring(tree) is not None
        if is_docstring or node in used:
            first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", []))])
            gap = "\n\n" if isinstance(node, ast.FunctionDef | ast.ClassDef) else ""
            texts.append(
                gap + "\n".join(lines[first - 1 : _end(node, lines)]) + "\n" * is_docstring
            )
    return "\n".join(texts).strip() + "\n"


def _used(tree: ast.Module) -> list[ast.stmt]:
    """Return the definitions, and what binds names that these or what they use need."""
    used: list[ast.stmt] = [node for node in tree.body if isinstance(node, _Definition)]
    for node in used:  # grows while it is read
        needed = _globals(symtable(ast.unparse(node), "<solution>", "exec"))
        used += [
            binding
            for binding in tree.body
            if isinstance(binding, _Binding) and binding not in used and _bound(binding) & needed
        ]
    return used + [node for node in tree.body if _is_welcome(node)]


def _is_welcome(node: ast.stmt) -> bool:
    """Return whether an import stays, used or not: students begin with numpy."""
    if isinstance(node, ast.ImportFrom):
        return node.names[0].name == "*"
    return isinstance(node, ast.Import) and {one.name for one in node.names} == {"numpy"}


def _globals(scope: SymbolTable) -> set[str]:
    """Return the names that a scope, and those within it, look up in the module."""
    is_module = scope.get_type() == "module"
    symbols = scope.get_symbols()
    names = {s.get_name() for s in symbols if s.is_global() or (is_module and s.is_referenced())}
    return names.union(*map(_globals, scope.get_children()))


def _bound(binding: _Binding) -> set[str]:
    if isinstance(binding, ast.Import | ast.ImportFrom):
        return {one.asname or one.name.partition(".")[0] for one in binding.names}
    targets = binding.targets if isinstance(binding, ast.Assign) else [binding.target]
    return {n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)}


def _end(node: ast.stmt, lines: list[str]) -> int:
    """Return the last line of a statement; the end of a region in it may stand below."""
    last = node.end_lineno or node.lineno
    return last + (last < len(lines) and _END.match(lines[last]) is not None)


def _without_regions(lines: list[str]) -> str:
    kept: list[str] = []
    inside = False
    for line in lines:
        begins = _BEGIN.match(line) or (None if inside else _LINE.match(line))
        if begins:
            kept.append(begins[1] + STUB)
            inside = _LINE.match(line) is None
        elif _END.match(line):
            inside = False
        elif not inside:
            kept.append(line)
    return "\n".join(kept) + "\n"
