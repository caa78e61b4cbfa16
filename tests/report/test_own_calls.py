"""Which functions of a student call which, as the text shows it."""

from __future__ import annotations

import pytest

from grader.report.own_calls import own_calls

FILE = '''
def first(x):
    """See third(x)."""
    return second(x) + np.third(x)  # or third(x)

def second(x):
    def inner(y):

        return third(
            y
)
    return inner(x)

def third(x): return 2 * x

print(first(1))
'''


def test_calls_are_found_on_every_way_and_not_in_words():
    assert own_calls(FILE.split("\n")) == {
        "first": {"second", "third"},
        "second": {"third"},
        "third": set(),
    }


@pytest.mark.parametrize(
    "text, found",
    [
        ("", {}),
        ("add = lambda x: other(x)", {}),
        ("def a(x): return b(x)\ndef b(x): return a(x)", {"a": {"a", "b"}, "b": {"a", "b"}}),
        ("def a(x):\n    first = b(x)\ndef b(x): pass\ndef a(x): pass", {"a": set(), "b": set()}),
        ("def a(:\n\x00 ((( b(", {"a": set()}),
        ("'''" * 99_999, {}),
    ],
)
def test_what_is_built_otherwise_is_not_known(text, found):
    assert own_calls(text.split("\n")) == found
