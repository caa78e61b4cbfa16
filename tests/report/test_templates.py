"""Templates place values and decide nothing."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from jinja2 import Environment, nodes

from grader.report.pages import Kind
from tests.conftest import ROOT

TEMPLATES = sorted((ROOT / "grader/report/templates").glob("*.j2"))
DECISIONS = (
    nodes.Assign,
    nodes.AssignBlock,
    nodes.Compare,
    nodes.BinExpr,
    nodes.UnaryExpr,
    nodes.Filter,
    nodes.FilterBlock,
    nodes.Test,
    nodes.CondExpr,
    nodes.ScopedEvalContextModifier,
)
"""Jinja has one class for a loop, one for an if; everything that computes is here.

``a or b`` is a BinExpr too: one such is allowed, to leave out the frame of two empty parts.
"""


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_computes_nothing(path):
    tree = Environment(autoescape=True).parse(path.read_text())

    found = [n for n in tree.find_all(DECISIONS) if not isinstance(n, nodes.Or)]

    assert not found


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_nothing_is_marked_as_safe_and_nothing_is_styled_in_place(path):
    text = path.read_text()

    assert not re.search(r"\|\s*safe|autoescape|style=|<script|\son\w+=|javascript:", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_attribute_is_quoted(path):
    """Escaping protects only quoted attributes."""
    assert not re.search(r"""=\{\{|=[^"'\s>{}]*\{\{""", path.read_text())


def test_every_kind_has_an_icon_and_every_icon_a_kind():
    icons = re.findall(r'<symbol id="i-(\w+)"', (TEMPLATES[0].parent / "base.html.j2").read_text())

    assert sorted(icons) == sorted(get_args(Kind))
