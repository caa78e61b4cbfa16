"""The parser of the command line: defaults in every help line, and the word that was meant."""

from __future__ import annotations

import argparse
import difflib
import re
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from grader.cli.language import spoken
from grader.text.columns import columns, wrapped_lines

_UNSAID: tuple[object, ...] = (None, False, True, "", [], argparse.SUPPRESS)
"""Defaults that say nothing."""

_WIDE_HEADING = re.compile(r"^([^\x00-\xff]+):$", re.MULTILINE)


class HelpLines(argparse.RawDescriptionHelpFormatter):
    """Help with one line an option, which ends with its default."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=32)

    def _get_help_string(self, action: argparse.Action) -> str | None:
        text, default = action.help, action.default
        if not text or "default" in text or default in _UNSAID:
            return text and spoken(text)
        return spoken(text) + spoken(" (default: %(default)s)")

    def add_text(self, text: str | None) -> None:
        """Add a description or an epilog."""
        super().add_text(text and spoken(text))

    def start_section(self, heading: str | None) -> None:
        """Start the list of arguments, options or commands."""
        super().start_section(heading and spoken(heading))

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        """Add the usage."""
        super().add_usage(usage, actions, groups, spoken("usage: ") if prefix is None else prefix)

    def _format_usage(
        self, usage: str | None, actions: Iterable[Any], groups: Iterable[Any], prefix: str | None
    ) -> str:
        """Return the usage; its further lines begin below the first, whose marks may be wide."""
        text = super()._format_usage(usage, actions, groups, prefix)
        wide = " " * (columns(prefix or "") - len(prefix or ""))
        return re.sub(r"\n(?= )", f"\n{wide}", text)

    def format_help(self) -> str:
        """Return the help; a heading in wide characters has a colon of their width."""
        return _WIDE_HEADING.sub("\\1\N{FULLWIDTH COLON}", super().format_help())

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrapped_lines(text, width)


class CommandParser(argparse.ArgumentParser):
    """A parser whose errors name the command, and the word that was perhaps meant."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        options.setdefault("formatter_class", HelpLines)
        super().__init__(*arguments, **options)

    def parse_known_args(  # type: ignore[override]  # the overloads of the standard library
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Parse, and refuse here what is not known: a command's error shows its own usage."""
        found, unknown = super().parse_known_args(args, namespace)
        if unknown:
            meant = did_you_mean(unknown[0].partition("=")[0], self._option_string_actions)
            self.error(f"unrecognized arguments: {' '.join(unknown)}{meant}")
        return found, unknown

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            choices = [str(choice) for choice in action.choices]
            meant = did_you_mean(str(value), choices)
            one_of = "" if meant else f"; choose from {', '.join(choices)}"
            raise argparse.ArgumentError(action, f"there is no '{value}'{meant}{one_of}")

    def error(self, message: str) -> NoReturn:
        """Print the usage and what is wrong, and exit with status 2."""
        self.exit(2, f"{self.format_usage()}{self.prog}: {spoken(message)}\n")


def did_you_mean(word: str, known: Sequence[str] | Any) -> str:
    """Return a question with the known word that is most like this one, or nothing."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean {close[0]}?" if close else ""
