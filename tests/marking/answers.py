"""Answers to a suite without any student: what formulas give, put into observations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from grader.model import Execution, Observation, Outcome, Raised, Returned, Suite

Functions = dict[str, Callable[..., Any]]


def execution(suite: Suite, functions: Functions) -> Execution:
    """What a module with these functions would be seen to do."""
    return Execution(
        tuple(
            Observation(case.id, outcome(functions[question.function], case.arguments))
            for question in suite.questions
            for case in question.cases
        )
    )


def outcome(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Outcome:
    try:
        with np.errstate(all="ignore"):
            return Returned(np.asarray(function(*arguments)))
    except Exception as error:  # noqa: BLE001 - whatever the formula under test raises
        return Raised(type(error).__name__, str(error))
