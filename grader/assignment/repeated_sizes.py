"""Which checks a function passes that keeps something from one call for the next of the same sizes.

All calls of a submission are made in one process.  A buffer by shapes that is never set back, or a
cache by shapes, is right where each call has sizes of its own: only the second one shows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.model import Case, Question, Suite

_Sizes = tuple[tuple[int, ...], ...]


def checks_without_repeated_sizes(suite: Suite) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what is called with its checks, no two of whose cases have arguments of one size.

    Checks that ask how arguments are treated are left out, and so are those without points.
    """
    for question in {question.call: question for question in suite.questions}.values():
        found = tuple(
            check.id
            for check in question.checks
            if not check.remark and _never_repeats(_plain_cases(question, check.id))
        )
        if found:
            yield question.call, found


def _plain_cases(question: Question, check: str) -> Sequence[Case]:
    return [case for case in question.cases if case.check == check and not case.of_form]


def _never_repeats(cases: Sequence[Case]) -> bool:
    return bool(cases) and len({_sizes(case) for case in cases}) == len(cases)


def _sizes(case: Case) -> _Sizes:
    return tuple(argument.shape for argument in case.arguments)
