"""Check an instructor's assignment, and build its suite."""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.assignment.build import build, build_problems
from grader.assignment.explanations import explanation
from grader.assignment.folder import Assignment, load_assignment, read_assignment
from grader.assignment.gaps import Gap
from grader.assignment.suggestions import (
    Suggestion,
    matched_suggestions,
    possible_suggestions,
)
from grader.assignment.translation import languages_beside, untranslated
from grader.assignment.verify import Verification, open_for_variants, verify
from grader.cli.language import spoken
from grader.cli.say import announce, announce_lines, say
from grader.derivation.specfile import parse_specification
from grader.errors import AssignmentError
from grader.suite.file import save
from grader.text.columns import wrapped_lines

_WIDTH, _INDENT = 87, "         "
_MOST_UNTRANSLATED = 20
_MOST_SUGGESTED = 20
_SLIPS = 30
"""Planted in the derivation; `grader derivation verify` plants more."""


def make_suite(options: argparse.Namespace) -> int:
    """Build the suite and write it."""
    suite = build(load_assignment(options.folder, options.language), options.seed)
    save(suite, options.output)
    announce(f"{options.output}: {len(suite.questions)} questions, {len(suite.cases)} cases")
    return 0


def suggest(options: argparse.Namespace) -> int:
    """List the automatic mistakes that could be described, with what to paste."""
    assignment = load_assignment(options.folder)
    found = list(
        matched_suggestions(assignment, options.results)
        if options.results
        else possible_suggestions(assignment)
    )
    shown = found if options.results or options.all else found[:_MOST_SUGGESTED]
    for one in shown:
        say(suggestion_text(one))
    if len(shown) < len(found):
        announce(
            f"{len(shown)} of {len(found)} automatic mistakes, the simplest first: --all lists the"
            " rest"
        )
    else:
        counted = f"{len(found)} automatic mistake(s)"
        announce(counted if found else "No automatic mistake to describe.")
    return 0


def suggestion_text(one: Suggestion) -> str:
    """Return a suggestion as lines of a terminal."""
    made = spoken(f"{one.students} student(s)") + ", " if one.students else ""
    heading = f"{one.text}  ({made}{', '.join(one.questions)})"
    below = spoken("and in the file of misconceptions:")
    return "\n".join([f"# {heading}", one.words, f"# {below}", one.line, ""])


def check_assignment(options: argparse.Namespace) -> int:
    """Print the problems of an assignment."""
    assignment = _without_problems(options.folder, options.explain)
    suite = build(assignment, seed=0)
    with open_for_variants(suite) as worker:
        found = verify(assignment, suite, worker.run)
    announce_lines(verification_text(found, explain=options.explain))
    for line in _untranslated(options.folder):
        announce(line)
    derivation_holds = _check_derivation(assignment)
    return 0 if derivation_holds and not found.problems else 1


def _check_derivation(assignment: Assignment) -> bool:
    """Check the instructor's own derivation, where one is asked for, and say what was found."""
    task = assignment.outline.derivation
    if task is None:
        return True
    from grader.derivation import verify as derivation

    own = assignment.folder / task.file
    if not own.is_file():
        announce(f"\nPROBLEM  there is no {own}: your own derivation, which is not handed out")
        return False
    found = derivation.verify_derivation(
        own.read_text("utf-8"), own.name, parse_specification(task.specification, own.name), _SLIPS
    )
    announce_lines("\n" + derivation.verification_text(found))
    return found.holds


def _untranslated(folder: Path) -> Iterator[str]:
    """Yield what pages in another language would say in the assignment's own."""
    for language in languages_beside(folder):
        lines = list(untranslated(folder, language))
        yield from lines[:_MOST_UNTRANSLATED]
        if len(lines) > _MOST_UNTRANSLATED:
            yield f"and {len(lines) - _MOST_UNTRANSLATED} more without words in '{language}'"


def _without_problems(folder: Path, explain: bool) -> Assignment:
    """Return the assignment; or raise what reading it and building it together bring out."""
    assignment, problems = read_assignment(folder)
    if problems and assignment is not None:
        problems += build_problems(assignment)
    for language in languages_beside(folder):
        in_words = read_assignment(folder, language)[1]
        problems += tuple(problem for problem in in_words if problem not in problems)
    if problems or assignment is None:
        raise AssignmentError(str(folder), explained(problems) if explain else problems)
    return assignment


def explained(problems: Sequence[str]) -> list[str]:
    """Return the problems with what each means, which is said once."""
    seen: set[str] = set()
    found = []
    for problem in problems:
        means = explanation(problem)
        is_new = bool(means) and means not in seen
        seen.add(means)
        lines = [_INDENT + line for line in wrapped_lines(spoken(means), _WIDTH)]
        found.append("\n".join([problem, *lines]) if is_new else problem)
    return found


def verification_text(found: Verification, *, explain: bool = False) -> str:
    """Return the findings as lines of text."""
    lines = ["question            worst right   limit     nearest wrong   gap", ""]
    lines[1:] = [_gap_line(gap) for gap in found.gaps]
    lines += [
        "",
        f"{found.variants} right variants, {found.misconceptions} misconceptions,"
        f" {found.pairs} pairs of them, {found.seeds} seeds",
    ]
    lines += [
        f'alike in {question}, where a page says "one of these": {", ".join(group)}'
        for question, group in found.lookalikes
    ]
    lines += [
        f"no two cases of {call} have arguments of one size ({', '.join(checks)}): a function that"
        " keeps something from one call for another of the same sizes may pass"
        for call, checks in found.unrepeated
    ]
    problems = explained(found.problems) if explain else found.problems
    lines += [f"PROBLEM  {problem}" for problem in problems]
    lines.append(f"{len(found.problems)} problem(s)" if found.problems else "The assignment holds.")
    return "\n".join(lines)


def _gap_line(gap: Gap) -> str:
    wrong = "none finite" if math.isinf(gap.wrong) else f"{gap.wrong:.1e}"
    width = "" if math.isinf(gap.decades) else f"{gap.decades:.1f} decades"
    return f"{gap.question:<20}{gap.right:<14.1e}{gap.limit:<10.0e}{wrong:<16}{width}"
