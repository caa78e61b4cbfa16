"""What right programs come past is the same in each process."""

from __future__ import annotations

from dataclasses import replace

from grader.assignment.right_values import right_values
from grader.model import Submission

ODD = b"""
import numpy as np


def sigmoid(s):
    seen = {id(s): 1234567.0}
    seen[id(np)] = 7654321.0
    return 1 / (1 + np.exp(-s)) + 0 * (seen[id(s)] + id(seen))
"""


BUFFERED = b"""
import numpy as np


def sigmoid(s):
    used = np.zeros(s.shape)
    used.fill(8765432.5)
    del used
    out = np.empty(s.shape)
    other = np.empty_like(s)
    return 1 / (1 + np.exp(-s))
"""


def numbers(assignment, suite, source):
    """The numbers that a variant with this source comes past."""
    odd = replace(assignment, variants=(Submission("odd", "answer.py", source),))
    right = right_values(odd, suite.questions)
    return {
        entry for one in right.values() for stack in one.stacks for entry in stack.ravel().tolist()
    }


def test_addresses_of_objects_are_in_no_suite(logistic, logistic_suite):
    found = numbers(logistic, logistic_suite, ODD)

    assert 1234567.0 in found
    assert not [number for number in found if number > 7654321.0 * 2]


def test_what_is_left_in_memory_is_in_no_suite(logistic, logistic_suite):
    assert 8765432.5 not in numbers(logistic, logistic_suite, BUFFERED)
