"""Names of several letters and functions that a document introduces.

What is found here changes how formulas are read, never what counts as right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from grader.derivation.grammar.characters import GREEK
from grader.derivation.grammar.vocabulary import ELEMENTARY, FormulaVocabulary
from grader.derivation.source.declarations import class_names
from grader.derivation.source.document import Document

_LONG_NAME = re.compile(
    r"(?:^|[,;&=]|\\\\|\\q?quad|\\partial|\\frac\{d)\s*([A-Za-z]{2,})(?=\s*(?:_|\^|:?=|&|\\equiv))"
)
_UPRIGHT = r"\\(?:text|textrm|textit|texttt|mathrm|mathit|mathsf|mathtt|operatorname\*?)"
_SPACE = r"(?:\s|\\[,;:! ])*"
_RELATION = r"(?:&\s*)?(?::?=|\\equiv|\\triangleq|\\coloneqq)"
_UPRIGHT_NAME = re.compile(
    rf"{_UPRIGHT}\s*\{{\s*([A-Za-z]{{2,}})\s*\}}(?=\s*[_^])"
    rf"|(?:\\partial|\bd){_SPACE}{_UPRIGHT}\s*\{{\s*([A-Za-z]{{2,}})\s*\}}"
    r"(?!\s*(?:\\left\s*)?\()"
    rf"|{_UPRIGHT}\s*\{{\s*([A-Za-z]{{2,}})\s*\}}(?=\s*{_RELATION})"
)
_SUBSCRIPT = re.compile(r"_\s*(?:\{([^{}]*)\}|([A-Za-z]))")
_NAME = rf"(?:{_UPRIGHT}\s*\{{\s*(?P<upright>[A-Za-z]+)\s*\}}|(?P<plain>\\[A-Za-z]+|[A-Za-z]))"
_BELOW = r"(?:\s*_\s*(?:\{[^{}]*\}|[A-Za-z]))"
_CALL = re.compile(
    rf"(?:^|[,;&]|\\\\|\\q?quad){_SPACE}{_NAME}(?P<before>{_BELOW}?)\s*"
    rf"(?:\\left|\\[bB]igl?)?\s*\((?P<argument>[^()=]{{1,60}}?)(?:\\right|\\[bB]igr?)?\)"
    rf"(?P<after>{_BELOW}?)\s*{_RELATION}"
)
_UPRIGHT_CALL = re.compile(rf"{_UPRIGHT}\s*\{{\s*([A-Za-z]{{2,}})\s*\}}(?=\s*(?:\\left\s*)?\()")
_NUMBERED = re.compile(
    rf"(?:^|[,;&]|\\\\|\\q?quad){_SPACE}(\\[A-Za-z]+|[A-Za-z])\s*\^\s*(?:\d|\{{\d\}}){_BELOW}?"
    rf"\s*{_RELATION}"
)
_ENTRYWISE = re.compile(r"\.[*^]")
_RESERVED = frozenset(
    [
        *("diag", "Diag", "DIAG", "tr", "Tr", "trace"),
        *("if", "and", "or", "for", "where", "with", "otherwise"),
    ]
)


def extended_vocabulary(vocabulary: FormulaVocabulary, document: Document) -> FormulaVocabulary:
    """Return the vocabulary with the document's own names and functions."""
    classes = class_names(document, vocabulary.letters)
    sources = [formula.source for formula in document.formulas]
    called = dict(_introduced_calls(sources))
    names = _long_names(vocabulary, sources) - {*called}
    known = vocabulary.computed | vocabulary.functions | ELEMENTARY | names
    functions = {name for name, indexed in called.items() if not indexed} - known
    functions |= _upright_functions(sources) - known - {*called}
    return replace(
        vocabulary,
        functions=vocabulary.functions | functions,
        computed=vocabulary.computed | {name for name, indexed in called.items() if indexed},
        letters=vocabulary.letters.union(*map(_subscript_letters, sources)),
        longer=tuple(sorted(names | {*vocabulary.longer})),
        numbered=frozenset(name for s in sources for name in _NUMBERED.findall(s)),
        primes_transpose=any(_ENTRYWISE.search(source) for source in sources),
        classes=frozenset(name for name in classes if len(name) > 1),
    )


def _long_names(vocabulary: FormulaVocabulary, sources: Iterable[str]) -> set[str]:
    known = {base for base in vocabulary.computed if base.isalpha()}
    found = {name for source in sources for name in _LONG_NAME.findall(source)}
    known |= {*vocabulary.tagged} | vocabulary.ends
    names = {name for name in found if not _is_product(name, known)}
    upright = {n for s in sources for groups in _UPRIGHT_NAME.findall(s) for n in groups if n}
    functions = {name for name in vocabulary.functions | ELEMENTARY if name.isalpha()}
    names = {name for name in names | upright if name not in functions | _RESERVED}
    return {name for name in names if name[0] != "d" or name[1:] not in names}


def _introduced_calls(sources: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Yield names that are introduced with an argument, and whether they have an index.

    ``S_k(z) = ..`` and ``sm(z)_k = ..`` are quantities, of which is said what they depend on;
    ``g(u) = ..`` is a function.
    """
    for source in sources:
        for match in _CALL.finditer(source):
            name = match.group("upright") or match.group("plain")
            if len(name) == 1 or name in GREEK or match.group("upright"):
                yield name, bool(match.group("before") or match.group("after"))


def _upright_functions(sources: Iterable[str]) -> set[str]:
    return {n for s in sources for n in _UPRIGHT_CALL.findall(s)} - _RESERVED


def written_words(vocabulary: FormulaVocabulary) -> tuple[str, ...]:
    """Return the names of several letters that a formula may have without markup."""
    functions = (name for name in vocabulary.functions | ELEMENTARY if name.isalpha())
    return tuple(name for name in (*functions, *vocabulary.longer) if len(name) > 1)


def _is_product(name: str, known: set[str]) -> bool:
    """Return True for letters that are names by themselves, and for differentials of names."""
    return all(letter in known for letter in name) or (
        name[0] == "d" and (len(name) == 2 or all(letter in known for letter in name[1:]))
    )


def _subscript_letters(source: str) -> set[str]:
    subscripts = ("".join(pair) for pair in _SUBSCRIPT.findall(source))
    return {letter for text in subscripts for letter in re.findall(r"(?<![\\A-Za-z])[a-z]", text)}
