"""``check()`` finds the file in which it stands, and the suite beside it."""

from __future__ import annotations

import json
import sys

import pytest

import grader
from grader.selfcheck.here import calling_file
from grader.suite.file import dumps
from tests.selfcheck.conftest import small

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="code is run in a sandbox")
CALL = "\nfrom grader import check\nfound = check(seed=1)\n"


def notebook(*cells: str) -> str:
    code = [{"cell_type": "code", "source": text, "outputs": [], "metadata": {}} for text in cells]
    return json.dumps({"cells": code, "nbformat": 4, "nbformat_minor": 5, "metadata": {}})


def typed(code: str = CALL):
    """What a call finds that is typed at a prompt: it stands in no file."""
    names = {"__name__": "__console__"}
    exec(code, names)
    return names["found"]


@pytest.fixture
def folder(tmp_path, small_public, monkeypatch):
    """A student's folder, in which the call stands."""
    (tmp_path / "public.json").write_text(dumps(small_public))
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    return tmp_path


def test_a_module_checks_itself_and_the_call_in_it_is_no_news(folder):
    (folder / "mine.py").write_text(small("slope_twice") + CALL)
    names = {"__name__": "mine", "__file__": str(folder / "mine.py")}
    exec((folder / "mine.py").read_text(), names)

    found = names["found"]

    assert found.found.submission.filename == "mine.py"
    assert "Something is off in error" in str(found)
    assert not found.found.page.remarks


@pytest.mark.parametrize(
    ("names", "variables"),
    [
        ({"__vsc_ipynb_file__": "{folder}/b.ipynb"}, {}),
        ({"get_ipython": None}, {"JPY_SESSION_NAME": "{folder}/b.ipynb"}),
        ({"get_ipython": None}, {"JPY_SESSION_NAME": "lessons/week 1/b.ipynb"}),
    ],
)
def test_a_notebook_is_the_one_that_its_host_names(folder, names, variables):
    for name in ("a", "b"):
        (folder / f"{name}.ipynb").write_text(notebook(small("right"), CALL))
    told = {name: value and value.format(folder=folder) for name, value in names.items()}
    variables = {name: value.format(folder=folder) for name, value in variables.items()}

    file = calling_file(told, variables)

    assert file.resolve() == folder / "b.ipynb"


def test_at_a_prompt_the_file_is_found_in_the_folder(folder):
    (folder / "logistic.py").write_text(small("right"))

    found = typed()

    assert found.is_right
    assert repr(found).startswith("logistic.py, saved ")


def test_the_page_in_a_notebook_says_which_file_was_read_and_when(folder):
    (folder / "only.ipynb").write_text(notebook(small("right"), CALL))

    shown = typed()._repr_html_()

    assert shown.startswith("<p>only.ipynb, saved ")
    assert "<iframe sandbox srcdoc=" in shown


def test_where_nothing_is_found_it_says_what_to_pass(folder):
    with pytest.raises(grader.UsageError, match=r"there is no logistic\.py here"):
        typed()
    (folder / "public.json").unlink()
    with pytest.raises(grader.UsageError, match=r"check\(suite='.../public.json'\)") as refused:
        grader.check("logistic.py")

    assert refused.value._render_traceback_() == [str(refused.value)]


def test_the_name_of_a_file_is_only_text_to_the_notebook(folder):
    hostile = folder / "<script>alert(1)<script>.py"
    hostile.write_text(small("right"))

    shown = grader.check(hostile, folder / "public.json", seed=1)._repr_html_()

    assert shown.count("<") == 4, "a paragraph and a frame"
