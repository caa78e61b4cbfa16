"""A CSV file is written back byte for byte."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.export.raw_csv import read_table, with_cells

ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=15)
TEXT = st.text(st.sampled_from(' a,;\t"\n\r\\\ufeffé'), max_size=30)


def read(text):
    return read_table(text.encode(), "x.csv", lambda header: header[0] == "H", "a table")


WAYS = st.sampled_from([(csv.QUOTE_MINIMAL, "\r\n"), (csv.QUOTE_ALL, "\n")])


@settings(max_examples=50)
@given(rows=st.lists(st.lists(ANY, min_size=2, max_size=4)), way=WAYS)
def test_values_are_those_that_were_written(rows, way):
    quoting, end = way
    text = io.StringIO()
    writer = csv.writer(text, quoting=quoting, lineterminator=end)
    writer.writerows([["H", "I", "J", "K"], *rows])
    content = text.getvalue()

    table = read(content)

    assert table.bytes() == content.encode()
    assert [list(row.values) for row in table.rows[1:]] == rows


@settings(max_examples=50)
@given(text=TEXT, mark=st.sampled_from(["", "\ufeff"]))
def test_what_is_read_is_written_back_byte_for_byte(text, mark):
    content = f"{mark}H,I\n{text}"
    try:
        table = read(content)
    except UsageError:
        return
    assert table.bytes() == content.encode()


@settings(max_examples=50)
@given(value=TEXT, quoted=st.booleans())
def test_a_changed_cell_says_what_it_was_told(value, quoted):
    table = read('H,I\n"old",1\n' if quoted else "H,I\nold,1\n")
    changed = with_cells(table.rows[1], {0: table.cell(value, table.rows[1].cells[0])})
    text = ",".join(cell.raw for cell in changed.cells)

    (row,) = csv.reader(io.StringIO(text, newline=""))

    assert row == [value, "1"]


@pytest.mark.parametrize("torn", ['"open', '"a" b', '"a"b"', 'x,"'])
def test_quotes_that_do_not_close_are_told_with_their_line(torn):
    with pytest.raises(UsageError, match=r"x\.csv, line 4: the quotes of"):
        read(f'H,I\n"two\nlines",1\n{torn}')
