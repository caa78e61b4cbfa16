"""A notebook becomes one source: its code in order, without magics."""

from __future__ import annotations

import ast
import contextlib
import json
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.intake.file_tree import NothingToGradeError
from grader.intake.notebook import (
    LARGEST_NOTEBOOK,
    files_written,
    python_source,
    without_magics,
)
from grader.text import cells
from tests.intake.downloads import notebook


def source(content: bytes) -> str:
    return python_source("x.ipynb", content).decode()


def raw(*contents: dict[str, object]) -> bytes:
    """Return a notebook of these cells, unchanged."""
    return json.dumps({"cells": contents, "metadata": {}, "nbformat": 4}).encode()


def code(text: str, **about: object) -> dict[str, object]:
    return {"cell_type": "code", "source": text, "outputs": [], "metadata": {}, **about}


def test_code_cells_follow_one_another_under_their_numbers() -> None:
    assert source(notebook(["import numpy as np", "def f(x):\n    return x"])) == (
        "# %% cell 1\nimport numpy as np\n# %% cell 2\ndef f(x):\n    return x\n"
    )


def test_a_source_may_be_a_text_or_lines() -> None:
    lines = code("") | {"source": ["a = 1\n", "b = 2"]}

    assert source(raw(code("a = 1\nb = 2"))) == source(raw(lines))


def test_text_and_raw_cells_are_left_out_and_not_counted() -> None:
    found = source(raw({"cell_type": "markdown", "source": "def f("}, code("a = 1")))

    assert found == "# %% cell 1\na = 1\n"


@pytest.mark.parametrize(
    "about",
    [
        {"metadata": {"tags": ["skip-grading"]}},
        {"metadata": {"tags": ["x", "skip"]}},
        {"metadata": {"nbgrader": {"grade": True, "solution": False}}},
    ],
)
def test_a_tagged_cell_is_left_out_and_the_next_keeps_its_number(about: dict[str, object]) -> None:
    assert source(raw(code("1 / 0", **about), code("a = 1"))) == "# %% cell 2\na = 1\n"


def test_a_solution_cell_of_nbgrader_is_kept() -> None:
    about = {"metadata": {"nbgrader": {"grade": True, "solution": True}, "tags": "skip"}}

    assert "a = 1" in source(raw(code("a = 1", **about)))


MAGICS = [
    ("%matplotlib inline\na = 1", "# %matplotlib inline\na = 1"),
    ("!pip install numpy\na = 1", "# !pip install numpy\na = 1"),
    ("pip install numpy\na = 1", "# pip install numpy\na = 1"),
    ("if a:\n    %time f()\nb = 2", "if a:\n    pass  # %time f()\nb = 2"),
    ("files = !ls\na = 1", "# files = !ls\na = 1"),
    ("t = %timeit -o f()", "# t = %timeit -o f()"),
    ("f?\n?f\nf??", "# f?\n# ?f\n# f??"),
    ("!pip install a \\\n  b\nc = 1", "# !pip install a \\\n  pass  # b\nc = 1"),
    ("%%time\na = 1", "# %%time\na = 1"),
    ("\n%%bash\nls\na = 1", "# \n# %%bash\n# ls\n# a = 1"),
    ("%%writefile x.py\ndef f(): pass", "# %%writefile x.py\n# def f(): pass"),
]


@pytest.mark.parametrize("cell, expected", MAGICS)
def test_magics_and_shell_lines_lose_their_power_and_keep_their_line(
    cell: str, expected: str
) -> None:
    assert without_magics(cell) == expected
    ast.parse(without_magics(cell).replace("\n  pass", "\npass"))


@pytest.mark.parametrize(
    "magic",
    [
        "%%writefile answer.py",
        "%%writefile -a answer.py",
        "%%file ./answer.py",
        "%%writefile /content/drive/My Drive/answer.py",
        "%%writefile 'answer.py'",
        "%%writefile Answer.py ",
    ],
)
def test_a_cell_that_writes_the_module_is_the_module(magic: str) -> None:
    cell = f"{magic}\ndef first(x):\n    return x"

    assert without_magics(cell, "answer.py") == f"# {cell}"
    assert "\n# def first" in without_magics(cell, "other.py")
    assert "\n# def first" in without_magics(cell, "nswer.py")


def test_a_line_of_a_megabyte_is_read_in_one_go() -> None:
    """With a pattern that backtracks, this would take hours."""
    cell = "%%writefile " + "ab" * 400_000 + " " * 400_000 + "\na = 1"

    assert without_magics(cell, "answer.py").endswith("\n# a = 1")


def test_the_files_that_cells_write_are_named() -> None:
    found = source(notebook(["%%writefile helpers.py\na = 1", "# a comment\nb = 1", "%%bash\nls"]))

    assert files_written(found.encode()) == ("helpers.py",)


KEPT = [
    "a = (b\n  % c\n)",
    'text = """\n%d percent\n!\n"""',
    "text = '''it's\n%s'''\nb = 1",
    "a = b \\\n  % c",
    "d = {'a': [1,\n  2] }\ne = d['a'] != 2",
    "s = 'never closed\na = 1",
    "a = '%s' % b  # 'comment (\nc = 1",
    'f = """a\\"""\n%d"""',
    "x = y != z",
    "pip = 3\npip",
    "a = b if c else d",
]


@pytest.mark.parametrize("cell", KEPT)
def test_what_is_python_is_left_alone(cell: str) -> None:
    assert without_magics(cell) == cell


@given(st.text(alphabet="ab%!?=\"'\\()[]{}#\n \t:", max_size=60))
def test_lines_stay_where_they_are(cell: str) -> None:
    assert without_magics(cell).count("\n") == cell.count("\n")


@settings(max_examples=300)
@given(st.text(alphabet="ab()[],+\"'\\#\n %=", max_size=40))
def test_no_python_is_changed(cell: str) -> None:
    """Every text that Python's own parser accepts passes unchanged."""
    try:
        ast.parse(cell)
    except (SyntaxError, ValueError):
        return

    assert without_magics(cell) == cell


def test_no_cell_can_imitate_the_mark_of_another() -> None:
    text = source(raw(code("# %% cell 7\na = 1"), code("b = 2"))).split("\n")

    assert cells.place(text, text.index("a = 1") + 1) == (1, 2)
    assert cells.place(text, text.index("b = 2") + 1) == (2, 1)


def test_outputs_are_not_read() -> None:
    tricky = {"text": '"}]', "outputs": {"a": [[{}]]}, "x": '\\"'}
    found = raw(code("a = 1", outputs=[tricky, [tricky]], attachments={"x": tricky}), code("b = 2"))

    assert source(found) == "# %% cell 1\na = 1\n# %% cell 2\nb = 2\n"


def test_a_name_outputs_in_the_code_is_the_student_s() -> None:
    text = 'd = {"outputs": [1, 2], "attachments": {}}'

    assert text in source(raw(code(text)))


def test_pictures_of_many_megabytes_cost_nothing_but_their_own_bytes() -> None:
    pictures = [{"data": {"image/png": "A" * (1 << 20)}} for _ in range(40)]
    content = raw(code("a = 1", outputs=pictures))
    tracemalloc.start()
    found = source(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert found == "# %% cell 1\na = 1\n"
    assert peak < 1 << 20


BAD = {
    "no JSON": b"def f(x):\n    return x\n",
    "nothing": b"",
    "half": notebook(["a = 1"])[:200],
    "a list": b"[]",
    "a number": b"1",
    "no cells": b'{"nbformat": 4}',
    "cells of another kind": b'{"cells": {"a": 1}}',
    "no code": raw({"cell_type": "markdown", "source": "text"}),
    "format 3": b'{"worksheets": [{"cells": []}], "nbformat": 3}',
    "another language": notebook(["x <- 1"], metadata={"kernelspec": {"language": "R"}}),
    "deep": b'{"cells": ' + b"[" * 500_000,
    "deep closed": b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "many tokens": b'{"cells": [' + b"[]," * 600_000 + b"[]]}",
    "a long number": b'{"cells": [' + b"9" * 100_000 + b"]}",
    "open strings": b'{"cells": ["' + b'\\"' * 2_000_000,
    "bytes": bytes(range(256)) * 50,
    "utf-16": notebook(["a = 1"]).decode().encode("utf-16"),
    "large without outputs": raw(code("x" * (3 << 20))),
    "many cells": raw(*[code("a")] * 1001),
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD.keys())
def test_what_is_no_python_notebook_is_said_in_a_sentence(content: bytes) -> None:
    with pytest.raises(NothingToGradeError, match=r"^x\.ipynb is .{10,}"):
        source(content)


@pytest.mark.parametrize(
    "odd",
    [
        {"source": None},
        {"source": [1, None, "a = 1\n"]},
        {"metadata": None},
        {"metadata": {"tags": {"skip": 1}}},
        {"metadata": {"tags": [["skip"]]}},
        {"metadata": {"nbgrader": "yes"}},
        {"outputs": None},
        {"outputs": "text"},
    ],
)
def test_odd_cells_are_taken_as_far_as_they_go(odd: dict[str, object]) -> None:
    assert source(raw(code("b = 2") | odd, code("c = 3"))).endswith("# %% cell 2\nc = 3\n")


def test_half_a_surrogate_becomes_its_escape() -> None:
    assert source(b'{"cells": [{"cell_type": "code", "source": "a = \'\\ud800\'"}]}') == (
        "# %% cell 1\na = '\\ud800'\n"
    )


@settings(max_examples=200)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_notebook_or_a_sentence(content: bytes) -> None:
    for whole in (content, b'{"cells": [' + content + b"]}"):
        with contextlib.suppress(NothingToGradeError):
            assert source(whole).startswith("# %% cell 1\n")


def test_the_largest_is_larger_than_any_homework() -> None:
    assert LARGEST_NOTEBOOK >= 32 << 20
