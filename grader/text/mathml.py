"""LaTeX to MathML, once, when an assignment is read.

latex2mathml does the work; here is what it leaves to do.  Its output is parsed against a list of
what presentation MathML needs, because ``\\text{<b>}`` and ``\\href{javascript:..}`` pass through
it unchanged.
"""

from __future__ import annotations

import itertools
import re
from xml.etree import ElementTree

from latex2mathml.converter import convert

from grader.model import Formula

_NAMESPACE = "http://www.w3.org/1998/Math/MathML"
_TAGS = frozenset(
    "math mrow mi mn mo mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover"
    " mtable mtr mtd mstyle mpadded mphantom menclose".split()
)
_ATTRIBUTES = frozenset(
    "class display stretchy form fence separator lspace rspace minsize maxsize mathvariant"
    " linethickness displaystyle scriptlevel accent accentunder columnalign rowspacing"
    " columnspacing width height depth movablelimits largeop symmetric xmlns".split()
)


class FormulaError(ValueError):
    """LaTeX that cannot be shown, with the reason."""


_ROWS = ("math", "mrow", "mstyle", "mtd", "mpadded")
"""What may have any number of children: elsewhere the number of them is their meaning."""


def formula(latex: str) -> Formula:
    """The formula in both notations.

    Raises FormulaError for LaTeX that does not convert, or that would bring more than mathematics
    into a page.
    """
    ElementTree.register_namespace("", _NAMESPACE)
    _refuse_unbalanced(latex)
    try:
        root = ElementTree.fromstring(convert(latex))
    except Exception as error:
        raise FormulaError(f"{type(error).__name__}: {error}") from error
    _refuse_strangers(root)
    _space_function_names(root)
    if root.get("display") == "inline":
        del root.attrib["display"]  # as it is anyway
    # In HTML the tag says which namespace it is, and a page has dozens of them.
    mathml = ElementTree.tostring(root, encoding="unicode")
    return Formula(latex, mathml.replace(f' xmlns="{_NAMESPACE}"', "", 1))


def _refuse_unbalanced(latex: str) -> None:
    # The converter guesses where a brace is missing, and drops what it cannot place.
    depth = 0
    for brace in re.findall(r"\\.|[{}]", latex):
        depth += {"{": 1, "}": -1}.get(brace, 0)
        if depth < 0:
            break
    if depth:
        raise FormulaError("its braces { } do not match")


def _refuse_strangers(root: ElementTree.Element) -> None:
    for element in root.iter():
        tag = _tag(element)
        if tag not in _TAGS:
            raise FormulaError(f"<{tag}> is not mathematics")
        strangers = set(element.attrib) - _ATTRIBUTES
        if strangers:
            raise FormulaError(f"<{tag}> may not have {', '.join(sorted(strangers))}")
        if tag == "mi" and re.fullmatch(r"\\\w+", element.text or ""):
            raise FormulaError(f"unknown command {element.text}")


def _space_function_names(root: ElementTree.Element) -> None:
    """A thin space after a function's name, unless a bracket follows."""
    for parent in root.iter():
        if _tag(parent) not in _ROWS:
            continue
        children = list(parent)
        for child, following in itertools.pairwise(children):
            if _names_function(child) and (following.text or "") not in ("(", "[", "{"):
                position = list(parent).index(following)
                parent.insert(
                    position, ElementTree.Element(f"{{{_NAMESPACE}}}mspace", width="0.17em")
                )


def _names_function(element: ElementTree.Element) -> bool:
    name = element.text or ""
    return _tag(element) in ("mi", "mo") and len(name) > 1 and name.isalpha() and name.isascii()


def _tag(element: ElementTree.Element) -> str:
    return element.tag.removeprefix(f"{{{_NAMESPACE}}}")
