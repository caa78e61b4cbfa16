"""Formulas of an assignment, made ready to be shown."""

from __future__ import annotations

from grader.model import Formula
from grader.text.mathml import FormulaError, formula
from grader.text.yaml_reader import Entry


def left_side(of: Formula) -> Formula:
    """Return what a formula defines: all before its equals sign, or nothing where it has none."""
    depth = 0
    for at, sign in enumerate(of.latex):
        depth += (sign == "{") - (sign == "}")
        if sign == "=" and depth == 0:
            return formula(of.latex[:at].strip())
    return Formula("", "")


def read_formula(entry: Entry | None) -> Formula:
    """Return the formula of an entry; one that cannot be shown becomes a problem of the entry."""
    latex = entry.text() if entry else ""
    try:
        return formula(latex)
    except FormulaError as error:
        if entry:
            entry.problem(f"this formula cannot be shown: {error}")
        return Formula(latex, "")
