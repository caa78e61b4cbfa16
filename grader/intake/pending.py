"""A student's submission that has been found but not read yet."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from grader.intake.derivation_file import FoundDerivation, find_derivation, read_derivation
from grader.intake.expected_module import ExpectedModule
from grader.intake.file_choice import NoModuleError, choose_file, source_of
from grader.intake.file_tree import Entry, File, NothingToGradeError, on_disk, text
from grader.model import Delivery, Person, Submission, WrittenDerivation


@dataclass(frozen=True)
class Unreadable:
    """A submission without a file to grade, and the reason."""

    student: str
    reason: str


@dataclass(frozen=True, eq=False)
class PendingSubmission:
    """A submission whose file is read only when its turn comes.

    Attributes
    ----------
    delivery : Delivery
        Who handed it in, and when.
    expected : ExpectedModule
    entry : Entry
    place : str
        The path on disk, for messages.
    """

    delivery: Delivery
    expected: ExpectedModule
    entry: Entry = field(repr=False)
    place: str = ""

    @property
    def student(self) -> str:
        """The student's key."""
        return self.delivery.person.student

    def read(self) -> Submission | Unreadable:
        """Return the module's source, or the reason why there is none.

        The submission's remarks say how the file was found.
        """
        try:
            chosen = choose_file(self.entry, self.expected)
            source = source_of(chosen.file, self.expected)
        except NoModuleError as error:
            return self._without_module(str(error))
        except NothingToGradeError as error:
            return Unreadable(self.student, str(error))
        remarks = chosen.remarks + source.remarks
        code = Submission(self.student, source.name, source.content, remarks)
        return _with_derivation(code, self._derivation(chosen.file))

    def _derivation(self, module: File | None = None) -> FoundDerivation | None:
        expected = self.expected.derivation
        return find_derivation(self.entry, expected, module) if expected else None

    def _without_module(self, reason: str) -> Submission | Unreadable:
        """Return the derivation that was handed in alone, if there is one."""
        found = self._derivation()
        if found is None:
            return Unreadable(self.student, reason)
        return _with_derivation(Submission(self.student, "", b"", (reason,)), found)

    def delivered(self, submission: Submission | Unreadable) -> Delivery:
        """Return the delivery with the remarks made while reading."""
        noticed = submission.remarks if isinstance(submission, Submission) else ()
        return replace(self.delivery, remarks=self.delivery.remarks + noticed)


def _with_derivation(code: Submission, found: FoundDerivation | None) -> Submission:
    if found is None:
        return code
    return replace(code, derivation=found.written, remarks=code.remarks + found.remarks)


def one_file_derivation(path: Path) -> WrittenDerivation:
    """Return a file as the derivation of the person who checks it, whatever it is called."""
    entry = on_disk(path)
    assert isinstance(entry, File)
    return read_derivation(entry)


def one_file(path: Path, expected: ExpectedModule) -> PendingSubmission:
    """Return a file or folder as the submission of one person, called after it."""
    delivery = Delivery(Person(text(path.name if path.is_dir() else path.stem)))
    return PendingSubmission(delivery, expected, on_disk(path), str(path))
