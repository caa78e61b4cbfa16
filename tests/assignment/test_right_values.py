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


def test_addresses_of_objects_are_in_no_suite(logistic, logistic_suite):
    odd = replace(logistic, variants=(Submission("odd", "answer.py", ODD),))

    right = right_values(odd, logistic_suite.questions)

    numbers = {
        entry for one in right.values() for stack in one.stacks for entry in stack.ravel().tolist()
    }
    assert 1234567.0 in numbers
    assert not [number for number in numbers if number > 7654321.0 * 2]
