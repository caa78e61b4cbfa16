"""JSON with one form, and what is refused of JSON that somebody sent."""

from __future__ import annotations

import pytest

from grader.errors import UsageError
from grader.receipts.canonical import canonical, parse
from grader.receipts.decimals import decimal_of, decimal_text


def test_the_order_of_keys_and_blanks_make_no_difference():
    one = parse(b'{"b": [1, true, null],\n "a": "\xc3\xa9"}', "x")
    other = parse(b'{"a":"\\u00e9","b":[1,true,null]}', "x")

    assert canonical(one) == canonical(other) == b'{"a":"\\u00e9","b":[1,true,null]}'


def test_composed_and_decomposed_letters_are_different_texts():
    assert canonical("\u00e9") != canonical("e\u0301")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'{"a": 1, "a": 2}', "twice"),
        (b'{"x": {"a": 1, "\\u0061": 1}}', "twice"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": -Infinity}', "Infinity"),
        (b'{"a": 1.5}', "whole"),
        (b'{"a": 1e3}', "whole"),
        (b'{"a": ' + b"9" * 16 + b"}", "too large"),
        (b'{"a": ' + b"9" * 100_000 + b"}", "too large"),
        (b"[" * 13 + b"]" * 13, "nested"),
        (b"[" * 100_000 + b"]" * 100_000, "nested"),
        (b'{"a":' * 100_000, "."),
        (b'"\xff"', "UTF-8"),
        (b"", "."),
        (b"{} {}", "."),
    ],
)
def test_what_could_be_read_in_two_ways_or_never_ends_is_refused(content, why):
    with pytest.raises(UsageError, match=f"receipt.json cannot be read: .*{why}"):
        parse(content, "receipt.json")


def test_a_number_that_is_none_has_no_form():
    with pytest.raises(ValueError, match="JSON"):
        canonical(float("nan"))


@pytest.mark.parametrize(
    ("points", "text"),
    [(0.0, "0"), (-0.0, "0"), (87.5, "87.5"), (100.0, "100"), (0.1 + 0.2, "0.3"), (1e-12, "0")],
)
def test_points_are_decimals(points, text):
    assert decimal_text(points) == text
    assert float(decimal_of(text)) == pytest.approx(points)


@pytest.mark.parametrize("text", ["", "NaN", "-1", "1e9", "1_0", "1.", ".5", "٣", "1\n", " 1"])
def test_what_is_no_decimal_is_refused(text):
    with pytest.raises(ValueError, match="no decimal"):
        decimal_of(text)
