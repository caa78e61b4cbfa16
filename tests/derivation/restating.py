"""Restate a derivation without changing what it says: the same text in another hand.

Every rewriting keeps the meaning of whatever formula it meets, so a right document stays right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

Rewriting = Callable[[str], str]

_NAME = r"[A-Za-z]_(?:[a-z]|\{[a-z]+\})"
_SLOPE = re.compile(r"\\frac\{\\partial ([A-Za-z](?:_[a-z])?)\}\{\\partial ([^{}]|[a-z]_[a-z])\}")


def _swap(pattern: str, new: str) -> Rewriting:
    compiled = re.compile(pattern)
    return lambda text: compiled.sub(lambda match: match.expand(new), text)


def _renamed(old: str, new: str) -> Rewriting:
    """Rename an index everywhere, in a document that does not use the new letter."""
    alone = re.compile(rf"(?<![A-Za-z\\]){old}(?![A-Za-z])")
    scripts = re.compile(r"_\{[a-z ,]+\}")

    def rewrite(text: str) -> str:
        taken = re.search(rf"(?<![A-Za-z\\]){new}(?![A-Za-z])|_\{{[a-z]*{new}", text)
        if taken or re.search(
            rf"\\newcommand|\\text|\\mathrm|\\operatorname|[0-9]{old}|_[a-z]{old}|_{old}[a-z]", text
        ):
            return text
        text = alone.sub(new, text)
        return scripts.sub(lambda match: _letters(match[0], old, new), text)

    return rewrite


def _letters(script: str, old: str, new: str) -> str:
    return script.replace(old, new) if len(script) <= len("_{abc}") else script


def _macro(text: str) -> str:
    """Write every derivative by a macro of the document's own."""
    body = _SLOPE.sub(r"\\pdiff{\1}{\2}", text)
    definition = r"\newcommand{\pdiff}[2]{\frac{\partial #1}{\partial #2}}"
    return f"${definition}$\n\n{body}" if body != text and "{aligned}" in text else text


def _separate_displays(text: str) -> str:
    """End the display after every row, and go on in the next one after some words."""
    if text.count(r"\begin{") != text.count(r"\begin{aligned}") or "> " in text:
        return text
    again = "\\\\end{aligned}\n$$\n\nand this is\n\n$$\n\\\\begin{aligned}\n&="
    return re.sub(r"\\\\\n *&=", again, text)


REWRITINGS: dict[str, Rewriting] = {
    "index l is m": _renamed("l", "m"),
    "index l is n": _renamed("l", "n"),
    "index k is q": _renamed("k", "q"),
    "index l is r": _renamed("l", "r"),
    "index k is s, unusual": _renamed("k", "s"),
    "index j is m, unusual": _renamed("j", "m"),
    "index i is p, unusual": _renamed("i", "p"),
    "index j is r, unusual": _renamed("j", "r"),
    "sums without limits": _swap(r"\\sum_\{([a-z])=[01]\}\^(?:[A-Z]|\{[A-Z]\})", r"\\sum_{\1}"),
    "limits above and below": _swap(r"\\sum_", r"\\sum\\limits_"),
    "sums as Unicode": _swap(r"\\sum(?![a-z])", "∑"),
    "partial as Unicode": _swap(r"\\partial(?![a-z])", "∂"),
    "delta as Unicode": _swap(r"\\delta(?![a-z])", "δ"),
    "minus as Unicode": _swap(r" - ", " \u2212 "),
    "display fractions": _swap(r"\\frac", r"\\dfrac"),
    "upright d": _swap(r"\\partial ", r"\\mathrm{d} "),
    "logarithm as log": _swap(r"\\ln(?![a-z])", r"\\log"),
    "powers of e": _swap(r"\\exp\(([a-z]_[a-z])\)", r"e^{\1}"),
    "exp of e": _swap(r"e\^\{([a-z]_[a-z])\}", r"\\exp(\1)"),
    "exp in brackets": _swap(r"\\exp\(([a-z]_[a-z])\)", r"\\exp\\left[\1\\right]"),
    "exp without brackets": _swap(r"\\exp\(([a-z]_[a-z])\)", r"\\exp{\1}"),
    "big brackets": _swap(r"\\left\(", r"\\bigl("),
    "top for T": _swap(r"\^T(?![a-z])", r"^{\\top}"),
    "circle for entrywise": _swap(r"\\odot", r"\\circ"),
    "times for dot": _swap(r"\\cdot(?![a-z])", r"\\times"),
    "not equal as Unicode": _swap(r"\\neq?(?![a-z])", "≠"),
    "braced indices": _swap(r"_([a-z])(?![a-z])", r"_{\1}"),
    "braced names": _swap(r"(?<![A-Za-z\\])([a-z])_([a-z])(?![a-z])", r"{\1}_{\2}"),
    "spaced scripts": _swap(r"_\{([a-z]+)\}", r" _ { \1 }"),
    "no blanks around signs": _swap(r" ([-+]) ", r"\1"),
    "thin spaces": _swap(r"\) \\", r") \\, \\"),
    "split": _swap(r"(begin|end)\{aligned\}", r"\1{split}"),
    "align": _swap(r"(begin|end)\{aligned\}", r"\1{align*}"),
    "reversed anchors": _swap(r"&=", "=&"),
    "signs with reasons": _swap(r"&=", r"&\\overset{(*)}{=}"),
    "reasons at the end": _swap(r" \\\\\n", r" \\qquad \\text{(chain rule)} \\\\\n"),
    "numbers at the end": _swap(r" \\\\\n", r" \\tag{7} \\\\\n"),
    "differences the other way": _swap(rf"\(({_NAME}) - ({_NAME})\)", r"(-\2 + \1)"),
    "differences in brackets": _swap(rf"\(({_NAME}) - ({_NAME})\)", r"[\1 - \2]"),
    "differences twice negated": _swap(rf"\(({_NAME}) - ({_NAME})\)", r"(-(\2 - \1))"),
    "squares as products": _swap(r"([a-z]_[a-z])\^2", r"\1 \1"),
    "square before the index": _swap(r"([a-z])_([a-z])\^2", r"\1^2_\2"),
    "third binomial formula": _swap(r"\(1 - ([a-z]_[a-z])\^2\)", r"(1 - \1)(1 + \1)"),
    "ratio as a factor": _swap(rf"\\frac\{{({_NAME})\}}\{{({_NAME})\}}", r"\\frac{1}{\2} \1"),
    "ratio as a power": _swap(rf"\\frac\{{({_NAME})\}}\{{({_NAME})\}}", r"\1 {\2}^{-1}"),
    "operator before the error": _swap(
        r"\\frac\{\\partial (E|L)\}\{\\partial ([a-z]_[a-z])\}",
        r"\\left(\\frac{\\partial}{\\partial \2} \1\\right)",
    ),
    "derivatives as macros": _macro,
    "displays of a row each": _separate_displays,
    "brackets for displays": _swap(r"(?s)(?m:^)\$\$(.*?)\$\$", r"\\[\1\\]"),
    "windows line ends": _swap(r"\n", "\r\n"),
}


def restated(text: str, names: Sequence[str]) -> str:
    """Return the text after these rewritings; indices are renamed first, while they are plain."""
    for name in sorted(names, key=lambda name: not name.startswith("index")):
        text = REWRITINGS[name](text)
    return text
