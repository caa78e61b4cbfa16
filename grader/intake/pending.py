"""A student's submission that has been found but not read yet."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from grader.intake.expected_module import ExpectedModule
from grader.intake.file_choice import choose_file, source_of
from grader.intake.file_tree import Entry, NothingToGradeError, on_disk, text
from grader.model import Delivery, Person, Submission


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
        except NothingToGradeError as error:
            return Unreadable(self.student, str(error))
        remarks = chosen.remarks + source.remarks
        return Submission(self.student, source.name, source.content, remarks)

    def delivered(self, submission: Submission | Unreadable) -> Delivery:
        """Return the delivery with the remarks made while reading."""
        noticed = submission.remarks if isinstance(submission, Submission) else ()
        return replace(self.delivery, remarks=self.delivery.remarks + noticed)


def one_file(path: Path, expected: ExpectedModule) -> PendingSubmission:
    """Return a file or folder as the submission of one person, called after it."""
    delivery = Delivery(Person(text(path.name if path.is_dir() else path.stem)))
    return PendingSubmission(delivery, expected, on_disk(path), str(path))
