"""``grader derivation``: what it prints, what it writes, and its exit status."""

from __future__ import annotations

import io
import json
import re
from contextlib import redirect_stdout
from dataclasses import dataclass
from html import unescape
from typing import Any
from xml.etree import ElementTree

import pytest

from grader.cli import main
from tests.conftest import ROOT
from tests.derivation.expectations import DOCUMENTS

WORKED = DOCUMENTS / "worked_answer.md"
OWN = ROOT / "reference" / "derivation.md"
SPEC = ROOT / "reference" / "derivation.yaml"
VERDICTS = {"start", "holds", "conditional", "breaks", "follows", "unknown"}


def check(path, *options) -> int:
    return main(["derivation", "check", str(path), "--spec", str(SPEC), *map(str, options)])


@pytest.mark.parametrize(
    "path, status",
    [(OWN, 0), (WORKED, 1), (DOCUMENTS / "n25_bar_and_second.md", 1)],
    ids=["right", "slips", "nothing shown"],
)
def test_the_exit_status(path, status, capsys):
    assert check(path) == status


def test_a_file_that_is_missing_or_of_another_kind_is_wrong_use(tmp_path, capsys):
    (tmp_path / "answer.pdf").write_text("%PDF")

    assert check(tmp_path / "none.md") == 2
    assert check(tmp_path / "answer.pdf") == 2
    assert ".pdf" in capsys.readouterr().err


def test_a_wrong_specification_is_told_with_its_places(tmp_path, capsys):
    spec = tmp_path / "derivation.yaml"
    spec.write_text(SPEC.read_text("utf-8").replace(r"\sum_{i=0}^D", r"\sum_{i=0}^D ("))

    assert main(["derivation", "check", str(OWN), "--spec", str(spec)]) == 2
    assert re.search(
        r"derivation\.yaml:\d+:\d+: the formula is not understood", capsys.readouterr().err
    )


@dataclass(frozen=True)
class Outputs:
    """What checking the worked answer prints and writes."""

    terminal: str
    page: str
    data: dict[str, Any]


@pytest.fixture(scope="module")
def worked(tmp_path_factory) -> Outputs:
    folder = tmp_path_factory.mktemp("worked")
    page, data = folder / "page.html", folder / "report.json"
    with redirect_stdout(io.StringIO()) as terminal:
        check(WORKED, "--html", page, "--json", data)
    return Outputs(terminal.getvalue(), page.read_text("utf-8"), json.loads(data.read_bytes()))


def test_the_terminal_says_where_why_and_what_would_hold(worked):
    text = worked.terminal

    assert "2 lines do not follow: 49, 53." in text
    assert "line 48 is" in text and "this line is" in text
    assert "would hold with:  f(z_l) → f(z_k)" in text
    assert "no common point" in text.replace("\n          ", " ")


def test_without_hints_no_repair_is_shown(tmp_path, capsys):
    page, data = tmp_path / "page.html", tmp_path / "report.json"
    check(WORKED, "--no-hints", "--html", page, "--json", data)

    for text in (capsys.readouterr().out, page.read_text("utf-8"), data.read_text("utf-8")):
        assert "would hold with" not in text and "repair" not in re.sub(r"\.repair", "", text)


def test_the_data_has_a_line_and_a_verdict_for_every_side(worked):
    data = worked.data
    sides = [side for chain in data["chains"] for side in chain["sides"]]

    assert [side["line"] for side in sides if side["verdict"] == "breaks"] == [49, 53]
    assert {side["verdict"] for side in sides} <= VERDICTS
    assert all(chain["sides"][0]["verdict"] == "start" for chain in data["chains"])
    assert all(isinstance(side["tex"], str) for side in sides)
    assert [result["id"] for result in data["results"]] == [
        "softmax_jacobian",
        "grad_z",
        "grad_w2",
        "grad_w1",
    ]


def test_a_notebook_tells_the_cell_too(tmp_path, capsys):
    target = tmp_path / "report.json"
    check(DOCUMENTS / "notebook.ipynb", "--json", target)
    data = json.loads(target.read_text("utf-8"))

    assert all(side["cell"] >= 1 for chain in data["chains"] for side in chain["sides"])


def test_the_page_is_well_formed_and_asks_nothing_of_the_network(worked):
    html = worked.page

    assert "<script" not in html and "http" not in re.sub(r"http-equiv", "", html)
    assert "default-src 'none'" in unescape(html)
    for formula in re.findall(r"<math.*?</math>", html, re.DOTALL):
        ElementTree.fromstring(formula)


def test_the_page_marks_the_very_symbol(worked):
    marked = re.findall(r'<mrow class="wrong">(.*?)</mrow>', worked.page)

    assert len(marked) == 2
    assert all("<mi>f</mi>" in one for one in marked)


HOSTILE = r"""
<script>alert(1)</script> $\text{<img src=x onerror=alert(1)>}_k = y_k$

$$\frac{\partial E}{\partial z_k} = \href{javascript:alert(1)}{y_k} <b>y_k</b>$$

$$\frac{\partial E}{\partial z_k} = \class{" onload="x}{y}$$

$$\frac{\partial E}{\partial z_k} = t_k - y_k \text{</math><script>alert(2)</script>}$$
"""


def test_nothing_of_a_hostile_text_becomes_markup(tmp_path, capsys):
    answer, page = tmp_path / "<b>answer.md", tmp_path / "page.html"
    answer.write_text(HOSTILE)
    check(answer, "--html", page)
    html = page.read_text("utf-8")

    assert not re.search(r'<(script|img|b>a|a (?!class="(jump|skip)" href="#))', html)
    assert "onerror=" not in re.sub(r"<code>.*?</code>|<title>.*?</title>", "", html, flags=re.S)


def test_no_control_character_reaches_the_terminal(tmp_path, capsys):
    answer = tmp_path / "answer.md"
    answer.write_text("$$\\frac{\\partial E}{\\partial z_k} = \x1b[2J t_k - y_k$$")
    check(answer)

    assert "\x1b" not in capsys.readouterr().out


def test_verify_prints_its_figures(capsys):
    arguments = ["derivation", "verify", str(OWN), "--spec", str(SPEC), "--slips", "2"]

    assert main(arguments) == 0
    text = capsys.readouterr().out
    assert "planted slips: 2" in text or "planted slips: 1" in text
    assert "The derivation holds." in text


def test_verify_says_what_does_not_hold(capsys):
    arguments = ["derivation", "verify", str(WORKED), "--spec", str(SPEC), "--slips", "0"]

    assert main(arguments) == 1
    assert "PROBLEM  line 49 breaks" in capsys.readouterr().out
