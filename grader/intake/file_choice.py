"""Choose the one file to grade among those that a student handed in.

The file with the expected name wins; else the only Python file; else the only file that defines
the expected functions.  If two files qualify, the student is asked, and nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from grader.intake import first_bytes, notebook, zip_archive
from grader.intake.expected_module import ExpectedModule
from grader.intake.file_tree import Entry, File, NothingToGradeError, files_under, folder_of
from grader.text import cells
from grader.text.clean import one_line

LARGEST_SOURCE = 256 << 10
"""Bytes; a page of derivations is 3 KiB, and compiling a huge file is an attack."""

PYTHON = ".py"
CODE = (PYTHON, cells.SUFFIX)
"""Suffixes of what can be graded."""

_ARCHIVE = "an archive of a kind that is not read here; hand in the file itself"
_DOCUMENT = "a document, not a Python file; hand in the Python file"
_WEB_PAGE = "text that was typed in or a saved page, not a Python file"
NOT_TAKEN = {
    **dict.fromkeys((".tar", ".gz", ".tgz", ".xz", ".txz", ".bz2", ".rar", ".7z"), _ARCHIVE),
    **dict.fromkeys((".doc", ".docx", ".odt", ".rtf", ".pages"), _DOCUMENT),
    **dict.fromkeys((".html", ".htm", ".mht", ".webarchive"), _WEB_PAGE),
    ".pdf": "a PDF; hand in the Python file",
    ".pyw": "a program for Windows; hand in the same with a name that ends in .py",
    ".pyc": "compiled; hand in the Python file that it was made from",
}
"""Files that a student surely meant to hand in: reported as ungraded instead of skipped."""

COMPANIONS = {
    **dict.fromkeys((".md", ".markdown", ".rmd", ".qmd", ".tex", ".rst"), _DOCUMENT),
    ".txt": "a text file; hand in the Python file, whose name ends in .py",
    ".json": "JSON, not a notebook or a Python file",
}
"""Files that may lie beside the Python file, and are reported if they are all there is."""


class NoModuleError(NothingToGradeError):
    """There is no code, and nothing that was meant to be code."""


_NUMBER = re.compile(r"(?P<stem>.+?)(?:-(?P<dash>\d{1,4})| ?\((?P<brackets>\d{1,4})\))?")
_MOST_READ = 20
_DECLARATION = re.compile(r"\A((?:[ \t\f]*#.*\n)?[ \t\f]*#.*?coding)[:=]")


@dataclass(frozen=True)
class ChosenFile:
    """A file, and remarks for the instructor on how it was found."""

    file: File
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Candidate:
    """A code file; ``number`` counts resubmissions (2 in ``answer-2.py``)."""

    path: str
    file: File
    stem: str
    number: int

    @property
    def display_name(self) -> str:
        return one_line(self.path, characters=100)

    @property
    def rank(self) -> tuple[int, int, bool]:
        return (-self.path.count("/"), self.number, self.file.suffix == PYTHON)


def choose_file(handed_in: Entry, expected: ExpectedModule) -> ChosenFile:
    """Return the file to grade.

    Parameters
    ----------
    handed_in : Entry
        A file, or a folder or archive of files.
    expected : ExpectedModule

    Raises
    ------
    NothingToGradeError
        No file qualifies, or several do.
    """
    if isinstance(handed_in, File):
        if handed_in.suffix in CODE or handed_in.refused:
            return ChosenFile(handed_in)
        if handed_in.suffix != zip_archive.SUFFIX:
            error = NoModuleError if handed_in.suffix in COMPANIONS else NothingToGradeError
            raise error(f"{handed_in.display_name} is {_what_it_is(handed_in)}")
        handed_in = folder_of("", (handed_in,))
    files = files_under(handed_in)
    candidates = _candidates(files)
    named = _named(candidates, expected)
    if not named:
        packed = _unpacked(files)
        files, candidates = (*files, *packed), candidates + _candidates(packed)
        named = _named(candidates, expected)
    if named:
        return _best_named(named, expected)
    return _other(candidates, files, expected)


def _what_it_is(file: File) -> str:
    known = {**NOT_TAKEN, **COMPANIONS}
    return known.get(file.suffix, "not a Python file; hand in the file whose name ends in .py")


@dataclass(frozen=True)
class Source:
    """The Python source in a file: under a name that says whether it is of a notebook's cells."""

    name: str
    content: bytes
    remarks: tuple[str, ...] = ()


def source_of(file: File, expected: ExpectedModule) -> Source:
    """Return the Python source of a module or notebook.

    Raises
    ------
    NothingToGradeError
        The file is too large, unreadable or no text; the message gives the reason.
    """
    if file.suffix == cells.SUFFIX:
        return _of_notebook(file, file.name, expected)
    if first_bytes.is_notebook(file.beginning(first_bytes.ENOUGH)):
        source = _of_notebook(file, f"{file.name.removesuffix(PYTHON)}{cells.SUFFIX}", expected)
        remark = f"{file.display_name} holds a notebook and was read as one"
        return replace(source, remarks=(remark, *source.remarks))
    return _of_text(file, file.read(LARGEST_SOURCE))


def _of_notebook(file: File, name: str, expected: ExpectedModule) -> Source:
    """Return the source of a notebook's cells, under a name that says so."""
    content = file.read(notebook.LARGEST_NOTEBOOK)
    source = notebook.python_source(file.display_name, content, expected.module)
    if len(source) > LARGEST_SOURCE:
        size = LARGEST_SOURCE >> 10
        raise NothingToGradeError(f"{file.display_name} holds more than {size} KiB of code")
    return Source(name, source, tuple(_on_written(source, expected)))


def _on_written(source: bytes, expected: ExpectedModule) -> Iterator[str]:
    """Yield remarks on the files that a notebook's cells write instead of defining functions."""
    for name in dict.fromkeys(notebook.files_written(source)):
        shown = one_line(name, characters=80)
        if shown.endswith(expected.module):
            yield f"the cell that writes {shown} was read as the module"
        else:
            yield f"the cell that writes {shown} was left out"


def _of_text(file: File, content: bytes) -> Source:
    """Return a text in UTF-16 or UTF-32 as UTF-8; Python itself reads all other encodings."""
    codec = first_bytes.encoding_of(content)
    if codec and codec != "utf-8-sig":
        try:
            decoded = content.decode(codec).removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            raise NothingToGradeError(
                f"{file.display_name} is no text that can be read; save it in UTF-8"
            ) from error
        # The text's own declaration would be wrong from now on.
        plain = _DECLARATION.sub(r"\1 ", decoded, count=1).encode("utf-8", "backslashreplace")
        remark = f"{file.display_name} was in {codec[:6].upper()} and was read as such"
        return Source(file.name, plain, (remark,))
    if found := first_bytes.format_of(content):
        raise NothingToGradeError(
            f"{file.display_name} is {found}, not Python; hand in the Python file"
        )
    return Source(file.name, content)


def _candidates(files: Iterable[tuple[str, File]]) -> list[_Candidate]:
    return [_candidate(path, file) for path, file in files if file.suffix in CODE]


def _candidate(path: str, file: File) -> _Candidate:
    stem = file.name[: -len(file.suffix)]
    parts = _NUMBER.fullmatch(stem.replace("\n", " "))
    number = (parts["dash"] or parts["brackets"]) if parts else None
    return _Candidate(path, file, parts["stem"] if parts else stem, int(number or 0))


def _named(candidates: Iterable[_Candidate], expected: ExpectedModule) -> list[_Candidate]:
    """Return the candidates with the module's name, numbered ones included, the best last."""
    stem = expected.stem.casefold()
    whole = [c for c in candidates if c.path.rpartition("/")[2].casefold() == f"{stem}{PYTHON}"]
    same = [c for c in candidates if c.stem.casefold() == stem]
    return sorted({id(c): c for c in (*whole, *same)}.values(), key=lambda c: c.rank)


def _best_named(named: Sequence[_Candidate], expected: ExpectedModule) -> ChosenFile:
    best = named[-1]
    if len(named) > 1 and named[-2].rank == best.rank:
        raise NothingToGradeError(_two_could_be_meant(named[-2:]))
    if len(named) == 1:
        return ChosenFile(best.file, _misnamed(best, expected))
    others = ", ".join(other.display_name for other in named[:-1][:5])
    return ChosenFile(best.file, (f"of several files {best.display_name} was taken, not {others}",))


def _other(
    candidates: Sequence[_Candidate], files: Sequence[tuple[str, File]], expected: ExpectedModule
) -> ChosenFile:
    """Return the only code file, or the only one that defines the functions."""
    if not candidates:
        raise _nothing_there(files, expected)
    found = [candidates[0]] if len(candidates) == 1 else _defining(candidates, expected)
    if len(found) == 1:
        return ChosenFile(found[0].file, _misnamed(found[0], expected))
    raise NothingToGradeError(
        f"no file {expected.module}; {_two_could_be_meant(found or candidates)}"
    )


def _defining(candidates: Sequence[_Candidate], expected: ExpectedModule) -> list[_Candidate]:
    """Return the candidates that define all functions, else some; the newest of equal names."""
    counts = [(_count(candidate, expected), candidate) for candidate in candidates[:_MOST_READ]]
    whole = [candidate for count, candidate in counts if count == len(expected.functions)]
    found = whole or [candidate for count, candidate in counts if count]
    if len({(candidate.stem, candidate.file.suffix) for candidate in found}) == 1:
        return [max(found, key=lambda candidate: candidate.rank)]
    return found


def _count(candidate: _Candidate, expected: ExpectedModule) -> int:
    try:
        return expected.defined_in(source_of(candidate.file, expected).content)
    except NothingToGradeError:
        return 0


def _unpacked(files: Iterable[tuple[str, File]]) -> tuple[tuple[str, File], ...]:
    """Return the files in these archives; archives inside archives stay closed."""
    found: list[tuple[str, File]] = []
    for path, file in files:
        if file.suffix == zip_archive.SUFFIX:
            inside = files_under(zip_archive.unpack(file))
            found += [(f"{path}/{inner}", one) for inner, one in inside]
    return tuple(found)


def _misnamed(candidate: _Candidate, expected: ExpectedModule) -> tuple[str, ...]:
    """Return a remark on the name; platforms and browsers number what is handed in again."""
    if f"{candidate.stem}{candidate.file.suffix}" == expected.module:
        return ()
    return (f"the file was called {candidate.display_name}",)


def _two_could_be_meant(candidates: Sequence[_Candidate]) -> str:
    found = ", ".join(candidate.display_name for candidate in candidates[:5])
    return f"there are {found}: hand in only one of them"


def _nothing_there(
    files: Sequence[tuple[str, File]], expected: ExpectedModule
) -> NothingToGradeError:
    missing = f"no file {expected.module}"
    for _, file in files:
        if file.suffix in NOT_TAKEN:
            reason = f"{missing}; {file.display_name} is {NOT_TAKEN[file.suffix]}"
            return NothingToGradeError(reason)
    if any(path.count(zip_archive.SUFFIX) > 1 for path, _ in files):
        reason = f"{missing}; there is an archive in an archive, which is not opened"
        return NothingToGradeError(reason)
    return NoModuleError(f"{missing}; there is no Python file")
