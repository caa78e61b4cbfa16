"""The words that decide how a formula is parsed: which names are functions, which are tagged."""

from __future__ import annotations

from dataclasses import dataclass

LOGARITHMS = (r"\ln", "ln", "log", r"\lg")
ELEMENTARY = frozenset({r"\exp", "exp", *LOGARITHMS})
"""Functions that the engine computes itself; all others are defined by the specification."""


@dataclass(frozen=True)
class FormulaVocabulary:
    r"""Names that are known before a formula is read.

    Parameters
    ----------
    functions
        Written names of functions, such as ``h`` or an upright word.
    tagged
        Letters on which a bare number above is a layer tag.
    computed
        Base letters of computed quantities, whose arguments may be listed: y_k(x, w), E(w).
    letters
        Index letters.
    longer
        Names of several letters that the document introduces without markup.
    classes
        Names of classes, which are indices: the "cat" of ``y_{\text{cat}}``.
    numbered
        Letters on which the document writes the layer as a number above: z^1.
    primes_transpose
        Whether a prime is a transpose, as it is in programs.
    ends
        Letters for the lengths of index ranges.
    scalars, vectors
        Base letters of quantities without indices, and of those with some: ``L_z`` is a derivative.
    """

    functions: frozenset[str] = frozenset()
    tagged: frozenset[str] = frozenset()
    computed: frozenset[str] = frozenset()
    letters: frozenset[str] = frozenset()
    longer: tuple[str, ...] = ()
    classes: frozenset[str] = frozenset()
    numbered: frozenset[str] = frozenset()
    primes_transpose: bool = False
    ends: frozenset[str] = frozenset()
    scalars: frozenset[str] = frozenset()
    vectors: frozenset[str] = frozenset()

    def is_function(self, name: str) -> bool:
        """Return True if this name can be called."""
        return name in ELEMENTARY or name in self.functions

    def is_spelled_out(self, name: str) -> bool:
        """Return True if the name needs no brackets around its argument."""
        return self.is_function(name) and len(name) > 1
