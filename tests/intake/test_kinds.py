"""Every kind of download is recognised by its names, and its people are kept apart."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.intake import Intake, Unreadable, collect
from grader.model import Submission
from tests.intake.downloads import KINDS, MISSING, download, write_files, zipped
from tests.intake.expected import SOURCE, WANTED

NAMES = (
    "Jane Doe",
    "Ada Lovelace",
    "José Núñez",
    "Anne-Marie O'Neil",
    "王 小明",
    "Ben Smith",
    "Cy de la Cruz",
)
CLASS = {name: SOURCE + f"# {name}\n".encode() for name in NAMES}


def taken(path: Path, files: dict[str, bytes], roster: Path | None = None) -> Intake:
    """Collect a zip of these files."""
    path.write_bytes(zipped(files))
    return collect([path], WANTED, roster)


def sources(intake: Intake) -> dict[str, bytes | str]:
    """Return each student's source, or the reason why there is none."""
    found = {one.student: one.read() for one in intake.submissions}
    return {
        student: read.source if isinstance(read, Submission) else read.reason
        for student, read in found.items()
    }


@pytest.mark.parametrize("unpacked", [False, True], ids=["zip", "unpacked"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_recognised_and_everybody_found(
    tmp_path: Path, kind: str, unpacked: bool
) -> None:
    made = download(kind, tmp_path, CLASS, module=WANTED.module, unpacked=unpacked)
    intake = collect([made.path], WANTED)

    assert intake.kind == ("folder" if kind == "zip" and unpacked else kind)
    assert {one.student for one in intake.submissions} == {
        e.student for e in made.expected.values()
    }
    by_student = {one.student: one for one in intake.submissions}
    for name, expected in made.expected.items():
        one = by_student[expected.student]
        submission = one.read()
        assert isinstance(submission, Submission), submission
        assert f"# {name}\n".encode() in submission.source
        assert one.delivery.person.platform_id == expected.platform_id
        assert one.delivery.late == expected.late
        assert one.delivery.submitted == expected.submitted
    assert f"{len(NAMES)} submissions" in intake.notices[0]


@pytest.mark.parametrize("kind", KINDS)
def test_the_platform_s_own_list_says_who_is_missing(tmp_path: Path, kind: str) -> None:
    made = download(kind, tmp_path, CLASS, module=WANTED.module)
    intake = collect([made.path], WANTED, made.roster)

    assert [person.student for person in intake.absent] == [made.absent]
    assert "".join(reversed(intake.absent[0].name.split(", "))).replace(" ", "") in (
        MISSING.replace(" ", ""),
        "NobodyNora",
    )
    for one in intake.submissions:
        assert one.delivery.person.section == ("" if kind == "moodle" else "A")
        assert one.delivery.person.name
    assert not [said for said in intake.notices if "not on it" in said]


def test_all_kinds_at_once(tmp_path: Path) -> None:
    made = [
        download(kind, tmp_path / kind, {f"{kind} {n}": SOURCE for n in "ab"}, module="answer.py")
        for kind in KINDS
    ]
    intake = collect([one.path for one in made], WANTED)

    assert intake.kind == "mixed"
    assert len(intake.submissions) == 2 * len(KINDS)
    assert len(intake.notices) == len(KINDS)


def test_nothing_is_written_anywhere(tmp_path: Path) -> None:
    made = download("canvas", tmp_path, CLASS, module=WANTED.module)
    before = sorted(tmp_path.rglob("*"))
    sources(collect([made.path], WANTED))

    assert sorted(tmp_path.rglob("*")) == before


class TestCanvas:
    def test_the_last_of_several_uploads_counts(self, tmp_path: Path) -> None:
        files = {
            "doejane_17_101_answer.py": b"1",
            "doejane_17_105_answer-2.py": b"3",
            "doejane_17_103_answer-1.py": b"2",
        }
        intake = taken(tmp_path / "canvas.zip", files)

        (read,) = (one.read() for one in intake.submissions)
        assert isinstance(read, Submission)
        assert read.source == b"3"
        assert "answer-2.py was taken, not answer.py, answer-1.py" in read.remarks[0]

    def test_an_anonymous_id_of_digits_is_no_user_s(self, tmp_path: Path) -> None:
        files = {"anon_17_101_answer.py": b"1", "LATE_anon_x9Y_102_answer.py": b"2"}
        intake = taken(tmp_path / "canvas.zip", files)

        assert [(o.student, o.delivery.late) for o in intake.submissions] == [
            ("anon_17", False),
            ("anon_x9Y", True),
        ]
        people = {one.delivery.person for one in intake.submissions}
        assert {(person.name, person.platform_id) for person in people} == {("", "")}

    def test_what_was_typed_in_is_no_file(self, tmp_path: Path) -> None:
        files = {"doejane_17_text.html": b"<p>def first", "roeric_LATE_18_link.html": b"<a>"}
        found = sources(taken(tmp_path / "canvas.zip", files))

        assert sorted(found) == ["doejane_17", "roeric_18"]
        assert all("typed in" in str(reason) for reason in found.values())

    def test_a_name_made_to_look_like_an_id_stays_with_its_owner(self, tmp_path: Path) -> None:
        intake = taken(tmp_path / "c.zip", {"a_b_17_101_roeric_18_102_answer.py": SOURCE})

        assert [one.student for one in intake.submissions] == ["a_b_17"]

    def test_two_of_one_name_keep_their_own_keys(self, tmp_path: Path) -> None:
        files = {"doejane_17_101_answer.py": b"1", "doejane_18_102_answer.py": b"2"}
        intake = taken(tmp_path / "canvas.zip", files)

        assert sources(intake) == {"doejane_17": b"1", "doejane_18": b"2"}
        assert "2 people are called doejane: doejane_17, doejane_18" in intake.notices

    def test_a_key_does_not_depend_on_who_else_is_there(self, tmp_path: Path) -> None:
        alone = taken(tmp_path / "one.zip", {"doejane_17_101_answer.py": b"1"})

        assert [one.student for one in alone.submissions] == ["doejane_17"]

    def test_other_files_beside_are_passed_over_and_named(self, tmp_path: Path) -> None:
        files = {"doejane_17_101_answer.py": b"1", "grades.csv": b"", ".DS_Store": b""}
        intake = taken(tmp_path / "canvas.zip", files)

        assert intake.notices[0].endswith("with 1 submission; skipped: grades.csv")


class TestMoodle:
    @pytest.mark.parametrize(
        "entry",
        [
            "Jane Doe_12_assignsubmission_file/answer.py",
            "Jane Doe_12_assignsubmission_file_/answer.py",
            "Jane Doe_12_assignsubmission_file_/sub/answer.py",
            "Jane Doe_12_assignsubmission_file_answer.py",
        ],
    )
    def test_all_forms_of_names(self, tmp_path: Path, entry: str) -> None:
        intake = taken(tmp_path / "moodle.zip", {entry: SOURCE})

        assert intake.kind == "moodle"
        assert sources(intake) == {"Jane Doe_12": SOURCE}
        assert intake.submissions[0].delivery.person.name == "Jane Doe"

    def test_blind_marking_gives_nobody_s_name(self, tmp_path: Path) -> None:
        files = {"Participant_12_assignsubmission_file/answer.py": SOURCE}
        (one,) = taken(tmp_path / "moodle.zip", files).submissions

        assert (one.student, one.delivery.person.name) == ("Participant_12", "")

    def test_text_typed_beside_a_file_does_not_matter(self, tmp_path: Path) -> None:
        files = {
            "Jane Doe_12_assignsubmission_file/answer.py": SOURCE,
            "Jane Doe_12_assignsubmission_onlinetext/onlinetext.html": b"<p>see file",
            "Eric Roe_13_assignsubmission_onlinetext/onlinetext.html": b"<p>def first",
        }
        found = sources(taken(tmp_path / "moodle.zip", files))

        assert found["Jane Doe_12"] == SOURCE
        assert "typed in" in str(found["Eric Roe_13"])

    def test_a_student_number_before_the_name_finds_its_line(self, tmp_path: Path) -> None:
        roster = tmp_path / "roster.csv"
        roster.write_text("ID number,Name\n20261234,Doe Jane Maria\n")
        files = {"20261234 Jane Doe_12_assignsubmission_file/answer.py": SOURCE}
        (one,) = taken(tmp_path / "moodle.zip", files, roster).submissions

        assert one.delivery.person.name == "Doe Jane Maria"


class TestGradescope:
    TOP = "assignment_7_export"

    def taken(self, place: Path, metadata: str, *folders: str) -> Intake:
        files = {f"{self.TOP}/submission_metadata.yml": metadata.encode()}
        files |= {f"{self.TOP}/{folder}/answer.py": folder.encode() for folder in folders}
        return taken(place / "gradescope.zip", files)

    def test_a_group_is_one_submission_with_its_members(self, tmp_path: Path) -> None:
        metadata = """---
submission_1:
  :submitters:
  - :name: Eric Roe
    :sid: '222'
    :email: e@x.org
  - :name: Jane Doe
    :sid: '111'
  :created_at: 2026-03-01 10:00:00.000000000 -05:00
"""
        (one,) = self.taken(tmp_path, metadata, "submission_1").submissions

        assert one.student == "111"
        assert one.delivery.person.members == ("Jane Doe", "Eric Roe")
        assert one.delivery.submitted == "2026-03-01T10:00:00-05:00"

    def test_all_members_of_a_group_are_there_for_the_roster(self, tmp_path: Path) -> None:
        roster = tmp_path / "roster.csv"
        roster.write_text("SID,Name\n111,Jane Doe\n222,Eric Roe\n333,Cy Poe\n")
        metadata = """submission_1:
  :submitters:
  - :name: Eric Roe
    :sid: '222'
  - :name: Jane Doe
    :sid: '111'
"""
        self.taken(tmp_path, metadata, "submission_1")
        intake = collect([tmp_path / "gradescope.zip"], WANTED, roster)

        assert [person.name for person in intake.absent] == ["Cy Poe"]

    def test_ids_stay_as_they_are_written(self, tmp_path: Path) -> None:
        metadata = "submission_1:\n  :submitters:\n  - :name: No\n    :sid: 00123\n"
        (one,) = self.taken(tmp_path, metadata, "submission_1").submissions

        assert (one.student, one.delivery.person.name) == ("00123", "No")

    def test_what_the_autograder_printed_names_nobody(self, tmp_path: Path) -> None:
        printed = "\n".join(
            ["submission_1:", "  :submitters:", "  - :name: Mallory", "    :sid: '1'"]
        )
        indented = "".join(f"      {line}\n" for line in printed.splitlines())
        metadata = (
            "submission_1:\n  :results:\n    output: |-\n"
            f"{indented}  :submitters:\n  - :name: Jane Doe\n    :sid: '111'\n"
        )
        (one,) = self.taken(tmp_path, metadata, "submission_1").submissions

        assert one.delivery.person.name == "Jane Doe"

    def test_references_that_ruby_writes_are_followed_where_they_are_texts(
        self, tmp_path: Path
    ) -> None:
        metadata = (
            "submission_1:\n  :submitters:\n  - :name: &1 Jane Doe\n    :sid: '111'\n"
            "submission_2:\n  :submitters:\n  - :name: *1\n    :sid: '112'\n"
            "  :created_at: *9\n"
        )
        intake = self.taken(tmp_path, metadata, "submission_1", "submission_2")

        assert [one.delivery.person.name for one in intake.submissions] == ["Jane Doe"] * 2

    @pytest.mark.parametrize(
        "metadata",
        [
            "submission_1:\n  :submitters: " + "[" * 30_000,
            "submission_1:\n  :submitters: " + "{a: " * 30_000,
            "submission_1: !!python/object/apply:os.system [ls",
            "",
            "- a\n",
            "submission_1:\n  :submitters: 'open",
        ],
        ids=["brackets", "braces", "tag", "empty", "list", "quote"],
    )
    def test_metadata_that_is_none_is_wrong_use(self, tmp_path: Path, metadata: str) -> None:
        with pytest.raises(UsageError, match=r"submission_metadata\.yml"):
            self.taken(tmp_path, metadata, "submission_1")

    def test_megabytes_of_results_do_not_matter(self, tmp_path: Path) -> None:
        printed = "  :results:\n    output: |-\n" + "      [[[[ x *y &z\n" * 200_000
        metadata = f"submission_1:\n{printed}  :submitters:\n  - :name: J\n    :sid: '1'\n"
        (one,) = self.taken(tmp_path, metadata, "submission_1").submissions

        assert one.student == "1"

    def test_online_assignments_have_a_table_instead(self, tmp_path: Path) -> None:
        table = "First Name,Last Name,Student ID,Email,Submission ID,Score\nJane,Doe,111,j@x,1,3\n"
        files = {
            f"{self.TOP}/submission_metadata.csv": table.encode(),
            f"{self.TOP}/submission_1/answer.py": SOURCE,
        }
        (one,) = taken(tmp_path / "g.zip", files).submissions

        assert (one.student, one.delivery.person.name) == ("111", "Jane Doe")

    def test_a_folder_that_nobody_is_named_for_is_graded_and_said(self, tmp_path: Path) -> None:
        metadata = "submission_1:\n  :submitters:\n  - :name: J\n    :sid: '1'\n"
        intake = self.taken(tmp_path, metadata, "submission_1", "submission_2")

        stranger = intake.submissions[1]
        assert stranger.student == "submission_2"
        assert "does not say whose" in stranger.delivery.remarks[0]

    def test_somebody_without_files_is_ungraded(self, tmp_path: Path) -> None:
        metadata = "submission_1:\n  :submitters:\n  - :name: J\n    :sid: '1'\n"
        found = sources(self.taken(tmp_path, metadata))

        assert found == {"1": "no file answer.py; there is no Python file"}


class TestNbgrader:
    @pytest.mark.parametrize(
        "stamp, expected",
        [
            ("2026-02-02 14:58:23.948203 America/Los_Angeles", "2026-02-02T14:58:23-08:00"),
            ("2026-02-02 14:58:23 UTC\n", "2026-02-02T14:58:23+00:00"),
            ("2026-02-02 14:58:23 +0100", "2026-02-02T14:58:23+01:00"),
            ("2026-02-02 14:58:23 Mars/Base", ""),
            ("2026-02-02 14:58:23 ../../etc/passwd", ""),
            ("yesterday", ""),
            ("\x00" * 5000, ""),
        ],
    )
    def test_the_time_is_read_with_its_zone(
        self, tmp_path: Path, stamp: str, expected: str
    ) -> None:
        files = {"ada/ps1/answer.py": SOURCE, "ada/ps1/timestamp.txt": stamp.encode()}
        write_files(tmp_path / "submitted", files)
        (one,) = collect([tmp_path / "submitted"], WANTED).submissions

        assert one.delivery.submitted == expected
        assert bool(one.delivery.remarks) == (not expected)

    def test_of_several_assignments_the_one_with_the_module_is_taken(self, tmp_path: Path) -> None:
        files = {
            "submitted/ada/ps1/answer.py": SOURCE,
            "submitted/ada/ps1/timestamp.txt": b"2026-02-02 14:58:23 UTC",
            "submitted/ada/ps2/essay.py": b"",
            "submitted/ben/ps2/essay.py": b"",
            "gradebook.db": b"",
        }
        write_files(tmp_path, files)

        assert sources(collect([tmp_path], WANTED)) == {"ada": SOURCE}

    def test_two_assignments_that_could_be_meant_are_a_question(self, tmp_path: Path) -> None:
        files = {f"ada/ps{n}/answer.py": SOURCE for n in "12"}
        files["ada/ps1/timestamp.txt"] = b"2026-02-02 14:58:23 UTC"
        write_files(tmp_path / "submitted", files)

        with pytest.raises(UsageError, match=r"several assignments \(ps1, ps2\)"):
            collect([tmp_path / "submitted"], WANTED)


def test_two_submissions_of_a_student_in_two_downloads_are_named_both(tmp_path: Path) -> None:
    paths = [tmp_path / "monday.zip", tmp_path / "tuesday.zip"]
    for path in paths:
        path.write_bytes(zipped({"ada/answer.py": SOURCE, "ben/x.py": SOURCE}))

    with pytest.raises(UsageError, match=r"'ada'.*monday\.zip/ada and .*tuesday\.zip/ada"):
        collect(paths, WANTED)


def test_students_zips_on_the_command_line_are_one_submission_each(tmp_path: Path) -> None:
    inside = {
        "ada": zipped({"answer.py": SOURCE}),
        "ben": zipped({"project/answer.py": SOURCE}),
        "cyd": b"PK no archive",
    }
    paths = []
    for name, content in inside.items():
        paths.append(tmp_path / f"{name}.zip")
        paths[-1].write_bytes(content)
    found = sources(collect(paths, WANTED))

    assert found.pop("cyd") == "cyd.zip is not a zip archive, or it is damaged"
    assert found == {"ada": SOURCE, "ben": SOURCE}


def test_a_single_download_that_is_damaged_is_wrong_use(tmp_path: Path) -> None:
    path = tmp_path / "class.zip"
    path.write_bytes(zipped({"ada/answer.py": SOURCE})[:-10])

    with pytest.raises(UsageError, match=r"class\.zip is not a zip archive"):
        collect([path], WANTED)


def test_names_that_are_utf8_without_saying_so_are_read_as_utf8(tmp_path: Path) -> None:
    """Some archivers write UTF-8 names without setting the flag."""
    path = tmp_path / "class.zip"
    content = zipped({"Jos__/answer.py": SOURCE, "ben/answer.py": SOURCE})
    path.write_bytes(content.replace(b"Jos__", "José".encode()))

    assert sorted(sources(collect([path], WANTED))) == ["José", "ben"]


def test_an_unreadable_student_does_not_keep_the_others(tmp_path: Path) -> None:
    path = tmp_path / "class.zip"
    content = bytearray(zipped({"ada/answer.py": SOURCE, "ben/answer.py": SOURCE}))
    with zipfile.ZipFile(path, "w"):
        pass
    begin = content.index(b"ada/answer.py") + len(b"ada/answer.py")
    content[begin : begin + 20] = b"\xff" * 20
    path.write_bytes(content)
    found = {one.student: one.read() for one in collect([path], WANTED).submissions}

    assert found["ada"] == Unreadable("ada", "ada/answer.py is damaged in its archive")
    assert isinstance(found["ben"], Submission)
