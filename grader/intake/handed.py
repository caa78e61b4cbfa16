"""One student's submission, found but not read yet."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from grader.intake.choose import choose, source_of
from grader.intake.tree import Entry, NothingToGradeError, on_disk, text
from grader.intake.wanted import Wanted
from grader.model import Delivery, Person, Submission


@dataclass(frozen=True)
class Unreadable:
    """Something was handed in that holds nothing to grade, and why."""

    student: str
    reason: str


@dataclass(frozen=True, eq=False)
class HandedIn:
    """Who handed something in, and where it lies.  Reading is put off until its turn comes.

    ``place`` names the file or folder on the disk for messages.
    """

    delivery: Delivery
    wanted: Wanted
    entry: Entry = field(repr=False)
    place: str = ""

    @property
    def student(self) -> str:
        return self.delivery.person.student

    def read(self) -> Submission | Unreadable:
        """The module's source, or the reason why there is none.

        What there is to say on how the file was found is among the submission's remarks.
        """
        try:
            chosen = choose(self.entry, self.wanted)
            source = source_of(chosen.file)
        except NothingToGradeError as error:
            return Unreadable(self.student, str(error))
        return Submission(self.student, chosen.file.name, source, chosen.remarks)

    def delivered(self, submission: Submission | Unreadable) -> Delivery:
        """The delivery with what was noticed when it was read."""
        noticed = submission.remarks if isinstance(submission, Submission) else ()
        return replace(self.delivery, remarks=self.delivery.remarks + noticed)


def one_file(path: Path, wanted: Wanted) -> HandedIn:
    """What a person checks who names a file of their own."""
    delivery = Delivery(Person(text(path.stem)))
    return HandedIn(delivery, wanted, on_disk(path), str(path))
