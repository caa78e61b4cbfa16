"""What one student calls a file changes nothing for the others, and nothing vanishes unsaid."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

import pytest

from grader.intake import Intake, collect
from grader.model import Submission
from tests.intake.downloads import write_files, zipped
from tests.intake.expected import SOURCE, WANTED

STAMP = b"2024-03-01 10:00:00 UTC\n"
OTHERS = ("ada", "bob", "cy", "dan")


def read(place: Path, files: Mapping[str, bytes], *, packed: bool = False) -> Intake:
    """Collect these files as a class, in a folder or in a zip."""
    if packed:
        (place / "class.zip").write_bytes(zipped(files))
        return collect([place / "class.zip"], WANTED)
    write_files(place / "class", files)
    return collect([place / "class"], WANTED)


def graded(intake: Intake) -> dict[str, str]:
    """Return the file of each student that is graded, or the reason why none is."""
    found = {one.student: one.read() for one in intake.submissions}
    return {
        student: one.filename if isinstance(one, Submission) else one.reason
        for student, one in found.items()
    }


def folders(*names: str) -> dict[str, bytes]:
    return {f"{name}/answer.py": SOURCE for name in names}


def canvas(*names: str) -> dict[str, bytes]:
    return {f"{name}_{n}_5{n}_answer.py": SOURCE for n, name in enumerate(names, 11)}


MISLEADING = {
    "a time stamp": {"work/timestamp.txt": STAMP, "work/answer.py": SOURCE},
    "two assignments": {
        f"{name}/{file}": content
        for name in "ab"
        for file, content in {"timestamp.txt": STAMP, "answer.py": SOURCE}.items()
    },
    "a course": {"submitted/jane/ps1/timestamp.txt": STAMP, "gradebook.db": b""},
    "metadata": {"submission_metadata.yml": b"submission_1:\n", "submission_1/answer.py": SOURCE},
    "Canvas's names": {f"jane_{n}_9{n}_answer.py": SOURCE for n in range(9)},
    "Moodle's names": {f"Jane_{n}_assignsubmission_file/answer.py": SOURCE for n in range(9)},
}


@pytest.mark.parametrize("packed", [False, True], ids=["folder", "zip"])
@pytest.mark.parametrize("inside", MISLEADING.values(), ids=MISLEADING.keys())
def test_what_lies_in_one_student_s_folder_concerns_nobody_else(
    tmp_path: Path, inside: dict[str, bytes], packed: bool
) -> None:
    eve = {f"eve/{name}": content for name, content in inside.items()}
    intake = read(tmp_path, {**folders(*OTHERS), **eve}, packed=packed)

    found = graded(intake)
    assert sorted(found) == [*OTHERS, "eve"]
    assert {found[name] for name in OTHERS} == {"answer.py"}


NAMES = (
    "x_99_assignsubmission_file_y.py",
    "jane_99_77_answer.py",
    "LATE_anon_99_77_answer.py",
    "HW_jane_attempt_2024-03-01-10-00-00_answer.py",
    "submission_metadata.yml",
    "timestamp.txt",
)
FLAT = {
    "canvas": ("{0}_{1}_5{1}_{2}", "{0}_{1}"),
    "moodle": ("{0}_{1}_assignsubmission_file_{2}", "{0}_{1}"),
    "blackboard": ("HW 3_{0}_attempt_2024-03-0{3}-10-00-00_{2}", "{0}"),
}


@pytest.mark.parametrize("form, key", FLAT.values(), ids=FLAT.keys())
@pytest.mark.parametrize("few", [True, False], ids=["one student", "everybody"])
def test_what_a_student_calls_a_file_is_no_part_of_the_platform_s_name(
    tmp_path: Path, form: str, key: str, few: bool
) -> None:
    """Also if every file of the class is so called."""
    people = list(enumerate([*OTHERS, "eve"]))
    uploads = {
        form.format(name, 11 + n, upload, 1 + n): SOURCE
        for n, name in people
        for upload in (("answer.py",) if few and name != "eve" else ("answer.py", *NAMES))
    }
    found = graded(read(tmp_path, uploads))

    assert sorted(found) == [key.format(name, 11 + n) for n, name in people]
    assert set(found.values()) == {"answer.py"}


def test_the_only_file_of_a_class_is_its_author_s_whatever_it_is_called(tmp_path: Path) -> None:
    name = "Eve Mal_102_assignsubmission_file_x_101_assignsubmission_file_answer.py"
    (one,) = read(tmp_path / "moodle", {name: SOURCE}).submissions
    assert (one.student, one.delivery.person.platform_id) == ("Eve Mal_102", "102")

    (one,) = read(tmp_path / "canvas", {f"eve_15_505_{NAMES[0]}": SOURCE}).submissions
    assert (one.student, one.delivery.person.platform_id) == ("eve_15", "15")


def test_a_folder_s_name_ends_in_moodle_s_part(tmp_path: Path) -> None:
    name = "x_101_assignsubmission_file_Eve_102_assignsubmission_file"
    (one,) = read(tmp_path, {f"{name}/answer.py": SOURCE}).submissions

    assert one.delivery.person.platform_id == "102"


def test_a_student_called_anon_is_somebody(tmp_path: Path) -> None:
    intake = read(tmp_path, canvas("anon", "ada"))

    assert [one.delivery.person.platform_id for one in intake.submissions] == ["12", "11"]


class TestCanvas:
    EARLIER: ClassVar = {
        f"{name}_{17 + n}_9000{n}_answer.py": SOURCE for n, name in enumerate(OTHERS)
    }

    @pytest.mark.parametrize("upload", ["answer.py", "text.html", "7_answer.py"])
    def test_a_name_that_ends_in_a_number_is_no_other_s_id(
        self, tmp_path: Path, upload: str
    ) -> None:
        """Canvas takes numbers out of the middle of a name only."""
        entry = f"eve_17_4003_{upload}" if upload == "text.html" else f"eve_17_4003_90010_{upload}"
        intake = read(tmp_path, {**self.EARLIER, entry: SOURCE})

        (eve,) = (one.delivery.person for one in intake.submissions if "eve" in one.student)
        assert (eve.student, eve.platform_id) == ("eve_17_4003", "4003")

    @pytest.mark.parametrize("upload", ["2_answer.py", "17_text.html", "text.html"])
    def test_a_file_whose_name_begins_with_a_number_keeps_its_owner(
        self, tmp_path: Path, upload: str
    ) -> None:
        intake = read(tmp_path, {**self.EARLIER, f"fay_30_90011_{upload}": SOURCE})

        (fay,) = (one.delivery.person for one in intake.submissions if "fay" in one.student)
        assert (fay.student, fay.platform_id) == ("fay_30", "30")

    def test_a_name_that_can_be_read_in_two_ways_gives_no_id(self, tmp_path: Path) -> None:
        (one,) = read(tmp_path, {"fay_30_90011_90012_answer.py": SOURCE}).submissions

        assert (one.student, one.delivery.person.platform_id) == ("fay_30", "")
        assert "can be read as of two users" in one.delivery.remarks[0]


@pytest.mark.parametrize(
    "entry, key, id",
    [
        ("Team 3_678_assignsubmission_file/answer.py", "Team 3_678", "678"),
        ("Default group_assignsubmission_file/answer.py", "Default group", ""),
        ("Default group_assignsubmission_file_answer.py", "Default group", ""),
        ("Jane Doe_12_assignsubmission_codehandin_/answer.py", "Jane Doe_12", "12"),
    ],
)
def test_teams_and_plugins_of_moodle(tmp_path: Path, entry: str, key: str, id: str) -> None:
    (one,) = read(tmp_path, {entry: SOURCE}).submissions

    assert (one.student, one.delivery.person.platform_id) == (key, id)


PLAIN = {
    "bob.txt": ("bob", "bob.txt is a text file; hand in the Python file"),
    "carol.py.txt": ("carol", "carol.py.txt is a text file"),
    "dora.docx": ("dora", "dora.docx is a document"),
    "fay.tar.xz": ("fay", "fay.tar.xz is an archive of a kind that is not read here"),
    "gus.pages": ("gus", "gus.pages is a document"),
    "hal.htm": ("hal", "hal.htm is text that was typed in or a saved page"),
    "ida.m": ("ida.m", "ida.m is not a Python file"),
    "jon": ("jon", "jon is not a Python file"),
    "kim/notes.md": ("kim", "no file answer.py; there is no Python file"),
    ".leo_17/answer.py": (None, ""),
    "max.csv": (None, ""),
    "__ned/answer.py": (None, ""),
}


@pytest.mark.parametrize("packed", [False, True], ids=["folder", "zip"])
def test_everything_in_a_plain_folder_is_ungraded_with_a_reason_or_skipped_aloud(
    tmp_path: Path, packed: bool
) -> None:
    intake = read(tmp_path, {**folders("ada"), **dict.fromkeys(PLAIN, SOURCE)}, packed=packed)

    found = graded(intake)
    assert found.pop("ada") == "answer.py"
    for student, reason in PLAIN.values():
        if student:
            assert found.pop(student).startswith(reason)
    assert not found
    (said,) = intake.warnings
    assert "3 entries are nobody's, and not graded: .leo_17, __ned, max.csv" in said


def test_a_system_s_files_and_the_instructor_s_need_no_look(tmp_path: Path) -> None:
    systems = (".DS_Store", "._ada", "Thumbs.db", ".git/config")
    own = ("README.md", "grades.csv", "2026-03-01T1000_Grades-CS.csv", "suite.json", "index.html")
    beside = (*systems, *own, "results/gradebook.sqlite")
    intake = read(tmp_path, {**folders("ada"), **dict.fromkeys(beside, b"")})

    assert list(graded(intake)) == ["ada"]
    assert not intake.warnings
    assert "; skipped: " in intake.notices[0]


def test_a_platform_s_student_may_be_called_like_a_hidden_file(tmp_path: Path) -> None:
    files = {f"{name}_12_assignsubmission_file/answer.py": SOURCE for name in (".Eve", "Ada")}

    assert sorted(graded(read(tmp_path, files))) == [".Eve_12", "Ada_12"]


def test_files_of_one_name_are_one_student_s(tmp_path: Path) -> None:
    files = {"ada.py": SOURCE, "ada.pdf": b"%PDF", "bob.py": SOURCE, "bob/answer.py": SOURCE}
    found = graded(read(tmp_path, files))

    assert found == {"ada": "ada.py", "bob": "answer.py"}


STARTERS = {
    "above folders": folders("ada", "bob"),
    "beside files": {"ada.py": SOURCE, "bob.py": SOURCE},
}


@pytest.mark.parametrize("packed", [False, True], ids=["folder", "zip"])
@pytest.mark.parametrize("others", STARTERS.values(), ids=STARTERS.keys())
def test_the_module_beside_a_class_does_not_make_it_one_submission(
    tmp_path: Path, others: dict[str, bytes], packed: bool
) -> None:
    intake = read(tmp_path, {"answer.py": SOURCE, **others}, packed=packed)

    assert sorted(graded(intake)) == ["ada", "answer", "bob"]
    assert "answer.py lies beside the work of several students" in intake.warnings[0]


def test_one_student_s_folder_with_older_versions_is_one_submission(tmp_path: Path) -> None:
    files = {
        "answer.py": SOURCE,
        "answer_old.py": SOURCE,
        "answer-1.py": SOURCE,
        "old/answer.py": b"",
    }

    assert list(graded(read(tmp_path, files))) == ["class"]


def test_a_folder_around_a_class_is_said(tmp_path: Path) -> None:
    inner = {f"unzipped/{name}": content for name, content in folders("ada", "bob").items()}
    intake = read(tmp_path, inner)

    assert "unzipped is read as one student's; if it holds a class, name it" in intake.warnings[0]


def test_strays_beside_a_platform_s_files_are_named(tmp_path: Path) -> None:
    intake = read(tmp_path, {**canvas(*OTHERS), "eve.py": SOURCE})

    assert len(graded(intake)) == len(OTHERS)
    assert "1 entry is nobody's, and not graded: eve.py; what was handed in" in intake.warnings[0]


def test_a_half_of_canvas_s_names_is_said_and_everybody_graded(tmp_path: Path) -> None:
    intake = read(tmp_path, {**canvas("ada", "bob"), "eve.py": SOURCE})

    assert len(graded(intake)) == 3
    assert "2 of 3 entries are named as in a Canvas download" in intake.warnings[0]


def test_two_submissions_of_one_id_are_said(tmp_path: Path) -> None:
    files = {f"{name}_12_assignsubmission_file/answer.py": SOURCE for name in ("Ada", "Eve")}
    intake = read(tmp_path, files)

    assert "2 submissions have the id 12: Ada_12, Eve_12" in intake.warnings


class TestNbgrader:
    def test_a_course_is_known_without_times(self, tmp_path: Path) -> None:
        files = {f"submitted/{name}/ps1/answer.py": SOURCE for name in OTHERS}
        beside = ("gradebook.db", "source/ps1/answer.py", "Untitled.ipynb", "notes/a.txt")
        intake = read(tmp_path, {**files, **dict.fromkeys(beside, b"")})

        assert intake.kind == "nbgrader"
        assert sorted(graded(intake)) == list(OTHERS)
        assert not intake.warnings

    def test_the_assignment_of_nearly_all_is_meant_and_others_are_named(
        self, tmp_path: Path
    ) -> None:
        files = {f"{name}/ps1/answer.py": SOURCE for name in OTHERS}
        files |= {f"{name}/ps1/timestamp.txt": STAMP for name in OTHERS}
        files["eve/late work/answer.py"] = SOURCE
        intake = read(tmp_path, files)

        assert sorted(graded(intake)) == list(OTHERS)
        assert "1 entry is nobody's, and not graded: eve/late work" in intake.warnings[0]


class TestBlackboard:
    def test_the_last_attempt_counts(self, tmp_path: Path) -> None:
        attempt = "HW_ada_attempt_2024-03-0{}-10-00-00"
        files = {f"{attempt.format(n)}_answer.py": str(n).encode() for n in (1, 3, 2)}
        files |= {f"{attempt.format(n)}.txt": b"Name: Ada (ada)" for n in (1, 2, 3)}
        (one,) = read(tmp_path, files).submissions

        found = one.read()
        assert isinstance(found, Submission)
        assert found.source == b"3"
        assert one.delivered(found).remarks[0].endswith("was taken, not 2 earlier ones")

    def test_logins_may_have_underscores(self, tmp_path: Path) -> None:
        logins = ("a_doe", "j_doe", "k")
        files = {f"HW_3_{n}_attempt_2024-03-01-10-00-00_answer.py": SOURCE for n in logins}

        assert [one.delivery.person.login for one in read(tmp_path, files).submissions] == [*logins]

    def test_who_only_wrote_a_text_is_ungraded(self, tmp_path: Path) -> None:
        found = graded(read(tmp_path, {"HW_ada_attempt_2024-03-01-10-00-00.txt": b"Name: Ada"}))

        assert found == {"ada": "no file answer.py; there is no Python file"}


class TestBrightspace:
    @pytest.mark.parametrize(
        "times",
        [
            ("Mar 1, 2026 1015 AM", "Mar 1, 2026 1259 AM"),
            ("05 April 2026 612 PM", "30 March 2026 6:59 PM"),
            ("30 July, 2026 23:10", "Jul 30, 2026 10:53 PM"),
        ],
    )
    def test_the_last_time_counts(self, tmp_path: Path, times: tuple[str, str]) -> None:
        files = {f"11-77 - Ada L - {time}/answer.py": time.encode() for time in times}
        (one,) = read(tmp_path, files).submissions

        found = one.read()
        assert isinstance(found, Submission)
        assert found.source == times[0].encode()

    def test_times_that_cannot_be_read_are_a_question(self, tmp_path: Path) -> None:
        files = {f"11-77 - Ada L - 0{n} Maart 2026 1015/answer.py": SOURCE for n in (1, 2)}
        (reason,) = graded(read(tmp_path, files)).values()

        assert "hand in only one of them" in reason
