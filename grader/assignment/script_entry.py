"""The script of a question as ``assignment.yaml`` has it, under ``call`` and ``then``."""

from __future__ import annotations

from collections.abc import Collection

from grader.assignment.scripts import ParsedScript, ScriptError
from grader.model import Script
from grader.text.yaml_reader import Entry


class ScriptReader:
    """Reads a script and the expressions of its answers; problems go to their entries."""

    def __init__(self, entry: Entry | None, arguments: Collection[str]) -> None:
        self._arguments = arguments
        self._parsed = _parsed(entry, arguments)

    def script(self, then: Entry | None, *, runs_last: bool) -> tuple[Script | None, str]:
        """Return the script and in a word what it asks for; nothing where there is none."""
        if self._parsed is None:
            return None, ""
        try:
            text = then.text() if then else ""
            script = self._parsed.script(text, self._arguments, runs_last=runs_last)
        except ScriptError as error:
            if then:
                then.problem(str(error))
            return None, ""
        return script, self._parsed.meaning(script.result)

    def expression(self, then: Entry | None) -> tuple[str, str]:
        """Return the expression of a part and in a word what it asks for; else empty texts."""
        if then is None:
            return "", ""
        if self._parsed is None:
            then.problem("'then' follows the script of a 'call', and there is none")
            return "", ""
        try:
            expression = self._parsed.expression(then.text(), self._arguments)
        except ScriptError as error:
            then.problem(str(error))
            return "", ""
        return expression, self._parsed.meaning(expression)


def _parsed(entry: Entry | None, arguments: Collection[str]) -> ParsedScript | None:
    if entry is None:
        return None
    try:
        return ParsedScript.of(entry.text(), arguments)
    except ScriptError as error:
        entry.problem(str(error))
        return None
