"""The estimated width of a formula is near what a browser measures."""

import pytest

from grader.text.formula_width import width_in_em
from grader.text.mathml import formula

MEASURED = {
    r"y = p v": 4.06,
    r"s = \frac{1}{\sqrt{d}}\, q\, k^T": 6.25,
    r"\frac{\partial E}{\partial b} = \sum_t \frac{\partial E}{\partial a_t}": 6.84,
    r"m_2 = \beta_1 m_1 + (1 - \beta_1) h": 12.68,
    r"\frac{m / (1 - \beta_1^2)}{\sqrt{v_2 / (1 - \beta_2^2)} + \epsilon}": 7.85,
    r"h_t = \tanh(x_t w_x + h_{t-1} w_h + b)": 17.46,
}
"""Widths in Chromium, in the size of the letters."""


@pytest.mark.parametrize("latex", MEASURED)
def test_a_width_is_near_the_measured_one(latex):
    assert width_in_em(formula(latex).mathml) == pytest.approx(MEASURED[latex], rel=0.15)


def test_no_formula_has_no_width():
    assert width_in_em("") == 0
