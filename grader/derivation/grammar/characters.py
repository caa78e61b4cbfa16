"""Characters and commands that mean the same: Unicode mathematics, synonyms in LaTeX."""

# ruff: noqa: RUF001 - characters that look like others are what this table is about

from __future__ import annotations

import re
import unicodedata

GREEK = frozenset(
    "\\" + name
    for name in "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho"
    " sigma tau upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi"
    " Omega ell vartheta varsigma hbar".split()
)

SYNONYMS = {
    r"\dfrac": r"\frac",
    r"\tfrac": r"\frac",
    r"\cfrac": r"\frac",
    r"\nicefrac": r"\frac",
    r"\sfrac": r"\frac",
    r"\ne": r"\neq",
    r"\lbrace": r"\{",
    r"\rbrace": r"\}",
    r"\lbrack": "[",
    r"\rbrack": "]",
    r"\lparen": "(",
    r"\llbracket": "[",
    r"\rrbracket": "]",
    r"\lBrack": "[",
    r"\rBrack": "]",
    r"\outer": r"\otimes",
    r"\leq": r"\le",
    r"\leqslant": r"\le",
    r"\rparen": ")",
    r"\lvert": "|",
    r"\rvert": "|",
    r"\vert": "|",
    r"\varepsilon": r"\epsilon",
    r"\varphi": r"\phi",
    r"\log": r"\ln",
    r"\circ": r"\odot",
    r"\ast": "*",
    r"\star": "*",
    r"\cdotp": r"\cdot",
    r"\bullet": r"\odot",
    r"\intercal": r"\top",
    r"\dag": r"\top",
    r"\ldots": r"\dots",
    r"\cdots": r"\dots",
    r"\dotsc": r"\dots",
    r"\dotsb": r"\dots",
    r"\dotsm": r"\dots",
    r"\triangleq": r"\equiv",
    r"\coloneqq": r"\equiv",
    r"\coloneq": r"\equiv",
    r"\doteq": r"\equiv",
    r"\widehat": r"\hat",
    r"\prime": "'",
    r"\implies": r"\Rightarrow",
    r"\iff": r"\Leftrightarrow",
    r"\Longrightarrow": r"\Rightarrow",
    r"\rightarrow": r"\to",
    r"\colon": ":",
    r"\mid": "|",
    r"\bf1": r"\mathbb1",
    r"\And": "&",
    r"\lt": "<",
    r"\gt": ">",
    r"\sb": "_",
    r"\sp": "^",
}
_LATEX = {
    "∂": r"\partial",
    "∑": r"\sum",
    "Σ": r"\sum",
    "∏": r"\prod",
    "∇": r"\nabla",
    "−": "-",
    "–": "-",
    "·": r"\cdot",
    "⋅": r"\cdot",
    "∙": r"\cdot",
    "×": r"\times",
    "⊙": r"\odot",
    "⊗": r"\otimes",
    "⟨": r"\langle",
    "⟩": r"\rangle",
    "⟦": "[",
    "⟧": "]",
    "≤": r"\le",
    "∘": r"\odot",
    "≠": r"\neq",
    "≡": r"\equiv",
    "≔": r"\equiv",
    "≈": r"\approx",
    "⇒": r"\Rightarrow",
    "⟹": r"\Rightarrow",
    "⟺": r"\Leftrightarrow",
    "→": r"\to",
    "∴": r"\therefore",
    "∈": r"\in",
    "∀": r"\forall",
    "…": r"\dots",
    "⋯": r"\dots",
    "√": r"\sqrt",
    "⊤": r"\top",
    "ᵀ": r"^\top",
    "′": "'",
    "’": "'",
    "‖": r"\|",
    "∗": "*",
    "，": ",",
    "。": ".",
    "；": ";",
    "：": ":",
    "（": "(",
    "）": ")",
    "＝": "=",
    "𝟙": r"\mathbb1",
    "ŷ": r"\hat y",
    "½": r"\frac12",
}


def printable(text: str) -> str:
    """Return the text with a space for every control character: a terminal obeys those."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", " ", text)


def spelled(character: str) -> str:
    """Return the LaTeX of a character of Unicode mathematics; others stay as they are."""
    if character in _LATEX:
        return _LATEX[character]
    plain = unicodedata.normalize("NFKC", character)
    if len(plain) == 1 and plain in _LATEX:
        return _LATEX[plain]
    name = unicodedata.name(plain[0], "") if plain else ""
    greek = re.fullmatch(r"GREEK (SMALL|CAPITAL) LETTER (\w+)", name)
    if greek:
        letter = greek.group(2).lower().replace("lamda", "lambda")
        return "\\" + (letter if greek.group(1) == "SMALL" else letter.capitalize())
    raised = unicodedata.decomposition(character)
    if raised.startswith(("<super>", "<sub>")):
        return ("^{" if "super" in raised else "_{") + plain + "}"
    return plain or " "
